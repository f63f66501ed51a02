"""The trend to print with every visit below it, and the last visits for the clinician's page."""

from collections.abc import Iterator
from typing import Any

from bot.page.write import day
from bot.papers.pages.fit import Size
from bot.papers.pages.foot import foot, stamp
from bot.papers.sheet import Sheet
from bot.papers.typesetting import pdf
from bot.papers.visit.told import corrected, entered, entries, found_in, line, told
from bot.papers.visit.trend import trend_drawn

TEMPLATE = "visits"
SIZES = (9.5,)  # points: as many pages as it takes
ROOM_MM = {Size.A4: 258, Size.LETTER: 240}  # for the picture
COLUMNS = ("day", "found", "response", "entered")


def visits_pages(sheet: Sheet, size: Size) -> bytes:
    """The trend, then a row for each entry with what it says; raises NoPaper without one."""
    picture = trend_drawn(sheet)
    return pdf(
        TEMPLATE,
        {
            "sizes": SIZES,
            "lang": "en",
            "paper": size.value,
            "room": ROOM_MM[size],
            "picture": picture,
            "alt": sheet.say("paper.visits.alt"),
            "title": sheet.head,
            "subtitle": sheet.say("paper.visits.title"),
            "head": [sheet.say(f"paper.visits.column.{name}") for name in COLUMNS],
            "rows": list(rows(sheet)),
            "foot": foot(sheet),
            "stamp": stamp(sheet),
        },
        sheet.made_at,
    )


def rows(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Every entry, by day; what a day says stands once, beside the last entry in force."""
    said = {each.visit.number: each.response for each in told(sheet)}
    for each in entries(sheet):
        number = each.visit.number
        yield {
            "day": day(each.visit.day),
            "found": list(found_in(sheet, each.visit)),
            "response": "; ".join(said.get(number, ())),
            "struck": each.by is not None,
            "entered": [
                entered(sheet, each.visited),
                *([corrected(sheet, each.by)] if each.by else []),
            ],
        }


def last_visits(sheet: Sheet, few: int) -> Iterator[str]:
    """The last few visits in a line each, and how many there are before them."""
    every = told(sheet)
    kept = every[-few:] if few else ()
    yield from (line(sheet, each) for each in kept)
    earlier = len(every) - len(kept)
    if earlier:
        yield sheet.say("paper.visits.earlier", count=earlier)
