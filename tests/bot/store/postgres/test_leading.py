"""One process leads; whoever takes over has everything, and the one before writes no more."""

import asyncio
from collections.abc import Iterator

import psycopg
import pytest

from bot.store import NotSaved, Standby
from bot.store.postgres.lease import DEPOSED
from bot.store.postgres.store import open_database
from bot.store.sqlite import SqliteStore
from tests.bot.store.examples import CHAT, LABEL, change, record, steps

EXPIRED = "UPDATE installation SET until = '-infinity'"


@pytest.fixture
def beside(address: str) -> Iterator[psycopg.Connection]:
    """Another way into the same database."""
    with psycopg.connect(address, autocommit=True) as there:
        yield there


def test_a_second_process_stands_by_and_is_told_who_leads(
    postgres: SqliteStore, address: str
) -> None:
    with pytest.raises(Standby, match=r"process \d+ on "):
        open_database(address)
    postgres.close()
    open_database(address).close()


async def test_whoever_takes_over_has_everything_and_the_other_writes_no_more(
    address: str, beside: psycopg.Connection
) -> None:
    said = list[str]()
    first = open_database(address, said.append)
    await first.commit(change(made=record()))
    beside.execute(EXPIRED)
    second = open_database(address)
    with pytest.raises(NotSaved, match=DEPOSED):
        await first.commit(change(based_on=1))
    assert said == [DEPOSED]
    assert (second.load(CHAT).version, second.plan(LABEL)) == (1, record())
    await second.commit(change(based_on=1))
    with pytest.raises(NotSaved, match=DEPOSED):
        await first.commit(change(based_on=2))
    first.close()
    with pytest.raises(Standby):  # that of the second is not let go with it
        open_database(address)
    second.close()


async def test_an_expired_lease_that_nobody_took_is_kept_by_the_next_change(
    postgres: SqliteStore, address: str, beside: psycopg.Connection
) -> None:
    beside.execute(EXPIRED)
    await postgres.commit(change())
    with pytest.raises(Standby):
        open_database(address)


def test_the_lease_is_kept_while_nothing_is_written(
    address: str, beside: psycopg.Connection
) -> None:
    store = open_database(address, seconds=0.5)
    beside.execute(EXPIRED)
    while beside.execute("SELECT until < clock_timestamp() FROM installation").fetchone()[0]:
        pass
    store.close()


def test_who_was_deposed_hears_of_it_while_nothing_is_written(
    address: str, beside: psycopg.Connection
) -> None:
    said = list[str]()
    store = open_database(address, said.append, seconds=0.5)
    beside.execute("UPDATE installation SET epoch = epoch + 1")
    assert store._lock.stopped.wait(10)
    store.close()
    assert said == [DEPOSED]


async def test_changes_of_two_processes_never_mix(
    address: str, beside: psycopg.Connection
) -> None:
    """The first holds its transaction open; the second waits for it, then leads on from it."""
    first = open_database(address)
    await steps(first, chat=CHAT, count=3)
    first._file.connection().begin()
    beside.execute("SET lock_timeout = '50ms'")
    with pytest.raises(psycopg.errors.LockNotAvailable):
        beside.execute(EXPIRED)
    first._file.connection().commit()
    beside.execute(EXPIRED)
    second = open_database(address)
    outcomes = await asyncio.gather(
        first.commit(change(based_on=3)), second.commit(change(based_on=3)), return_exceptions=True
    )
    assert [type(each) for each in outcomes] == [NotSaved, type(None)]
    assert second.load(CHAT).version == 4
    second.close()
    first.close()
