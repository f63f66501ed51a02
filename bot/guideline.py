"""The guideline as shipped with the product."""

from functools import cache
from importlib.resources import files

from core.guideline import parse
from core.guideline.schema import Guideline

PARTS = ("iim.toml", "treatment.toml")


@cache
def shipped() -> Guideline:
    """The guideline of this release, read once."""
    folder = files("core.guideline")
    return parse("\n".join(folder.joinpath(part).read_text("utf-8") for part in PARTS))
