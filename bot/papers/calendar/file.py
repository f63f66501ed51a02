"""The plan's days for a calendar, by RFC 5545: imported again it updates, and never doubles."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid5

from bot.page.write import number
from bot.papers.calendar.entries import (
    OF_ITEMS,
    STEROID,
    Entry,
    before_the_doses,
    footed,
    named,
    no_doses,
    no_questions,
    not_live,
    of_drugs,
)
from bot.papers.calendar.event import CLOSES, Written, head, stamp, zone_of
from bot.papers.calendar.places import every, placed
from bot.papers.dates import BY_DOSE, Milestone, hangs, matters
from bot.papers.sheet import NoPaper, Row, Sheet
from bot.papers.span import stands
from core.amounts import A_DAY
from core.edition.kept_plan import fingerprint

NAMESPACE = UUID("5f1c6a0e-5d0b-4b7e-9a53-0d6f5f4c2a11")  # of this product's events, for ever
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # from it on every printing has a later number


def calendar(sheet: Sheet, before: Sequence[Sheet] = ()) -> bytes:
    """Every entry of the plan, and a cancelled one for each that an earlier revision had."""
    if not sheet.rows:
        raise NoPaper("no_schedule")
    entries = placed(_entries(sheet)) if sheet.series else _entries(sheet)
    current = {entry.key: entry for entry in entries}
    gone = {each.key: each for each in _gone(sheet, before) if each.key not in current}
    days = [each.day for each in (*current.values(), *gone.values())]
    number = stamp(sequence(sheet), sheet.made_at)
    events = (
        *(_written(sheet, each) for each in current.values()),
        *(_written(sheet, each, cancelled=True) for each in gone.values()),
    )
    return b"".join(
        (
            head(sheet.head),
            zone_of(sheet.view.zone, (min(days) - A_DAY).year, (max(days) + A_DAY).year),
            *(each.text(number) for each in events),
            CLOSES,
        )
    )


def _written(sheet: Sheet, entry: Entry, *, cancelled: bool = False) -> Written:
    """The event of an entry; of one that is cancelled nothing but that."""
    what = entry.void or entry.summary
    return Written(
        uid=uid(sheet, entry.key),
        entry=replace(entry, details=footed(sheet)) if cancelled else entry,
        category=sheet.say(entry.category),
        zone=sheet.view.zone,
        cancelled=sheet.say("paper.event.cancelled", what=what) if cancelled else "",
    )


def uid(sheet: Sheet, key: str) -> str:
    """The same in every revision: it follows from the plan and the step. Cases follow each other
    where their caller gives them one label, which is never taken for that of a plan.
    """
    case = f"case {sheet.series.label}" if sheet.series else ""
    of = sheet.label or case or fingerprint(sheet.view.guideline, sheet.view.plan)
    return f"{uuid5(NAMESPACE, f'{of}/{key}')}@myotaper"


def sequence(sheet: Sheet) -> int:
    """It rises with the instant, also within one revision: there too a date can roll on."""
    if not sheet.label and sheet.series and sheet.series.number is not None:
        return sheet.series.number
    return max(sheet.revision, int((sheet.made_at - EPOCH).total_seconds()))


def _gone(sheet: Sheet, before: Sequence[Sheet]) -> Iterator[Entry]:
    """What an earlier calendar had, or may have had."""
    if sheet.series:
        yield from every(sheet)
        return
    yield from no_doses(sheet)
    yield from no_questions(sheet)
    for each in before:
        yield from _entries(each)


def _entries(sheet: Sheet) -> Iterator[Entry]:
    yield from before_the_doses(sheet)
    for row in sheet.rows:
        yield _dose(sheet, row)
    if sheet.rows and not sheet.view.waits:
        head, drug = named(sheet), sheet.view.steroid
        key = f"paper.event.{sheet.view.end_says}"
        yield Entry(
            key="end",
            day=sheet.end,
            summary=sheet.say(key, head=head, drug=drug),
            details=footed(sheet, *_confirm(sheet, sure=sheet.view.plan.ended)),
            whole_day=True,
            sure=sheet.view.plan.ended,
            waits=not sheet.view.plan.ended,
            category=STEROID,
        )
    for stone in matters(sheet):
        yield Entry(
            key=stone.code,
            day=stone.day,
            summary=sheet.say("paper.event.stone", head=named(sheet), says=stone.says),
            details=footed(sheet, *_waits(sheet, stone)),
            whole_day=False,
            sure=False,
            waits=hangs(sheet, stone),
            category=OF_ITEMS[stone.item],
        )
    yield from of_drugs(sheet)


def _dose(sheet: Sheet, row: Row) -> Entry:
    """The first day of a dose; the same event before and after it is confirmed."""
    period = row.period
    key = "paper.event.dose" if row.sure else "paper.event.planned"
    dose = sheet.say("paper.event.amount", mg=period.mg, tablets=sheet.tablets(period.tablets))
    return Entry(
        key=f"dose/{number(period.mg)}/{row.times}",
        day=period.first,
        summary=sheet.say(key, head=named(sheet), drug=sheet.view.steroid, mg=period.mg),
        details=footed(
            sheet,
            dose,
            stands(sheet, row),
            *(not_live(sheet) if row.sure else _confirm(sheet, sure=False)),
            *sheet.beside_steroid,
        ),
        whole_day=True,
        sure=row.sure,
        waits=sheet.waits_for_check or not row.sure,
        category=STEROID,
    )


def _waits(sheet: Sheet, stone: Milestone) -> tuple[str, ...]:
    """The condition of a day that follows from steps; a question says its own."""
    by_dose = hangs(sheet, stone) and stone.item in BY_DOSE
    return (sheet.say("paper.event.if_confirmed"),) if by_dose else ()


def _confirm(sheet: Sheet, *, sure: bool) -> tuple[str, ...]:
    return () if sure else (sheet.say("paper.event.confirm"),)
