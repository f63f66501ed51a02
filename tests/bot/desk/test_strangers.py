"""Whoever is unknown leaves nothing: no chat, no person, whatever they say, press or have sent."""

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.clock import by_hand
from bot.desk.arrival import Arrival, Forged
from bot.desk.desk import Desk
from bot.page import Page
from bot.settings import Settings
from bot.store import Change
from bot.store.rows import EVERY_KEY
from bot.store.sqlite import SqliteStore
from bot.wiring import local_desk
from flows.talk.records import Place
from flows.talk.turn import (
    Commanded,
    Heard,
    Learnt,
    NoAnswer,
    Pressed,
    Reachable,
    Typed,
    Unusable,
)
from tests.flows.following import LABEL, OWNER, PEOPLE, TEAM, at, planned

UNKNOWN, GROUP = 4_000_000_077, -4_000_000_077
FOREIGN = "D45-67H"
SAID: tuple[Heard | Forged, ...] = (
    *(
        Commanded(name=name, argument="")
        for name in (
            "start", "help", "new", "plans", "today", "mydata", "forget", "stop", "learn",
            "privacy", "about", "team", "status", "cancel", "link", "visit", "nonsense",
        )
    ),
    Commanded(name="start", argument="no-such-code"),
    Commanded(name="link", argument="no-such-code"),
    Commanded(name="plans", argument=LABEL),
    Commanded(name="forget", argument=LABEL),
    Commanded(name="forget", argument=FOREIGN),
    Typed(text=LABEL),
    Typed(text="John Smith 12-03-1957"),
    Pressed(label=LABEL, number=1, press="show"),
    Pressed(label=LABEL, number=1, press="forget.yes"),
    Pressed(label="", number=0, press="learn"),
    Pressed(label="", number=0, press="plans.all"),
    Unusable(kind=NoAnswer.PICTURE),
    Reachable(writable=False),
    Reachable(writable=True),
    Reachable(writable=True, added=True),
    Forged(),
)  # fmt: skip


@dataclass(slots=True)
class Door:
    """A desk with a plan of others, at which somebody unknown speaks."""

    desk: Desk
    seconds: Iterator[int] = field(default_factory=count)

    async def hears(self, heard: Heard | Forged, **about: Any) -> tuple[Page, ...]:
        usual = {"chat": UNKNOWN, "who": UNKNOWN, "name": "Somebody Unknown"}
        now = self.desk.clock()
        told = {"update": next(self.seconds) + 1, "sent": now, "arrived": now}
        return await self.desk.converse(Arrival(heard=heard, **{**told, **usual, **about}))

    def left(self) -> set[str]:
        """Every row that would not be there without them."""
        store = self.desk.store
        assert isinstance(store, SqliteStore)
        keys = {str(key) for (key,) in store.rows.conn.select(EVERY_KEY)}
        return {each for each in keys if "4000000077" in each}


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    ticks = count()
    desk = local_desk(
        Settings(timezone="Europe/Berlin"),
        tmp_path / "data",
        prescribers=frozenset({OWNER}),
        clock=by_hand(lambda: at(0) + timedelta(hours=2 * next(ticks))),
    )
    with closing(desk.store):
        await desk.store.commit(Change(at=at(0), keeps=(TEAM, *PEOPLE)))
        await desk.store.commit(Change(at=at(0), made=planned()))
        yield Door(desk)


@pytest.mark.parametrize("heard", SAID, ids=str)
async def test_nothing_is_left_of_whoever_is_unknown(door: Door, heard: Heard) -> None:
    for _ in range(2):
        await door.hears(heard)
        await door.hears(heard, chat=GROUP, place=Place.GROUP)
    assert door.left() == set()


async def test_what_is_forged_is_noted_once_however_often_it_comes(door: Door) -> None:
    now = door.desk.clock()
    for update, sent in ((1, now), (1, now), (2, now + timedelta(days=1))):
        await door.hears(Forged(), update=update, sent=sent)
    store = door.desk.store
    assert isinstance(store, SqliteStore)
    assert [each.action for each in store.entries()] == ["forged"] * 2


async def test_nor_of_one_who_has_learnt_and_asks_for_that(door: Door) -> None:
    await door.hears(Commanded(name="learn", argument=""))
    listed = await door.hears(Pressed(label="", number=0, press="learn.cases"))
    assert listed

    door.desk.trainees.keep(UNKNOWN, Learnt(chosen={"fever": "2..0"}, at=at(0)))
    *_, page = await door.hears(Commanded(name="mydata", argument=""))
    assert page.document
    assert door.left() == set()
