"""A file that is not whole, or not ours, is refused with a reason, and nothing in it is run."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest
from sqlitedict import SqliteDict

from bot.store import CannotOpen, NotRead, Undecodable
from bot.store.check import problems
from bot.store.connection import Direct
from bot.store.disk.folder import WHOLE
from bot.store.record.codec import SCHEMA
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.turn import Deed, Session
from tests.bot.store.examples import (
    CHAT,
    LABEL,
    NOON,
    change,
    keeping,
    labelled,
    person,
    record,
    reminder,
    session,
    steps,
    team,
)
from tests.campaigns import seed, size

FILE = "myotaper.db"
KEY = f"session/{CHAT}"
DAYS = range(1, 13)
FLIPS = size("damage")


async def filled(folder: Path, *, chats: int = 40) -> Path:
    """A closed file with sessions, a plan, its reminders, a team, a person and a deed in it."""
    store = open_store(folder)
    await store.commit(change(made=record(), deeds=(Deed(action="made", label=LABEL),)))
    await store.commit(keeping(team(chat=-5), person(), *(reminder(day=day) for day in DAYS)))
    for chat in range(chats):
        await steps(store, chat=chat, count=1)
    store.close()
    return folder / FILE


def overwritten(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(statement, values)


def with_value(path: Path, value: object, key: str = KEY) -> None:
    overwritten(path, "UPDATE kept SET value = ? WHERE key = ?", value, key)


async def test_a_pickle_is_refused_and_not_run(folder: Path, tmp_path: Path) -> None:
    """The same row makes sqlitedict's own codec create the file that it names."""
    path, proof = await filled(folder), tmp_path / "was-run"
    with_value(path, f"cos\nsystem\n(S'touch {proof}'\ntR.".encode())
    with closing(open_store(folder)) as store:
        assert store.load(CHAT).lost
        with pytest.raises(Undecodable):
            store.rows[KEY]
        assert list(store.problems()) == ["a row of kind 'session' is not text"]
    assert not proof.exists()
    with SqliteDict(path, "kept", journal_mode="WAL") as stock:
        stock[KEY]
    assert proof.exists()


async def test_one_unreadable_row_stops_nobody_else(folder: Path) -> None:
    with_value(await filled(folder), "not JSON")
    with closing(open_store(folder)) as store:
        assert store.load(CHAT).lost
        await steps(store, chat=1, count=1)
        assert store.load(1).version == 2


@pytest.mark.parametrize("digits", ["69.9", "2026-11-22"])
async def test_a_changed_digit_inside_a_plan_is_noticed(folder: Path, digits: str) -> None:
    path = await filled(folder)
    whole = path.read_bytes()
    at = whole.index(digits.encode(), whole.index(b'"serial":1,"owner"'))
    path.write_bytes(whole[:at] + b"1" + whole[at + 1 :])
    with closing(open_store(folder)) as store, pytest.raises(Undecodable, match="altered"):
        store.plan(LABEL)


async def test_text_that_is_not_utf_8_is_refused(folder: Path) -> None:
    path = await filled(folder)
    whole = path.read_bytes()
    at = whole.index(b'"serial":1,"owner"')
    path.write_bytes(whole[:at] + b"\xff" + whole[at + 1 :])
    with closing(open_store(folder)) as store, pytest.raises(NotRead):
        store.plan(LABEL)


@pytest.mark.parametrize(
    ("whole", "refusals"), [(WHOLE, FLIPS // 15), (0, FLIPS // 300)], ids=["small", "large"]
)
async def test_flipped_bytes_are_refused_or_change_nothing(
    folder: Path, whole: int, refusals: int
) -> None:
    """Any byte of the file: it is not opened, or each row is refused or reads as it was.

    A file that is too large to be read when it is opened may hide a row; then its inspection
    tells of it.
    """
    path, chance = await filled(folder), Random(seed(20_261_122))
    content = path.read_bytes()
    kept, nothing = contents(folder, whole=whole)
    assert (len(kept), nothing) == (40 + len(DAYS) + 5, [])
    refused = hidden = 0
    for _ in range(FLIPS):
        at = chance.randrange(len(content))
        flipped = bytes([content[at] ^ 1 << chance.randrange(8)])
        path.write_bytes(content[:at] + flipped + content[at + 1 :])
        try:
            found, wrong = contents(folder, whole=whole)
        except CannotOpen:
            refused += 1
            continue
        assert {**kept, **found} == kept
        assert wrong or found == kept
        hidden += found != kept
    assert refused > refusals
    assert hidden > FLIPS // 15


def contents(folder: Path, *, whole: int) -> tuple[dict[str, object], list[str]]:
    """What can be read of each thing that is kept, and what the inspection finds wrong."""
    found: dict[str, object] = {}
    with closing(open_store(folder, whole=whole)) as store:
        asked: dict[str, Callable[[], object]] = {
            "plan": lambda: store.plan(LABEL),
            "plans": lambda: store.plans_of(42),
            "person": lambda: store.person(42),
            "people": lambda: store.people(1),
            "team": lambda: store.team_of_chat(-5),
        }
        asked |= {str(chat): lambda chat=chat: store.load(chat).session for chat in range(40)}
        for name, ask in asked.items():
            with suppress(NotRead):
                found[name] = ask()
        with suppress(NotRead):
            found |= {each.id: each for each in store.due(NOON, 99)}
        not_found = (None, (), Session())
        there = {name: value for name, value in found.items() if value not in not_found}
        return there, list(store.problems())


@pytest.mark.parametrize("whole", [WHOLE, 0], ids=["small", "large"])
async def test_a_damaged_name_of_the_table_is_refused(folder: Path, whole: int) -> None:
    """The report of such damage cannot itself be read as text."""
    path = await filled(folder)
    content = path.read_bytes()
    at = content.index(b"tablekept") + len("table")
    path.write_bytes(content[:at] + b"\xf0" + content[at + 1 :])
    with pytest.raises(CannotOpen):
        open_store(folder, whole=whole)


@pytest.mark.parametrize("whole", [WHOLE, 0], ids=["small", "large"])
async def test_a_file_with_a_trigger_in_it_is_not_opened(folder: Path, whole: int) -> None:
    """Somebody else's statements would run at every write."""
    path = await filled(folder)
    statement = "CREATE TRIGGER theirs AFTER INSERT ON kept BEGIN DELETE FROM kept; END"
    overwritten(path, statement)
    with pytest.raises(CannotOpen, match="statements that would run"):
        open_store(folder, whole=whole)


@pytest.mark.parametrize("whole", [WHOLE, 0], ids=["small", "large"])
@pytest.mark.parametrize("left", [0, 1, 100, 4_096, 5_000, 20_000])
async def test_a_truncated_file_is_not_opened(folder: Path, left: int, whole: int) -> None:
    path = await filled(folder)
    content = path.read_bytes()
    path.write_bytes(content[:left])
    with pytest.raises(CannotOpen, match=r"restore it from a backup"):
        open_store(folder, whole=whole)
    path.write_bytes(content)
    with closing(open_store(folder)) as store:
        assert store.plan(LABEL) == record()


async def test_a_file_of_a_later_version_is_not_opened(folder: Path) -> None:
    path = await filled(folder)
    overwritten(path, f"PRAGMA user_version = {SCHEMA + 1}")
    with pytest.raises(CannotOpen, match=f"has schema {SCHEMA + 1}; this program knows {SCHEMA}"):
        open_store(folder)


async def test_a_row_of_a_later_version_is_refused(folder: Path) -> None:
    path = await filled(folder)
    with closing(open_store(folder)) as store:
        row = json.loads(store.rows[KEY])
    with_value(path, json.dumps(row | {"schema": SCHEMA + 1}))
    with closing(open_store(folder)) as store:
        assert store.load(CHAT).lost
        assert list(store.problems()) == [
            "a row of kind 'session' was altered after it was written"
        ]


def test_a_database_of_another_program_is_not_opened(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    overwritten(folder / FILE, "CREATE TABLE theirs (a)")
    (folder / FILE).chmod(0o600)
    with pytest.raises(CannotOpen, match="not a file of this program"):
        open_store(folder)


def test_what_is_no_database_is_not_opened(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    (folder / FILE).write_text("weight,dose\n70,35\n" * 100)
    (folder / FILE).chmod(0o600)
    with pytest.raises(CannotOpen, match="not a database"):
        open_store(folder)
    assert (folder / FILE).read_text() == "weight,dose\n70,35\n" * 100


async def test_a_lost_key_is_not_replaced_where_plans_were_sealed_with_it(folder: Path) -> None:
    with_value(await filled(folder), "not JSON", "meta/key")
    with pytest.raises(CannotOpen, match="'meta'"):
        open_store(folder)


async def test_every_row_is_checked(folder: Path) -> None:
    path = await filled(folder)
    overwritten(path, "INSERT INTO kept VALUES ('surprise', 'x')")
    with closing(open_store(folder)) as store:
        assert list(store.problems()) == ["a row of no known kind"]


async def test_rows_and_their_index_that_disagree_are_found(folder: Path) -> None:
    """A session whose key was changed in one of the two places would seem never to have been."""
    path = await filled(folder)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'session/3{"schema"', b'session/x{"schema"'))
    with pytest.raises(CannotOpen, match="missing from index"):
        open_store(folder)
    with closing(Direct(path, wait_seconds=0)) as connection:
        assert "missing from index" in next(problems(connection)).why


async def test_a_session_under_the_key_of_another_chat_is_refused(folder: Path) -> None:
    path = await filled(folder)
    overwritten(path, "DELETE FROM kept WHERE key = 'session/1'")
    overwritten(path, "UPDATE kept SET key = 'session/1' WHERE key = 'session/2'")
    with closing(open_store(folder)) as store:
        assert store.load(1).lost
        assert [each.why for each in store.faults()] == [
            "a row of kind 'session' was altered after it was written"
        ]


def test_the_examples_are_what_they_claim(sqlite: SqliteStore) -> None:
    assert session(label=labelled(1)).draft.label == "K7Q-001"
    assert list(sqlite.problems()) == []
