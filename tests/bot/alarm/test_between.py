"""What changes between the claim of a reminder and its sending, and limits met exactly."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alarm.sending import Attempt
from bot.store import Change
from flows.reminder.wanted.wanted import raised
from flows.talk.records import Kept, Landing, Matter, Person, Stage
from tests.bot.alarm.ringing import (
    GATE_TIME,
    GROUP,
    LABEL,
    OTHER,
    OWNER,
    TEAM,
    Ringing,
    ringing,
)

A_SECOND, TEN_MINUTES = timedelta(seconds=1), timedelta(minutes=10)
UNTAKEN = "Still not taken up"
FORBIDDEN = Attempt(landing=Landing.REFUSED, unreachable=True, why="Forbidden")
LEAVES = {
    "the group is dead": (GROUP, replace(TEAM, dead=True, serial=2)),
    "the team has another group": (GROUP, replace(TEAM, chat=-200, serial=2)),
    "the owner has blocked the bot": (OWNER, Person(who=OWNER, reachable=False, serial=2)),
    "a prescriber is one no more": (OTHER, Person(who=OTHER, serial=2)),
}


@pytest.fixture
def there() -> Iterator[Ringing]:
    with ringing() as everything:
        yield everything


def a_gate(there: Ringing) -> None:
    """One that has gone up to the team's other prescribers."""
    there.plans(LABEL, Matter.GATE)
    gate = there.one(Matter.GATE)
    there.keeps(replace(gate, raised=1, serial=gate.serial + 1))


def meanwhile(there: Ringing, chat: int, *kept: Kept) -> None:
    """A tick at the gate; while this chat waits for its turn, all of this is written."""
    there.loop.passes((GATE_TIME - there.loop.now()).total_seconds())
    there.alarm.lanes.pace.hold(chat, 5)
    stages = []

    async def written() -> None:
        await there.loop.waits(2)
        stages.append(there.one(Matter.GATE).stage)
        await there.store.commit(Change(at=there.loop.now(), keeps=kept))

    writing = there.loop.create_task(written())
    there.ticks()
    assert writing.done()
    assert stages == [Stage.SENDING]


@pytest.mark.parametrize("how", LEAVES)
def test_who_left_the_circle_after_the_claim_is_not_told(there: Ringing, how: str) -> None:
    chat, kept = LEAVES[how]
    a_gate(there)
    meanwhile(there, chat, kept)
    assert set(there.out.chats) == {GROUP, OWNER, OTHER} - {chat}
    there.ticks(there.loop.now() + timedelta(minutes=1))
    assert chat not in there.out.chats


def test_of_a_plan_that_changed_after_the_claim_nothing_more_leaves(there: Ringing) -> None:
    a_gate(there)
    plan = there.store.plan(LABEL)
    assert plan is not None
    closed = replace(plan, closed_at=GATE_TIME, serial=plan.serial + 1)
    meanwhile(there, OWNER, closed)
    assert OWNER not in there.out.chats
    assert there.alarm.lanes.measures.reminders == Counter({Landing.SENT: len(there.out.left)})
    there.ticks(there.loop.now() + timedelta(minutes=1))
    assert OWNER not in there.out.chats
    assert there.store.reminders(LABEL)[0].stage is Stage.WITHDRAWN


@pytest.mark.parametrize(("after", "sent"), [(TEN_MINUTES, True), (TEN_MINUTES + A_SECOND, False)])
def test_what_is_due_as_the_hours_end_has_the_grace_and_no_second_more(
    there: Ringing, after: timedelta, sent: bool
) -> None:
    a_gate(there)
    evening = GATE_TIME.replace(hour=19, minute=0)  # 20:00 in Berlin
    gate = there.one(Matter.GATE)
    there.keeps(replace(gate, due=evening, serial=gate.serial + 1))
    there.ticks(evening + after)
    assert bool(there.out.left) is sent
    if not sent:
        morning = evening.replace(hour=5) + timedelta(days=1)
        assert there.one(Matter.GATE).due == morning


def test_what_waited_for_its_turn_until_the_hours_had_ended_waits_for_the_morning(
    there: Ringing,
) -> None:
    a_gate(there)
    evening = GATE_TIME.replace(hour=19, minute=0)  # 20:00 in Berlin
    gate = there.one(Matter.GATE)
    there.keeps(replace(gate, due=evening, serial=gate.serial + 1))
    now = evening + TEN_MINUTES
    ledger = replace(there.alarm.lanes.ledger, clock=lambda: now)
    row = there.one(Matter.GATE)
    intent = ledger.intent(row)
    assert intent.claim is not None
    later = replace(ledger, clock=lambda: now + A_SECOND)
    assert there.does(later.claim(row, intent, now)) is None
    after = there.one(Matter.GATE)
    assert (after.stage, after.due) == (Stage.PENDING, evening.replace(hour=5) + timedelta(days=1))


def test_a_group_that_is_dead_already_is_told_of_once(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    for _ in range(2):
        there.does(there.alarm.lanes.chats.lose(GROUP))
    team = there.store.team(TEAM.number)
    assert team == replace(TEAM, dead=True, serial=TEAM.serial + 1)
    lost = [each for each in there.store.reminders(LABEL) if each.matter is Matter.UNDELIVERED]
    assert [each.detail for each in lost] == [f"group_{TEAM.serial + 1}"]


def test_a_person_who_is_lost_already_is_told_of_once(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    for _ in range(2):
        there.does(there.alarm.lanes.chats.lose(OWNER))
    owner = there.store.person(OWNER)
    assert owner is not None
    assert (owner.reachable, owner.serial) == (False, 2)
    lost = [each for each in there.store.reminders(LABEL) if each.matter is Matter.UNDELIVERED]
    assert [each.detail for each in lost] == ["owner_2"]


@pytest.mark.parametrize(("by", "messages"), [(TEN_MINUTES, 2), (TEN_MINUTES + A_SECOND, 1)])
def test_what_is_late_by_more_than_ten_minutes_is_gathered(
    there: Ringing, by: timedelta, messages: int
) -> None:
    plan = there.plans(LABEL, Matter.CHECK)
    due = there.loop.now()
    for detail in ("1", "2"):
        there.asks(plan, detail)
    there.ticks(due + by)
    assert there.out.chats == [OWNER] * messages


def test_one_message_gathers_twelve_and_the_others_follow_in_the_next(there: Ringing) -> None:
    plan = there.plans(LABEL, Matter.CHECK)
    due = there.loop.now()
    for detail in range(25):
        there.asks(plan, str(detail))
    there.ticks(due + timedelta(hours=1))
    assert there.out.chats == [OWNER] * 3
    gathered = [text.count("[LATE 1 hour]") for text in there.out.texts]
    assert gathered == [12, 12, 1]
    assert all(len(text.encode("utf-16-le")) // 2 <= 4096 for text in there.out.texts)
    assert there.out.texts[0].startswith("Late reminders: 12. ")


def test_what_is_urgent_goes_before_what_was_due_earlier(there: Ringing) -> None:
    plan = there.plans(LABEL, Matter.GATE)
    there.loop.passes((GATE_TIME - there.loop.now()).total_seconds())
    there.loop.passes(60)
    urgent = raised(there.live(plan), Matter.URGENT, "0")
    there.keeps(urgent)
    there.ticks()
    for chat in (GROUP, OWNER):
        first, second = (each.page.text for each in there.out.left if each.chat == chat)
        assert "asks the prescriber, now" in first
        assert "dose change due" in second


def test_what_nobody_took_up_stands_above_one_message_to_the_owner(there: Ringing) -> None:
    """After that it stands in the lists alone."""
    plan = there.plans(LABEL, Matter.GATE, Matter.CHECK)
    there.asks(plan, "1")
    there.ticks()
    asked = there.one(Matter.ASKED)
    ended = {"stage": Stage.NEEDS_HUMAN, "due": None, "at": there.loop.now() + A_SECOND}
    there.keeps(replace(asked, serial=asked.serial + 1, **ended))
    there.ticks(GATE_TIME)
    named = [UNTAKEN in each.page.text for each in there.out.left]
    assert named == [False, *(each.chat == OWNER for each in there.out.left[1:])]
    there.ticks(GATE_TIME + timedelta(days=1))
    assert not any(UNTAKEN in each.page.text for each in there.out.left[3:])
