"""Messages leave as fast as Telegram lets them, and no faster."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from bot import pacing
from bot.pacing import (
    ALL_KEPT_FOR_ANSWERS,
    ALL_MESSAGES,
    ALL_SECONDS,
    AT_ONCE,
    CHAT_SECONDS,
    GROUP_KEPT_FOR_ANSWERS,
    GROUP_MESSAGES,
    GROUP_SECONDS,
    Kind,
    Pace,
)
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


def test_a_group_gets_twenty_a_minute_of_which_a_part_is_kept_for_answers() -> None:
    left = sent([-7] * 45)
    assert most_within(left, 60) == GROUP_MESSAGES - GROUP_KEPT_FOR_ANSWERS == 16
    assert most_within(left, 1) == 1
    assert left[-1][0] == pytest.approx(2 * GROUP_SECONDS + 12, abs=2)


def test_a_person_may_get_more_than_a_group() -> None:
    assert sent([7] * 45)[-1][0] == 44


def test_all_chats_together_stay_below_thirty_a_second() -> None:
    left = sent(list(range(1, 201)))
    assert most_within(left, 0.999) == ALL_MESSAGES - ALL_KEPT_FOR_ANSWERS
    assert left[-1][0] == 8


SLOW_AT_FIRST = (0.9, 0.02), (0.5, 1.5), (3.0, 0.0)  # seconds that a send takes: before, after
OF_TELEGRAM = 30


@pytest.mark.parametrize(("before", "after"), SLOW_AT_FIRST)
def test_whenever_they_arrive_while_they_are_on_their_way_telegrams_limit_is_kept(
    before: float, after: float
) -> None:
    """Those of one second may arrive with those of the next: the network stood still."""
    loop, ways = VirtualLoop(START), Ways()

    async def everything() -> None:
        pace = Pace(monotonic=loop.time)
        await asyncio.gather(
            *(
                ways.goes(pace, loop, chat, kind, before if chat <= 40 else after)
                for chat in range(1, 200)
                for kind in Kind
            )
        )

    run(everything(), loop)
    assert len(ways.there) == 2 * 199
    assert ALL_MESSAGES - 2 <= ways.most_within(ALL_SECONDS - 0.001) <= ALL_MESSAGES < OF_TELEGRAM


@dataclass(slots=True)
class Ways:
    """From when to when each message was on its way."""

    there: list[tuple[float, float]] = field(default_factory=list)

    async def goes(
        self, pace: Pace, loop: VirtualLoop, chat: int, kind: Kind, seconds: float
    ) -> None:
        async with pace.turn(chat, kind):
            begun = loop.time()
            await loop.waits(seconds)
            self.there.append((begun, loop.time()))

    def most_within(self, seconds: float) -> int:
        """The most that may arrive in any window of so many seconds."""
        return max(
            sum(begun < at + seconds and ended >= at for begun, ended in self.there)
            for _, at in self.there
        )


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


# ---------------------------------------------------------------------- answers beside reminders

OTHER = {Kind.ANSWER: Kind.REMINDER, Kind.REMINDER: Kind.ANSWER}
KEPT_OF_A_GROUP = {Kind.REMINDER: 5, Kind.ANSWER: 4}  # of 20
KEPT_OF_ALL = {Kind.REMINDER: 5, Kind.ANSWER: 5}  # of 25


@dataclass(slots=True, kw_only=True)
class Both:
    """What left of each kind, and when."""

    loop: VirtualLoop
    pace: Pace
    left: dict[Kind, Sent]

    async def lane(self, kind: Kind, chat: int, messages: int) -> None:
        for _ in range(messages):
            async with self.pace.turn(chat, kind):
                self.left[kind].append((self.loop.time(), chat))

    def everything(self) -> Sent:
        return [each for left in self.left.values() for each in left]


def both(*lanes: tuple[Kind, int, int], later: tuple[Kind, int, int], after: float) -> Both:
    """These lanes at once, of a kind to a chat so many messages; one more some seconds later."""
    loop = VirtualLoop(START)
    there = Both(
        loop=loop,
        pace=Pace(monotonic=loop.time),
        left={kind: list[tuple[float, int]]() for kind in Kind},
    )

    async def begins_later() -> None:
        await loop.waits(after)
        await there.lane(*later)

    async def everything() -> None:
        await asyncio.gather(*(there.lane(*each) for each in lanes), begins_later())

    run(everything(), loop)
    return there


@pytest.mark.parametrize("kind", Kind)
def test_of_a_groups_minute_a_part_is_kept_for_either_kind(kind: Kind) -> None:
    """One kind floods the group; what comes of the other meanwhile leaves at once."""
    kept = KEPT_OF_A_GROUP[kind]
    there = both((OTHER[kind], -7, 60), later=(kind, -7, kept), after=30)
    assert [at for at, _ in there.left[kind]] == [30 + each * CHAT_SECONDS for each in range(kept)]
    assert most_within(there.everything(), GROUP_SECONDS - 0.001) == GROUP_MESSAGES
    assert most_within(there.left[OTHER[kind]], GROUP_SECONDS - 0.001) == GROUP_MESSAGES - kept


@pytest.mark.parametrize("kind", Kind)
def test_of_the_second_of_all_chats_a_part_is_kept_for_either_kind(kind: Kind) -> None:
    kept = KEPT_OF_ALL[kind]
    flood = [(OTHER[kind], chat, 1) for chat in range(1, 60)]
    there = both(*flood, later=(kind, 1_000, 3), after=0.5)
    assert [at for at, _ in there.left[kind]] == [0.5, 1.5, 2.5]
    assert most_within(there.left[OTHER[kind]], ALL_SECONDS - 0.001) == ALL_MESSAGES - kept
    assert most_within(there.everything(), ALL_SECONDS - 0.001) <= ALL_MESSAGES


@pytest.mark.parametrize("kind", Kind)
def test_whoever_waits_for_the_next_second_of_a_chat_has_it_before_those_who_come_later(
    kind: Kind,
) -> None:
    flood = [(OTHER[kind], 7, 20)] * 3
    there = both(*flood, later=(kind, 7, 1), after=5.5)
    ((at, _),) = there.left[kind]
    assert at <= 5.5 + 4 * CHAT_SECONDS
    assert most_within(there.everything(), CHAT_SECONDS - 0.001) == 1


def test_an_answer_does_not_wait_for_a_reminder_that_hangs() -> None:
    loop = VirtualLoop(START)
    left: list[float] = []

    async def reminder(pace: Pace) -> None:
        async with pace.turn(7):
            await loop.waits(30)

    async def answer(pace: Pace) -> None:
        async with pace.turn(7, Kind.ANSWER):
            left.append(loop.time())

    async def everything() -> None:
        pace = Pace(monotonic=loop.time)
        hanging = [asyncio.create_task(reminder(pace))]
        await loop.waits(0.1)
        await answer(pace)
        await asyncio.gather(*hanging)
        await answer(pace)

    run(everything(), loop)
    assert left == [CHAT_SECONDS, 30 + CHAT_SECONDS]


def test_answers_leave_while_as_many_reminders_as_may_be_are_on_their_way() -> None:
    loop = VirtualLoop(START)

    async def reminder(pace: Pace, chat: int) -> None:
        async with pace.turn(chat):
            await loop.waits(30)

    async def everything() -> None:
        pace = Pace(monotonic=loop.time)
        hanging = [asyncio.create_task(reminder(pace, chat)) for chat in range(1, AT_ONCE + 9)]
        await loop.waits(10)
        async with pace.turn(1_000, Kind.ANSWER):
            assert loop.time() == 10
        await asyncio.gather(*hanging)

    run(everything(), loop)


def test_a_chat_that_is_held_while_a_message_waits_for_its_second_holds_it_too() -> None:
    loop = VirtualLoop(START)

    async def everything() -> None:
        pace = Pace(monotonic=loop.time)
        async with pace.turn(7):
            pass
        loop.call_later(0.5, pace.hold, 7, 100.0, Kind)
        async with pace.turn(7, Kind.ANSWER):
            assert loop.time() == 100.5

    run(everything(), loop)


def test_what_holds_reminders_alone_holds_no_answer() -> None:
    loop = VirtualLoop(START)

    async def everything() -> None:
        pace = Pace(monotonic=loop.time)
        pace.hold(7, 100)
        assert pace.wait_seconds(7) == 100
        assert pace.wait_seconds(7, Kind.ANSWER) == 0

    run(everything(), loop)
