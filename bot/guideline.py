"""The guideline as shipped with the product, and the editions before it that plans still go by.

`core/guideline/earlier/<edition>/` holds a released edition once there is a later one: its numbers
and statements as they were, in the form that the reader of today reads.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import core.guideline
from bot.toml import loads
from core.guideline import BadGuideline, parse
from core.guideline.schema import Guideline

PARTS = ("iim.toml", "treatment.toml", "response.toml", "cutoffs.toml", "visit.toml")
EARLIER = "earlier"


@cache
def shipped() -> Guideline:
    """The guideline of this release, read once, with the editions before it."""
    folder = Path(*core.guideline.__path__)
    kept = folder / EARLIER
    there = (each for each in kept.iterdir() if each.is_dir()) if kept.is_dir() else ()
    return replace(_read(folder), earlier=Earlier({each.name: each for each in there}))


class Earlier(Mapping[str, Guideline]):
    """Editions by their name, each read when it is first asked for: most plans go by no other
    than today's. Raises BadGuideline where a folder holds another edition than it is named for."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._folders, self._read = folders, dict[str, Guideline]()

    def __getitem__(self, name: str) -> Guideline:
        if name not in self._read:
            found = _read(self._folders[name])
            if found.edition != name:
                raise BadGuideline(f"{EARLIER}/{name}: is edition {found.edition}")
            self._read[name] = found
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._folders

    def __iter__(self) -> Iterator[str]:
        return iter(self._folders)

    def __len__(self) -> int:
        return len(self._folders)


def edition(name: str) -> Guideline:
    """The rules of a released edition; raises KeyError where there was none of this name."""
    newest = shipped()
    return newest if newest.edition == name else newest.earlier[name]


def _read(folder: Path) -> Guideline:
    return parse("\n".join((folder / part).read_text("utf-8") for part in PARTS), loads)
