"""The evidence page says what the guideline says, and says when it does not."""

from pathlib import Path

import pytest

from bot.commands import evidence
from bot.guideline import shipped
from core.guideline.facts import facts

PAGE = Path(__file__).parents[3] / "core" / "README.md"


def test_the_page_in_the_repository_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert evidence.main(["--check"]) == 0, "run python -P -m bot.commands.evidence"
    assert capsys.readouterr().out == "current\n"


def test_a_page_that_is_not_current_is_told_and_then_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(evidence, "files", lambda _package: tmp_path)
    assert evidence.main(["--check"]) == 1
    assert "run python -P -m bot.commands.evidence" in capsys.readouterr().out
    assert evidence.main([]) == 0
    written = (tmp_path / "README.md").read_text("utf-8")
    assert written == evidence.evidence_page(shipped())
    assert evidence.main(["--check"]) == 0


def test_every_fact_stands_on_the_page_with_its_statement() -> None:
    page = PAGE.read_text("utf-8")
    missing = [
        fact.key
        for fact in facts(shipped())
        if f"| `{fact.key}` |" not in page or fact.statement not in page
    ]
    assert missing == []


def test_no_cell_breaks_its_row() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows} == {3, 4, 6}
