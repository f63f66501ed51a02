"""What the printed pages share: paper, code, stamp, the dose that stands alone, blocks."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.papers.link import address, code
from bot.papers.pages.fit import Size
from bot.papers.pages.foot import foot, stamp
from bot.papers.sheet import Sheet
from bot.papers.span import stands
from core.evidence import Fact, Line, Section, stated


def shared(sheet: Sheet, size: Size, bot: str, *, scan: str) -> dict[str, Any]:
    """Of both pages; a case that is not kept has no code to scan."""
    link = address(bot, sheet.label, sheet.revision, sheet.made_at) if bot and sheet.label else ""
    return {
        "lang": "en",
        "paper": size.value,
        "qr": code(link) if link else "",
        "scan": sheet.say(scan) if link else "",
        "foot": foot(sheet),
        "page": [sheet.say("paper.page"), sheet.say("paper.of")],
        "stamp": stamp(sheet),
    }


def dose(sheet: Sheet) -> Iterator[str]:
    """The dose that stands alone: what is taken on the day that the paper is made for."""
    view = sheet.view
    if not sheet.rows and view.plan.start is not None:
        yield sheet.say("paper.dose", drug=view.steroid, mg=view.plan.start.mg)
        yield sheet.say("card.from", first=sheet.first)
        return
    row = sheet.present
    if row is None:
        says = "card.left" if view.plan.left else "card.over"
        yield sheet.say(says, last=sheet.rows[-1].period.last, drug=view.steroid)
        return
    yield sheet.say("paper.dose", drug=view.steroid, mg=row.period.mg)
    yield stands(sheet, row)


def standing(sheet: Sheet) -> Iterator[str]:
    """What would make somebody put the paper away, or not rely on its dates."""
    record = sheet.view.record
    if record is not None and record.closed_at is not None:
        yield sheet.say("paper.closed")
    elif record is not None and not record.live:
        yield sheet.say("card.waits")
    if not sheet.rows:
        yield sheet.say("card.milestones")
    elif sheet.view.waits:
        yield sheet.say("card.reassess")


def block(
    sheet: Sheet, name: str, lines: Iterable[str], *, boxed: bool = False
) -> Iterator[dict[str, Any]]:
    """The lines under their heading; nothing where there are none."""
    found = list(lines)
    if found:
        yield {"head": sheet.say(f"paper.head.{name}"), "lines": found, "boxed": boxed}


def stated_lines(sheet: Sheet, facts: Iterable[Fact[Any]]) -> Iterator[str]:
    """The statements of these facts, as this region writes them."""
    return map(sheet.line, stated_of(facts))


def stated_of(facts: Iterable[Fact[Any]]) -> tuple[Line, ...]:
    """A line for each fact."""
    return tuple(stated(Section.PREVENTION, fact) for fact in facts)
