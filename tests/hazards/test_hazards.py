"""Every hazard is tied to tests that are there and run, and stands on the page of the tests."""

from pathlib import Path

import pytest

from tests.hazards import named
from tests.hazards.named import wrong
from tests.hazards.table import PAGE, SEVERITIES, hazards, page

HAZARDS = hazards()


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


def test_the_page_of_the_tests_has_the_table_as_it_is_now() -> None:
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
