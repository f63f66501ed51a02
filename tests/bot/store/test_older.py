"""A file that the program of schema 1 wrote is opened, and nothing of it is lost."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zlib import crc32

import pytest

from bot.store import CannotOpen, Change, Undecodable
from bot.store.audit.book import opened as opened_book
from bot.store.audit.entry import Seal
from bot.store.audit.proof import Reached
from bot.store.changes import SEEN
from bot.store.record.codec import SCHEMA
from bot.store.record.forms import MOMENT
from bot.store.record.keys import EPOCH, key_of
from bot.store.sqlite import open_store
from flows.talk.records import PlanRecord
from flows.talk.turn import Session
from tests.bot.store.examples import (
    CHAT,
    LABEL,
    NOON,
    change,
    hold,
    invite,
    keeping,
    labelled,
    person,
    record,
    reminder,
    revised,
    session,
    team,
)
from tests.bot.store.full_disk import files_no_longer_than
from tests.bot.store.keyed import keys_in, open_encrypted
from tests.bot.store.old_plans import old_rows

WRITTEN = json.loads((Path(__file__).parent / "schema_1.json").read_text(encoding="utf-8"))


def schema_1(folder: Path, rows: dict[str, str] = WRITTEN, *, version: int = 1) -> Path:
    """The file as that program made it, with the rows that it wrote."""
    folder.mkdir(mode=0o700)
    path = folder / "myotaper.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("PRAGMA journal_mode = WAL")
        old.execute('CREATE TABLE "kept" (key TEXT PRIMARY KEY, value BLOB)')
        old.executemany("INSERT INTO kept VALUES (?, ?)", rows.items())
        old.execute(f"PRAGMA user_version = {version}")
    path.chmod(0o600)
    return path


def moved(key: str, to: str) -> dict[str, str]:
    """A row of schema 1 under another key."""
    row = json.loads(WRITTEN[key])
    body = json.dumps(row["body"], separators=(",", ":"), ensure_ascii=False)
    row["sum"] = crc32(body.encode(), crc32(f"{row['schema']} {row['version']} {to} ".encode()))
    return {to: json.dumps(row, separators=(",", ":"), ensure_ascii=False)}


def user_version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as other:
        return other.execute("PRAGMA user_version").fetchone()[0]


def opened(chat: int) -> Session:
    draft = replace(session(label=labelled(chat)).draft, parked=False)
    return replace(session(), draft=draft)


def test_everything_reads_as_it_was(folder: Path) -> None:
    path = schema_1(folder)
    with closing(open_store(folder)) as store:
        assert store.load(7).session == opened(7)
        assert store.load(8).session == session(label=labelled(8))
        assert (store.load(9).session, store.load(9).version) == (Session(last_update=5), 2)
        assert store.plan(LABEL) == record(revision=2)
        assert store.plan(LABEL, 1) == record()
        assert [entry.action for entry in store.entries()] == ["audit_begun", "made"]
        assert store.key().hex().startswith("70ea851dd3")
        assert store.given(labelled(8))
    assert user_version(path) == SCHEMA


def test_everything_is_found_as_if_this_program_had_written_it(folder: Path) -> None:
    schema_1(folder)
    with closing(open_store(folder)) as store:
        assert store.plans_of(42) == (record(revision=2),)
        assert store.idle(NOON, 9) == (7,)
        assert list(store.problems()) == []


def test_deeds_become_a_chain_that_begins_with_a_note_and_keeps_no_label(folder: Path) -> None:
    """Each with its time and its doer; of one that cannot be read an entry says that it was."""
    made = moved("deed/000000000001", "deed/000000000003")
    path = schema_1(folder, WRITTEN | made | {"deed/000000000002": "not JSON"})
    with closing(open_store(folder)) as store:
        entries, seal = list(store.entries()), Seal(store.key())
        assert list(store.problems()) == []
    was = json.loads(WRITTEN["deed/000000000001"])["body"]
    assert [each.action for each in entries] == ["audit_begun", "made", "entry_lost", "made"]
    assert [each.reason for each in entries] == ["", was["reason"], "000000000002", was["reason"]]
    assert {each.at for each in entries} == {datetime.fromisoformat(was["at"])}
    assert [each.who for each in entries] == [seal.person(0), was["who"], "", was["who"]]
    assert [each.plan for each in entries] == ["", seal.plan(LABEL), "", seal.plan(LABEL)]
    with opened_book(folder) as book:
        assert isinstance(book.verified(())[0], Reached)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT 1 FROM kept WHERE key GLOB 'deed/*'").fetchone() is None


def test_deeds_become_a_chain_of_the_secret_that_goes_into_the_keyring(folder: Path) -> None:
    schema_1(folder)
    with closing(open_encrypted(folder)) as store:
        assert [each.action for each in store.entries()] == ["audit_begun", "made"]
        assert {each.plan for each in store.entries()} == {"", Seal(store.key()).plan(LABEL)}
    keys = keys_in(folder.with_name(f"{folder.name}.keys"))
    with closing(keys), opened_book(folder, keys) as book:
        assert isinstance(book.verified(())[0], Reached)


@pytest.mark.parametrize(("seen", "at"), [("", EPOCH), ("clock", NOON), ("not JSON", EPOCH)])
def test_where_there_were_no_deeds_the_chain_begins_with_the_note_alone(
    folder: Path, seen: str, at: datetime
) -> None:
    rows = {key: text for key, text in WRITTEN.items() if not key.startswith("deed/")}
    if seen:
        rows |= {SEEN: MOMENT.write(NOON, key=SEEN) if seen == "clock" else seen}
    schema_1(folder, rows)
    with closing(open_store(folder)) as store:
        (note,) = store.entries()
    assert (note.action, note.at) == ("audit_begun", at)


def test_a_first_deed_that_cannot_be_read_leaves_its_time_open(folder: Path) -> None:
    schema_1(folder, WRITTEN | {"deed/000000000001": "not JSON"})
    with closing(open_store(folder)) as store:
        assert [each.action for each in store.entries()] == ["audit_begun", "entry_lost"]


def test_a_file_without_its_secret_stays_as_it_is(folder: Path) -> None:
    rows = {key: text for key, text in WRITTEN.items() if key != "meta/key"}
    path = schema_1(folder, rows)
    with pytest.raises(CannotOpen, match="meta/key is missing"):
        open_store(folder)
    assert user_version(path) == 1


def test_a_file_whose_table_is_empty_is_opened(folder: Path) -> None:
    schema_1(folder, {})
    with closing(open_store(folder)) as store:
        assert (list(store.entries()), list(store.problems())) == ([], [])


@pytest.mark.parametrize("again", [False, True])
async def test_everything_goes_on(folder: Path, again: bool) -> None:
    """At once, or after it was opened and closed."""
    schema_1(folder)
    if again:
        open_store(folder).close()
    with closing(open_store(folder)) as store:
        await store.commit(change(chat=7, based_on=1, then=opened(7)))
        await store.commit(change(chat=9, based_on=2, then=session()))
        await store.commit(keeping(replace(record(revision=2), serial=3, team=7)))
        made = replace(record(revision=3), serial=4)
        await store.commit(Change(made=made, at=NOON))
        assert store.plan(LABEL) == made
        assert await store.purge(NOON.replace(year=2027)) == 3
        assert list(store.problems()) == []


async def test_a_row_that_cannot_be_read_stays_as_it_was(folder: Path) -> None:
    schema_1(folder, WRITTEN | {"session/7": "not JSON"})
    with closing(open_store(folder)) as store:
        assert store.rows["session/7"] == "not JSON"
        assert store.idle(NOON, 9) == ()
        assert list(store.problems()) == ["a row of kind 'session' is not an envelope"]


def test_a_file_in_which_nothing_was_ever_kept_is_opened(folder: Path) -> None:
    """The older program was stopped before it made its table."""
    path = schema_1(folder)
    with closing(sqlite3.connect(path)) as old:
        old.execute("DROP TABLE kept")
    with closing(open_store(folder)) as store:
        assert (store.plan(LABEL), list(store.problems())) == (None, [])
    assert user_version(path) == SCHEMA


def test_many_rows_are_all_found(folder: Path) -> None:
    """More than are taken at once."""
    rows = dict(WRITTEN)
    for chat in range(450):
        rows |= old_rows(record(label=labelled(chat)))
        rows |= moved("session/7", f"session/{chat}")
    schema_1(folder, rows)
    with closing(open_store(folder)) as store:
        assert (len(store.idle(NOON, 999)), len(store.plans_of(42))) == (450, 451)
        assert list(store.problems()) == []


def test_a_plan_is_found_under_its_owner_of_now_only(folder: Path) -> None:
    key = {"meta/key": WRITTEN["meta/key"]}
    schema_1(folder, key | old_rows(record(), record(revision=2, owner=43)))
    with closing(open_store(folder)) as store:
        assert (store.plans_of(42), len(store.plans_of(43))) == ((), 1)
        assert list(store.problems()) == []


def with_decisions(folder: Path, *damaged: int) -> list[PlanRecord]:
    """A file of schema 2 with a plan of three revisions, some of their rows unreadable."""
    made = [record(label=labelled(1))]
    for day in (28, 40):
        made.append(revised(made[-1], hold(day)))
    rows = dict(WRITTEN) | old_rows(*made)
    for number in damaged:
        rows[key_of(made[number - 1])] = "not JSON"
    schema_1(folder, rows)
    return made


def test_a_revision_that_was_damaged_is_made_from_the_next_which_held_it_too(
    folder: Path,
) -> None:
    made = with_decisions(folder, 1, 2)
    with closing(open_store(folder)) as store:
        assert store.plan(made[-1].label) == replace(made[-1], before=made[1].shown)
        assert store.plan(made[0].label, 1) == replace(made[0], made_at=made[-1].made_at)
        assert list(store.problems()) == []


def test_a_plan_whose_last_revision_was_damaged_stays_unreadable_and_harms_no_other(
    folder: Path,
) -> None:
    made = with_decisions(folder, 3)
    with closing(open_store(folder)) as store:
        with pytest.raises(Undecodable):
            store.plan(made[-1].label)
        assert store.plan(LABEL) == record(revision=2)
        assert len(list(store.problems())) == 3


def test_a_plan_that_its_own_rules_refuse_stays_as_it_is(folder: Path) -> None:
    refused = replace(record(label=labelled(1)), answers={"weight_kg": "5"})
    schema_1(folder, dict(WRITTEN) | old_rows(refused))
    with closing(open_store(folder)) as store:
        with pytest.raises(Undecodable, match="schema 2"):
            store.plan(labelled(1))
        assert store.plan(LABEL) == record(revision=2)


def test_a_session_that_cannot_be_read_stays_as_it_is(folder: Path) -> None:
    schema_1(folder, dict(WRITTEN) | {"session/5": "not JSON"})
    with closing(open_store(folder)) as store:
        assert store.load(5).lost
        assert store.load(7).session == opened(7)


def test_a_copy_of_the_file_as_it_was_lies_beside_it(folder: Path) -> None:
    path = schema_1(folder)
    open_store(folder).close()
    with closing(sqlite3.connect(path.with_name("myotaper.db.schema-1"))) as copy:
        assert dict(copy.execute("SELECT key, value FROM kept")) == WRITTEN
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)


def test_what_fails_on_the_way_changes_nothing(folder: Path) -> None:
    """Where the disk is full the file stays one that the older program can go on with."""
    path, refused, room = schema_1(folder), 0, 0
    rows = dict(WRITTEN)
    while True:
        try:
            with files_no_longer_than(path.stat().st_size + room):
                open_store(folder).close()
        except CannotOpen:
            refused += 1
        else:
            break
        assert user_version(path) == 1
        with closing(sqlite3.connect(path)) as other:
            assert dict(other.execute("SELECT key, value FROM kept")) == rows
        room += 1_000
    assert refused > 1
    assert user_version(path) == SCHEMA


EVERY = "SELECT key, value FROM kept"


async def test_a_file_of_schema_8_is_brought_up_with_everything_in_it(folder: Path) -> None:
    """The first schema after it has rows for updates that wait, and changed no other."""
    with closing(open_store(folder)) as store:
        await store.commit(change(made=record(), then=session()))
        await store.commit(keeping(reminder(), team(), person(), invite()))
    path = folder / "myotaper.db"
    with closing(sqlite3.connect(path)) as file:
        rows = {key: as_of_8(key, text) for key, text in file.execute(EVERY)}
        file.executemany("UPDATE kept SET value = ?2 WHERE key = ?1", rows.items())
        file.execute("PRAGMA user_version = 8")
        file.commit()
    with closing(open_store(folder)) as store:
        assert list(store.problems()) == []
        assert (store.plan(LABEL), store.load(CHAT).session.draft) == (record(), session().draft)
        assert (store.team(1), store.person(42), store.waiting(9)) == (team(), person(), ())
    assert user_version(path) == SCHEMA
    with closing(sqlite3.connect(path.with_name("myotaper.db.schema-8"))) as copy:
        assert dict(copy.execute(EVERY)) == rows


def as_of_8(key: str, text: str) -> str:
    """The row as schema 8 wrote it; what only leads to others has no text."""
    if not text:
        return ""
    row = json.loads(text)
    body = text[text.index('"body":') + len('"body":') : -1]
    row["sum"] = crc32(body.encode(), crc32(f"8 {row['version']} {key} ".encode()))
    return f'{{"schema":8,"version":{row["version"]},"sum":{row["sum"]},"body":{body}}}'
