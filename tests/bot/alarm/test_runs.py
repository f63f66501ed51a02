"""The loop around the ticks: when it looks, what wakes it, and how it ends."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.alarm.sending import Attempt
from bot.clock import AHEAD, BACK
from bot.desk.arrival import Arrival
from bot.settings import Settings
from bot.store import Change, NotRead
from bot.store.record.keys import second
from bot.wiring import local_desk
from flows.talk.records import Landing, Matter
from flows.talk.turn import Commanded
from tests.bot.alarm.ringing import (
    ADMIN,
    BEGIN,
    GATE_TIME,
    GROUP,
    LABEL,
    OWNER,
    Ringing,
    ringing,
)

A_SECOND, AN_HOUR = timedelta(seconds=1), timedelta(hours=1)
WAITS = Attempt(landing=Landing.WAITS)


@pytest.fixture
def there() -> Iterator[Ringing]:
    with ringing() as everything:
        yield everything


def runs(there: Ringing, seconds: float) -> None:
    """The alarm has run for so long, and then was told to stop."""

    async def until_stopped() -> None:
        stop = asyncio.Event()
        there.loop.call_later(seconds, stop.set)
        await there.alarm.run(stop)

    there.does(until_stopped())


def test_it_wakes_when_the_next_one_is_due(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    there.loop.passes((GATE_TIME - there.loop.now()).total_seconds() - 7)
    runs(there, 60)
    assert [each.at for each in there.out.left] == [GATE_TIME, GATE_TIME]


def asked_after(there: Ringing, seconds: float, *, news: bool) -> None:
    """Somebody asks the prescriber while the alarm sleeps; it hears of it, or it does not."""
    plan = there.plans(LABEL, Matter.CHECK)

    async def asked() -> None:
        change = Change(at=there.loop.now(), keeps=(there.asking(plan),))
        await there.store.commit(change)
        if news:
            there.alarm.news.set()

    there.loop.call_later(seconds, lambda: there.loop.create_task(asked()))


def test_it_looks_again_within_half_a_minute_whatever_it_knows(there: Ringing) -> None:
    asked_after(there, 5, news=False)
    runs(there, 40)
    assert [each.at for each in there.out.left] == [BEGIN + timedelta(seconds=30)]


def test_news_wakes_it_at_once(there: Ringing) -> None:
    asked_after(there, 5, news=True)
    runs(there, 10)
    assert [each.at for each in there.out.left] == [BEGIN + timedelta(seconds=5)]


def test_told_to_stop_it_ends_what_it_has_begun_and_begins_nothing(there: Ringing) -> None:
    plan = there.plans(LABEL, Matter.CHECK)
    for number in range(4):
        there.asks(plan, str(number))
    there.out.seconds = 5
    runs(there, 1)
    assert there.out.chats == [OWNER]
    assert there.store.sending() == ()
    assert len(there.store.due(there.loop.now(), 9)) == 3


def test_a_store_that_fails_is_tried_again(
    there: Ringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    due, failed = there.store.due, [NotRead()]

    def sometimes(*about: object) -> object:
        if failed:
            raise failed.pop()
        return due(*about)  # type: ignore[arg-type]

    monkeypatch.setattr(there.store, "due", sometimes)
    plan = there.plans(LABEL, Matter.CHECK)
    there.asks(plan)
    runs(there, 40)
    assert [each.at for each in there.out.left] == [BEGIN + timedelta(seconds=30)]


MOVED = (-BACK - A_SECOND, BACK + A_SECOND, AHEAD, timedelta(days=-365), timedelta(days=73_000))


@pytest.mark.parametrize("off", MOVED)
def test_a_clock_that_was_moved_sends_nothing_until_somebody_says_it_is_right(
    there: Ringing, off: timedelta
) -> None:
    there.plans(LABEL, Matter.GATE)
    there.ticks(GATE_TIME - AN_HOUR)
    there.off = off
    there.ticks(GATE_TIME)
    there.ticks()
    assert there.alarm.guard.stopped
    (question,) = (each for each in there.out.left if each.chat == ADMIN)
    assert question.page.text.startswith("<b>NO REMINDER HAS BEEN SENT since 30-Nov-2026 07:30 ")
    ((button,),) = question.page.buttons
    assert button.data.startswith("1||0|clock.right|")
    assert GROUP not in there.out.chats


@pytest.mark.parametrize("off", MOVED)
def test_a_clock_that_was_moved_for_a_moment_has_moved_nothing(
    there: Ringing, off: timedelta
) -> None:
    there.plans(LABEL, Matter.GATE)
    there.ticks(GATE_TIME - AN_HOUR)
    there.off = off
    there.ticks()
    there.off = timedelta(0)
    there.ticks(GATE_TIME - A_SECOND)
    assert GROUP not in there.out.chats
    there.ticks(GATE_TIME)
    assert GROUP in there.out.chats


@pytest.mark.parametrize("off", [-BACK - A_SECOND, AHEAD + A_SECOND, timedelta(days=365)])
def test_a_process_that_begins_by_a_clock_that_cannot_be_right_sends_nothing(
    there: Ringing, off: timedelta
) -> None:
    there.plans(LABEL, Matter.GATE)
    there.ticks(GATE_TIME)
    there.out.left.clear()
    there.off = off
    begins_again(there)
    there.ticks()
    assert there.alarm.guard.stopped
    assert there.clock() >= GATE_TIME
    assert set(there.out.chats) <= {ADMIN, OWNER}
    there.off = timedelta(0)
    there.ticks()
    assert not there.alarm.guard.stopped
    assert there.clock() == there.loop.now()


def begins_again(there: Ringing) -> None:
    there.clock.begins(there.store.seen())
    there.alarm = there.another()


def test_once_it_is_right_what_is_due_is_sent(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    there.ticks()
    there.loop.passes((GATE_TIME - there.loop.now()).total_seconds())
    begins_again(there)
    there.ticks()
    assert there.alarm.guard.stopped
    there.clock.take()
    there.ticks()
    assert not there.alarm.guard.stopped
    assert {GROUP, OWNER, ADMIN} <= set(there.out.chats)


@pytest.mark.parametrize("off", [-BACK, AHEAD])
def test_a_clock_may_be_a_little_wrong_and_a_machine_off_for_days(
    there: Ringing, off: timedelta
) -> None:
    there.ticks()
    there.off = off
    begins_again(there)
    there.ticks()
    assert not there.alarm.guard.stopped


def test_whoever_could_not_be_asked_is_asked_again(there: Ringing) -> None:
    there.ticks()
    there.out.answers = {ADMIN: [WAITS]}
    there.off = AN_HOUR
    there.ticks()
    there.ticks()
    there.ticks()
    assert there.out.chats == [ADMIN, ADMIN]


def test_with_no_administrator_a_prescriber_is_asked(there: Ringing) -> None:
    there.ticks()
    there.alarm = there.another(administrators=())
    there.off = AN_HOUR
    there.ticks()
    assert there.out.chats == [OWNER]


def test_the_time_is_kept_every_hour_so_that_a_quiet_week_is_no_jump(there: Ringing) -> None:
    there.ticks()
    there.ticks(BEGIN + AN_HOUR / 2)
    assert there.store.seen() == BEGIN
    there.ticks(BEGIN + AN_HOUR)
    assert there.store.seen() == BEGIN + AN_HOUR


def test_a_draft_left_alone_is_asked_about_once(tmp_path: Path) -> None:
    settings = Settings(timezone="Europe/Berlin", prescribers=frozenset({OWNER}))
    with ringing() as there:
        desk = local_desk(settings, tmp_path / "kept", prescribers=settings.prescribers)
        desk = replace(desk, clock=there.clock)
        new = Commanded(name="new", argument="")
        arrival = Arrival(chat=OWNER, who=OWNER, update=1, heard=new, sent=BEGIN, arrived=BEGIN)
        there.does(desk.converse(arrival))
        there.alarm = there.another(desk.store)
        there.ticks(BEGIN + AN_HOUR / 2)
        assert there.out.left == []
        there.ticks(BEGIN + AN_HOUR)
        there.ticks()
        (asked,) = there.out.texts
        assert "was not finished" in asked
        assert desk.store.load(OWNER).session.prompt == 1
        desk.store.close()


@pytest.mark.parametrize(
    ("wakes", "row", "looks"),
    [
        (None, "", True),
        (None, "due/0", True),
        (BEGIN, "", True),
        (BEGIN, f"due/{second(BEGIN)}/some", True),
        (BEGIN, f"due/{second(BEGIN - AN_HOUR)}/some", True),
        (BEGIN, f"due/{second(BEGIN + A_SECOND)}/some", False),
    ],
    ids=str,
)
def test_news_of_another_process_wakes_it_where_it_would_look_too_late(
    there: Ringing, wakes: datetime | None, row: str, *, looks: bool
) -> None:
    there.alarm.wakes = wakes
    there.alarm.hear(row)
    assert there.alarm.news.is_set() is looks
