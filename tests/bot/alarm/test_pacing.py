"""Messages leave as fast as Telegram lets them, and no faster."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.alarm import pacing
from bot.alarm.pacing import AT_ONCE, GROUP_SECONDS, Pace
from tests.delivery.virtual import VirtualLoop, run

START = datetime(2026, 12, 21, 7, 30, tzinfo=UTC)
Sent = list[tuple[float, int]]


def sent(chats: list[int], *, slow: int = 0, held: float = 0) -> Sent:
    """When each message left, by virtual time; one chat may be slow, or be asked to wait."""
    loop = VirtualLoop(START)
    left: Sent = []

    async def lane(pace: Pace, chat: int, messages: int) -> None:
        for _ in range(messages):
            async with pace.turn(chat):
                left.append((loop.time(), chat))
                await loop.waits(30 if chat == slow else 0)

    async def everything() -> None:
        pace = Pace(monotonic=loop.time)
        if held:
            pace.hold(chats[0], held)
        await asyncio.gather(*(lane(pace, each, chats.count(each)) for each in set(chats)))

    run(everything(), loop)
    return left


def most_within(left: Sent, seconds: float) -> int:
    """The most messages of any window of so many seconds."""
    times = [at for at, _ in left]
    return max(sum(at <= other < at + seconds for other in times) for at in times)


def test_a_chat_gets_one_message_a_second() -> None:
    assert [at for at, _ in sent([7, 7, 7])] == [0, 1, 2]


def test_a_group_gets_twenty_a_minute() -> None:
    left = sent([-7] * 45)
    assert most_within(left, 60) == 20
    assert most_within(left, 1) == 1
    assert left[-1][0] == pytest.approx(2 * GROUP_SECONDS + 4, abs=2)


def test_a_person_may_get_more_than_a_group() -> None:
    assert sent([7] * 45)[-1][0] == 44


def test_all_chats_together_stay_below_thirty_a_second() -> None:
    left = sent(list(range(1, 201)))
    assert most_within(left, 0.999) == pacing.ALL_MESSAGES < 30
    assert left[-1][0] == 7


def test_a_chat_that_is_asked_to_wait_holds_up_no_other() -> None:
    left = sent([7, 8, 9], held=300)
    assert sorted(left) == [(0, 8), (0, 9), (300, 7)]


def test_a_slow_chat_holds_up_no_other() -> None:
    left = sent([7] * 3 + [8] * 3, slow=7)
    assert [at for at, chat in left if chat == 8] == [0, 1, 2]
    assert [at for at, chat in left if chat == 7] == [0, 31, 62]


def test_no_more_are_under_way_than_the_connections_bear() -> None:
    loop = VirtualLoop(START)
    under_way: list[int] = []

    async def message(pace: Pace, chat: int) -> None:
        async with pace.turn(chat):
            under_way.append(chat)
            assert len(under_way) <= AT_ONCE
            await loop.waits(30)
            under_way.remove(chat)

    async def everything() -> None:
        pace = Pace(monotonic=loop.time)
        await asyncio.gather(*(message(pace, chat) for chat in range(1, 200)))

    run(everything(), loop)


def test_chats_that_wait_for_nothing_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "KEPT_CHATS", 10)
    loop = VirtualLoop(START)

    async def everything() -> None:
        pace = Pace(monotonic=loop.time)
        pace.hold(1, 1_000)
        for chat in range(2, 100):
            async with pace.turn(chat):
                await loop.waits(20)
        assert len(pace._chats) <= 10
        assert pace.wait_seconds(1) == 0
        pace.hold(1, 50)
        assert pace.wait_seconds(1) == 50

    run(everything(), loop)
