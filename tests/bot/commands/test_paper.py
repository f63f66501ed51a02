"""`myotaper paper` as scripts meet it."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands import paper
from bot.commands.ending import BROKEN_PIPE
from bot.papers import PaperKind
from tests.bot.papers.reading import pages_of

pytestmark = pytest.mark.waits

ROOT = Path(__file__).parents[3]
CASE = {
    "weight_kg": 80,
    "subtype": "polymyositis",
    "severity": "severe",
    "ild": "no",
    "start_date": "2026-11-23",
}
BEGINS = {
    PaperKind.CHART: b"\x89PNG",
    PaperKind.SHEET: b"%PDF",
    PaperKind.HANDOUT: b"%PDF",
    PaperKind.CALENDAR: b"BEGIN:VCALENDAR",
    PaperKind.RECORD: b"{",
    PaperKind.TABLE: b"\xef\xbb\xbf",
    PaperKind.TEXT: b"predniSONE",
}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]):
    """Runs the command in this process: status, standard output, standard error."""

    def run_with(arguments: list[str], case: dict[str, object] | bytes) -> tuple[int, bytes, str]:
        given = case if isinstance(case, bytes) else json.dumps(case).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        status = paper.main(arguments)
        out, error = capfdbinary.readouterr()
        return status, out, error.decode()

    return run_with


@pytest.mark.parametrize("kind", BEGINS)
def test_a_case_in_a_paper_out(run, kind: PaperKind) -> None:
    status, out, error = run(["--kind", kind], CASE)
    assert (status, error) == (0, "")
    assert out.startswith(BEGINS[kind])


@pytest.mark.parametrize("kind", sorted(set(PaperKind) - BEGINS.keys()))
def test_a_case_has_no_visits_and_so_no_paper_of_them(run, kind: PaperKind) -> None:
    status, out, error = run(["--kind", kind], CASE)
    assert (status, out) == (1, b"")
    assert "Nothing was entered of a visit" in error


def test_the_region_chooses_the_page_unless_it_is_named(run) -> None:
    letter, named, uk = (
        run(["--kind", "pdf", *more], CASE | region)[1]
        for more, region in (([], {}), (["--size", "a4"], {}), ([], {"region": "uk"}))
    )
    assert b"612" in letter
    assert b"595" in named
    assert b"595" in uk


def test_the_leaflet_comes_in_large_print_too(run) -> None:
    plain, large = (run(["--kind", "handout", *more], CASE)[1] for more in ([], ["--large"]))
    smallest = [
        min(each.size for page in pages_of(data) for each in page.characters)
        for data in (plain, large)
    ]
    assert smallest == [12, 18]


def test_a_label_and_a_number_let_the_calendars_of_a_case_follow_each_other(run) -> None:
    flags = ["--kind", "ics", "--label", "bed 4", "--sequence"]
    _, first, _ = run([*flags, "1"], CASE)
    _, then, _ = run([*flags, "2"], CASE | {"weight_kg": 70})
    named = [set(re.findall(rb"UID:.*", each)) for each in (first, then)]
    assert named[0] & named[1]
    assert set(re.findall(rb"SEQUENCE:(\d+)", then)) == {b"2"}


@pytest.mark.parametrize(
    "flags",
    [["--label", ""], ["--label", "a\nb"], ["--sequence", "-1"], ["--sequence", str(1 << 31)]],
)
def test_a_label_or_number_that_no_calendar_can_hold_is_refused(run, flags) -> None:
    with pytest.raises(SystemExit) as left:
        run(["--kind", "ics", *flags], CASE)
    assert left.value.code == 2


def test_tablets_in_stock_and_the_zone_of_the_calendar_can_be_named(run) -> None:
    _, out, _ = run(["--kind", "txt", "--stock", "1,2.5,5,20", "--fewest", "strengths"], CASE)
    assert b"four 20 mg" in out
    _, out, _ = run(["--kind", "ics", "--zone", "Europe/Berlin"], CASE)
    assert b"TZID:Europe/Berlin" in out


def test_the_moment_of_a_paper_can_be_named_and_is_that_of_the_command_otherwise(run) -> None:
    at = ["--at", "2027-01-05T08:30+01:00", "--zone", "Europe/Berlin"]
    _, out, _ = run(["--kind", "txt", *at], CASE)
    assert b"as it stands on 05-Jan-2027 08:30 Europe/Berlin" in out
    _, out, _ = run(["--kind", "txt"], CASE)
    assert b"as it stands on " in out
    assert b"05-Jan-2027 08:30" not in out


@pytest.mark.parametrize("at", ["2027-01-05T08:30", "soon", ""])
def test_a_moment_without_its_offset_is_none(run, at: str) -> None:
    with pytest.raises(SystemExit) as left:
        run(["--kind", "txt", "--at", at], CASE)
    assert left.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "case", "said"),
    [
        ([], {"weight_kg": 500}, "The weight lies outside"),
        ([], {"subtype": "amyopathic"}, "This subtype has no plan"),
        ([], {"myocarditis": True}, "A draft has no papers"),
        ([], {"subtype": "juvenile", "age": 8, "weight_kg": 25}, "A child's plan"),
        (
            ["--stock", "5,20"],
            {"tail": "slow4w"},
            "cannot make this dose, or only with too many tablets: 17.5 mg",
        ),
        (["--stock", "30"], {}, "not sold there: 30 mg in us"),
        (["--whole"], {"region": "uk"}, "or only with too many tablets: 17.5 mg"),
    ],
)
def test_where_there_is_no_paper_one_line_says_why(run, arguments, case, said: str) -> None:
    status, out, error = run(["--kind", "txt", *arguments], CASE | case)
    assert (status, out) == (1, b"")
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("given", [b"{", b"[]", b'{"wieght": 1}'])
def test_input_that_is_no_case_names_its_line(run, given: bytes) -> None:
    status, out, error = run(["--kind", "txt"], given)
    assert (status, out) == (2, b"")
    assert error.startswith("myotaper paper: line 1: ")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--kind", "doc"],
        ["--kind", "pdf", "--size", "a5"],
        ["--kind", "ics", "--zone", "Nowhere/Else"],
        ["--kind", "ics", "--zone", "../etc/passwd"],
        ["--kind", "txt", "--stock", "5,x"],
        ["--kind", "txt", "--stock", "-5"],
    ],
)
def test_words_that_are_not_understood_end_with_2(run, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(arguments, CASE)
    assert ended.value.code == 2


def child(*arguments: str, **how) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "bot", "paper", *arguments]
    given = json.dumps(CASE).encode()
    return subprocess.run(
        command, input=given, cwd=ROOT, check=False, stderr=subprocess.PIPE, **how
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full disk to lend")
def test_a_full_disk_is_told_on_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        done = child("--kind", "csv", stdout=full)
    assert done.returncode == 1
    assert done.stderr == b"myotaper paper: No space left on device\n"


def test_a_reader_that_leaves_early_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = child("--kind", "png", stdout=writer)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (BROKEN_PIPE, b"")


def test_text_needs_neither_the_typesetter_nor_the_conversation() -> None:
    code = (
        "import sys; from bot.commands.paper import main; main(['--kind', 'txt']); "
        "print([n for n in ('typst', 'segno', 'telegram') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, input=json.dumps(CASE).encode(),
        capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == b"[]"
