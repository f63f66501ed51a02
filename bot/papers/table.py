"""Plan and history as CSV: for a spreadsheet, in which no cell can become a formula."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from unicodedata import category, normalize
from zoneinfo import ZoneInfo

from bot.page.findings import finding, in_order, in_words, unit
from bot.page.write import day, moment, number
from bot.papers.curve.bands import Pulse, pulses
from bot.papers.dates import LISTED, milestones
from bot.papers.drugs import OneDrug, Stands, drugs, in_plan
from bot.papers.sheet import Row, Sheet
from bot.papers.visit.told import Entry, entries
from core.amounts import A_DAY, Unknown, plain
from core.course.decisions import Decision, Drug
from core.course.regimen.drugs import AGENTS
from core.prevention.prophylaxis import OFFERED
from core.response.scale import scale_of
from core.steroid.tablets import Tablets
from flows.talk.records import Decided, Reminder

FORMULA = frozenset("=+-@")  # what a spreadsheet takes for the beginning of a formula
UNSEEN = frozenset("CMZ")  # kinds of characters that nobody sees before it
QUOTE = "'"  # before a cell that a spreadsheet would take for a formula
COLUMNS = (
    "plan",
    "revision",
    "part",
    "state",
    "first",
    "last",
    "days",
    "mg",
    "tablets",
    "what",
    "who",
    "when",
    "date",
    "measure",
    "value",
    "unit",
    "limit",
    "until",
    "at",
)

Cells = dict[str, str]


def table(sheet: Sheet, reminders: Sequence[Reminder] = ()) -> bytes:
    """One line for each dose, drug, date, decision, finding and reminder in the order of their
    days, what has none before them; a mark at the beginning says UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow({name: sheet.say(f"paper.csv.{name}") for name in COLUMNS})
    for cells in sorted(_lines(sheet, reminders), key=lambda each: each.get("date", "")):
        named = {"plan": sheet.named, "revision": str(sheet.revision or "")} | cells
        writer.writerow({name: safe(cell) for name, cell in named.items()})
    return out.getvalue().encode("utf-8-sig")


def safe(cell: str) -> str:
    """The cell as plain text, whatever it begins with: also in its wide form, and behind spaces
    and marks that are not seen."""
    seen = next((each for each in cell if category(each)[0] not in UNSEEN), "")
    return f"{QUOTE}{cell}" if normalize("NFKC", seen) in FORMULA else cell


def _lines(sheet: Sheet, reminders: Sequence[Reminder]) -> Iterator[Cells]:
    yield _stamp(sheet)
    yield from (_dose(sheet, row) for row in sheet.rows)
    if not sheet.rows:
        none = sheet.say("paper.csv_no_schedule", first=day(sheet.first))
        yield _cells(sheet, "caution", what=none)
    yield from (_cells(sheet, "caution", what=what) for what in sheet.beside_steroid)
    yield from (_pulse(sheet, pulse) for pulse in pulses(sheet))
    for drug in drugs(sheet):
        yield from _drug(sheet, drug)
    yield from _prophylaxis(sheet)
    for stone in milestones(sheet, LISTED):
        yield _cells(sheet, "date", **_days(stone.day), what=stone.says)
    for decided in sheet.decisions:
        yield _decision(sheet, decided)
    for entry in entries(sheet):
        yield from _visit(sheet, entry)
    for reminder in reminders:
        yield _reminder(sheet, reminder)


def _cells(sheet: Sheet, part: str, **cells: str) -> Cells:
    return {"part": sheet.say(f"paper.part.{part}"), **cells}


def _stamp(sheet: Sheet) -> Cells:
    """Which plan it is, as it stands when."""
    return _cells(sheet, "made", what=sheet.stamp, **_moment(sheet, sheet.made_at))


def _days(first: date, last: date | None = None) -> Cells:
    """As they are read, and as a spreadsheet sorts them."""
    ends = {} if last is None else {"last": day(last), "until": last.isoformat()}
    return {"first": day(first), "date": first.isoformat(), **ends}


def _moment(sheet: Sheet, at: datetime) -> Cells:
    """The same of a moment, in the zone of the place."""
    zone = ZoneInfo(sheet.view.zone)
    sorts = at.astimezone(zone).isoformat(timespec="minutes")
    return {"when": moment(at, zone, sheet.view.zone), "at": sorts}


def _dose(sheet: Sheet, row: Row) -> Cells:
    period = row.period
    return _cells(
        sheet,
        "dose",
        state=_state(sheet, row),
        **_days(period.first, None if row.open else period.last),
        days="" if row.open else str(period.days),
        mg=number(period.mg),
        tablets=_counted(period.tablets),
    )


def _state(sheet: Sheet, row: Row) -> str:
    """Decided or planned, and what else holds: a plan that is not in force; one that is closed,
    but for what was over then."""
    decided = sheet.say(f"paper.state.{'decided' if row.sure else 'planned'}")
    since = sheet.view.record.closed_at if sheet.view.record else None
    closed_on = since.astimezone(ZoneInfo(sheet.view.zone)).date() if since else None
    if closed_on and row.sure and not row.open and row.period.last < closed_on:
        return decided
    whole = in_plan(sheet, Stands.TAKEN)
    if whole is Stands.TAKEN:
        return decided
    return sheet.say("paper.csv_state", decided=decided, whole=sheet.say(f"paper.state.{whole}"))


def _pulse(sheet: Sheet, pulse: Pulse) -> Cells:
    return _cells(
        sheet,
        "pulse",
        state=sheet.say("paper.state.entered"),
        **_days(pulse.first, pulse.end - A_DAY),
        days=str(pulse.days),
        what=_infused(sheet, pulse),
    )


def _infused(sheet: Sheet, pulse: Pulse) -> str:
    """Its amount where it was answered."""
    mg = sheet.view.plan.case.pulse_mg
    if isinstance(mg, Unknown) or pulse.first >= sheet.first:
        return sheet.say("paper.csv_pulse_open")
    return sheet.say("paper.csv_pulse", mg=mg)


def _prophylaxis(sheet: Sheet) -> Iterator[Cells]:
    """What is offered first while the steroid is taken; no dose of it."""
    found = sheet.view.plan.pneumocystis
    for first in sheet.said(*OFFERED)[:1] if sheet.ahead else ():
        starts = sheet.view.on(found.start_offset or 0) if found else sheet.first
        state = sheet.say(f"paper.state.{in_plan(sheet, Stands.NOT_BEGUN)}")
        what = sheet.say("paper.csv_prophylaxis", drug=sheet.writer.drug(first.medicine))
        yield _cells(sheet, "prophylaxis", state=state, **_days(starts), what=what)
        for caution in first.cautions:
            yield _cells(sheet, "caution", what=sheet.line(caution))


def _drug(sheet: Sheet, drug: OneDrug) -> Iterator[Cells]:
    """Its amounts in words: the column of milligrams is that of the daily steroid."""
    for each in drug.spans:
        state = sheet.say(f"paper.state.{in_plan(sheet, each.stands)}")
        yield _cells(sheet, "drug", state=state, **_days(each.first, each.last), what=each.line)
    if not drug.spans:
        state = sheet.say(f"paper.state.{in_plan(sheet, drug.stands)}")
        yield _cells(sheet, "drug", state=state, what=drug.without)
    yield from (_cells(sheet, "caution", what=what) for what in drug.cautions)


def _counted(tablets: Tablets) -> str:
    """Number and strength of each: "1 × 50 mg and 1.5 × 5 mg"."""
    return " and ".join(f"{number(count)} × {number(strength)} mg" for strength, count in tablets)


def _decision(sheet: Sheet, decided: Decided) -> Cells:
    decision = decided.decision
    daily = decision.mg is not None and decision.drug is None
    return _cells(
        sheet,
        "decision",
        **_days(decision.on),
        mg=number(Decimal(decision.mg or 0)) if daily else "",
        what=_decided(sheet, decision),
        who=decided.name,
        **_moment(sheet, decided.at),
    )


def _decided(sheet: Sheet, decision: Decision) -> str:
    """What was decided in words; of a drug with its name, and an amount with how often."""
    move, reason, drug, mg = decision.move, decision.reason, decision.drug, decision.mg
    if drug is None:
        return sheet.say("paper.csv_decision", move=move, reason=reason)
    known = mg is not None and drug in AGENTS
    often = ("weekly" if drug is Drug.METHOTREXATE else "daily") if known else "plain"
    values = {"drug": drug, "move": move, "reason": reason}
    return sheet.say(f"paper.decided.{often}", mg=mg or Decimal(0), **values)


def _visit(sheet: Sheet, entry: Entry) -> Iterator[Cells]:
    """A line for each finding of an entry."""
    view = sheet.view
    visit = entry.visit
    cells = _cells(
        sheet,
        "visit",
        state=sheet.say(f"paper.state.{'corrected' if entry.by else 'entered'}"),
        **_days(visit.day),
        who=entry.visited.name,
        **_moment(sheet, entry.visited.at),
    )
    for each in in_order(visit):
        of = each.of or scale_of(view.guideline.response.score, each)
        yield cells | {
            "what": finding(sheet.writer, each),
            "measure": each.measure,
            "value": f"{plain(each.value):f}",
            "unit": unit(view.guideline, each.measure),
            "limit": "" if of is None else f"{plain(of):f}",
        }
    for name, said in in_words(sheet.writer, visit):
        yield cells | {"what": said, "measure": name}


def _reminder(sheet: Sheet, reminder: Reminder) -> Cells:
    at = reminder.at
    return _cells(
        sheet,
        "reminder",
        state=sheet.say(f"paper.stage.{reminder.stage}"),
        **_days(reminder.day),
        what=sheet.writer.term(reminder.matter),
        who=reminder.name,
        **({} if at is None else _moment(sheet, at)),
    )
