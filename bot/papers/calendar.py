"""The plan's days for a calendar, by RFC 5545: imported again it updates, and never doubles."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from bot.page.write import number
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
from bot.papers.places import every, placed
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
    entries = placed(_entries(sheet)) if sheet.series else _entries(sheet)
    current = {entry.key: entry for entry in entries}
    gone = {each.key: each for each in _gone(sheet, before) if each.key not in current}
    made = Calendar()
    made.add("prodid", "-//myotaper//papers//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", sheet.head)
    for entry in current.values():
        made.add_component(_event(sheet, entry))
    for entry in gone.values():
        made.add_component(_cancelled(sheet, entry))
    days = [entry.day for entry in (*current.values(), *gone.values())]
    made.add_missing_timezones(min(days) - A_DAY, max(days) + A_DAY)
    return bytes(made.to_ical())


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


def _event(sheet: Sheet, entry: Entry) -> Event:
    event = _bare(sheet, entry)
    event.add("summary", entry.summary)
    event.add("description", entry.details)
    event.add("status", "CONFIRMED" if entry.sure or not entry.whole_day else "TENTATIVE")
    if entry.whole_day:
        event.add_component(_alarm(ON_THE_DAY, entry.summary))
        if not entry.sure:
            event.add_component(_alarm(RESULTS_NEEDED, entry.summary))
    else:
        event.add_component(_alarm(timedelta(0), entry.summary))
    return event


def _cancelled(sheet: Sheet, entry: Entry) -> Event:
    event = _bare(sheet, entry)
    event.add("summary", sheet.say("paper.event.cancelled", what=entry.void or entry.summary))
    event.add("description", footed(sheet))
    event.add("status", "CANCELLED")
    return event


def _bare(sheet: Sheet, entry: Entry) -> Event:
    """Which event it is, in which revision, and when; a dose belongs to its day in every zone."""
    event = Event()
    event.add("uid", uid(sheet, entry.key))
    event.add("sequence", sequence(sheet))
    event.add("dtstamp", sheet.made_at)
    event.add("last-modified", sheet.made_at)
    event.add("categories", [sheet.say(entry.category)])
    event.add("transp", "TRANSPARENT")
    if entry.whole_day:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + entry.days * A_DAY)
    else:
        begins = datetime.combine(entry.day, HOUR, ZoneInfo(sheet.view.zone))
        event.add("dtstart", begins)
        event.add("dtend", begins + LASTS)
    return event


def _alarm(trigger: timedelta, says: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", says)
    alarm.add("trigger", trigger)
    return alarm
