"""The table read back: the plan as it is, and no cell that a spreadsheet would run."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page.write import day, number
from bot.papers.dates import LISTED, milestones
from bot.papers.sheet import sheet
from bot.papers.table import COLUMNS, safe, table
from core.amounts import plain
from flows.talk.records import Matter, Reminder, Stage
from tests.bot.papers.cases import CHILD, FIRST, cases, hold, lived, view_of, views
from tests.bot.papers.visit.visited import visited
from tests.lint.display import hits

VIEWS = dict(views()) | {"child": view_of(CHILD)}
NASTY = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\r=1",
    " =1",
    "\n=1",
    "\uff1d1",
    '"=1',
    "\u200b=1",
    "\ufeff+1",
    "\u00a0-1",
    "\u2060\u00ad@SUM(A1)",
    "\u200f \ufe0f=1",
    "\ufe66=1",
    "a,b",
    'a"b',
)


def read(data: bytes) -> list[dict[str, str]]:
    """The rows under the names of the columns, as a spreadsheet shows them."""
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return [dict(zip(COLUMNS, line, strict=True)) for line in lines[1:]]


def read_by_people(data: bytes) -> list[str]:
    """Its lines without what is there to be sorted by."""
    sorted_by = {"date", "until", "at"}
    rows = read(data)
    return [", ".join(each for name, each in row.items() if name not in sorted_by) for row in rows]


def reminder(
    name: str, stage: Stage = Stage.ACKNOWLEDGED, matter: Matter = Matter.DOSE
) -> Reminder:
    return Reminder(
        label="K7Q-2M3",
        matter=matter,
        day=date(2026, 12, 21),
        detail="40",
        revision=1,
        zone="Europe/Berlin",
        wall=datetime(2026, 12, 21, 7, 30),  # noqa: DTZ001 - a wall clock's time
        due=None,
        stage=stage,
        name=name,
        at=datetime(2026, 12, 21, 8, 14, tzinfo=UTC) if name else None,
    )


@pytest.mark.parametrize("name", VIEWS)
def test_the_doses_read_back_are_those_of_the_course(name: str) -> None:
    of = sheet(VIEWS[name])
    rows = [row for row in read(table(of)) if row["part"] == "dose"]
    assert [(Decimal(row["mg"]), row["first"], row["state"]) for row in rows] == [
        (each.period.mg, day(each.period.first), "decided" if each.sure else "planned")
        for each in of.rows
    ]
    for row, each in zip(rows, of.rows, strict=True):
        assert (row["last"], row["days"]) == (
            ("", "") if each.open else (day(each.period.last), str(each.period.days))
        )
        counted = [part.split(" × ") for part in row["tablets"].split(" and ")]
        assert sum(
            Decimal(count) * Decimal(strength.removesuffix(" mg")) for count, strength in counted
        ) == plain(each.period.mg)


@pytest.mark.parametrize("name", VIEWS)
def test_dates_and_decisions_are_in_the_table(name: str) -> None:
    of = sheet(VIEWS[name])
    rows = read(table(of))
    assert {(row["first"], row["what"]) for row in rows if row["part"] == "date"} == {
        (day(stone.day), stone.says) for stone in milestones(of, LISTED)
    }
    record = of.view.record
    assert record is not None
    decided = [row for row in rows if row["part"] == "decision"]
    assert [row["first"] for row in decided] == [
        day(each.decision.on) for each in record.decisions
    ]
    assert {(row["plan"], row["revision"]) for row in rows} == {
        (record.label, str(record.revision))
    } or not rows


def test_who_decided_what_and_when_is_told() -> None:
    row = next(row for row in read(table(sheet(dict(lived())["flared"]))) if row["who"])
    assert row["what"] == "step: response confirmed"
    assert (row["who"], row["when"]) == ("Dr Example", "21-Dec-2026 10:00 Europe/Berlin")


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("matter", Matter)
def test_a_reminder_of_every_kind_has_its_words(stage: Stage, matter: Matter) -> None:
    of = sheet(view_of(cases()["V1"]))
    data = table(of, (reminder("Nurse", stage, matter),))
    (row,) = (row for row in read(data) if row["part"] == "reminder")
    assert row["state"]
    assert row["what"]
    assert (row["first"], row["when"]) == ("21-Dec-2026", "21-Dec-2026 09:14 Europe/Berlin")
    for line in read_by_people(data):
        assert not hits(line, fragment=True)


def test_a_reminder_that_nobody_took_has_no_name_and_no_time() -> None:
    rows = read(table(sheet(view_of(cases()["V1"])), (reminder("", Stage.PENDING),)))
    (row,) = (each for each in rows if each["part"] == "reminder")
    assert (row["who"], row["when"], row["at"]) == ("", "", "")


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_never_a_formula(name: str) -> None:
    decision = hold(FIRST, 2)
    view = view_of(cases()["V1"], decision, name=name)
    for row in read(table(sheet(view), (reminder(name),))):
        for cell in row.values():
            assert not runs(cell)
        assert row["who"] in {"", name, f"'{name}"}


def runs(cell: str) -> bool:
    """Whether a spreadsheet could take it for a formula, what is not seen left out."""
    shown = "".join(each for each in cell if not each.isspace() and category(each)[0] not in "CZM")
    return shown[:1] != "" and normalize("NFKC", shown[0]) in {"=", "+", "-", "@"}


HIDDEN = st.text(st.sampled_from("\u200b\ufeff\u00a0\u2060\u00ad\u200f\u180e\t\x00 "), max_size=4)


@given(st.builds(str.__add__, HIDDEN, st.text() | st.sampled_from("=+-@")))
def test_no_cell_begins_as_a_formula_and_none_is_changed_otherwise(text: str) -> None:
    assert not runs(safe(text))
    assert runs(text) == (safe(text) != text)
    assert safe(text) in {text, f"'{text}"}


def test_a_case_that_is_not_kept_has_neither_label_nor_revision() -> None:
    rows = read(table(sheet(view_of(cases()["V1"], kept=False))))
    assert {(row["plan"], row["revision"]) for row in rows} == {("", "")}


@pytest.mark.parametrize("name", VIEWS)
def test_the_words_of_a_table_are_written_right(name: str) -> None:
    view = VIEWS[name]
    for line in read_by_people(table(sheet(view))):
        assert not hits(line, region=view.plan.case.region, fragment=True)


def test_a_case_without_decisions_is_only_its_stamp_doses_drugs_prophylaxis_and_dates() -> None:
    view = view_of(cases()["V1"])
    assert {row["part"] for row in read(table(sheet(replace(view, record=None))))} == {
        "table",
        "dose",
        "drug",
        "date",
        "prophylaxis",
    }


EVERY = VIEWS | {f"visited {name}": view for name, view in visited()}


@pytest.mark.parametrize("name", EVERY)
def test_every_row_is_in_the_order_of_its_day_and_what_has_none_stands_first(name: str) -> None:
    rows = read(table(sheet(EVERY[name]), (reminder("Nurse"), reminder("", Stage.PENDING))))
    assert rows[0]["part"] == "table"
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    for row in rows:
        for shown, sorts in (("first", "date"), ("last", "until")):
            assert row[shown] == (day(date.fromisoformat(row[sorts])) if row[sorts] else "")
        assert bool(row["at"]) == bool(row["when"])
        if row["at"]:
            at = datetime.fromisoformat(row["at"])
            assert f"{at:%d-%b-%Y %H:%M} Europe/Berlin" == row["when"]
    undated = {row["part"] for row in rows if not row["date"]}
    assert undated <= {"table", "to heed", "drug"}


def test_pulse_and_prophylaxis_have_their_rows_and_no_dose() -> None:
    view = view_of(cases()["V1"] | {"severity": "severe", "pulse_days": 3})
    rows = read(table(sheet(view)))
    (pulse,) = (row for row in rows if row["part"] == "pulse")
    assert (pulse["date"], pulse["until"], pulse["days"]) == ("2026-11-20", "2026-11-22", "3")
    assert pulse["what"] == "pulse of methylPREDNISolone intravenously"
    (row,) = (row for row in rows if row["part"] == "prophylaxis")
    assert (row["date"], row["mg"]) == ("2026-11-20", "")
    assert "offered first" in row["what"]
    assert rows.index(pulse) < rows.index(next(row for row in rows if row["part"] == "dose"))


@pytest.mark.parametrize("name", [name for name, _ in visited()])
def test_visits_are_rows_in_order_of_time_with_iso_dates_and_bare_numbers(name: str) -> None:
    view = dict(visited())[name]
    assert view.record is not None
    rows = [row for row in read(table(sheet(view))) if row["part"] == "visit"]
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    for row in rows:
        assert day(date.fromisoformat(row["date"])) == row["first"]
    kept = {
        (each.visit.day.isoformat(), str(one.measure), one.value, one.of, each.name)
        for each in view.record.visited
        for one in each.visit.findings
    }
    measured = [row for row in rows if row["value"]]
    limits = {row["measure"]: row["limit"] for row in measured}
    assert {
        (
            row["date"],
            row["measure"],
            Decimal(row["value"]),
            Decimal(row["limit"]) if row["measure"] in HAS_LIMIT else None,
            row["who"],
        )
        for row in measured
    } == kept
    assert limits.get("haq", "3") == "3"
    for row in measured:
        unit = view.guideline.visit.limits[row["measure"]].unit
        assert row["unit"] == ("" if unit in {"stands", "ratio"} else unit)
        assert plain_text(row["value"]) in row["what"]


HAS_LIMIT = {"ck", "aldolase", "alt", "ast", "ldh", "ggt", "bilirubin", "mmt", "extramuscular",
             "troponin"}  # fmt: skip


def plain_text(value: str) -> str:
    return number(Decimal(value))


def test_an_entry_that_was_corrected_is_marked_so_in_every_row_of_it() -> None:
    rows = read(table(sheet(dict(visited())["both_scales"])))
    found = [(row["value"], row["state"]) for row in rows if row["measure"] == "mmt"]
    assert found == [
        ("104", "as entered"),
        ("118", "entered in error"),
        ("128", "as entered"),
        ("70", "as entered"),
        ("74", "as entered"),
    ]


def test_what_was_said_in_a_word_has_a_row_without_a_number() -> None:
    rows = [row for row in read(table(sheet(dict(visited())["words"]))) if row["part"] == "visit"]
    assert [(row["measure"], row["what"], row["value"]) for row in rows[:3]] == [
        ("strength", "strength better", ""),
        ("ck_trend", "creatine kinase falling", ""),
        ("signs", "no warning sign", ""),
    ]
