"""Every fact of a guideline, in the order of its shape."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from core.evidence import Fact

EARLIER = "earlier"  # editions of their own


def facts(part: object) -> Iterator[Fact[Any]]:
    """The facts in a section, a checklist or a whole guideline."""
    if isinstance(part, Fact):
        yield part
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from facts(each)
    elif is_dataclass(part):
        for field in fields(part):
            if field.name != EARLIER:
                yield from facts(getattr(part, field.name))
