"""A backup becomes the data of an empty folder, whole; or the folder is as it was."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.store import CannotOpen
from bot.store.backups.backup import backed_up
from bot.store.backups.restore import NotRestored, restore
from bot.store.sqlite import SqliteStore, open_store
from bot.store.training.file import TraineesFile
from flows.talk.records import Reminder, Stage
from flows.talk.turn import Learnt
from tests.bot.store.examples import (
    LABEL,
    NOON,
    change,
    keeping,
    record,
    reminder,
    session,
    steps,
    team,
)
from tests.bot.store.full_disk import files_no_longer_than
from tests.bot.store.killed_steps import in_a_child, kill_at
from tests.bot.store.test_older import WRITTEN, schema_1
from tests.bot.store.test_training import CHATS, of_schema_7
from tests.campaigns import size

EVERY = 6 // size("copies")
AN_HOUR = timedelta(hours=1)
OVER = (Stage.ACKNOWLEDGED, Stage.ANSWERED, Stage.WITHDRAWN)


def each_stage() -> tuple[Reminder, ...]:
    """One reminder in every stage, due at noon, and one that is due later."""
    stages = enumerate(Stage, 1)
    return (
        *(reminder(day=day, stage=stage) for day, stage in stages),
        reminder(day=20, due=NOON + AN_HOUR),
    )


@pytest.fixture
async def backup(sqlite: SqliteStore, folder: Path, tmp_path: Path) -> Path:
    """Of a plan with its reminders, and an open draft."""
    await sqlite.commit(change(chat=1, then=session(), made=record()))
    await sqlite.commit(keeping(team(), *each_stage()))
    return backed_up(folder, tmp_path / "backup.db", NOON).path


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder that is not there yet."""
    return tmp_path / "elsewhere"


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()} if folder.exists() else {}


def check_whole(folder: Path, before: SqliteStore) -> None:
    with closing(open_store(folder)) as store:
        assert list(store.problems()) == []
        assert store.plan(LABEL) == before.plan(LABEL)
        assert store.load(1) == before.load(1)
        assert store.key() == before.key()
        assert [each.id for each in store.reminders(LABEL)] == [
            each.id for each in before.reminders(LABEL)
        ]


def test_everything_is_there_in_a_folder_for_its_owner(
    backup: Path, elsewhere: Path, sqlite: SqliteStore
) -> None:
    done = restore(backup, elsewhere, NOON + timedelta(minutes=1))
    assert done.as_of == NOON
    modes = {each.name: each.stat().st_mode & 0o777 for each in (elsewhere, *elsewhere.iterdir())}
    assert modes == {"elsewhere": 0o700, "myotaper.db": 0o600, "myotaper.lock": 0o600}
    check_whole(elsewhere, sqlite)


def test_what_was_due_by_now_and_is_not_over_may_be_a_repeat_and_nothing_else(
    backup: Path, elsewhere: Path
) -> None:
    done = restore(backup, elsewhere, NOON)
    with closing(open_store(elsewhere)) as store:
        rows = store.reminders(LABEL)
        marked = [each for each in rows if each.remade]
    assert {each.stage for each in marked} == set(Stage) - set(OVER)
    assert all(each.due == NOON for each in marked)
    assert done.repeats == len(marked) == len(Stage) - len(OVER)
    unmarked = {replace(each, remade=False, serial=1) for each in rows}
    assert unmarked == set(each_stage())


async def test_a_reminder_that_cannot_be_read_is_left_to_the_alarm(
    backup: Path, elsewhere: Path, sqlite: SqliteStore, folder: Path
) -> None:
    lost = each_stage()[0]
    sqlite.rows[f"reminder/{lost.id}"] = "nothing"
    other = backed_up(folder, backup.with_name("other.db"), NOON).path
    done = restore(other, elsewhere, NOON)
    assert "CANNOT BE READ BACK" in str(done.proof)
    with closing(open_store(elsewhere)) as store:
        assert lost.id not in {each.id for each in store.reminders(LABEL)}
        assert store.lost() == (lost.id,)


def test_the_installation_knows_that_it_was_restored(backup: Path, elsewhere: Path) -> None:
    restore(backup, elsewhere, NOON + AN_HOUR)
    with closing(open_store(elsewhere)) as store:
        restored = store.restored()
        assert restored
        assert (restored.as_of, restored.at) == (NOON, NOON + AN_HOUR)
    again = backed_up(elsewhere, backup.with_name("again.db"), NOON + 2 * AN_HOUR).path
    done = restore(again, elsewhere.with_name("third"), NOON + 3 * AN_HOUR)
    assert done.as_of == NOON + 2 * AN_HOUR


def test_an_installation_that_was_never_restored_knows_that(sqlite: SqliteStore) -> None:
    assert sqlite.restored() is None


@pytest.mark.parametrize("text", ["nothing", ""])
def test_a_note_that_cannot_be_read_is_a_fault_and_no_restore(
    sqlite: SqliteStore, text: str
) -> None:
    sqlite.rows["meta/restored"] = text
    assert sqlite.restored() is None


async def test_a_copy_made_by_hand_is_as_old_as_the_last_time_it_knows(
    sqlite: SqliteStore, folder: Path, elsewhere: Path
) -> None:
    await sqlite.commit(keeping(team(), seen=NOON))
    sqlite.close()
    assert restore(folder / "myotaper.db", elsewhere, NOON + AN_HOUR).as_of == NOON


def test_an_earlier_schema_is_brought_up(folder: Path, elsewhere: Path) -> None:
    path = schema_1(folder)
    content = path.read_bytes()
    done = restore(path, elsewhere, NOON)
    assert done.proof.faults == ()
    with closing(open_store(elsewhere)) as store:
        assert list(store.problems()) == []
        assert set(store.labels()) == {key.split("/")[1] for key in WRITTEN if "plan/" in key}
    assert path.read_bytes() == content


def test_the_trainees_file_may_be_there_and_stays(
    backup: Path, elsewhere: Path, sqlite: SqliteStore
) -> None:
    elsewhere.mkdir(mode=0o700)
    TraineesFile(elsewhere).keep(7, Learnt(chosen={"canary": "1"}))
    restore(backup, elsewhere, NOON)
    check_whole(elsewhere, sqlite)
    assert TraineesFile(elsewhere).load(7).chosen == {"canary": "1"}


def test_what_trainees_had_learnt_is_kept_as_soon_as_the_rest_is(
    folder: Path, elsewhere: Path
) -> None:
    """Also what cannot be read stops nothing; a backup that is refused leaves nothing of it."""
    of_schema_7(folder)
    path = folder / "myotaper.db"
    restore(path, elsewhere, NOON)
    for chat in CHATS:
        learnt = TraineesFile(elsewhere).load(chat)
        assert learnt == Learnt(chosen={"canary": "1"}, at=NOON)
    assert TraineesFile(elsewhere).load(30) == Learnt()
    other = elsewhere.with_name("other")
    with files_no_longer_than(9_000), pytest.raises(NotRestored):
        restore(path, other, NOON)
    assert contents(other).keys() == {"myotaper.lock"}


@pytest.mark.parametrize("name", ["myotaper.db", "health.json", "notes"])
def test_a_folder_that_is_not_empty_stays_as_it_is(
    backup: Path, elsewhere: Path, name: str
) -> None:
    elsewhere.mkdir(mode=0o700)
    (elsewhere / name).touch(mode=0o600)
    with pytest.raises(NotRestored, match=f"is not empty .{name}.*Stop the bot and move"):
        restore(backup, elsewhere, NOON)
    assert contents(elsewhere).keys() == {name, "myotaper.lock"}


def test_a_folder_in_use_stays_as_it_is(backup: Path, folder: Path) -> None:
    with pytest.raises(NotRestored, match="another process is using"):
        restore(backup, folder, NOON)


def test_a_folder_that_others_can_read_is_refused(backup: Path, elsewhere: Path) -> None:
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    with pytest.raises(NotRestored, match="chmod go="):
        restore(backup, elsewhere, NOON)
    assert contents(elsewhere) == {}


def test_what_is_no_backup_is_refused_with_a_way_on(backup: Path, elsewhere: Path) -> None:
    with pytest.raises(NotRestored, match="no backup is in it"):
        restore(backup.parent / "kept", elsewhere, NOON)
    newest = backup.rename(backup.with_name("myotaper-20261122T120000Z.db"))
    with pytest.raises(NotRestored, match=f"the newest backup in it is {newest.name}"):
        restore(backup.parent, elsewhere, NOON)
    with pytest.raises(NotRestored, match=r"none\.db is no file$"):
        restore(backup.with_name("none.db"), elsewhere, NOON)
    assert not elsewhere.exists()


@pytest.mark.parametrize("what", [b"SQLite format 3", b"CREATE TABLE", b"69.9", b"team/000000001"])
def test_a_damaged_backup_is_refused(backup: Path, elsewhere: Path, what: bytes) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content.replace(what, what.swapcase()[::-1], 1))
    with pytest.raises(NotRestored, match=r"was not restored: .*Take another backup"):
        restore(backup, elsewhere, NOON)
    assert contents(elsewhere).keys() == {"myotaper.lock"}


def test_a_full_disk_leaves_the_folder_empty_and_says_so(backup: Path, elsewhere: Path) -> None:
    with (
        files_no_longer_than(5_000),
        pytest.raises(NotRestored, match="Nothing was changed; make room"),
    ):
        restore(backup, elsewhere, NOON)
    assert contents(elsewhere).keys() == {"myotaper.lock"}


def test_a_backup_that_was_altered_since_is_refused(backup: Path, elsewhere: Path) -> None:
    with closing(sqlite3.connect(backup)) as there, there:
        there.execute("DELETE FROM kept WHERE key GLOB 'reminder/*'")
        there.execute("DELETE FROM kept WHERE key GLOB 'due/*'")
    with pytest.raises(NotRestored, match=r"not as it was made\. Take another backup"):
        restore(backup, elsewhere, NOON)


@pytest.mark.parametrize("text", ["nothing", ""])
def test_a_backup_whose_date_cannot_be_read_is_refused(
    backup: Path, elsewhere: Path, text: str
) -> None:
    with closing(sqlite3.connect(backup)) as there, there:
        there.execute("UPDATE kept SET value = ? WHERE key = 'meta/backup'", (text,))
    with pytest.raises(NotRestored, match="Take another backup"):
        restore(backup, elsewhere, NOON)


def test_a_backup_of_a_later_version_is_refused(backup: Path, elsewhere: Path) -> None:
    with closing(sqlite3.connect(backup)) as there:
        there.execute("PRAGMA user_version = 99")
    with pytest.raises(NotRestored, match="has schema 99; this program knows"):
        restore(backup, elsewhere, NOON)


def test_a_database_of_another_program_is_refused(tmp_path: Path, elsewhere: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as there:
        there.execute("CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT, more TEXT)")
        there.execute("CREATE TABLE other (key TEXT)")
        there.execute("PRAGMA user_version = 6")
    with pytest.raises(NotRestored, match="is not a file of this program"):
        restore(tmp_path / "other.db", elsewhere, NOON)


@pytest.mark.wide
def test_killed_at_any_step_it_is_whole_or_the_bot_does_not_start(
    backup: Path, elsewhere: Path, sqlite: SqliteStore
) -> None:
    kills = stopped = 0
    for step in count(1, EVERY):
        folder = elsewhere.with_name(f"elsewhere{step}")
        content = backup.read_bytes()
        status = in_a_child(lambda folder=folder: restore(backup, folder, NOON), kill_at(step))
        kills += os.WIFSIGNALED(status)
        assert backup.read_bytes() == content
        if "myotaper.db" in contents(folder):
            check_whole(folder, sqlite)
        elif contents(folder).keys() - {"myotaper.lock"}:
            stopped += 1
            with pytest.raises(CannotOpen, match=r"a restore into .* did not end; do it again"):
                open_store(folder)
        if not os.WIFSIGNALED(status):
            break
        if "myotaper.db" not in contents(folder):
            restore(backup, folder, NOON)
            check_whole(folder, sqlite)
    assert kills > 20 // EVERY
    assert stopped > 10 // EVERY


async def test_a_restored_installation_goes_on(backup: Path, elsewhere: Path) -> None:
    restore(backup, elsewhere, NOON)
    with closing(open_store(elsewhere)) as store:
        await steps(store, chat=9, count=2)
        assert store.load(9).version == 2


async def test_what_a_backup_holds_is_counted_alike_however_often_it_was_restored(
    sqlite: SqliteStore, folder: Path, tmp_path: Path
) -> None:
    await sqlite.commit(change(made=record()))
    proofs, there = list[str](), folder
    for number in range(3):
        made = backed_up(there, tmp_path / f"{number}.db", NOON)
        done = restore(made.path, there := tmp_path / f"{number}", NOON)
        proofs += [str(made.proof), str(done.proof)]
    assert len(set(proofs)) == 1
