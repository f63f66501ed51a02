"""What is copied into a prescription, an order or a letter: one message for each item."""

from collections.abc import Iterator

from bot.page.write import day, number
from bot.papers.drugs import Stands, drugs, told
from bot.papers.pages.ill import beside_the_course
from bot.papers.sheet import NoPaper, Sheet
from bot.papers.span import ending, span
from core.prevention.prophylaxis import OFFERED

STATIN = "rescue.statin"  # the line that stops it


def items(sheet: Sheet) -> tuple[str, ...]:
    """The steroid from the present dose on, the drugs beside it, prophylaxis where needed, and
    the statin that is stopped."""
    if not sheet.rows:
        raise NoPaper("no_schedule")
    if not has_items(sheet):
        raise NoPaper("over")
    drafts = (
        *((_steroid(sheet),) if sheet.ahead else ()),
        _drugs(sheet),
        *((_prophylaxis(sheet),) if sheet.ahead else ()),
        _statin(sheet),
    )
    found = (lines for lines in map(tuple, drafts) if lines)
    return tuple("\n".join((*_not_live(sheet), *lines, _foot(sheet))) for lines in found)


def _not_live(sheet: Sheet) -> Iterator[str]:
    """The first line of what is not to be prescribed yet."""
    record = sheet.view.record
    if record is not None and not record.live:
        yield sheet.say("paper.rx.not_live")


def has_items(sheet: Sheet) -> bool:
    """Whether there is anything to prescribe: the steroid, or a drug that goes on."""
    return bool(sheet.ahead) or any(each.amounts for each in drugs(sheet))


def text(sheet: Sheet) -> bytes:
    """Every item, with an empty line between two."""
    return ("\n\n".join(items(sheet)) + "\n").encode()


def _steroid(sheet: Sheet) -> Iterator[str]:
    """Drug, route and frequency; each dose with tablets and days; what to dispense."""
    yield sheet.say("schedule.head", drug=sheet.view.steroid)
    yield from sheet.beside_steroid
    for row, before in sheet.announced(sheet.ahead):
        if before:
            yield before
        made = sheet.tablets(row.period.tablets)
        yield f"{number(row.period.mg)} mg ({made}): {span(sheet, row)}"
    yield ending(sheet)
    beside = sheet.view.overdue and not sheet.view.waits
    says = "dispense_beside" if beside else sheet.dispense_says
    yield sheet.say(f"paper.rx.{says}", first=day(sheet.dispensed_from))
    for strength, count in sheet.dispensed():
        yield sheet.say("tablets.count", count=count, strength=strength)
    if found := sheet.dispensed_sure():
        last, sure = found
        yield sheet.say("paper.rx.dispense_sure", last=day(last))
        for mg, count in sure:
            yield sheet.say("tablets.count", count=count, strength=mg)
    yield from beside_the_course(sheet)


def _drugs(sheet: Sheet) -> Iterator[str]:
    """Each drug with what was confirmed of it for this day and later, folic acid, cautions; a
    drug that was not begun is none to prescribe.
    """
    if any(each.stands is not Stands.NOT_BEGUN for each in drugs(sheet)):
        yield from told(sheet)


def _prophylaxis(sheet: Sheet) -> Iterator[str]:
    """The drug that is offered first, with its dose where one is known, and its cautions."""
    for first in sheet.said(*OFFERED)[:1]:
        yield sheet.say("paper.rx.prophylaxis" if first.doses else "paper.rx.no_prophylaxis")
        yield from map(sheet.line, (*first.doses, *first.cautions))


def _statin(sheet: Sheet) -> Iterator[str]:
    """That it is stopped for good, where it brought on the disease."""
    stopped = (line for line in sheet.view.plan.lines if line.says == STATIN)
    yield from map(sheet.line, stopped)


def _foot(sheet: Sheet) -> str:
    return sheet.say("paper.rx.foot", stamp=sheet.stamp)
