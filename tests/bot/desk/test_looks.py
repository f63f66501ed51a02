"""Who has looked at which plan: the audit has it once a day, and the plan is shown in any case."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.clock import by_hand
from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.page import Page
from bot.settings import Settings
from bot.store import Change, NotSaved, Store
from bot.store.sqlite import SqliteStore, open_store
from bot.wiring import local_desk
from flows.talk.turn import Commanded
from tests.bot.store.conftest import open_postgres
from tests.bot.store.keyed import open_encrypted
from tests.flows.following import OTHER_LABEL, OWNER, PEOPLE, TEAM, at, planned
from tests.world.plan_record import LABEL

DAY = at(0, "09:00")
NOTHING_IS_WRITTEN = "the disk is full"


@dataclass(slots=True)
class Ward:
    """A desk that is opened again and again, on a day that is set."""

    folder: Path
    opens: Callable[[Path], Store]
    now: datetime = DAY
    updates: Iterator[int] = field(default_factory=lambda: count(1))

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        settings = Settings(timezone="Europe/Berlin")
        clock = by_hand(lambda: self.now)
        nobody = frozenset[int]()
        desk = local_desk(settings, self.folder, prescribers=nobody, clock=clock, opens=self.opens)
        yield desk
        desk.store.close()

    async def asks(self, desk: Desk, label: str = LABEL) -> tuple[Page, ...]:
        heard = Commanded(name="plans", argument=label)
        about = {"chat": OWNER, "who": OWNER, "sent": self.now, "arrived": self.now}
        return await desk.converse(Arrival(update=next(self.updates), heard=heard, **about))


@pytest.fixture(params=[open_store, open_encrypted, open_postgres])
async def ward(request: pytest.FixtureRequest, tmp_path: Path) -> Ward:
    """Two plans of the owner's, in a file, in one that is encrypted, and in a database."""
    there = Ward(tmp_path / "data", request.param)
    with there.desk() as desk:
        await desk.store.commit(Change(at=DAY, keeps=(TEAM, *PEOPLE)))
        for label in (LABEL, OTHER_LABEL):
            await desk.store.commit(Change(at=DAY, made=planned(label)))
    return there


def looked(desk: Desk) -> int:
    """How often the audit has it."""
    assert isinstance(desk.store, SqliteStore)
    return sum(each.action == "looked" for each in desk.store.entries())


async def test_once_for_each_plan_and_day_however_often_the_process_begins(ward: Ward) -> None:
    for _ in range(2):
        with ward.desk() as desk:
            for label in (LABEL, OTHER_LABEL, LABEL):
                (page,) = await ward.asks(desk, label)
                assert label in page.text
            assert looked(desk) == 2
    ward.now += timedelta(days=1)
    with ward.desk() as desk:
        await ward.asks(desk)
        await ward.asks(desk)
        assert looked(desk) == 3
        *_, last = desk.store.entries()  # type: ignore[attr-defined]
        assert (last.action, last.at, last.revision) == ("looked", ward.now, 1)


async def test_two_at_once_are_one_entry(ward: Ward) -> None:
    with ward.desk() as desk:
        await asyncio.gather(*(ward.asks(desk) for _ in range(5)))
        assert looked(desk) == 1


async def test_no_chat_moves_on_by_it(ward: Ward) -> None:
    with ward.desk() as desk:
        before = desk.store.load(OWNER)
        await ward.asks(desk)
        assert desk.store.load(OWNER) == before


async def test_the_plan_is_shown_where_nothing_can_be_written_and_noted_once_it_can(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(_: Change) -> None:
        raise NotSaved(NOTHING_IS_WRITTEN)

    with ward.desk() as desk:
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(desk.store, "commit", refused)
            (page,) = await ward.asks(desk)
            assert LABEL in page.text
            assert desk.outages.doubted  # somebody looks after the disk
        assert looked(desk) == 0
        await ward.asks(desk)
        assert looked(desk) == 1
