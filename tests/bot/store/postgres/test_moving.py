"""Everything moves into a database and back, row by row the same, or it stays where it is."""

from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path

import psycopg
import pytest

from bot.store import CannotOpen
from bot.store.audit.acts import Act
from bot.store.backups.backup import NotBackedUp
from bot.store.backups.proof import ABOUT, NotMoved, digest_of
from bot.store.backups.restore import restore
from bot.store.connection import Looking
from bot.store.postgres.link import Link
from bot.store.postgres.moving import backed_up_from, into_database, into_folder
from bot.store.postgres.store import open_database
from bot.store.rows import EVERY_KEPT
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.store.examples import (
    CHAT,
    LABEL,
    NOON,
    change,
    keeping,
    record,
    reminder,
    steps,
    team,
)
from tests.bot.store.killed_steps import in_a_child, kill_at

Rows = list[tuple[str, str]]
MOVED = Act(action="moved", at=NOON, account=7)


@pytest.fixture
async def filled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that a bot has left; its rows do not all go at once."""
    monkeypatch.setattr("bot.store.postgres.moving.BATCH", 4)
    with closing(open_store(folder)) as store:
        await store.commit(change(made=record()))
        await store.commit(keeping(reminder(), team()))
        await steps(store, chat=9, count=1)
    return folder


def in_folder(folder: Path) -> Rows:
    with closing(Looking(folder / "myotaper.db", wait_seconds=1)) as file:
        return list(file.select(EVERY_KEPT))


def in_database(address: str) -> Rows:
    with psycopg.connect(address) as there:
        if there.execute("SELECT to_regclass('kept')").fetchone() == (None,):
            return []
        return there.execute(
            "SELECT key, convert_from(value, 'UTF8') FROM kept ORDER BY key"
        ).fetchall()


def noted(address: str) -> bool:
    """Whether the audit of the database has the act."""
    with psycopg.connect(address) as there:
        if there.execute("SELECT to_regclass('audit')").fetchone() == (None,):
            return False
        found = there.execute("SELECT 1 FROM audit WHERE action = %s", (MOVED.action,))
        return found.fetchone() is not None


def expire(address: str) -> None:
    """As if so long had passed since whoever led was killed."""
    with psycopg.connect(address) as there:
        if there.execute("SELECT to_regclass('installation')").fetchone() != (None,):
            there.execute("UPDATE installation SET until = '-infinity'")


async def test_it_is_the_same_there_and_back(filled: Path, address: str, tmp_path: Path) -> None:
    before = in_folder(filled)
    proof, digest = into_database(filled, address)
    assert (in_folder(filled), in_database(address)) == (before, before)
    rows = sum(not key.startswith(ABOUT) for key, _ in before)
    assert (proof.rows, digest) == (
        rows,
        digest_of(Looking(filled / "myotaper.db", wait_seconds=1)),
    )
    with closing(open_database(address)) as store:
        assert (store.load(CHAT).version, store.plan(LABEL)) == (1, record())
        await store.commit(change(based_on=1))
        key = store.key()
    assert into_folder(address, tmp_path / "back")[0].rows == rows
    assert in_folder(tmp_path / "back") == in_database(address)
    with closing(open_store(tmp_path / "back")) as store:
        assert (store.load(CHAT).version, store.key()) == (2, key)
        assert list(store.problems()) == []


async def test_nobody_may_be_using_either(filled: Path, address: str, tmp_path: Path) -> None:
    with closing(open_store(filled)), pytest.raises(NotMoved, match="another process is using"):
        into_database(filled, address)
    with closing(open_database(address)):
        with pytest.raises(NotMoved, match="another process leads"):
            into_database(filled, address)
        with pytest.raises(NotMoved, match="another process leads"):
            into_folder(address, tmp_path / "back")
    assert not (tmp_path / "back" / "myotaper.db").exists()


async def test_only_what_is_empty_is_filled(filled: Path, address: str, tmp_path: Path) -> None:
    with pytest.raises(NotMoved, match="nothing to move"):
        into_database(tmp_path / "nowhere", address)
    into_database(filled, address)
    with pytest.raises(NotMoved, match="holds data already"):
        into_database(filled, address)
    with pytest.raises(NotMoved, match="is not empty"):
        into_folder(address, filled)
    with pytest.raises(NotMoved, match="does not answer"):
        into_folder(f"postgresql:///x?host={tmp_path}", tmp_path / "back")


async def test_what_arrives_otherwise_is_not_kept(filled: Path, address: str) -> None:
    open_database(address).close()
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("DELETE FROM kept")
        there.execute("ALTER TABLE kept ALTER key TYPE char(60)")  # filled up with spaces
    with pytest.raises(NotMoved, match="not what was there"):
        into_database(filled, address)
    assert in_database(address) == []


def ends_at(number: int, work: Callable[[], object]) -> Callable[[], None]:
    """In the child it is killed at this call to the server; it does nothing before it is there."""
    kill, steps = kill_at(number), count(1)

    def counting(call: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object, **named: object) -> object:
            kill(next(steps))
            return call(*args, **named)

        return counted

    def killed() -> None:
        Link.run, Link.run_all = counting(Link.run), counting(Link.run_all)
        work()

    return killed


@pytest.mark.waits
@pytest.mark.wide
async def test_killed_at_any_call_to_the_database_it_is_all_there_or_not_at_all(
    filled: Path, address: str
) -> None:
    before = in_folder(filled)
    for at in count(1, 2):
        expire(address)
        ended = in_a_child(
            ends_at(at, lambda: into_database(filled, address, act=MOVED)), lambda _: None
        )
        assert in_folder(filled) == before
        there_now = in_database(address)
        assert there_now in ([], before)
        assert noted(address) == bool(there_now)  # neither is there without the other
        if not ended:
            break
        with psycopg.connect(address, autocommit=True) as there:
            if there_now:
                there.execute("DELETE FROM kept")
                there.execute(
                    "ALTER TABLE audit DISABLE TRIGGER USER; DELETE FROM audit;"
                    " ALTER TABLE audit ENABLE TRIGGER USER"
                )
    assert at > 15


@pytest.mark.waits
@pytest.mark.wide
async def test_killed_at_any_step_back_the_folder_is_whole_or_nothing_starts_in_it(
    filled: Path, address: str, tmp_path: Path
) -> None:
    into_database(filled, address)
    before, back = in_database(address), tmp_path / "back"
    for at in count(1, 9):
        expire(address)
        in_a_child(lambda: into_folder(address, back, act=MOVED), kill_at(at))
        assert in_database(address) == before
        if (back / "myotaper.db").exists():
            break
        if (back / "myotaper.db.restoring").exists():
            with pytest.raises(CannotOpen, match="did not end"):
                open_store(back)
    assert at > 30
    assert in_folder(back) == before
    with closing(open_store(back)) as store:
        assert [each.action for each in store.entries()].count(MOVED.action) == 1


async def test_a_backup_is_made_beside_the_process_that_leads(
    postgres: SqliteStore, address: str, tmp_path: Path
) -> None:
    await postgres.commit(change(made=record()))
    made = backed_up_from(address, tmp_path / "one.db", NOON)
    assert str(made.proof).startswith("plans 1, reminders 0, teams 0, people 0, rows ")
    assert made.proof.as_of == NOON
    await steps(postgres, chat=9, count=1)
    restore(made.path, tmp_path / "restored", NOON)
    with closing(open_store(tmp_path / "restored")) as there:
        assert (there.plan(LABEL), there.key()) == (record(), postgres.key())


def test_there_is_no_backup_of_what_cannot_be_read(address: str, tmp_path: Path) -> None:
    with pytest.raises(NotBackedUp, match="UndefinedTable"):
        backed_up_from(address, tmp_path / "one.db", NOON)
    open_database(address).close()
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("UPDATE installation SET schema = 1")
    with pytest.raises(NotBackedUp, match="has schema 1"):
        backed_up_from(address, tmp_path / "one.db", NOON)
    assert list(tmp_path.iterdir()) == []
