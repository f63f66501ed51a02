"""What can be seen of a data folder beside whoever has it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.glance import groups, wrong_with
from bot.store.sqlite import SqliteStore
from tests.bot.store.examples import keeping, team


@pytest.mark.usefixtures("sqlite")
def test_of_a_sound_folder_nothing_is_wrong(folder: Path) -> None:
    assert list(wrong_with(folder)) == []


def test_a_folder_that_is_still_to_be_made_is_not_wrong(tmp_path: Path) -> None:
    assert list(wrong_with(tmp_path / "none")) == []
    (tmp_path / "empty").mkdir(mode=0o700)
    assert list(wrong_with(tmp_path / "empty")) == []
    assert groups(tmp_path / "empty") == {}


def test_a_file_of_a_later_version_is_named(sqlite: SqliteStore, folder: Path) -> None:
    sqlite.close()
    with closing(sqlite3.connect(folder / "myotaper.db")) as there:
        there.execute("PRAGMA user_version = 99")
    (why,) = wrong_with(folder)
    assert "has schema 99" in why
    assert "start the version that wrote it" in why


@pytest.mark.usefixtures("sqlite")
def test_a_folder_of_another_user_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    (why,) = wrong_with(folder)
    assert "run this as the user of the service" in why


async def test_the_group_of_each_team_that_has_one_is_read(
    sqlite: SqliteStore, folder: Path
) -> None:
    await sqlite.commit(keeping(team(chat=-100), team(number=2), team(number=3, chat=-300)))
    assert groups(folder) == {1: -100, 3: -300}


@pytest.mark.parametrize("content", [b"", b"no database"])
def test_of_a_file_that_cannot_be_read_no_group_is_known(folder: Path, content: bytes) -> None:
    folder.mkdir(mode=0o700)
    (folder / "myotaper.db").write_bytes(content)
    assert groups(folder) == {}
