"""A plan that is erased is nowhere: in no file, not in the program's log, in no later backup."""

import io
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.alarm.daily import tidy
from bot.clock import by_hand
from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.settings import Settings
from bot.store import Change, Store
from bot.store.backups.backup import backed_up, dated, thinned
from bot.store.sqlite import open_store
from bot.wiring import local_desk
from flows.talk.turn import Commanded, Heard, Pressed, Typed
from tests.bot.logs import logged
from tests.bot.store.examples import LABEL, NOON
from tests.bot.store.keyed import open_encrypted
from tests.bot.store.purging.test_erasure import CANARY, kept_with_canaries, sings, traces_of

OWNER, ADMINISTRATOR = 42, 43
OVER = "You owned it"
NAME = f"{CANARY} Owner"
TOKEN = "123456789:AAtokenTOKENtokenTOKENtokenTOKENtok"
DAY = timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class Forgetting:
    """A desk with a plan in which whatever somebody wrote sings, and its owner."""

    data: Path
    backups: Path
    now: datetime
    opens: Callable[[Path], Store] = open_store
    desk: Desk = field(init=False)
    updates: int = 0

    def __post_init__(self) -> None:
        settings, prescribers = Settings(timezone="Europe/Berlin"), frozenset({OWNER})
        clock = by_hand(lambda: self.now)
        self.desk = local_desk(
            settings,
            self.data,
            prescribers=prescribers,
            administrators=frozenset({ADMINISTRATOR}),
            clock=clock,
            opens=self.opens,
        )

    async def hears(self, heard: Heard, who: int = OWNER) -> str:
        """What is answered."""
        self.updates += 1
        self.now += timedelta(seconds=5)
        about = {"update": self.updates, "sent": self.now, "arrived": self.now, "name": NAME}
        pages = await self.desk.converse(Arrival(chat=who, who=who, heard=heard, **about))
        return "".join(each.text for each in pages)

    async def forgets(self, who: int = OWNER) -> None:
        await self.hears(Commanded(name="forget", argument=LABEL), who)
        said = await self.hears(Pressed(label=LABEL, number=2, press="forget.yes"), who)
        assert f"{LABEL} is erased" in said

    def backed_up(self) -> Path:
        return backed_up(self.data, self.backups / dated(self.now), self.now).path


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Forgetting]:
    backups = tmp_path / "backups"
    backups.mkdir()
    made = Forgetting(data=tmp_path / "data", backups=backups, now=NOON + DAY)
    await kept_with_canaries(made.desk.store)
    yield made
    made.desk.store.close()


async def test_nothing_of_it_can_be_read_anywhere(there: Forgetting) -> None:
    ours, others = io.StringIO(), io.StringIO()
    with logged(TOKEN, ours, others, level="debug"):
        before = there.backed_up()
        await there.forgets()
        assert {each.message for each in there.desk.store.errands()} == {77, 88}
        await tidy(there.desk)
        there.backed_up()
    assert sings(there.data) == []
    assert sings(there.backups) == [before.name]
    assert CANARY not in ours.getvalue() + others.getvalue()
    assert thinned(there.backups, 1, there.now + DAY) == 1
    assert sings(there.backups) == []


@pytest.mark.parametrize("opens", [open_store, open_encrypted], ids=["clear", "encrypted"])
async def test_what_its_followers_are_told_goes_once_they_are_told(
    opens: Callable[[Path], Store], tmp_path: Path
) -> None:
    """Its owner is told of it, whoever else erased it."""
    there = Forgetting(data=tmp_path, backups=tmp_path, now=NOON + DAY, opens=opens)
    with closing(there.desk.store) as store:
        await kept_with_canaries(store)
        await there.forgets(ADMINISTRATOR)
        (told,) = (each for each in store.errands() if each.text)
        assert (told.chat, told.by) == (OWNER, ADMINISTRATOR)
        text = "" if opens is open_encrypted else OVER
        assert text in told.text
        assert traces_of(there.data, text or told.id) == {"myotaper.db"}
        await store.commit(Change(at=there.now, done=(told.id,)))
        for trace in (told.id, OVER):
            assert traces_of(there.data, trace) == set()


async def test_when_its_time_is_over_it_is_as_gone(there: Forgetting) -> None:
    record = there.desk.store.plan(LABEL)
    assert record
    closed = replace(record, closed_at=there.now, serial=record.serial + 1)
    await there.desk.store.commit(Change(at=there.now, keeps=(closed,)))
    there.now += 31 * DAY
    await tidy(there.desk)
    assert sings(there.data) == []
    assert there.desk.store.erased(LABEL)


async def test_what_is_typed_under_its_label_afterwards_leaves_nothing(there: Forgetting) -> None:
    await there.forgets()
    errands = there.desk.store.errands()
    done = tuple(each.id for each in errands)
    await there.desk.store.commit(Change(at=there.now, done=done))
    for heard in (
        Commanded(name="visit", argument=f"{LABEL} {CANARY}"),
        Typed(text=f"{LABEL} {CANARY}"),
        Pressed(label=LABEL, number=2, press="value"),
        Typed(text=f"{CANARY} 820"),
    ):
        await there.hears(heard)
    await tidy(there.desk)
    assert sings(there.data) == []
