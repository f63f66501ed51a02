"""`myotaper migrate-store`, `backup` and `check` of a database, as they are typed."""

import re
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bot.engine import groups, wrong_with
from bot.settings import read_settings
from bot.store.postgres.store import open_database
from bot.store.sqlite import open_store
from tests.bot.commands.service.test_backup import typed
from tests.bot.store.examples import LABEL, change, keeping, record, team
from tests.world.postgres import server

GROUP = -1_001_234_567_890


@pytest.fixture
async def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Of an empty database, beside a folder that holds a plan."""
    there = server().address(str(tmp_path))
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MYOTAPER_DATABASE", there)
    with closing(open_store(tmp_path / "data")) as store:
        await store.commit(change(made=record()))
        await store.commit(keeping(team(chat=GROUP)))
    return there


def test_it_says_what_it_moved_and_what_goes_on(
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert typed(monkeypatch, "migrate-store", "to-database") == 0
    there = capsys.readouterr().out
    assert there.startswith("plans 1, reminders 0, teams 1, people 0, rows ")
    assert "Only what MYOTAPER_DATABASE leads to goes on" in there
    with closing(open_database(address)) as store:
        assert store.plan(LABEL) == record()
    assert typed(monkeypatch, "migrate-store", "to-file") == 1
    assert "is not empty" in capsys.readouterr().err
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "back"))
    assert typed(monkeypatch, "migrate-store", "to-file") == 0
    back = capsys.readouterr().out
    counted = re.compile(r"(plans .*); the sum over all rows of either is [0-9a-f]{64}\.")
    of_there, of_back = (counted.match(said) for said in (there, back))
    assert of_there
    assert of_back
    assert of_there[1] == of_back[1]
    assert "MYOTAPER_DATA, with no MYOTAPER_DATABASE, leads to" in back


@pytest.mark.usefixtures("address")
def test_it_takes_a_database_and_right_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MYOTAPER_DATABASE", "")
    assert typed(monkeypatch, "migrate-store", "to-database") == 1
    monkeypatch.setenv("MYOTAPER_DATABASE", "canary")
    assert typed(monkeypatch, "migrate-store", "to-database") == 2
    said = capsys.readouterr().err
    assert "set MYOTAPER_DATABASE" in said
    assert "canary" not in said


def test_a_backup_is_one_of_the_database(
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with closing(open_database(address)):
        assert typed(monkeypatch, "backup", tmp_path / "one.db") == 0
    assert ": plans 0, " in capsys.readouterr().out


def test_what_is_wrong_with_a_database_is_said(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> list[str]:
        return [each.partition(":")[0] for each in wrong_with(read_settings(), None)]

    off = "the server runs with fsync off and may lose what it said was kept"
    assert (said(), groups(read_settings(), None)) == ([off], {})
    typed(monkeypatch, "migrate-store", "to-database")
    assert (said(), groups(read_settings(), None)) == ([off], {1: GROUP})
    with psycopg.connect(address, autocommit=True) as there:
        for schema, says in (
            (1, "of an earlier version; back"),
            (999, "of a later version; start"),
        ):
            there.execute("UPDATE installation SET schema = %s", (schema,))
            assert says in said()[1]
        there.execute("DROP TABLE kept")
        assert "other tables" in said()[1]
    monkeypatch.setenv("MYOTAPER_DATABASE", f"postgresql:///x?host={tmp_path}")
    assert said() == ["the database does not answer"]


@pytest.mark.usefixtures("address")
def test_without_the_library_of_the_database_it_says_what_to_install(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("store", "moving", "look", "keyring.keys", "restoring"):
        monkeypatch.setitem(sys.modules, f"bot.store.postgres.{name}", None)
    assert typed(monkeypatch, "migrate-store", "to-file") == 1
    assert typed(monkeypatch, "backup", tmp_path / "one.db") == 1
    assert typed(monkeypatch, "restore", tmp_path / "one.db") == 1
    monkeypatch.setenv("MYOTAPER_KEYS", str(tmp_path / "keys"))
    assert typed(monkeypatch, "keys", "new") == 1
    assert typed(monkeypatch, "backup", tmp_path / "one.db") == 1
    assert capsys.readouterr().err.count("pip install 'myotaper[postgres]'") == 5
    assert len(list(wrong_with(read_settings(), None))) == 1
    assert groups(read_settings(), None) == {}
