"""The alarm lives as long as it looks, waits or sends; one that hangs is seen to."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.alarm.alarm import IDLE_AT_ONCE
from bot.alarm.beating import SILENT_SECONDS, Beating
from bot.page import Page, Placed
from bot.pulse import Pulse
from bot.store import Change
from flows.talk.records import Matter
from flows.talk.turn import Draft, Session
from tests.bot.alarm.ringing import BEGIN, GATE_TIME, LABEL, OWNER, Ringing, ringing

AN_HOUR = 3_600.0


@pytest.fixture
def there() -> Iterator[Ringing]:
    with ringing() as everything:
        pulse = everything.alarm.pulse
        pulse.monotonic = everything.loop.time
        yield everything


def seen_stopped(there: Ringing, seconds: float) -> list[bool]:
    """What a look each minute finds while the alarm runs."""
    found = list[bool]()

    async def until_stopped() -> None:
        stop = asyncio.Event()
        for minute in range(1, int(seconds // 60)):
            there.loop.call_later(minute * 60, lambda: found.append(there.alarm.pulse.stopped))
        there.loop.call_later(seconds, stop.set)
        await there.alarm.run(stop)

    there.does(until_stopped())
    return found


def test_one_that_runs_has_looked_and_is_never_seen_stopped(there: Ringing) -> None:
    assert not there.alarm.looked
    there.plans(LABEL, Matter.GATE)
    assert not any(seen_stopped(there, AN_HOUR))
    assert there.alarm.looked


def test_one_that_hangs_in_a_send_is(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    there.loop.passes((GATE_TIME - there.loop.now()).total_seconds())
    there.out.seconds = 3 * SILENT_SECONDS
    found = seen_stopped(there, 2 * SILENT_SECONDS)
    assert found[:4] == [False] * 4
    assert found[-1]


def test_every_call_is_a_sign_of_life(there: Ringing) -> None:
    seconds = [0.0]
    pulse = Pulse(monotonic=lambda: seconds[-1])
    sends, page = Beating(there.out, pulse), Page(text="text", place=Placed.NEW)
    calls = (
        lambda: sends.send(OWNER, page),
        lambda: sends.edit(OWNER, page),
        lambda: sends.clear(OWNER),
        lambda: sends.reaches(OWNER),
    )
    pulse.beats(0)
    for call in calls:
        seconds.append(seconds[-1] + SILENT_SECONDS + 1)
        assert pulse.stopped
        there.does(call())
        assert not pulse.stopped


def leaves(there: Ringing, chat: int) -> None:
    """A draft was left in this chat the day before."""
    draft = Draft(
        label=f"A45-{chat}",
        state="weight",
        trail=(),
        answers={},
        serial=1,
        asked_at=BEGIN - timedelta(days=1),
    )
    left = Change(chat=chat, session=Session(draft=draft, prompt=1), at=BEGIN)
    there.does(there.store.commit(left))


def test_of_many_who_left_a_draft_so_many_are_asked_at_once(there: Ringing) -> None:
    for chat in range(1_000, 1_000 + IDLE_AT_ONCE + 1):
        leaves(there, chat)
    there.ticks()
    assert len(there.out.left) == IDLE_AT_ONCE
    there.ticks()
    assert len(there.out.left) == IDLE_AT_ONCE + 1


def test_a_chat_that_telegram_holds_back_holds_up_nothing_else(there: Ringing) -> None:
    """Whoever left a draft is asked once the chat may be written to again."""
    leaves(there, OWNER)
    there.alarm.lanes.pace.hold(OWNER, AN_HOUR)
    there.ticks()
    assert there.loop.now() - BEGIN < timedelta(minutes=1)
    assert there.out.left == []
    there.ticks(BEGIN + timedelta(hours=2))
    assert there.out.chats == [OWNER]
