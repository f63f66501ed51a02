"""Every hazard is tied to tests that are there and run, and stands on the page of the tests."""

from pathlib import Path

import pytest

from tests.campaigns import CAMPAIGNS
from tests.hazards import named
from tests.hazards.named import TESTS, wrong
from tests.hazards.table import PAGE, SEVERITIES, figures, hazards, page

HAZARDS, FIGURES = hazards(), figures()


def test_no_number_is_left_out_or_given_twice() -> None:
    assert list(HAZARDS) == [f"H{number:02}" for number in range(1, len(HAZARDS) + 1)]
    assert len(HAZARDS) >= 42


@pytest.mark.parametrize("number", HAZARDS)
def test_what_stands_against_a_hazard_is_proved_by_tests_that_run(number: str) -> None:
    row = HAZARDS[number]
    assert all((row.hazard, row.cause, row.effect, row.control))
    assert row.severity in SEVERITIES
    assert len(row.tests) == len(set(row.tests)) > 0
    assert [why for each in row.tests if (why := wrong(each))] == []


def test_of_what_is_tried_no_number_is_left_out() -> None:
    assert list(FIGURES) == [f"T{number:02}" for number in range(1, 26)]


@pytest.mark.parametrize("number", FIGURES)
def test_what_is_tried_is_tried_by_tests_or_commands_that_are_there(number: str) -> None:
    row = FIGURES[number]
    assert all((row.tries, row.gate, row.wanted, row.seen))
    assert row.by or row.gate.startswith("people")
    commands = [each for each in row.by if each.startswith("python ")]
    assert [why for each in row.by if each not in commands and (why := wrong(each))] == []
    assert [each for each in commands if not _is_there(each)] == []


def _is_there(command: str) -> bool:
    """Its module or file is, and the campaigns that it names."""
    match command.split():
        case [_, "-m", "tests.campaigns", *words]:
            return set(words) - {"--size", "1000000"} <= CAMPAIGNS.keys()
        case [_, "-m", module, *_]:
            path = TESTS.parent / module.replace(".", "/")
            return path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()
        case [_, file, *_]:
            return (TESTS.parent / file).is_file()
    return False


def test_the_page_of_the_tests_has_both_tables_as_they_are_now() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.hazards"


HERE = "hazards/test_hazards.py"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("hazards/test_no_such.py::test_one", "file"),
        ("hazards/named.py::wrong", "file"),
        (f"{HERE}::test_no_such", "test"),
        (f"{HERE}::HAZARDS", "test"),
        ("bot/commands/test_plan.py::test_a_full_disk_is_told_on_one_line", "skipped"),
    ],
)
def test_a_test_that_is_not_there_or_may_be_skipped_is_found(name: str, why: str) -> None:
    assert why in wrong(name)


@pytest.mark.parametrize(
    "text",
    [
        "pytestmark = pytest.mark.skip\ndef test_one(): ...",
        "@pytest.mark.xfail\ndef test_one(): ...",
        "def test_one():\n    pytest.skip('not now')",
        "@pytest.mark.parametrize('a', [pytest.param(1, marks=pytest.mark.skip)])\n"
        "def test_one(a): ...",
    ],
)
def test_it_is_found_however_a_test_is_skipped(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(named, "TESTS", tmp_path)
    (tmp_path / "test_it.py").write_text(text, encoding="utf-8")
    named._defined.cache_clear()
    try:
        assert "skipped" in wrong("test_it.py::test_one")
    finally:
        named._defined.cache_clear()
