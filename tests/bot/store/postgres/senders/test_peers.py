"""Two processes on one database: which of them has what, and what either may still write."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import psycopg
import pytest

from bot.commands.running.helping import LAST_SECONDS
from bot.pacing import Kind, Pace
from bot.store import NotSaved, Standby
from bot.store.peers import LONGEST_CALL_SECONDS, NONE, Sent, Wanted
from bot.store.postgres.lease import BURY, DEPOSED
from bot.store.postgres.senders.claims import FIRST_TO_LEAD_SECONDS
from bot.store.postgres.store import join_database, open_database
from bot.store.secrecy import WrongKeys
from bot.store.sqlite import SqliteStore
from bot.transport.telegram.bot import CALL_SECONDS, LAST_SEND_SECONDS
from tests.bot.store.examples import LABEL, NOON, change, keeping, record, reminder
from tests.bot.store.keyed import open_keyed
from tests.bot.store.postgres.keyed import check_secret
from tests.bot.store.postgres.test_lost_connection import commits, once
from tests.bot.store.test_contract_inbox import received, receives
from tests.world.postgres import server
from tests.world.relay import Relay

ONE, TWO, THREE = -100, 7, 8
DIED = "UPDATE senders SET until = clock_timestamp() - interval '{} seconds' WHERE epoch IS NULL"
LED = "UPDATE installation SET until = clock_timestamp() - interval '{} seconds'"
OCCUPIED = "INSERT INTO chats SELECT %s, number FROM senders WHERE epoch IS NULL"
GIVEN_BACK = "INSERT INTO chats SELECT 99, number FROM senders WHERE epoch IS NOT NULL"
WAITS = "SELECT 1 FROM pg_locks WHERE NOT granted"
HAD = "SELECT (SELECT count(*) FROM claims), (SELECT count(*) FROM chats)"
FALLS = """\
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = 'myotaper' AND pid <> pg_backend_pid()"""
COUNTED = "SELECT count(*) FROM paces"
A_WHILE = 20  # seconds


class Two:
    """One process that leads, and one that sends beside it."""

    def __init__(self, address: str) -> None:
        self.seconds, self.said = 0.0, list[str]()
        self.leads = open_database(address)
        self.helps = join_database(address, self.said.append, monotonic=lambda: self.seconds)

    def both(self) -> tuple[SqliteStore, SqliteStore]:
        return self.leads, self.helps

    async def helper_takes(self, *wanted: Wanted, sent: Sent = NONE) -> set[str]:
        """As soon as it may."""
        await self.helps.peers.taken(wanted, sent)
        self.seconds += FIRST_TO_LEAD_SECONDS
        return set(await self.helps.peers.taken(wanted, sent))


@pytest.fixture
def two(address: str) -> Iterator[Two]:
    made = Two(address)
    yield made
    for each in made.both():
        each.close()


@pytest.fixture
def beside(address: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(address, autocommit=True) as there:
        yield there


async def due(store: SqliteStore, *chats: frozenset[int]) -> list[Wanted]:
    """So many reminders that are due, one after the other, and the chats of each."""
    rows = [reminder(detail=str(number)) for number in range(len(chats))]
    await store.commit(keeping(*rows))
    return [Wanted(id=row.id, due=NOON, chats=of) for row, of in zip(rows, chats, strict=True)]


async def test_what_one_has_the_other_has_not_nor_what_goes_to_its_chats(two: Two) -> None:
    first, second, third = await due(
        two.leads, frozenset({ONE, TWO}), frozenset({TWO}), frozenset({THREE})
    )
    assert set(await two.leads.peers.taken([first])) == {first.id}
    assert await two.helper_takes(first, second, third) == {third.id}
    assert set(two.helps.peers.theirs()) == {first.id}
    assert set(two.leads.peers.theirs()) == {third.id}
    await two.leads.peers.let_go()
    assert await two.helper_takes(first, second, third) == {first.id, second.id, third.id}


async def test_nothing_overtakes_what_is_left_to_the_other_one(two: Two) -> None:
    """Neither in its own chats, nor in those of what had to wait for it."""
    first, second, third, last = await due(
        two.leads,
        frozenset({ONE}),
        frozenset({ONE, TWO}),
        frozenset({TWO, THREE}),
        frozenset({THREE}),
    )
    await two.leads.peers.taken([first])
    assert await two.helper_takes(first, second, third, last) == set()


async def test_nothing_overtakes_what_was_on_its_way_as_a_process_ended(two: Two) -> None:
    """Of one that lives the database knows which of its chats are free."""
    first, second, last = await due(
        two.leads, frozenset({ONE, TWO}), frozenset({TWO}), frozenset({THREE})
    )
    gone, there = {"x": frozenset({ONE})}, {first.id: frozenset({ONE, THREE})}
    assert set(await two.leads.peers.taken([first, second, last], gone)) == {last.id}
    await two.leads.peers.let_go()
    await two.leads.peers.taken([first])
    two.leads.peers.free((), {THREE})
    assert await two.helper_takes(second, last, sent=there) == {last.id}


async def test_the_one_that_leads_is_first_for_a_moment(two: Two) -> None:
    (only,) = await due(two.leads, frozenset({ONE}))
    assert set(await two.helps.peers.taken([only])) == set()
    two.seconds += FIRST_TO_LEAD_SECONDS / 2
    assert set(await two.helps.peers.taken([only])) == set()
    assert set(await two.leads.peers.taken([only])) == {only.id}


async def test_a_row_that_is_not_due_any_more_is_nobodys(two: Two) -> None:
    (only,) = await due(two.leads, frozenset({ONE}))
    gone = replace(only, due=NOON + timedelta(days=1))
    assert set(await two.leads.peers.taken([gone])) == set()


async def test_what_a_dead_process_had_is_free_once_its_last_call_must_have_ended(
    address: str, beside: psycopg.Connection
) -> None:
    """Its time is over before that: a message of it may still be on its way to the chat."""
    leads = open_database(address, seconds=0.2)
    said = list[str]()
    with closing(leads):
        (only,) = await due(leads, frozenset({ONE}))
        helps = join_database(address, said.append, seconds=60)
        await helps.peers.taken([only])
        helps.peers._claims._since = dict.fromkeys(helps.peers._claims._since, -9.0)
        assert set(await helps.peers.taken([only])) == {only.id}
        assert set(await leads.peers.taken([only])) == set()
        beside.execute(DIED.format(LONGEST_CALL_SECONDS - A_WHILE))
        beside.execute(BURY.replace("$1", str(LONGEST_CALL_SECONDS)))
        assert set(await leads.peers.taken([only])) == set()
        beside.execute(DIED.format(LONGEST_CALL_SECONDS))
        while leads.peers.theirs():
            pass
        assert set(await leads.peers.taken([only])) == {only.id}
        with pytest.raises(NotSaved, match=DEPOSED):
            await helps.commit(change(based_on=1))
        assert said == [DEPOSED]
        assert not helps.peers.stands
        helps.close()


async def test_each_reads_what_the_other_has_written(two: Two) -> None:
    """Also what it remembers, and the one that wrote before it."""
    await two.leads.commit(change(made=record()))
    assert two.helps.plan(LABEL) == two.leads.plan(LABEL) == record()
    await two.helps.commit(keeping(replace(record(), serial=2, pinned=7)))
    assert two.leads.plan(LABEL) == replace(record(), serial=2, pinned=7)
    await two.leads.commit(keeping(replace(record(), serial=3, pinned=8)))
    assert two.helps.plan(LABEL) == replace(record(), serial=3, pinned=8)


async def test_a_change_whose_commit_never_arrived_is_not_taken_for_that_of_another(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Both counts go on by one: whose it was is known."""
    folder = tmp_path_factory.mktemp("relay")
    relay = Relay(folder, server().folder)
    through = server().address(str(folder.parent / "there"), str(folder))
    with closing(open_database(through)) as leads:
        await leads.commit(change())
        direct = server().address(str(folder.parent / "there"))
        with closing(join_database(direct)) as helps:
            relay.before = once(commits)
            look_up = leads._file.rows.conn._looked_up_soon

            def after_another() -> bool:
                helps._file.connection().begin()
                helps._file.connection().commit()
                return look_up()

            leads._file.rows.conn._looked_up_soon = after_another
            with pytest.raises(NotSaved):
                await leads.commit(change(based_on=1))
            assert leads.load(change().chat).version == 1
    relay.close()


def test_nobody_joins_a_leader_of_an_earlier_program(
    address: str, beside: psycopg.Connection
) -> None:
    with closing(open_database(address)):
        beside.execute("DELETE FROM senders")
        with pytest.raises(Standby):
            join_database(address)


async def test_beside_a_leader_of_another_schema_nothing_is_written(
    two: Two, beside: psycopg.Connection
) -> None:
    beside.execute("UPDATE installation SET schema = schema + 1")
    with pytest.raises(NotSaved, match=DEPOSED):
        await two.helps.commit(change())
    await two.leads.commit(change())


async def test_once_the_one_that_leads_encrypts_nothing_is_written_beside_it_in_clear(
    address: str, tmp_path: Path
) -> None:
    """Nobody is waited for, and one that writes nothing hears of it too."""
    said, canary, heard = list[str](), "K7Q-2M3 is no patient's name", Event()
    with closing(open_database(address)) as leads:
        await leads.commit(keeping(reminder()))
        writes = join_database(address, said.append)
        waits = join_database(address, lambda _: heard.set(), seconds=0.2)
    with closing(open_keyed(address, tmp_path / "keys")) as leads:
        with pytest.raises(NotSaved, match=DEPOSED):
            await writes.commit(receives(received(7, canary)))
        assert said == [DEPOSED]
        assert await asyncio.to_thread(heard.wait, 20)
        with pytest.raises(WrongKeys, match="set MYOTAPER_KEYS"):
            join_database(address)
        check_secret(address)
        assert leads.waiting(9) == ()
        assert list(leads.problems()) == []
    for each in (writes, waits):
        each.close()


async def test_of_what_another_process_takes_in_the_same_moment_nothing_is_kept(
    two: Two, beside: psycopg.Connection
) -> None:
    """Neither what it has not taken: all of them are asked for again."""
    first, second = await due(two.leads, frozenset({ONE}), frozenset({TWO}))
    with beside.transaction():
        beside.execute(OCCUPIED, (TWO,))
        taking = asyncio.create_task(two.leads.peers.taken([first, second]))
        while not beside.execute(WAITS).fetchone():
            await asyncio.sleep(0)
    assert set(await taking) == set()
    assert beside.execute(HAD).fetchone() == (0, 1)


async def test_what_a_fallen_server_gives_back_is_let_go_with_the_rest(
    two: Two, beside: psycopg.Connection
) -> None:
    (only,) = await due(two.leads, frozenset({ONE}))
    await two.leads.peers.taken([only])
    two.leads.peers.free({only.id}, {ONE})
    await two.leads.peers.let_go()
    beside.execute(GIVEN_BACK)
    two.leads.peers.own.close()
    await two.leads.peers.taken([only])
    two.leads.peers.free({only.id}, {ONE})
    await two.leads.peers.let_go()
    assert beside.execute(HAD).fetchone() == (0, 0)


async def test_what_one_has_is_doubtful_once_the_server_fell_and_is_asked_for_again(
    two: Two, beside: psycopg.Connection
) -> None:
    """What it took last may be forgotten: no other process may be overtaken by it."""
    (only,) = await due(two.leads, frozenset({ONE}))
    assert await two.helper_takes(only) == {only.id}
    assert two.helps.peers.stands
    beside.execute(FALLS)
    while two.helps.peers.stands:
        pass
    assert two.helps.reminder(only.id)
    assert not two.helps.peers.stands
    two.helps.peers.own.close()
    assert set(await two.helps.peers.taken([only])) == {only.id}
    assert two.helps.peers.stands
    await two.helps.peers.let_go()
    beside.execute(FALLS)
    assert two.helps.peers.stands  # it has nothing


async def test_one_that_is_alone_counts_by_itself_until_another_one_is_there(
    address: str, beside: psycopg.Connection
) -> None:
    with closing(open_database(address, seconds=0.2)) as leads:
        while not leads.peers._lease.alone:
            pass
        pace = Pace(monotonic=lambda: 0.0, peers=leads.peers)
        async with pace.turn(TWO):
            pass
        await pace.learn()
        await leads.peers.let_go()
        assert beside.execute(COUNTED).fetchone() == (0,)
        with closing(join_database(address)):
            while leads.peers._lease.alone:
                pass
            async with pace.turn(THREE):
                pass
            assert beside.execute(COUNTED).fetchone() != (0,)


async def test_whoever_leads_next_frees_what_the_one_before_had(
    two: Two, address: str, beside: psycopg.Connection
) -> None:
    (only,) = await due(two.leads, frozenset({ONE}))
    await two.leads.peers.taken([only])
    beside.execute("UPDATE installation SET until = '-infinity'")
    with closing(open_database(address)) as third:
        assert set(await third.peers.taken([only])) == {only.id}
        await two.helps.commit(change(chat=2))  # it sends beside this one now


async def test_what_was_on_its_way_as_the_lead_was_lost_keeps_its_chat_closed(
    two: Two, address: str, beside: psycopg.Connection
) -> None:
    """The call of the one before may be under way, however soon another one leads."""
    first, second = await due(two.leads, frozenset({ONE}), frozenset({ONE}))
    await two.leads.peers.taken([first])
    beside.execute(LED.format(1))
    with closing(open_database(address, seconds=0.2)) as third:
        assert set(third.peers.theirs()) == {first.id}
        assert set(await third.peers.taken([first, second])) == set()
        with pytest.raises(NotSaved, match=DEPOSED):
            await two.leads.commit(change())
        beside.execute(DIED.format(LONGEST_CALL_SECONDS))
        while third.peers.theirs():
            pass
        assert set(await third.peers.taken([first, second])) == {first.id, second.id}


def test_no_call_of_a_reminder_may_take_longer_than_a_chat_is_kept_closed_for_it() -> None:
    """Nor is it given up before that as its process ends, or begins to lead: it may still arrive
    after what another one sends there then."""
    assert CALL_SECONDS <= LONGEST_CALL_SECONDS
    assert min(LAST_SEND_SECONDS, LAST_SECONDS) > CALL_SECONDS


async def test_what_one_makes_due_the_other_hears_also_after_a_cut(
    two: Two, beside: psycopg.Connection
) -> None:
    said, heard = list[str](), Event()

    def hears(row: str) -> None:
        said.append(row)
        heard.set()

    two.helps.peers.hears("due", hears)
    await asyncio.to_thread(heard.wait, 20)
    heard.clear()
    (only,) = await due(two.leads, frozenset({ONE}))
    await asyncio.to_thread(heard.wait, 20)
    assert said[0] == ""
    assert said[1].endswith(only.id)
    heard.clear()
    beside.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
    )
    while len(said) < 4:  # it looks at once what has become of it, and again once it hears
        await asyncio.to_thread(heard.wait, 20)
        heard.clear()
    assert said[2:] == ["", ""]


async def test_what_telegram_told_one_to_hold_the_other_holds(two: Two) -> None:
    one, other = (Pace(monotonic=lambda: 0.0, peers=each.peers) for each in two.both())
    one.hold(ONE, 40, Kind)
    await two.leads.peers.let_go()  # it has been said before this
    assert other.wait_seconds(ONE) == 0
    await other.learn()
    assert 39 < other.wait_seconds(ONE) <= 40
    assert other.wait_seconds(TWO) == 0


async def test_a_second_passes_between_two_messages_of_a_chat_whoever_sends_them(two: Two) -> None:
    waits = list[float]()
    two.seconds = A_WHILE  # that the other one is there is known by now

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    one, other = (Pace(monotonic=lambda: 0.0, sleep=sleep, peers=e.peers) for e in two.both())
    async with one.turn(TWO, Kind.ANSWER):
        pass
    async with other.turn(THREE):
        pass
    assert waits == []
    async with other.turn(TWO):
        pass
    assert len(waits) == 1
    assert 0.5 < waits[0] <= 1


async def test_without_its_database_each_paces_by_itself(two: Two, tmp_path: Path) -> None:
    link = two.leads.peers.own
    link.close()
    link._wanted["host"] = str(tmp_path)
    pace = Pace(monotonic=lambda: 0.0, peers=two.leads.peers)
    pace.hold(TWO, 1)
    await pace.learn()
    async with pace.turn(THREE):
        pass
    with pytest.raises(NotSaved):
        await two.leads.peers.taken([Wanted(id="x", due=NOON, chats=frozenset())])
    await two.leads.peers.let_go()
