"""The guideline as shipped with the product, and the editions before it that plans still go by.

`core/guideline/earlier/<edition>/` holds a released edition once there is a later one: its numbers
and statements as they were, in the form that the reader of today reads.
"""

from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from core.guideline import parse
from core.guideline.schema import Guideline

PARTS = ("iim.toml", "treatment.toml", "response.toml", "cutoffs.toml", "visit.toml")
EARLIER = "earlier"


@cache
def shipped() -> Guideline:
    """The guideline of this release with the editions before it, read once."""
    folder = files("core.guideline")
    kept = folder.joinpath(EARLIER)
    found = (_read(each) for each in kept.iterdir() if each.is_dir()) if kept.is_dir() else ()
    earlier = {each.edition: each for each in found}
    return replace(_read(folder), earlier=earlier)


def edition(name: str) -> Guideline:
    """The rules of a released edition; raises KeyError where there was none of this name."""
    newest = shipped()
    return newest if newest.edition == name else newest.earlier[name]


def _read(folder: Traversable) -> Guideline:
    return parse("\n".join(folder.joinpath(part).read_text("utf-8") for part in PARTS))
