"""What others may have again while this process still sends: each chat as soon as it can be."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import pytest

from bot.store import NotRead, NotSaved
from bot.store.peers import Alone
from flows.talk.records import Matter, Stage
from tests.bot.alarm.ringing import GATE_TIME, GROUP, LABEL, OWNER, SECOND, Ringing, ringing
from tests.bot.alarm.test_failures import failing

AT_ONCE, SLOW = 5.0, 30.0  # seconds


@dataclass(slots=True)
class Others(Alone):
    """Nobody takes anything; when each was free is noted."""

    there: Ringing
    stands: bool = True
    free_at: dict[str | int, float] = field(default_factory=dict)
    rest: list[float] = field(default_factory=list)

    def free(self, ids: Collection[str], chats: Collection[int]) -> None:
        """They are."""
        self.free_at |= dict.fromkeys((*ids, *chats), self.there.loop.time())

    async def let_go(self) -> None:
        """All that is left is."""
        self.rest.append(self.there.loop.time())


@pytest.fixture
def there() -> Iterator[Ringing]:
    with ringing() as everything:
        everything.plans(LABEL, Matter.GATE)
        yield everything


def met(there: Ringing) -> Others:
    """Whoever the alarm meets from now on."""
    there.store.peers = others = Others(there)
    return others


def test_a_slow_chat_keeps_no_other_one_closed(there: Ringing) -> None:
    failing(there)
    others = met(there)
    begun = there.loop.time()
    there.alarm.lanes.pace.hold(GROUP, SLOW)
    there.ticks()
    assert others.free_at[OWNER] - begun < AT_ONCE
    assert others.free_at[GROUP] - begun >= SLOW
    assert others.free_at[there.one(Matter.GATE).id] == others.free_at[GROUP]
    assert len(others.rest) == 1


def test_what_was_sent_and_not_written_down_is_still_its_own(there: Ringing) -> None:
    """Its chats are free: whatever comes there now comes after it."""
    failing(there, commits=[None, NotSaved()])
    others = met(there)
    with pytest.raises(NotSaved):
        there.ticks()
    assert others.free_at.keys() == {OWNER, GROUP}
    assert others.rest == []
    there.ticks()
    assert there.loop.now() >= GATE_TIME


def test_what_was_sent_and_could_not_be_read_then_is_still_its_own(there: Ringing) -> None:
    """A server falls as the message arrives: no other process takes it for one that is lost."""
    store = failing(there)
    others = met(there)
    there.out.before = lambda: setattr(store, "away", True)
    with pytest.raises(NotRead):
        there.ticks()
    assert there.one(Matter.GATE).id not in others.free_at
    assert others.rest == []
    store.away = False
    there.out.before = bool
    there.ticks()
    assert there.one(Matter.GATE).stage is Stage.SENT
    assert len(there.out.left) == 2


@pytest.mark.parametrize("kept", [True, False], ids=["put back", "not even that"])
def test_what_was_claimed_and_not_tried_keeps_its_chats(there: Ringing, *, kept: bool) -> None:
    there.plans(SECOND, Matter.GATE)
    commits = [] if kept else [None, NotSaved()]
    failing(there, plans=[None, None, NotRead(), NotRead()], commits=commits)
    others = met(there)
    with pytest.raises((NotRead, NotSaved)):
        there.ticks()
    assert (others.free_at, others.rest) == ({}, [])
    there.ticks()
    there.ticks()
    assert others.free_at.keys() >= {OWNER, GROUP}
    assert others.rest


def test_what_another_process_may_have_by_now_is_not_begun(there: Ringing) -> None:
    """A server that has fallen may have forgotten whose it was: it is asked for again."""
    failing(there)
    others = met(there)
    others.stands = False
    there.ticks()
    assert there.out.left == []
    assert there.one(Matter.GATE).stage is Stage.PENDING
    assert there.alarm.lanes.back
    others.stands = True
    there.ticks()
    assert len(there.out.left) == 2
