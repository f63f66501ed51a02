"""Rows that are written together, and rows that were read ahead: each as one after the other."""

import asyncio
from contextlib import suppress
from random import Random

import pytest

from bot.store import NotSaved, Stale
from bot.store.audit.chain import INSERT, LAST
from bot.store.engine import MARKED, PASSED, UNDONE
from bot.store.postgres.database import Writer
from bot.store.rows import ADD, DELETE, GET, PUT, REPLACE
from bot.store.sqlite import SqliteStore
from flows.talk.turn import Deed
from tests.bot.store.examples import CHAT, change, labelled, session

KEYS = ("label/A", "label/B", "label/C", "label/D")
SEED, SEQUENCES, STEPS = 19, 40, 30


class Undone(Exception):
    """So that nothing of it is kept."""


class Played:
    """A sequence of statements, and what the rows must come to."""

    def __init__(self, writer: Writer, chance: Random) -> None:
        self.writer, self._chance = writer, chance
        self.rows: dict[str, str] = {}
        self._before: dict[str, str] | None = None

    def step(self, number: int) -> None:
        key, text = self._chance.choice(KEYS), f'"{number}"'
        what = self._chance.choice((ADD, PUT, DELETE, REPLACE, GET, GET, MARKED, UNDONE))
        match what:
            case _ if what == GET:
                found = self.writer.select_one(GET, (key,))
                assert found == ((self.rows[key],) if key in self.rows else None)
                return
            case _ if what == MARKED:
                self._passes()
                self.writer.execute(MARKED)
                self._before = dict(self.rows)
                return
            case _ if what == UNDONE:
                if self._before is not None:
                    self.writer.execute(UNDONE)
                    self.rows = self._before
                    self._passes()
                return
            case _ if what == ADD:
                self.rows.setdefault(key, text)
            case _ if what == PUT or key in self.rows:
                self.rows[key] = text
        if what == DELETE:
            self.rows.pop(key, None)
        arguments = {DELETE: (key,), REPLACE: (text, key)}.get(what, (key, text))
        self.writer.execute(what, arguments)

    def _passes(self) -> None:
        if self._before is not None:
            self.writer.execute(PASSED)
            self._before = None

    def end(self) -> None:
        """They are as they must be, by what is known and by what the server has."""
        for ahead in (True, False):
            if not ahead:
                self.writer._ahead.forget()
            there = {key: self.writer.select_one(GET, (key,)) for key in KEYS}
            assert {key: row[0] for key, row in there.items() if row} == self.rows


def test_any_sequence_of_statements_comes_to_the_same(postgres: SqliteStore) -> None:
    chance = Random(SEED)
    for at in range(SEQUENCES):
        with suppress(NotSaved), postgres._file.transaction() as writer:
            if at % 2:
                writer.foresees(KEYS)
            played = Played(writer, chance)
            for number in range(STEPS):
                played.step(number)
            played.end()
            raise Undone


def test_a_row_that_is_counted_is_written_alone(postgres: SqliteStore) -> None:
    with postgres._file.transaction() as writer:
        writer.execute(PUT, ("label/A", '"1"'))
        assert writer.execute(DELETE, ("label/A",)).rowcount == 1
        assert writer.execute(DELETE, ("label/A",)).rowcount == 0


def test_the_end_of_the_audit_is_known_until_it_is_undone(postgres: SqliteStore) -> None:
    with postgres._file.transaction() as writer:
        writer.foresees(())
        assert writer.select_one(LAST) is None
        row = (1, "utc", "who", "action", "", 0, "", "before", "hash")
        writer.execute(INSERT, row)
        assert writer.select_one(LAST) == (1, "utc", "hash")
        writer.execute(MARKED)
        writer.execute(INSERT, (2, *row[1:]))
        assert writer.select_one(LAST) == (2, "utc", "hash")
        writer.execute(UNDONE)
        writer.execute(PASSED)
        assert writer.select_one(LAST) == (1, "utc", "hash")


async def test_a_group_waits_for_the_server_three_times_however_many_are_in_it(
    postgres: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Begun, read and committed; one that is stale among them takes none of the others back."""
    deeds = (Deed(action="forged", label=""),)
    await postgres.commit(change(deeds=deeds))
    link, waits = postgres.rows.conn.link, []
    run, run_all = link.run, link.run_all
    monkeypatch.setattr(link, "run", lambda *asked: waits.append(asked) or run(*asked))
    monkeypatch.setattr(link, "run_all", lambda asked: waits.append(asked) or run_all(asked))
    chats = range(CHAT, CHAT + 9)
    group = [change(chat=each, then=session(label=labelled(each)), deeds=deeds) for each in chats]
    outcomes = await asyncio.gather(*map(postgres.commit, group), return_exceptions=True)
    assert [type(each) for each in outcomes] == [Stale, *[type(None)] * 8]
    assert len(waits) == 3
    assert [each.seq for each in postgres.entries()] == list(range(1, 10))
    assert await postgres.inspected() == ()
