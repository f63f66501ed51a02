"""Updates are put into the database beside whichever process leads, and none is lost or double."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from queue import Queue

import psycopg
import pytest

from bot.store import NotSaved
from bot.store.postgres.senders import ear
from bot.store.postgres.senders.letterbox import Letterbox
from bot.store.postgres.store import open_database
from bot.store.record.keys import inbox_key
from bot.store.sqlite import SqliteStore
from tests.bot.store.examples import change
from tests.bot.store.keyed import open_keyed
from tests.bot.store.postgres.keyed import kept, master_of
from tests.bot.store.postgres.test_lost_connection import commits
from tests.bot.store.test_contract_inbox import received, receives, worked_off
from tests.world.postgres import server
from tests.world.relay import Relay


@pytest.fixture
async def letterbox(address: str) -> AsyncIterator[Letterbox]:
    box = Letterbox(address)
    yield box
    await box.close()


async def test_what_is_put_beside_the_leader_waits_for_it(
    postgres: SqliteStore, letterbox: Letterbox
) -> None:
    assert await letterbox.answers()
    await asyncio.gather(*(letterbox.put(received(each, str(each))) for each in (9, 7, 8)))
    assert postgres.waiting(10) == (7, 8, 9)
    assert postgres.received(8) == received(8, "8")


async def test_whoever_works_it_off_hears_of_it_and_nobody_who_sends_what_is_due(
    monkeypatch: pytest.MonkeyPatch, postgres: SqliteStore, letterbox: Letterbox
) -> None:
    monkeypatch.setattr(ear, "LOOKS_SECONDS", 0.01)
    due, said = list[str](), Queue[str]()
    postgres.peers.hears("inbox", said.put)  # from the first one on it listens
    postgres.peers.hears("due", due.append)
    assert await asyncio.to_thread(said.get, timeout=20) == ""
    await letterbox.put(received(7))
    assert await asyncio.to_thread(said.get, timeout=20) == inbox_key(7)
    assert not any(due)


async def test_it_is_put_once_whoever_puts_it_and_whatever_became_of_it(
    postgres: SqliteStore, letterbox: Letterbox
) -> None:
    for _ in range(2):
        await letterbox.put(received(7))
        await postgres.commit(receives(received(7), received(8)))
    assert postgres.waiting(10) == (7, 8)
    await postgres.commit(worked_off(7, 8))
    await asyncio.gather(*(letterbox.put(received(each)) for each in (7, 8, 7)))
    assert postgres.waiting(10) == ()


async def test_it_needs_no_leader_and_waits_for_the_next(address: str) -> None:
    open_database(address).close()
    box = Letterbox(address)
    await box.put(received(7))
    await box.close()
    with closing(open_database(address)) as store:
        assert store.waiting(10) == (7,)


async def test_a_transaction_of_the_leader_keeps_nobody_from_putting(
    postgres: SqliteStore, letterbox: Letterbox
) -> None:
    with postgres._file.transaction():
        await letterbox.put(received(7))
    await postgres.commit(change())
    assert postgres.waiting(10) == (7,)


async def test_a_database_of_another_version_takes_none(
    postgres: SqliteStore, letterbox: Letterbox, address: str
) -> None:
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("UPDATE installation SET schema = schema + 1")
    with pytest.raises(NotSaved, match="has schema"):
        await letterbox.put(received(7))
    assert not await letterbox.answers()
    assert postgres.waiting(10) == ()


async def test_whoever_has_left_is_not_waited_for(
    postgres: SqliteStore, letterbox: Letterbox
) -> None:
    leaving = asyncio.create_task(letterbox.put(received(7)))
    await asyncio.sleep(0)
    leaving.cancel()
    await letterbox.put(received(8))
    assert postgres.waiting(10) == (7, 8)


@pytest.mark.parametrize(("cuts", "waits"), [("before", ()), ("after", (7,))])
async def test_where_the_connection_is_cut_at_the_end_it_is_told_not_to_be_kept_and_put_again(
    cuts: str, waits: tuple[int, ...], postgres: SqliteStore, folder: Path, tmp_path: Path
) -> None:
    """A lost answer is told as no; whoever sends it again puts it once."""
    relay = Relay(tmp_path / "relay", server().folder)
    box = Letterbox(server().address(str(folder), str(tmp_path / "relay")))
    await box.put(received(5))
    setattr(relay, cuts, commits)
    with pytest.raises(NotSaved):
        await box.put(received(7))
    assert postgres.waiting(10) == (5, *waits)
    setattr(relay, cuts, lambda _: False)
    relay.cut()
    await box.put(received(7))
    assert postgres.waiting(10) == (5, 7)
    await box.close()
    relay.close()


async def test_over_a_connection_that_leads_nowhere_nobody_waits_for_long(
    postgres: SqliteStore, folder: Path, tmp_path: Path
) -> None:
    """It is made anew; the relay stays open, and nothing that is said over it arrives."""
    relay = Relay(tmp_path / "relay", server().folder)
    box = Letterbox(server().address(str(folder), str(tmp_path / "relay")), patience=0.2)
    await box.put(received(5))
    relay.lose()
    async with asyncio.timeout(20):
        await box.put(received(7))
    assert postgres.waiting(10) == (5, 7)
    await box.close()
    relay.close()


async def test_what_is_put_is_encrypted_from_when_the_database_is(
    address: str, tmp_path: Path
) -> None:
    """Whoever stands by may have begun before that, and puts nothing where it has no keys."""
    open_database(address).close()
    keys, said = tmp_path / "keys", "canary"
    box, without = Letterbox(address, masters=master_of(keys)), Letterbox(address)
    for each in (box, without):
        await each.put(received(6, said))
    with closing(open_keyed(address, keys)) as store:
        await box.put(received(7, said))
        with pytest.raises(NotSaved, match="set MYOTAPER_KEYS"):
            await without.put(received(8, said))
        assert [store.received(each) for each in (6, 7)] == [received(6, said), received(7, said)]
        assert store.waiting(10) == (6, 7)
        assert list(store.problems()) == []
    assert not [key for key, value in kept(address).items() if said.encode() in value]
    for each in (box, without):
        await each.close()
