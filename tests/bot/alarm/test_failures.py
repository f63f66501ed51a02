"""What goes wrong on the way: each has its own consequence, and nothing is lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.alarm.sending import Attempt
from bot.store import Change, NotRead, NotSaved, Stale, Store
from flows.talk.records import Landing, Matter, PlanRecord, Reminder, Stage
from tests.bot.alarm.ringing import (
    ADMIN,
    GATE_TIME,
    GROUP,
    LABEL,
    OTHER,
    OWNER,
    SECOND,
    TEAM,
    Ringing,
    ringing,
)

NEW_GROUP = -1_000_100
A_MINUTE = timedelta(minutes=1)
WAITS = Attempt(landing=Landing.WAITS, why="ConnectError")
UNKNOWN = Attempt(landing=Landing.UNKNOWN, why="TimedOut")
FORBIDDEN = Attempt(landing=Landing.REFUSED, unreachable=True, why="Forbidden")


@pytest.fixture
def there() -> Iterator[Ringing]:
    with ringing() as everything:
        everything.plans(LABEL, Matter.GATE)
        yield everything


@dataclass(slots=True)
class Failing:
    """The real store, whose next commits and readings of plans end in these errors."""

    store: Store
    commits: list[Exception | None] = field(default_factory=list)
    plans: list[Exception | None] = field(default_factory=list)
    away: bool = False  # no reminder can be read

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    async def commit(self, change: Change) -> None:
        if self.commits and (error := self.commits.pop(0)):
            raise error
        await self.store.commit(change)

    def reminder(self, id_: str) -> Reminder | None:
        if self.away:
            raise NotRead
        return self.store.reminder(id_)

    def plan(self, label: str, revision: int | None = None) -> PlanRecord | None:
        if self.plans and (error := self.plans.pop(0)):
            raise error
        return self.store.plan(label, revision)


def failing(there: Ringing, **errors: list[Exception | None]) -> Failing:
    """From now on the alarm has this store; its clock stands at the gate."""
    store = Failing(there.store, **errors)
    there.alarm = there.another(store)
    there.loop.passes((GATE_TIME - there.loop.now()).total_seconds())
    there.keeps()
    there.does(
        there.store.commit(Change(at=GATE_TIME, seen=GATE_TIME, mark=there.clock.mark(GATE_TIME)))
    )
    return store


def landings(there: Ringing) -> dict[int, Landing]:
    """What became of the gate's messages, by chat."""
    return {each.chat: each.landing for each in there.one(Matter.GATE).deliveries}


def test_one_that_was_certainly_not_sent_is_sent_a_second_later_without_a_mark(
    there: Ringing,
) -> None:
    there.out.answers = {GROUP: [WAITS]}
    there.ticks(GATE_TIME)
    assert landings(there) == {GROUP: Landing.WAITS, OWNER: Landing.SENT}
    there.ticks(there.loop.now() + timedelta(seconds=2))
    assert there.out.chats.count(GROUP) == 2
    assert there.out.chats.count(OWNER) == 1
    assert "REPEAT" not in there.out.texts[-1]


def test_one_that_may_have_been_sent_comes_again_marked_in_that_chat_alone(
    there: Ringing,
) -> None:
    there.out.answers = {GROUP: [UNKNOWN]}
    there.ticks(GATE_TIME)
    there.ticks(there.loop.now() + 2 * A_MINUTE)
    assert there.out.chats.count(OWNER) == 1
    assert "[MAY BE A REPEAT]" in there.out.texts[-1]
    assert landings(there) == {GROUP: Landing.SENT, OWNER: Landing.SENT}


def test_a_way_out_that_breaks_its_promise_counts_as_unknown(there: Ringing) -> None:
    there.out.answers = {GROUP: [RuntimeError()]}
    there.ticks(GATE_TIME)
    assert landings(there)[GROUP] is Landing.UNKNOWN
    assert there.alarm.lanes.counts == {"RuntimeError": 1, Landing.SENT: 1}


def test_where_telegram_asks_to_wait_only_that_chat_waits(there: Ringing) -> None:
    plan = there.store.plan(LABEL)
    assert plan
    there.out.answers = {GROUP: [replace(WAITS, wait_seconds=600)]}
    there.ticks(GATE_TIME)
    gate = there.one(Matter.GATE)
    assert gate.due
    assert gate.due - there.loop.now() > timedelta(minutes=9)
    pace = there.alarm.lanes.pace
    assert pace.wait_seconds(GROUP) > 9 * 60 > 60 > pace.wait_seconds(OWNER)
    there.asks(plan)
    there.ticks()
    assert there.out.chats.count(OWNER) == 2
    there.ticks(gate.due)
    assert landings(there)[GROUP] is Landing.SENT


def test_what_comes_into_a_long_pause_is_put_off_and_not_tried(there: Ringing) -> None:
    there.alarm.lanes.pace.hold(GROUP, GATE_TIME.timestamp() - there.loop.start.timestamp() + 900)
    there.ticks(GATE_TIME)
    assert there.out.chats == [OWNER]
    gate = there.one(Matter.GATE)
    assert gate.due
    assert gate.due > GATE_TIME + 14 * A_MINUTE


def test_a_group_that_moved_takes_its_team_and_its_reminders_along(there: Ringing) -> None:
    there.out.answers = {GROUP: [replace(WAITS, moved_to=NEW_GROUP)]}
    there.ticks(GATE_TIME)
    there.ticks(there.loop.now() + A_MINUTE)
    team = there.store.team(TEAM.number)
    assert team
    assert (team.chat, team.thread, team.dead) == (NEW_GROUP, 0, False)
    assert there.out.chats[-1] == NEW_GROUP
    assert landings(there) == {NEW_GROUP: Landing.SENT, OWNER: Landing.SENT}
    assert not any("REPEAT" in text for text in there.out.texts)


def test_a_move_of_a_group_that_is_nobodys_changes_nothing(there: Ringing) -> None:
    there.does(there.alarm.lanes.chats.move(-5, NEW_GROUP))
    there.does(there.alarm.lanes.chats.lose(-5))
    assert there.store.team(TEAM.number) == TEAM


def test_a_group_that_is_gone_is_told_of_for_every_plan_at_once(there: Ringing) -> None:
    there.plans(SECOND, Matter.CHECK)
    there.plans("C2M-Z46", Matter.CHECK, closed_at=there.loop.now())
    there.out.answers = {GROUP: [FORBIDDEN]}
    there.ticks(GATE_TIME)
    assert there.store.team(TEAM.number).dead  # type: ignore[union-attr]
    for label in (LABEL, SECOND):
        told = there.one(Matter.UNDELIVERED, label)
        assert told.stage is Stage.SENT
        assert {each.chat for each in told.deliveries} == {OWNER, ADMIN}
    assert there.out.left[-1].at - GATE_TIME < A_MINUTE
    assert there.store.reminders("C2M-Z46") == ()


def test_an_owner_who_cannot_be_reached_is_told_of_to_the_others(there: Ringing) -> None:
    there.out.answers = {OWNER: [FORBIDDEN]}
    there.ticks(GATE_TIME)
    assert not there.store.person(OWNER).reachable  # type: ignore[union-attr]
    assert there.out.chats.count(ADMIN) == 1
    assert {each.chat for each in there.one(Matter.UNDELIVERED).deliveries} == {ADMIN}
    there.does(there.alarm.lanes.chats.lose(OWNER))
    assert len(there.store.reminders(LABEL)) == 2


def test_one_who_is_in_no_list_and_cannot_be_reached_is_remembered(there: Ringing) -> None:
    there.does(there.alarm.lanes.chats.lose(ADMIN))
    assert not there.store.person(ADMIN).reachable  # type: ignore[union-attr]


@pytest.mark.parametrize("who", [GROUP, OWNER, OTHER, ADMIN])
def test_who_counts_as_gone_is_asked_again_each_hour_and_is_back_as_soon_as_it_answers(
    there: Ringing, who: int
) -> None:
    there.ticks(GATE_TIME - timedelta(hours=4))
    there.does(there.alarm.lanes.chats.lose(who))

    def is_gone() -> bool:
        if who == GROUP:
            team = there.store.team(TEAM.number)
            return team is not None and team.dead
        person = there.store.person(who)
        return person is not None and not person.reachable

    there.ticks(there.loop.now() + timedelta(hours=1))
    assert is_gone()
    there.out.back.add(who)
    there.ticks(there.loop.now() + timedelta(minutes=59))
    assert is_gone()
    there.ticks(there.loop.now() + timedelta(minutes=1))
    assert not is_gone()


def test_what_fell_due_while_nobody_could_be_reached_is_told_once_somebody_can(
    there: Ringing,
) -> None:
    for who in (GROUP, OWNER, OTHER):
        there.does(there.alarm.lanes.chats.lose(who))
    there.out.answers = {ADMIN: [FORBIDDEN] * 9}
    there.ticks(GATE_TIME)
    assert set(there.out.chats) == {ADMIN}
    there.out.back.add(OWNER)
    there.ticks(there.loop.now() + timedelta(hours=1))
    there.ticks(there.loop.now() + timedelta(minutes=30))
    assert OWNER in there.out.chats
    assert any("[LATE" in text for text in there.out.texts)


def test_without_its_claim_nothing_leaves(there: Ringing) -> None:
    failing(there, commits=[NotSaved()])
    with pytest.raises(NotSaved):
        there.ticks()
    assert there.out.left == []
    there.ticks()
    assert len(there.out.left) == 2


def test_what_was_sent_and_not_written_down_is_written_later_and_not_sent_again(
    there: Ringing,
) -> None:
    failing(there, commits=[None, NotSaved()])
    with pytest.raises(NotSaved):
        there.ticks()
    assert there.one(Matter.GATE).stage is Stage.SENDING
    there.ticks()
    assert len(there.out.left) == 2
    assert there.one(Matter.GATE).stage is Stage.SENT


@pytest.mark.parametrize("kept", [True, False], ids=["put back at once", "put back later"])
def test_what_was_claimed_and_not_tried_is_overtaken_by_nothing(
    there: Ringing, *, kept: bool
) -> None:
    """The store fails between the claim and the message."""
    there.plans(SECOND, Matter.GATE)
    later = there.one(Matter.GATE, SECOND)
    there.keeps(replace(later, due=GATE_TIME + timedelta(seconds=1), serial=later.serial + 1))
    commits = [] if kept else [None, NotSaved()]
    failing(there, plans=[None, None, NotRead(), NotRead()], commits=commits)
    there.loop.passes(1)
    with pytest.raises((NotRead, NotSaved)):
        there.ticks()
    assert there.out.left == []
    there.ticks()
    first, second = (each.page.text for each in there.out.left if each.chat == OWNER)
    assert LABEL in first
    assert SECOND in second


def test_where_somebody_was_faster_the_step_is_taken_again(there: Ringing) -> None:
    failing(there, commits=[Stale(), None, Stale()])
    there.ticks()
    assert len(there.out.left) == 2
    assert there.one(Matter.GATE).stage is Stage.SENT


def test_what_a_chat_has_become_is_learnt_though_somebody_was_faster(there: Ringing) -> None:
    store = failing(there, commits=[Stale(), Stale()])
    there.does(there.alarm.lanes.chats.move(GROUP, NEW_GROUP))
    team = store.store.team(TEAM.number)
    assert team
    assert team.chat == NEW_GROUP


def test_what_is_taken_up_as_a_process_begins_stops_nothing(there: Ringing) -> None:
    """A stopped process left two on their way, and one is acknowledged in the same moment."""
    there.plans(SECOND, Matter.GATE)
    for label in (LABEL, SECOND):
        gate = there.one(Matter.GATE, label)
        there.keeps(replace(gate, stage=Stage.SENDING, due=None, serial=gate.serial + 1))
    failing(there, commits=[Stale()])
    there.ticks()
    assert {there.one(Matter.GATE, label).stage for label in (LABEL, SECOND)} == {Stage.SENT}
    gate = there.one(Matter.GATE)
    there.keeps(replace(gate, stage=Stage.SENDING, due=None, serial=gate.serial + 1))
    failing(there, commits=[Stale() for _ in range(5)])
    with pytest.raises(NotSaved):
        there.ticks()


def test_where_somebody_is_always_faster_it_is_not_saved(there: Ringing) -> None:
    store = failing(there, commits=[Stale() for _ in range(5)])
    with pytest.raises(NotSaved):
        there.ticks()
    chats = there.alarm.lanes.chats
    for work in (chats.move(GROUP, NEW_GROUP), chats.lose(GROUP)):
        store.commits = [Stale() for _ in range(5)]
        with pytest.raises(NotSaved):
            there.does(work)
    store.commits = [None, *(Stale() for _ in range(5))]
    with pytest.raises(NotSaved):
        there.ticks()


def test_a_plan_that_cannot_be_read_holds_up_no_other(there: Ringing) -> None:
    there.faulty = True
    there.plans(SECOND, Matter.GATE)
    failing(there, plans=[NotRead()])
    there.ticks()
    assert len(there.out.left) == 2
    assert there.alarm.lanes.counts["failed"] == 1
    there.ticks()
    assert len(there.out.left) == 4


def test_a_claim_that_fails_in_any_other_way_leaves_the_reminder_due(there: Ringing) -> None:
    there.faulty = True
    failing(there, commits=[RuntimeError()])
    there.ticks()
    assert there.out.left == []
    assert there.one(Matter.GATE).stage is Stage.PENDING


def test_what_a_chat_has_become_may_be_learnt_the_next_time(there: Ringing) -> None:
    failing(there, commits=[None, NotSaved()])
    there.out.answers = {GROUP: [FORBIDDEN], OWNER: [WAITS]}
    there.out.seconds = 0
    there.ticks()
    there.ticks(GATE_TIME + timedelta(days=1))
    assert OTHER not in there.out.chats


def test_what_a_stopped_process_left_is_sent_again_marked(there: Ringing) -> None:
    there.loop.passes((GATE_TIME - there.loop.now()).total_seconds())
    ledger = there.alarm.lanes.ledger
    intent = ledger.intent(there.one(Matter.GATE))
    there.does(ledger.claim(there.one(Matter.GATE), intent, GATE_TIME))
    assert there.one(Matter.GATE).stage is Stage.SENDING
    there.ticks()
    assert len(there.out.left) == 2
    assert all("[MAY BE A REPEAT]" in text for text in there.out.texts)
