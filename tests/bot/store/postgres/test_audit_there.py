"""The audit in a database: the same chain, which refuses the same, and moves with all else."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from bot.store import CannotOpen
from bot.store.audit import book
from bot.store.audit.proof import Reached, Wrong
from bot.store.backups.backup import NotBackedUp
from bot.store.backups.proof import NotMoved
from bot.store.postgres import look
from bot.store.postgres.moving import backed_up_from, into_database, into_folder
from bot.store.postgres.store import open_database
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.turn import Deed
from tests.bot.store.examples import NOON, change, labelled, session

A_DAY = timedelta(days=1)
ENTRIES = 6


async def filled(store: SqliteStore) -> None:
    for number in range(ENTRIES):
        deed = Deed(action="answered", label=labelled(number), reason=f"weight_{number}")
        then = change(chat=number, then=session(label=labelled(number)), deeds=(deed,))
        await store.commit(replace(then, at=NOON + number * A_DAY))


async def test_what_was_done_is_a_chain(postgres: SqliteStore, address: str) -> None:
    await filled(postgres)
    assert [each.reason for each in postgres.entries()] == [f"weight_{n}" for n in range(ENTRIES)]
    with look.audit(address) as there:
        found, _ = there.verified([])
        assert isinstance(found, Reached)
        assert (found.count, found.head) == (ENTRIES, postgres.head())
        assert len(list(there.entries(plan=labelled(2)))) == 1
        assert len(list(there.entries(between=(NOON, NOON + 2 * A_DAY)))) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET reason = 'another' WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 1",
        "INSERT INTO audit SELECT seq + 9, utc, actor, action, plan, revision, reason, prev, hash"
        " FROM audit WHERE seq = 2",
        "INSERT INTO audit_begin VALUES (99, '', '', '')",
        "UPDATE audit_begin SET seal = ''",
        "DELETE FROM audit_begin",
    ],
)
async def test_whatever_does_not_add_to_it_is_refused(
    postgres: SqliteStore, address: str, statement: str
) -> None:
    await filled(postgres)
    assert await postgres.purge_audit(NOON + A_DAY) == 1
    with (
        psycopg.connect(address, autocommit=True) as there,
        pytest.raises(psycopg.errors.RaiseException, match="only added to"),
    ):
        there.execute(statement.replace("seq = 1", "seq = 2"))


async def test_an_entry_that_was_altered_is_found(postgres: SqliteStore, address: str) -> None:
    await filled(postgres)
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("ALTER TABLE audit DISABLE TRIGGER USER")
        there.execute("UPDATE audit SET reason = 'another' WHERE seq = 3")
        there.execute("ALTER TABLE audit ENABLE TRIGGER USER")
    (fault,) = await postgres.inspected()
    assert fault.key == "audit/3"
    with look.audit(address) as looking:
        assert isinstance(looking.verified([])[0], Wrong)


async def test_it_moves_with_all_else_and_still_begins_where_it_was_cut(
    folder: Path, address: str, tmp_path: Path
) -> None:
    with closing(open_store(folder)) as store:
        await filled(store)
        assert await store.purge_audit(NOON + 2 * A_DAY) == 2
        head = store.head()
    into_database(folder, address)
    with look.audit(address) as there:
        assert there.verified([])[0] == reached(folder)
    with closing(open_database(address)) as store:
        assert store.head() == head
        assert await store.inspected() == ()
    into_folder(address, tmp_path / "back")
    assert reached(tmp_path / "back") == reached(folder)
    with closing(open_store(tmp_path / "back")) as store:
        await store.commit(change(chat=99, deeds=(Deed(action="answered", label="ABC-DEF"),)))
        assert await store.inspected() == ()


def reached(folder: Path) -> Reached | Wrong:
    with book.opened(folder) as there:
        return there.verified([])[0]


ALTERED = {
    "a trigger that is off": "ALTER TABLE audit DISABLE TRIGGER audit_unaltered",
    "one that is always on": "ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_unaltered",
    "one that is gone": "DROP TRIGGER audit_begins ON audit_begin",
    "one for less": "DROP TRIGGER audit_stays ON audit; CREATE TRIGGER audit_stays BEFORE DELETE"
    " ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()",
    "a function that refuses nothing": "CREATE OR REPLACE FUNCTION audit_unaltered()"
    " RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "one more": "CREATE TRIGGER more AFTER INSERT ON kept EXECUTE FUNCTION audit_unaltered()",
    "a rule": "CREATE RULE silent AS ON DELETE TO audit DO INSTEAD NOTHING",
    "rows that are hidden": "ALTER TABLE audit ENABLE ROW LEVEL SECURITY",
}


@pytest.mark.parametrize("name", ALTERED)
async def test_a_database_whose_audit_was_let_open_is_not_used(
    postgres: SqliteStore, address: str, tmp_path: Path, name: str
) -> None:
    await filled(postgres)
    postgres.close()
    with psycopg.connect(address, autocommit=True) as there:
        there.execute(ALTERED[name])
    for use in (
        lambda: open_database(address),
        lambda: look.audit(address).__enter__(),
        lambda: into_folder(address, tmp_path / "back"),
        lambda: backed_up_from(address, tmp_path / "one.db", NOON),
    ):
        with pytest.raises((CannotOpen, NotMoved, NotBackedUp), match="somebody has altered it"):
            use()
    assert "somebody has altered it" in "".join(look.wrong_with(address))
    assert list(tmp_path.glob("**/*.db")) == []


def test_there_is_none_where_there_is_no_database(tmp_path: Path) -> None:
    with (
        pytest.raises(CannotOpen, match="cannot be read"),
        look.audit(f"postgresql:///x?host={tmp_path}"),
    ):
        pass
