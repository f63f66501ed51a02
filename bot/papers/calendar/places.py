"""Entries of a case under its caller's label: numbered by kind, so that a later calendar changes
those of an earlier one and cancels what it has fewer of. What the earlier one had is not known.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.papers.calendar.entries import (
    AGENT,
    OF_ITEMS,
    PREVENTION,
    PULSE,
    STEROID,
    Entry,
    footed,
    named,
)
from bot.papers.sheet import Sheet
from core.due import Item

MOST: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "pulse": (1, PULSE),
        "prophylaxis": (1, PREVENTION),
        "dose": (24, STEROID),
        "end": (1, STEROID),
        "weekly": (14, AGENT),
        "drug": (2, AGENT),
        Item.LABORATORY: (12, OF_ITEMS[Item.LABORATORY]),
        Item.GLUCOSE: (3, OF_ITEMS[Item.GLUCOSE]),
        **{each: (2, OF_ITEMS[each]) for each in (Item.BONE, Item.EYES, Item.REVIEW)},
        **{
            each: (1, OF_ITEMS[each])
            for each in (
                Item.INTERIM, Item.PNEUMOCYSTIS, Item.VACCINES, Item.ADRENAL,
                Item.BEFORE_RISE, Item.TITRATION,
            )
        },
    }
)  # how many of a kind a case has at most, and their category  # fmt: skip


def placed(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The first dose is the first dose, however many milligrams it has and whatever day it is."""
    seen = Counter[str]()
    for entry in entries:
        kind = entry.key.partition("/")[0]
        seen[kind] += 1
        yield replace(entry, key=_key(kind, seen[kind]))


def every(sheet: Sheet) -> Iterator[Entry]:
    """All that an earlier calendar may have had; before the first of a series there was none."""
    if sheet.series is not None and sheet.series.number == 0:
        return
    none, details = sheet.say("paper.event.free", head=named(sheet)), footed(sheet)
    for kind, (most, category) in MOST.items():
        for place in range(1, most + 1):
            yield Entry(
                key=_key(kind, place),
                day=sheet.first,
                summary=none,
                details=details,
                whole_day=True,
                sure=False,
                category=category,
            )


def _key(kind: str, place: int) -> str:
    return f"{kind}/{place}"
