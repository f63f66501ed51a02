"""A backup is one file that is whole, made beside whoever writes; or there is none."""

import asyncio
import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.store.backups import backup
from bot.store.backups.backup import NotBackedUp, backed_up, dated, latest, thinned
from bot.store.record.forms import SESSION
from bot.store.sqlite import SqliteStore
from flows.talk.turn import Session
from tests.bot.store.examples import (
    NOON,
    change,
    keeping,
    labelled,
    person,
    record,
    reminder,
    steps,
    team,
)
from tests.bot.store.full_disk import files_no_longer_than
from tests.bot.store.killed_steps import in_a_child, kill_at
from tests.bot.store.test_older import schema_1
from tests.campaigns import size

EVERY = 6 // size("copies")
NAME = "myotaper-by-hand-20261122T120000Z.db"


@pytest.fixture
def to(tmp_path: Path) -> Path:
    """A folder for backups."""
    (folder := tmp_path / "backups").mkdir()
    return folder


async def filled(store: SqliteStore) -> None:
    for number in range(3):
        plan = record(label=labelled(number))
        await store.commit(change(chat=number + 1, then=Session(), made=plan))
    await store.commit(keeping(team(), person(), reminder(), reminder(day=2)))


def rows(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as there:
        return dict(there.execute("SELECT key, value FROM kept"))


async def test_it_is_made_beside_the_process_that_has_the_folder(
    sqlite: SqliteStore, folder: Path, to: Path
) -> None:
    await filled(sqlite)
    made = backed_up(folder, to, NOON)
    assert made.path == to / NAME
    said = "plans 3, reminders 2, teams 1, people 1, rows "
    assert str(made.proof).startswith(said)
    assert rows(made.path).items() >= rows(folder / "myotaper.db").items()
    await steps(sqlite, chat=9, count=1)


async def test_it_is_one_file_for_its_owner_alone(
    sqlite: SqliteStore, folder: Path, to: Path
) -> None:
    await filled(sqlite)
    before = os.umask(0)
    try:
        path = backed_up(folder, to / "one.db", NOON).path
    finally:
        os.umask(before)
    assert [each.name for each in to.iterdir()] == ["one.db"]
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o400)
    to.chmod(0o500)  # nothing need be written to read it
    assert len(rows(path)) > 10
    to.chmod(0o700)


async def test_it_is_of_one_moment_however_much_is_written(
    sqlite: SqliteStore, folder: Path, to: Path
) -> None:
    """What was kept before it began is in it, what was kept after it ended is not."""
    await steps(sqlite, chat=1, count=1)
    for number in range(20):
        first = sqlite.load(1).version
        making = asyncio.create_task(asyncio.to_thread(backed_up, folder, to / f"{number}", NOON))
        while not making.done():
            await steps(sqlite, chat=1, count=1)
        last = sqlite.load(1).version
        made = await making
        _, there = SESSION.read(rows(made.path)["session/1"], key="session/1")
        assert first <= there <= last
        assert made.proof.faults == ()


@pytest.mark.usefixtures("sqlite")
@pytest.mark.parametrize(
    ("to_name", "why"),
    [("there", "is there already; remove it"), ("none/one.db", "is no folder; make it")],
)
def test_it_takes_no_place_that_is_not_free(
    folder: Path, to: Path, to_name: str, why: str
) -> None:
    (to / "there").write_text("an older one")
    with pytest.raises(NotBackedUp, match=why):
        backed_up(folder, to / to_name, NOON)
    assert (to / "there").read_text() == "an older one"


def test_where_nothing_is_kept_there_is_nothing_to_back_up(tmp_path: Path, to: Path) -> None:
    with pytest.raises(NotBackedUp, match="nothing to back up"):
        backed_up(tmp_path / "none", to, NOON)
    assert list(tmp_path.iterdir()) == [to]


async def test_rows_that_cannot_be_read_are_kept_as_they_are_and_told(
    sqlite: SqliteStore, folder: Path, to: Path
) -> None:
    await filled(sqlite)
    sqlite.rows["plan/K7Q-001/000001"] = "no plan"
    made = backed_up(folder, to, NOON)
    assert {each.key for each in made.proof.faults} == {"plan/K7Q-001/000001"}
    assert "CANNOT BE READ BACK" in str(made.proof)
    assert rows(made.path)["plan/K7Q-001/000001"] == "no plan"


async def test_a_damaged_file_makes_no_backup(sqlite: SqliteStore, folder: Path, to: Path) -> None:
    await filled(sqlite)
    sqlite.close()
    content = bytearray((folder / "myotaper.db").read_bytes())
    content[5_000:9_000] = b"\xff" * 4_000
    (folder / "myotaper.db").write_bytes(content)
    with pytest.raises(NotBackedUp, match=r"malformed\. Keep the last one there is"):
        backed_up(folder, to, NOON)
    assert list(to.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no database", b"x" * 9_000])
def test_what_is_no_file_of_ours_makes_none(folder: Path, to: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "myotaper.db").write_bytes(content)
    with pytest.raises(NotBackedUp):
        backed_up(folder, to, NOON)
    assert list(to.iterdir()) == []


async def test_a_file_without_its_secret_makes_none(
    sqlite: SqliteStore, folder: Path, to: Path
) -> None:
    await filled(sqlite)
    del sqlite.rows["meta/key"]
    with pytest.raises(NotBackedUp, match="has no meta/key"):
        backed_up(folder, to, NOON)


@pytest.mark.usefixtures("sqlite")
def test_a_full_disk_leaves_nothing_and_says_so(folder: Path, to: Path) -> None:
    with files_no_longer_than(2_000), pytest.raises(NotBackedUp, match="no backup was made"):
        backed_up(folder, to, NOON)
    assert list(to.iterdir()) == []


def test_a_file_of_an_earlier_version_is_read_as_the_next_start_will(
    folder: Path, to: Path
) -> None:
    path = schema_1(folder)
    made = backed_up(folder, to, NOON)
    assert made.proof.schema == 1
    assert made.proof.faults == ()
    assert rows(made.path) == rows(path)
    assert [each.name for each in to.iterdir()] == [NAME]


@pytest.mark.usefixtures("sqlite")
def test_the_newest_are_kept_and_nothing_of_others_is_touched(folder: Path, to: Path) -> None:
    assert latest(to, NOON) is None
    (to / "mine.db").write_text("")
    (to / "myotaper-20261122T110000Z.db.new").write_text("begun now")
    (to / "myotaper-20261120T110000Z.db.new").write_text("begun long ago")
    (to / "myotaper-by-hand-20261120T110000Z.db.new").write_text("begun long ago")
    (to / "myotaper-20261120T110000Z.db.new-journal").write_text("")
    for day in range(4):
        at = NOON + timedelta(days=day - 3)
        backed_up(folder, to / dated(at), at)
    for day in (2, 9):  # by hand
        backed_up(folder, to, NOON - timedelta(days=day))
    assert thinned(to, 2, NOON) == 2
    assert sorted(each.name for each in to.iterdir()) == [
        "mine.db",
        "myotaper-20261121T120000Z.db",
        "myotaper-20261122T110000Z.db.new",
        "myotaper-20261122T120000Z.db",
        "myotaper-by-hand-20261113T120000Z.db",
        "myotaper-by-hand-20261120T120000Z.db",
    ]
    assert latest(to, NOON) == NOON.replace(microsecond=0)
    assert latest(to, NOON - timedelta(hours=1)) == (NOON - timedelta(days=1)).replace(
        microsecond=0
    )


@pytest.mark.wide
async def test_killed_at_any_step_no_half_backup_is_taken_for_a_whole_one(
    sqlite: SqliteStore, folder: Path, to: Path
) -> None:
    await filled(sqlite)
    there, kills = rows(folder / "myotaper.db"), 0
    sqlite.close()
    for step in count(1, EVERY):
        path = to / f"{step}.db"
        status = in_a_child(lambda path=path: backed_up(folder, path, NOON), kill_at(step))
        if path.exists():
            assert rows(path).items() >= there.items()
            proof = backup.proved(path)
            assert (proof.as_of, proof.faults) == (NOON, ())
        kills += os.WIFSIGNALED(status)
        assert rows(folder / "myotaper.db") == there
        if not os.WIFSIGNALED(status):
            assert path.exists()
            break
        backed_up(folder, path.with_suffix(".again"), NOON)
    assert kills > 15 // EVERY
