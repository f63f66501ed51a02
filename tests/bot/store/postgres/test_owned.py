"""A database is this program's alone: what is not, and what its user may not do, is said."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from bot.store import CannotOpen
from bot.store.postgres.look import copies_in_clear, wrong_with
from bot.store.postgres.store import open_database
from tests.bot.store.postgres.keyed import done

SAFE = "the server runs with fsync off"  # as those of the tests do


def wrong(address: str) -> list[str]:
    return [each for each in wrong_with(address) if SAFE not in each]


@contextmanager
def limited(address: str, grants: str) -> Iterator[str]:
    """The address as another user's, who may do so much in the schema."""
    with psycopg.connect(address, autocommit=True) as there:
        (schema,) = there.execute("SELECT current_schema()").fetchone()
        user = f"u{schema}"
        there.execute(f"CREATE ROLE {user} LOGIN; GRANT {grants} ON SCHEMA {schema} TO {user}")
        yield address.replace("user=us&", f"user={user}&")
        there.execute(f"DROP OWNED BY {user}; DROP ROLE {user}")


def test_a_user_who_may_make_no_tables_is_told_before_the_start(address: str) -> None:
    says = "may make no tables there: make that user the owner"
    with limited(address, "USAGE") as theirs:
        (said,) = wrong(theirs)
        assert says in said
        with pytest.raises(CannotOpen, match=says):
            open_database(theirs)
    assert wrong(address) == []


def test_tables_of_another_user_are_told(address: str) -> None:
    open_database(address).close()
    with limited(address, "ALL") as theirs:
        assert any("belongs to another user: give all of them" in each for each in wrong(theirs))
        with pytest.raises(CannotOpen, match="refuses what it is asked: Insufficient"):
            open_database(theirs)


def test_a_database_with_something_in_it_is_not_begun_and_named_later(address: str) -> None:
    done(address, "CREATE TABLE theirs (key TEXT)")
    says = "the database has other tables; name an empty one (theirs)"
    assert wrong(address) == [says]
    with pytest.raises(CannotOpen) as error:
        open_database(address)
    assert str(error.value) == says
    done(address, "DROP TABLE theirs")
    open_database(address).close()
    done(address, "CREATE VIEW seen AS SELECT 1")
    assert wrong(address) == ["the database has other tables; name an empty one (seen)"]
    open_database(address).close()  # which harms nothing
    done(address, "DROP VIEW seen", "CREATE TABLE kept_7 AS TABLE kept")
    assert wrong(address) == []
    assert copies_in_clear(address) == ["kept_7"]
