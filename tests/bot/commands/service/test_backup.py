"""`myotaper backup` and `restore` as they are typed."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.damaged import damaged
from tests.bot.store.examples import LABEL, change, keeping, record, reminder

WHOLE = re.compile(
    r".*/myotaper-by-hand-\d{8}T\d{6}Z\.db: plans 1, reminders 1, teams 0, people 0, rows \d+; "
    r"read back whole\n"
)


@pytest.fixture
async def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SqliteStore:
    """Of a bot that is running."""
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "data"))
    with closing(open_store(tmp_path / "data")) as opened:
        await opened.commit(change(made=record()))
        await opened.commit(keeping(reminder()))
        yield opened


def typed(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """How the command ends."""
    monkeypatch.setattr("sys.argv", ["myotaper", *map(str, words)])
    return main()


@pytest.mark.usefixtures("store")
def test_a_backup_beside_the_bot_says_what_it_holds_and_is_restored_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (to := tmp_path / "backups").mkdir()
    assert typed(monkeypatch, "backup", to) == 0
    assert WHOLE.fullmatch(capsys.readouterr().out)
    (path,) = to.iterdir()
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "elsewhere"))
    assert typed(monkeypatch, "restore", path) == 0
    said = capsys.readouterr().out
    assert "1 reminders may have been told since, and are marked so" in said
    assert "another dose than the one in force" in said
    with closing(open_store(tmp_path / "elsewhere")) as there:
        assert there.plan(LABEL) == record()
        assert [each.remade for each in there.reminders(LABEL)] == [True]


@pytest.mark.usefixtures("store")
def test_a_backup_with_rows_that_cannot_be_read_is_not_called_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged(tmp_path / "data", f"plan/{LABEL}/000001", "cut off")
    assert typed(monkeypatch, "backup", tmp_path) == 0
    said = capsys.readouterr().out
    assert said.endswith(" of them CANNOT BE READ BACK; keep an older one until they are mended\n")


@pytest.mark.usefixtures("store")
def test_with_no_place_it_goes_into_the_folder_of_the_settings_or_asks_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MYOTAPER_BACKUPS", raising=False)
    assert typed(monkeypatch, "backup") == 2
    assert "MYOTAPER_BACKUPS" in capsys.readouterr().err
    monkeypatch.setenv("MYOTAPER_BACKUPS", str(tmp_path / "nights"))
    assert typed(monkeypatch, "backup") == 1
    assert not (tmp_path / "nights").exists()
    (tmp_path / "nights").mkdir()
    assert typed(monkeypatch, "backup") == 0
    assert WHOLE.fullmatch(capsys.readouterr().out)


@pytest.mark.usefixtures("store")
def test_what_cannot_be_done_is_said_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, "backup", tmp_path / "none" / "one.db") == 1
    assert typed(monkeypatch, "restore", tmp_path / "none.db") == 1
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(" ")[0] for line in said] == ["myotaper:"] * 2
    assert "is no folder; make it" in said[0]


@pytest.mark.parametrize("word", ["backup", "restore"])
def test_a_wrong_setting_is_named(
    word: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MYOTAPER_REGION", "mars")
    assert typed(monkeypatch, word, "one.db") == 2
    assert "MYOTAPER_REGION" in capsys.readouterr().err
