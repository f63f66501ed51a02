"""What trainees learn lies in a file of its own: no plan fits into it, and it stops nobody."""

import asyncio
import json
import logging
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from zlib import crc32

import pytest

from bot.store import Change, NotSaved
from bot.store.audit.entry import Seal
from bot.store.changes import keep, written
from bot.store.connection import Direct
from bot.store.record.codec import SCHEMA, Form
from bot.store.record.keys import NO_VALUE, key_of, leading_to
from bot.store.record.revisions import RevisionRow, row_of
from bot.store.rows import PUT
from bot.store.sqlite import open_store
from bot.store.training import Trainees
from bot.store.training.file import LEARNT, TraineesFile
from flows.talk.turn import Deed, Learnt, Session
from tests.bot.store.examples import (
    LABEL,
    NOON,
    change,
    invite,
    person,
    record,
    reminder,
    session,
    team,
)
from tests.bot.store.full_disk import files_no_longer_than
from tests.bot.store.keyed import open_encrypted
from tests.bot.store.killed_steps import in_a_child, kill_at
from tests.bot.store.test_older import WRITTEN, schema_1, user_version
from tests.campaigns import size
from tests.world.memory_store import MemoryStore, MemoryTrainees

DAY = timedelta(days=1)
EVERY = 12 // size("copies")
CANARY = Learnt(chosen={"canary": "2..0"}, at=NOON)
OPENERS = pytest.mark.parametrize(
    "opens", [open_store, open_encrypted], ids=["clear", "encrypted"]
)


# ------------------------------------------------------------------------- apart from all others


@pytest.fixture
def file(folder: Path) -> TraineesFile:
    folder.mkdir(mode=0o700)
    return TraineesFile(folder)


@pytest.fixture(params=["file", "memory"])
def trainees(request: pytest.FixtureRequest) -> Trainees:
    if request.param == "memory":
        return MemoryTrainees(MemoryStore())
    return request.getfixturevalue("file")


def test_what_was_learnt_reads_back_the_same_and_is_of_its_chat(trainees: Trainees) -> None:
    trainees.keep(7, CANARY)
    assert trainees.load(7) == CANARY
    assert trainees.load(8) == Learnt()
    later = Learnt(chosen={"canary": "2.1.0"}, at=NOON + DAY)
    trainees.keep(7, later)
    assert trainees.load(7) == later


def test_it_is_there_after_a_restart_and_nobody_elses(file: TraineesFile, folder: Path) -> None:
    os.umask(0o077)
    file.keep(7, CANARY)
    assert TraineesFile(folder).load(7) == CANARY
    (there,) = folder.iterdir()
    assert there.name == "training.db"
    assert there.stat().st_mode & 0o077 == 0


def test_there_is_no_such_file_before_somebody_learns(file: TraineesFile, folder: Path) -> None:
    assert file.load(7) == Learnt()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "of_patients",
    [
        Change(at=NOON, made=record()),
        Change(at=NOON, keeps=(reminder(),)),
        Change(at=NOON, keeps=(record(),)),
        Change(at=NOON, keeps=(team(),)),
        Change(at=NOON, keeps=(person(),)),
        Change(at=NOON, keeps=(invite(),)),
        change(then=session(label=LABEL)),
        change(then=Session()),
        Change(at=NOON, seen=NOON),
        Change(at=NOON, deeds=(Deed(action="made", label=LABEL),)),
    ],
    ids=["made", "reminder", "plan", "team", "person", "invite", "draft", "chat", "time", "deed"],
)
def test_nothing_of_patients_can_be_written_into_the_trainees_file(
    file: TraineesFile, of_patients: Change
) -> None:
    """By the very statements that write it into theirs."""
    file.keep(7, CANARY)
    with closing(Direct(file.path, wait_seconds=0.1)) as connection:
        with pytest.raises(sqlite3.Error, match=r"only what trainees learn|no such table"):
            keep(connection, written(of_patients), Seal(b"key"))
        keys = [key for (key,) in connection.select("SELECT key FROM kept")]
    assert keys == ["learner/7"]


# ------------------------------------------------------------------------ it goes after its time


async def test_it_goes_a_year_after_it_was_last_added_to(trainees: Trainees) -> None:
    trainees.keep(1, Learnt(chosen={"canary": "1"}, at=NOON - DAY))
    trainees.keep(2, CANARY)
    assert await trainees.purge(NOON, NOON + 365 * DAY) == 1
    assert (trainees.load(1), trainees.load(2)) == (Learnt(), CANARY)
    assert await trainees.purge(NOON, NOON + 365 * DAY) == 0


async def test_where_nobody_knows_when_it_counts_from_the_first_look(trainees: Trainees) -> None:
    trainees.keep(1, Learnt(chosen={"canary": "1"}))
    assert await trainees.purge(NOON - 365 * DAY, NOON) == 0
    assert trainees.load(1).at == NOON
    assert await trainees.purge(NOON + DAY, NOON + 366 * DAY) == 1
    assert trainees.load(1) == Learnt()


async def test_of_many_none_is_left_and_no_trace(file: TraineesFile, folder: Path) -> None:
    fill(file, 450)
    with closing(Direct(file.path, wait_seconds=1)) as other:
        other.execute("UPDATE kept SET value = 'not JSON' WHERE key = 'learner/7'")
    assert await file.purge(NOON + DAY, NOON + DAY) == 450
    assert not any(b"canary" in each.read_bytes() for each in folder.iterdir())


async def test_without_a_file_nothing_is_purged(file: TraineesFile, folder: Path) -> None:
    assert await file.purge(NOON, NOON) == 0
    assert list(folder.iterdir()) == []


# ------------------------------------------------------------------------------ it stops nobody


def fill(file: TraineesFile, chats: int) -> None:
    file.keep(0, CANARY)
    rows = [(f"learner/{x}", LEARNT.write(CANARY, key=f"learner/{x}")) for x in range(chats)]
    with closing(Direct(file.path, wait_seconds=1)) as connection:
        connection.begin()
        connection.executemany(PUT, rows)
        connection.commit()


@pytest.mark.parametrize("how", ["zeroed", "index", "text", "cut", "row"])
def test_one_that_is_damaged_begins_anew_and_says_so(
    file: TraineesFile, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    fill(file, 300)
    damage(file.path, how)
    with caplog.at_level(logging.ERROR):
        assert file.load(7) == Learnt()
    assert "begins anew" in caplog.text
    file.keep(7, CANARY)
    assert file.load(7) == CANARY


def damage(path: Path, how: str) -> None:
    whole = path.read_bytes()
    match how:
        case "zeroed":
            path.write_bytes(whole[:100] + bytes(len(whole) - 100))
        case "index":
            path.write_bytes(whole.replace(b"learner/150", b"learnex/150", 1))
        case "text":
            path.write_bytes(b"not a database at all" * 100)
        case "cut":
            path.write_bytes(whole[: len(whole) // 2])
        case "row":
            with closing(sqlite3.connect(path, isolation_level=None)) as file:
                file.execute("UPDATE kept SET value = 'not JSON' WHERE key = 'learner/7'")


def test_one_that_is_damaged_between_reading_and_keeping_begins_anew_too(
    file: TraineesFile, caplog: pytest.LogCaptureFixture
) -> None:
    fill(file, 300)
    assert file.load(7) == CANARY
    damage(file.path, "zeroed")
    file.keep(8, CANARY)
    assert "begins anew" in caplog.text
    assert (file.load(7), file.load(8)) == (Learnt(), CANARY)


async def test_one_that_cannot_be_opened_is_said_and_not_thrown_away(
    file: TraineesFile, caplog: pytest.LogCaptureFixture
) -> None:
    file.path.mkdir()
    with caplog.at_level(logging.ERROR):
        assert file.load(7) == Learnt()
    assert "cannot be read" in caplog.text
    with pytest.raises(NotSaved):
        file.keep(7, CANARY)
    with pytest.raises(NotSaved):
        await file.purge(NOON, NOON)
    assert file.path.is_dir()


def test_on_a_full_disk_it_is_not_called_saved(file: TraineesFile) -> None:
    file.keep(7, CANARY)
    with files_no_longer_than(100), pytest.raises(NotSaved):
        file.keep(8, CANARY)
    assert (file.load(7), file.load(8)) == (CANARY, Learnt())
    file.keep(8, CANARY)
    assert file.load(8) == CANARY


# ------------------------------------------------------------- from when it lay with the patients


def old_session(schema: int, chat: int, learnt: dict[str, str], *, draft: object = None) -> str:
    """The row of a chat as that schema wrote it."""
    body = {
        "draft": draft,
        "prompt": 4711,
        "last_update": 5,
        "question": None,
        "learnt": learnt,
        "unheeded": [],
    }
    if schema > 6:
        body["learnt_at"] = NOON.isoformat().replace("+00:00", "Z") if learnt else None
    plain = json.dumps(body, separators=(",", ":"))
    total = crc32(plain.encode(), crc32(f"{schema} 3 session/{chat} ".encode()))
    return f'{{"schema":{schema},"version":3,"sum":{total},"body":{plain}}}'


CHATS = range(20, 24)


def of_schema_6(folder: Path) -> None:
    rows = {f"session/{each}": old_session(6, each, {"canary": "1"}) for each in CHATS}
    plan = Form(RevisionRow, schema=6).write(row_of(record(), None), key=key_of(record()))
    rows |= dict.fromkeys(leading_to(key_of(record()), record()), NO_VALUE)
    rows |= {key_of(record()): plan, "meta/key": WRITTEN["meta/key"]}
    schema_1(folder, rows | {"session/30": old_session(6, 30, {})}, version=6)


def of_schema_7(folder: Path) -> None:
    with closing(open_store(folder)) as store:
        asyncio.run(store.commit(Change(at=NOON, made=record())))
        for each in CHATS:
            store.rows[f"session/{each}"] = old_session(7, each, {"canary": "1"})
        store.rows["session/30"] = old_session(7, 30, {})
        store.rows["session/31"] = "not JSON"
    with closing(sqlite3.connect(folder / "myotaper.db", isolation_level=None)) as file:
        file.execute("PRAGMA user_version = 7")


OLD = pytest.mark.parametrize("made", [of_schema_6, of_schema_7], ids=["6", "7"])


def check_moved(folder: Path, made: Callable[[Path], None]) -> None:
    at = NOON if made is of_schema_7 else None
    with closing(open_store(folder)) as store:
        for each in CHATS:
            assert TraineesFile(folder).load(each) == Learnt(chosen={"canary": "1"}, at=at)
            assert store.load(each).session == Session(prompt=4711, last_update=5)
            assert store.load(each).version == 3
            assert "canary" not in store.rows[f"session/{each}"]
        assert store.load(30).session == Session(prompt=4711, last_update=5)
        assert TraineesFile(folder).load(30) == Learnt()
        assert store.plan(LABEL) == record()
        assert store.load(31).lost is (made is of_schema_7)
    assert user_version(folder / "myotaper.db") == SCHEMA


@OLD
def test_it_is_moved_out_of_the_patients_file(folder: Path, made: Callable[[Path], None]) -> None:
    made(folder)
    check_moved(folder, made)


def test_it_is_moved_out_of_an_encrypted_file(folder: Path) -> None:
    open_encrypted(folder).close()
    with closing(open_encrypted(folder)) as store:
        text = old_session(7, 20, {"canary": "1"})
        with store._file.transaction() as connection:
            connection.execute(
                "INSERT INTO kept VALUES (?1, encrypted(?1, ?2))", ("session/20", text)
            )
    with closing(sqlite3.connect(folder / "myotaper.db", isolation_level=None)) as file:
        file.execute("PRAGMA user_version = 7")
    with closing(open_encrypted(folder)) as store:
        assert TraineesFile(folder).load(20) == Learnt(chosen={"canary": "1"}, at=NOON)
        assert store.load(20).session == Session(prompt=4711, last_update=5)


@OLD
def test_killed_at_any_step_nothing_is_lost(tmp_path: Path, made: Callable[[Path], None]) -> None:
    kills = 0
    for step in count(1, EVERY):
        folder = tmp_path / str(step)
        made(folder)
        killed = os.WIFSIGNALED(in_a_child(lambda f=folder: open_store(f).close(), kill_at(step)))
        kills += killed
        check_moved(folder, made)
        if not killed:
            break
    assert kills > 24 // EVERY


def test_what_was_learnt_since_is_not_replaced(folder: Path) -> None:
    of_schema_7(folder)
    TraineesFile(folder).keep(20, CANARY)
    open_store(folder).close()
    assert TraineesFile(folder).load(20) == CANARY
    assert TraineesFile(folder).load(21).chosen == {"canary": "1"}


def test_where_it_cannot_be_kept_the_patients_file_is_brought_up_all_the_same(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    of_schema_6(folder)
    (folder / "training.db").mkdir()
    with caplog.at_level(logging.ERROR), closing(open_store(folder)) as store:
        assert store.plan(LABEL) == record()
        assert store.load(20).session == Session(prompt=4711, last_update=5)
    assert "what a trainee has learnt is lost" in caplog.text
