"""Plan and history as CSV: for a spreadsheet, in which no cell can become a formula."""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.page.findings import finding, in_order, in_words, unit
from bot.page.write import day, moment, number
from bot.papers.dates import LISTED, milestones
from bot.papers.drugs import OneDrug, Stands, drugs, in_plan
from bot.papers.sheet import Row, Sheet
from bot.papers.visit.told import Entry, entries
from core.amounts import plain
from core.course.decisions import Decision, Drug
from core.course.regimen.drugs import AGENTS
from core.response.scale import scale_of
from core.steroid.tablets import Tablets
from flows.talk.records import Decided, Reminder

# what a spreadsheet takes for the beginning of a formula, also in its wide form
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
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
)

Cells = dict[str, str]


def table(sheet: Sheet, reminders: Sequence[Reminder] = ()) -> bytes:
    """One line for each dose, date, decision and reminder; a mark at the beginning says UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow({name: sheet.say(f"paper.csv.{name}") for name in COLUMNS})
    for cells in _lines(sheet, reminders):
        named = {"plan": sheet.label, "revision": str(sheet.revision or "")} | cells
        writer.writerow({name: safe(cell) for name, cell in named.items()})
    return out.getvalue().encode("utf-8-sig")


def safe(cell: str) -> str:
    """The cell as plain text, whatever it begins with."""
    return f"{QUOTE}{cell}" if cell.lstrip().startswith(FORMULA) else cell


def _lines(sheet: Sheet, reminders: Sequence[Reminder]) -> Iterator[Cells]:
    yield _stamp(sheet)
    yield from (_dose(sheet, row) for row in sheet.rows)
    yield from (_cells(sheet, "caution", what=what) for what in sheet.beside_steroid)
    for drug in drugs(sheet):
        yield from _drug(sheet, drug)
    for stone in milestones(sheet, LISTED):
        yield _cells(sheet, "date", first=day(stone.day), what=stone.says)
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
    at = moment(sheet.made_at, ZoneInfo(sheet.view.zone), sheet.view.zone)
    return _cells(sheet, "made", what=sheet.stamp, when=at)


def _dose(sheet: Sheet, row: Row) -> Cells:
    period = row.period
    return _cells(
        sheet,
        "dose",
        state=sheet.say(f"paper.state.{_state(sheet, row)}"),
        first=day(period.first),
        last="" if row.open else day(period.last),
        days="" if row.open else str(period.days),
        mg=number(period.mg),
        tablets=_counted(period.tablets),
    )


def _state(sheet: Sheet, row: Row) -> str:
    """Decided or planned, in a plan that is in force; once it is closed, of what was over then."""
    since = sheet.view.record.closed_at if sheet.view.record else None
    closed_on = since.astimezone(ZoneInfo(sheet.view.zone)).date() if since else None
    if closed_on and row.sure and not row.open and row.period.last < closed_on:
        return "decided"
    whole = in_plan(sheet, Stands.TAKEN)
    if whole is not Stands.TAKEN:
        return whole
    return "decided" if row.sure else "planned"


def _drug(sheet: Sheet, drug: OneDrug) -> Iterator[Cells]:
    """Its amounts in words: the column of milligrams is that of the daily steroid."""
    for each in drug.spans:
        state = sheet.say(f"paper.state.{in_plan(sheet, each.stands)}")
        yield _cells(sheet, "drug", state=state, first=day(each.first), what=each.line)
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
        first=day(decision.on),
        mg=number(Decimal(decision.mg or 0)) if daily else "",
        what=_decided(sheet, decision),
        who=decided.name,
        when=moment(decided.at, ZoneInfo(sheet.view.zone), sheet.view.zone),
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
    """A line for each finding of an entry, with its day as machines sort it."""
    view = sheet.view
    visit = entry.visit
    cells = _cells(
        sheet,
        "visit",
        state=sheet.say(f"paper.state.{'corrected' if entry.by else 'entered'}"),
        first=day(visit.day),
        who=entry.visited.name,
        when=moment(entry.visited.at, ZoneInfo(view.zone), view.zone),
        date=visit.day.isoformat(),
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
        first=day(reminder.day),
        what=sheet.writer.term(reminder.matter),
        who=reminder.name,
        when="" if at is None else moment(at, ZoneInfo(sheet.view.zone), sheet.view.zone),
    )
