"""The plan's days for a calendar, by RFC 5545: imported again it updates, and never doubles."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid5

from bot.page.write import number
from bot.papers import ics
from bot.papers.dates import matters
from bot.papers.entries import (
    OF_ITEMS,
    STEROID,
    Entry,
    before_the_doses,
    footed,
    named,
    no_doses,
    no_questions,
    of_drugs,
)
from bot.papers.sheet import NoPaper, Row, Sheet, stands
from core.amounts import A_DAY
from core.edition.kept_plan import fingerprint

NAMESPACE = UUID("5f1c6a0e-5d0b-4b7e-9a53-0d6f5f4c2a11")  # of this product's events, for ever
ON_THE_DAY = timedelta(hours=7, minutes=30)  # after the day begins
RESULTS_NEEDED = -timedelta(days=1, hours=10)  # two days before, in the early afternoon
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # from it on every printing has a later number
HOUR, LASTS = time(9), timedelta(minutes=15)  # of what is no dose


def calendar(sheet: Sheet, before: Sequence[Sheet] = ()) -> bytes:
    """Every entry of the plan, and a cancelled one for each that an earlier revision had."""
    if not sheet.rows:
        raise NoPaper("no_schedule")
    current = {entry.key: entry for entry in _entries(sheet)}
    none = (*no_doses(sheet), *no_questions(sheet))
    gone = {each.key: each for each in none if each.key not in current}
    for each in before:
        gone |= {entry.key: entry for entry in _entries(each) if entry.key not in current}
    days = [entry.day for entry in (*current.values(), *gone.values())]
    zone = sheet.view.zone
    lines = ics.component(
        "VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//myotaper//papers//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{ics.text(sheet.head)}",
        *ics.zone_lines(zone, min(days) - A_DAY, max(days) + A_DAY),
        *(line for entry in current.values() for line in _event(sheet, entry)),
        *(line for entry in gone.values() for line in _cancelled(sheet, entry)),
    )
    return ics.file(lines)


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


def _entries(sheet: Sheet) -> Iterator[Entry]:
    yield from before_the_doses(sheet)
    for row in sheet.rows:
        yield _dose(sheet, row)
    if sheet.rows and not sheet.waits:
        head, drug = named(sheet), sheet.view.steroid
        key = "paper.event.ended" if sheet.decided else "paper.event.end"
        yield Entry(
            key="end",
            day=sheet.end,
            summary=sheet.say(key, head=head, drug=drug),
            details=footed(sheet, *_confirm(sheet, sure=sheet.decided)),
            whole_day=True,
            sure=sheet.decided,
            category=STEROID,
        )
    for stone in matters(sheet):
        yield Entry(
            key=stone.code,
            day=stone.day,
            summary=sheet.say("paper.event.stone", head=named(sheet), says=stone.says),
            details=footed(sheet),
            whole_day=False,
            sure=False,
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
            sheet, dose, stands(sheet, row), *_confirm(sheet, sure=row.sure), *sheet.beside_steroid
        ),
        whole_day=True,
        sure=row.sure,
        category=STEROID,
    )


def _confirm(sheet: Sheet, *, sure: bool) -> tuple[str, ...]:
    return () if sure else (sheet.say("paper.event.confirm"),)


def _event(sheet: Sheet, entry: Entry) -> list[str]:
    alarms: tuple[timedelta, ...] = (ON_THE_DAY,) if entry.whole_day else (timedelta(0),)
    waits = entry.whole_day and not entry.sure
    return _bare(
        sheet,
        entry,
        status="TENTATIVE" if waits else "CONFIRMED",
        summary=entry.summary,
        description=entry.details,
        alarms=(*alarms, RESULTS_NEEDED) if waits else alarms,
    )


def _cancelled(sheet: Sheet, entry: Entry) -> list[str]:
    return _bare(
        sheet,
        entry,
        status="CANCELLED",
        summary=sheet.say("paper.event.cancelled", what=entry.void or entry.summary),
        description=footed(sheet),
    )


def _bare(
    sheet: Sheet,
    entry: Entry,
    *,
    status: str,
    summary: str,
    description: str,
    alarms: Sequence[timedelta] = (),
) -> list[str]:
    """Which event it is, in which revision, and when; a dose belongs to its day in every zone."""
    return ics.component(
        "VEVENT",
        f"UID:{uid(sheet, entry.key)}",
        f"SEQUENCE:{sequence(sheet)}",
        ics.instant("DTSTAMP", sheet.made_at),
        ics.instant("LAST-MODIFIED", sheet.made_at),
        *_when(sheet, entry),
        f"SUMMARY:{ics.text(summary)}",
        f"DESCRIPTION:{ics.text(description)}",
        f"CATEGORIES:{ics.text(sheet.say(entry.category))}",
        f"STATUS:{status}",
        "TRANSP:TRANSPARENT",
        *(line for trigger in alarms for line in _alarm(trigger, summary)),
    )


def _when(sheet: Sheet, entry: Entry) -> tuple[str, str]:
    if entry.whole_day:
        ends = entry.day + entry.days * A_DAY
        return ics.on_day("DTSTART", entry.day), ics.on_day("DTEND", ends)
    begins, zone = datetime.combine(entry.day, HOUR), sheet.view.zone
    return ics.local("DTSTART", begins, zone), ics.local("DTEND", begins + LASTS, zone)


def _alarm(trigger: timedelta, says: str) -> list[str]:
    return ics.component(
        "VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{ics.text(says)}",
        f"TRIGGER:{ics.duration(trigger)}",
    )
