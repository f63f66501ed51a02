"""The words of a resource for those who read it without its structure."""

from collections.abc import Iterable
from html import escape
from typing import Any

XHTML = "http://www.w3.org/1999/xhtml"

Json = dict[str, Any]


def narrative(lines: Iterable[str]) -> Json:
    """A paragraph for each line, each once; nothing of it is markup."""
    said = "".join(f"<p>{escape(line)}</p>" for line in dict.fromkeys(lines))
    return {"text": {"status": "generated", "div": f'<div xmlns="{XHTML}">{said}</div>'}}
