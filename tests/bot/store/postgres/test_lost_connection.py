"""A connection that is cut, a server that is gone: what was acknowledged is kept, and the rest
is told as it came out."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic

import psycopg
import pytest

from bot.store import CannotOpen, NoAnswer, NotRead, NotSaved
from bot.store.engine import Unanswered
from bot.store.postgres.database import KEPT
from bot.store.postgres.link import Link
from bot.store.postgres.patient import PATIENCE_SECONDS
from bot.store.postgres.store import open_database
from bot.store.rows import GET
from bot.store.sqlite import SqliteStore
from tests.bot.store.examples import CHAT, change, steps
from tests.world.postgres import server
from tests.world.relay import Relay, Watch

END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'myotaper'"


class Through:
    """A store that reaches the server through a relay, by a clock that is set by hand."""

    def __init__(self, folder: Path) -> None:
        self.relay = Relay(folder, server().folder)
        self.now, self.said = 0.0, list[str]()
        address = server().address(str(folder), str(folder))
        self.store = open_database(address, self.said.append, monotonic=lambda: self.now)

    def may_try_again(self) -> None:
        self.now += 60


@pytest.fixture
def through(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Through]:
    made = Through(tmp_path_factory.mktemp("relay"))
    yield made
    made.store.close()
    made.relay.close()


def commits(said: bytes) -> bool:
    return b"COMMIT" in said


async def test_a_connection_that_was_cut_while_nothing_was_open_is_not_noticed(
    through: Through,
) -> None:
    await steps(through.store, chat=CHAT, count=1)
    through.relay.cut()
    assert through.store.load(CHAT).version == 1
    through.relay.cut()
    await steps(through.store, chat=CHAT, count=1)
    assert through.store.load(CHAT).version == 2


async def test_a_change_whose_answer_is_lost_is_kept_and_told_so(through: Through) -> None:
    through.relay.after = once(commits)
    await through.store.commit(change())
    assert through.store.load(CHAT).version == 1
    await through.store.commit(change(based_on=1))
    assert through.said == []


async def test_a_change_whose_commit_never_arrived_is_not_saved(through: Through) -> None:
    through.relay.before = once(commits)
    with pytest.raises(NotSaved):
        await through.store.commit(change())
    assert through.store.load(CHAT).version == 0
    await through.store.commit(change())
    assert through.said == []


async def test_a_connection_that_is_cut_within_a_change_leaves_nothing_of_it(
    through: Through,
) -> None:
    through.relay.before = once(lambda said: b"key = ANY" in said)
    with pytest.raises(NotSaved):
        await through.store.commit(change())
    assert through.store.load(CHAT).version == 0
    await through.store.commit(change())


def shutting(through: Through) -> Callable[[bytes], bool]:
    """Whether a commit is met, from which on nothing goes through."""

    def gone(said: bytes) -> bool:
        through.relay.shut = through.relay.shut or commits(said)
        return commits(said)

    return gone


async def test_where_nobody_can_say_what_came_of_a_change_the_process_ends_if_it_is_kept(
    through: Through, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.postgres.database.A_MOMENT", 0)

    through.relay.after = shutting(through)
    with pytest.raises(NotSaved):
        await through.store.commit(change())
    with pytest.raises(NotRead):
        through.store.load(CHAT)
    assert through.said == []
    through.relay.shut = False
    through.relay.after = lambda _: False
    through.may_try_again()
    with pytest.raises(NotSaved, match=KEPT):
        await through.store.commit(change())
    assert through.said == [KEPT]
    assert through.store.load(CHAT).version == 1


async def test_where_nobody_can_say_and_it_is_not_kept_the_next_change_is(
    through: Through, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.postgres.database.A_MOMENT", 0)

    through.relay.before = shutting(through)
    with pytest.raises(NotSaved):
        await through.store.commit(change())
    through.relay.shut, through.relay.before = False, lambda _: False
    through.may_try_again()
    await through.store.commit(change())
    assert (through.store.load(CHAT).version, through.said) == (1, [])


async def test_a_server_that_is_away_is_asked_seldom(through: Through) -> None:
    """Every failed try doubles the pause: nobody waits for one that was just in vain."""
    through.relay.shut = True
    through.relay.cut()
    tries = 0
    for _ in range(200):
        number = through.store._file.rows.conn.link._again_at
        with pytest.raises(NotRead):
            through.store.load(CHAT)
        tries += number != through.store._file.rows.conn.link._again_at
        through.now += 0.25
    assert 6 <= tries <= 14
    through.relay.shut = False
    through.may_try_again()
    assert through.store.load(CHAT).version == 0


async def test_a_backend_that_the_server_ends_within_a_change(
    postgres: SqliteStore, address: str
) -> None:
    """Whatever had been written of the group is undone, and all of it can be said again."""
    await steps(postgres, chat=CHAT, count=1)

    def all_goes() -> None:
        with postgres._file.transaction() as connection:
            assert connection.execute("DELETE FROM kept").rowcount > 1
            with psycopg.connect(address, autocommit=True) as other:
                other.execute(END)
            connection.execute("DELETE FROM kept")

    with pytest.raises(NotSaved):
        all_goes()
    assert postgres.load(CHAT).version == 1
    await postgres.commit(change(based_on=1))


async def test_nothing_of_a_change_is_asked_over_another_connection(postgres: SqliteStore) -> None:
    """There it would be kept by itself, and a COMMIT would end nothing and be called done."""
    connection = postgres._file.connection()
    for asks in (lambda: connection.select_one(GET, ("meta/key",)), connection.commit):
        connection.begin()
        connection.link.run("SELECT 1").connection.close()
        with pytest.raises(Unanswered, match="lost"):
            asks()


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NoAnswer, match="does not answer"):
        open_database(f"postgresql:///x?host={tmp_path}")


def once(watch: Watch) -> Watch:
    """The same, for the first time only."""
    left = [True]

    def looks(said: bytes) -> bool:
        if left[0] and watch(said):
            left[0] = False
            return True
        return False

    return looks


def test_an_address_that_cannot_be_read_is_not_told_to_anybody() -> None:
    with pytest.raises(CannotOpen, match="hexadecimal") as caught:
        open_database("postgresql://us:can%ary@host/name")
    assert "ary" not in str(caught.value).replace("library", "")


async def test_two_at_once_are_told_the_same(through: Through) -> None:
    through.relay.after = once(commits)
    both = await asyncio.gather(
        through.store.commit(change(chat=1)),
        through.store.commit(change(chat=2, based_on=7)),
        return_exceptions=True,
    )
    assert [type(each).__name__ for each in both] == ["NoneType", "Stale"]


@pytest.fixture
def way(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Link, Relay]]:
    """A connection that has little patience, unlike those that are made after it."""
    folder = tmp_path_factory.mktemp("relay")
    relay = Relay(folder, server().folder)
    link = Link(server().address(str(folder), str(folder)), monotonic)
    link._reached().patience = 0.1
    yield link, relay
    link.close()
    relay.close()


@pytest.mark.parametrize("within", ["a statement", "several at once", "a transaction"])
def test_a_connection_that_leads_nowhere_is_given_up_and_made_anew(
    way: tuple[Link, Relay], within: str
) -> None:
    """The relay stays open, and nothing that is said over it arrives."""
    link, relay = way
    asks = {
        "a statement": lambda: link.run("SELECT 1"),
        "several at once": lambda: link.run_all([("SELECT 1", ())] * 2),
        "a transaction": lambda: link.transaction().__enter__(),
    }
    relay.lose()
    with pytest.raises(Unanswered):
        asks[within]()
    assert link.run("SELECT 1").fetchone() == (1,)


def test_what_may_take_as_long_as_it_takes_does(way: tuple[Link, Relay]) -> None:
    link, _ = way
    with link.at_leisure():
        assert link.run("SELECT 1 FROM pg_sleep(0.15)").fetchone() == (1,)
    assert link._reached().patience == PATIENCE_SECONDS
    assert link.run("SHOW statement_timeout").fetchone() == ("30s",)


BACKEND = "SELECT 1 FROM pg_stat_activity WHERE pid = %s"
ONCE = "SET LOCAL idle_in_transaction_session_timeout = '1ms'"


@pytest.mark.parametrize("many", [False, True], ids=["a statement", "several at once"])
def test_who_says_nothing_more_within_a_transaction_holds_up_nobody(
    address: str, many: bool
) -> None:
    """Whose machine was lost or stands still, after one statement or several at once."""
    with closing(Link(address, monotonic)) as link:
        (pid,) = link.run("SELECT pg_backend_pid()").fetchone()
        if many:
            link.run("BEGIN")
            link.run_all([("SELECT 1", ()), (ONCE, ())])
        else:
            link.run(f"BEGIN; {ONCE}")
        with psycopg.connect(address, autocommit=True) as there:
            began = monotonic()
            while there.execute(BACKEND, (pid,)).fetchone():
                assert monotonic() - began < 20
