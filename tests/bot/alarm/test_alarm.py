"""What is due is claimed, told, sent and settled; what no longer holds is not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.alarm.sending import Attempt
from bot.store import Change
from bot.words import Catalogue, catalogue
from flows.reminder.stages import answered
from flows.talk.label import label_from
from flows.talk.records import Landing, Matter, Stage
from tests.bot.alarm.ringing import (
    FIRST,
    GATE_DAY,
    GATE_TIME,
    GROUP,
    LABEL,
    OTHER,
    OWNER,
    SECOND,
    TEAM,
    Ringing,
    ringing,
    wanted_now,
)
from tests.editions.changed import by_later_edition
from tests.world.pure import BERLIN

HEAD = f"{LABEL}: dose change due"
LATER = timedelta(hours=3)


@pytest.fixture
def there() -> Iterator[Ringing]:
    with ringing() as everything:
        yield everything


def test_with_nothing_due_nothing_is_sent_or_written(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    there.ticks()
    before = there.store.reminders(LABEL)
    there.ticks()
    assert there.out.left == []
    assert there.store.reminders(LABEL) == before


def test_a_gate_goes_to_the_group_in_its_topic_and_to_the_owner(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    there.ticks(GATE_TIME)
    assert sorted(there.out.chats) == [GROUP, OWNER]
    assert {each.chat: each.thread for each in there.out.left} == {GROUP: 4, OWNER: 0}
    assert all(each.page.protected for each in there.out.left)
    gate = there.one(Matter.GATE)
    assert gate.stage is Stage.SENT
    assert [each.landing for each in gate.deliveries] == [Landing.SENT] * 2
    named = {(each.named_mg, each.named_from) for each in gate.deliveries}
    assert named == {("50", FIRST)}  # the dose in force, which "was" says the next time
    assert gate.due == GATE_TIME + timedelta(days=1)
    assert there.store.seen() == GATE_TIME


def test_it_comes_again_in_the_hours_of_the_team(there: Ringing) -> None:
    there.keeps(replace(TEAM, day_from=time(9), serial=2))
    there.plans(LABEL, Matter.GATE)
    there.ticks(GATE_TIME + timedelta(hours=3))
    local = there.one(Matter.GATE).due.astimezone(ZoneInfo(BERLIN))  # type: ignore[union-attr]
    assert (local.date(), local.time()) == (GATE_DAY + timedelta(days=1), time(9))


def test_it_is_claimed_on_the_disk_before_it_leaves(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    stages = []
    send = there.out.send

    async def looked(*arguments: object, **more: object) -> Attempt:
        stages.append(there.one(Matter.GATE).stage)
        return await send(*arguments, **more)  # type: ignore[arg-type]

    looks = {"send": staticmethod(looked), "clear": there.out.clear}
    there.alarm.lanes.sends = type("Looks", (), looks)()
    there.ticks(GATE_TIME)
    assert stages == [Stage.SENDING] * 2


def test_it_has_looked_at_what_is_due_before_the_first_message_is_through(there: Ringing) -> None:
    """Whoever waits for this process to be ready does not wait for a slow Telegram."""
    there.plans(LABEL, Matter.GATE)
    looked = [there.alarm.looked]
    there.out.before = lambda: looked.append(there.alarm.looked)
    there.ticks(GATE_TIME)
    assert looked == [False, True, True]


def test_where_nobody_is_left_to_tell_it_is_written_down_and_nothing_is_to_be_sent(
    there: Ringing,
) -> None:
    there.plans(LABEL, Matter.GATE)
    for chat in (GROUP, OWNER, OTHER):
        there.does(there.alarm.lanes.chats.lose(chat))
    there.loop.passes((GATE_TIME - there.loop.now()).total_seconds())
    ledger = there.another(administrators=()).lanes.ledger
    intent = ledger.intent(there.one(Matter.GATE))
    assert (intent.claim, intent.chats) == (None, ())
    (kept,) = intent.keeps
    assert kept.stage is Stage.PENDING
    assert kept.due is not None
    assert kept.due > GATE_TIME  # somebody may be back by then


def test_nothing_leaves_before_its_time(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    there.ticks(GATE_TIME - timedelta(seconds=1))
    assert there.out.left == []


def test_a_day_that_has_moved_is_not_told_and_the_plan_is_written_as_it_stands(
    there: Ringing,
) -> None:
    there.plans(LABEL, Matter.CHECK)
    (gate,) = (each for each in wanted_now(there) if each.matter is Matter.GATE)
    moved = replace(gate, day=gate.day - timedelta(days=3), due=there.loop.now())
    there.keeps(moved)
    there.ticks()
    assert "unconfirmed" not in "".join(there.out.texts)
    assert there.store.reminder(moved.id).stage is Stage.WITHDRAWN  # type: ignore[union-attr]
    assert there.one(Matter.GATE) == gate


def test_a_heads_up_of_a_step_that_has_moved_is_not_told(there: Ringing) -> None:
    there.plans(LABEL, Matter.CHECK)
    (ahead,) = (each for each in wanted_now(there) if each.matter is Matter.HEADS_UP)
    moved = replace(ahead, day=ahead.day + timedelta(days=3), due=there.loop.now())
    there.keeps(moved)
    there.ticks()
    assert HEAD not in "".join(there.out.texts)
    assert there.store.reminder(moved.id).stage is Stage.WITHDRAWN  # type: ignore[union-attr]


def test_a_heads_up_that_is_late_after_its_day_gives_way_to_the_question(there: Ringing) -> None:
    there.plans(LABEL, Matter.HEADS_UP, Matter.GATE)
    there.ticks(GATE_TIME + LATER)
    told = [text for text in there.out.texts if HEAD in text]
    assert len(told) == 2
    assert all(text.count(HEAD) == 1 for text in told)
    assert all("not yet confirmed" in text for text in told)


def test_what_a_closed_plan_left_due_is_withdrawn(there: Ringing) -> None:
    plan = there.plans(LABEL, Matter.GATE)
    there.keeps(replace(plan, closed_at=there.loop.now(), serial=plan.serial + 1))
    there.ticks(GATE_TIME)
    assert there.out.left == []
    (gate,) = there.store.reminders(LABEL)
    assert gate.stage is Stage.WITHDRAWN


def test_a_reminder_of_another_revision_is_never_sent(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    gate = there.one(Matter.GATE)
    there.keeps(replace(gate, revision=4, serial=gate.serial + 1))
    there.ticks(GATE_TIME)
    assert "|4|" not in "".join(map(str, there.out.left))
    assert there.one(Matter.GATE).revision == 1  # the plan was looked at again


def test_a_reminder_without_its_plan_is_withdrawn(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    gate = there.one(Matter.GATE)
    there.keeps(replace(gate, label=SECOND, serial=1))
    there.ticks(GATE_TIME)
    (orphan,) = there.store.reminders(SECOND)
    assert orphan.stage is Stage.WITHDRAWN


def test_one_that_is_acknowledged_while_it_waits_for_its_turn_is_not_sent(
    there: Ringing,
) -> None:
    """The second message of a chat waits a second; meanwhile somebody presses."""
    plan = there.plans(LABEL, Matter.CHECK)
    first, second = there.asks(plan, "1"), there.asks(plan, "2")

    async def pressed() -> None:
        await there.loop.waits(0.5)
        row = there.store.reminder(second.id)
        assert row
        over = answered(row, by=OTHER, name="Dr B", now=there.loop.now())
        await there.store.commit(Change(at=there.loop.now(), keeps=(over,)))

    pressing = there.loop.create_task(pressed())
    there.ticks()
    assert pressing.done()
    assert there.out.chats == [OWNER]
    assert there.store.reminder(first.id).stage is Stage.SENT  # type: ignore[union-attr]
    assert there.store.reminder(second.id).stage is Stage.ANSWERED  # type: ignore[union-attr]


def test_what_is_due_at_night_waits_for_the_morning(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    night = GATE_TIME + timedelta(hours=17)  # half past midnight
    there.ticks(night)
    assert there.out.left == []
    there.ticks(night + timedelta(hours=6))
    assert len(there.out.left) == 2


def test_what_is_late_in_one_chat_is_one_message_there(there: Ringing) -> None:
    """Nothing is coalesced silently: it says each of them, and how late each is."""
    there.plans(LABEL, Matter.GATE, Matter.LABORATORY)
    there.plans(SECOND, Matter.GATE)
    there.ticks(GATE_TIME + LATER)
    assert there.out.chats.count(GROUP) == 1
    (group,) = (each.page.text for each in there.out.left if each.chat == GROUP)
    assert LABEL in group
    assert SECOND in group
    assert group.count("[LATE") >= 2
    gates = [there.one(Matter.GATE, label) for label in (LABEL, SECOND)]
    assert {each.stage for each in gates} == {Stage.SENT}
    assert gates[0].deliveries[0].message == gates[1].deliveries[0].message


def test_one_that_is_late_alone_is_its_own_message(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    there.ticks(GATE_TIME + LATER)
    assert len(there.out.left) == 2
    assert all(f"{LABEL}: dose change due" in text for text in there.out.texts)
    assert all("[LATE 3 hours]" in text for text in there.out.texts)


def test_a_plan_of_another_edition_is_told_as_it_was_shown(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    plan = there.store.plan(LABEL)
    assert plan
    there.keeps(replace(by_later_edition(plan), serial=plan.serial + 1))
    there.ticks(GATE_TIME)
    there.ticks(GATE_TIME)
    shown = "The daily dose stays predniSONE 42.5 mg until a prescriber confirms 37.5 mg"
    asked = {each.chat for each in there.out.left if shown in each.page.text}
    assert asked == {GROUP, OWNER}
    assert len([text for text in there.out.texts if "not yet confirmed" in text]) == 2


def test_what_cannot_be_written_is_not_sent_and_tried_again(there: Ringing) -> None:
    there.faulty = True
    there.plans(LABEL, Matter.GATE)
    texts = {key: text for key, text in catalogue().texts.items() if key != "reminder.head.gate"}
    broken = there.another(words=Catalogue(texts))
    there.loop.passes((GATE_TIME - there.loop.now()).total_seconds())
    there.does(broken.tick(there.loop.now()))
    assert there.out.left == []
    assert there.one(Matter.GATE).stage is Stage.PENDING
    assert broken.lanes.counts["unwritten"] == 2
    there.ticks(GATE_TIME + timedelta(minutes=1))
    assert len(there.out.left) == 2
    assert not any("REPEAT" in text for text in there.out.texts)


def test_a_whole_morning_of_many_teams_leaves_within_a_minute(there: Ringing) -> None:
    """500 reminders in 50 chats; Telegram is asked for no more than it takes."""
    due = datetime(2026, 11, 30, 9, tzinfo=there.loop.start.tzinfo)
    there.keeps(*(replace(TEAM, number=number, chat=-number) for number in range(101, 151)))
    for number in range(101, 151):
        plan = there.plans(label_of(number), Matter.GATE, team=number)
        gate = there.one(Matter.GATE, plan.label)
        rows = (
            replace(
                gate,
                matter=Matter.LABORATORY,
                rounds=1,
                detail=str(each),
                stage=Stage.SENT,
                due=due,
                day=date(2026, 11, 30),
            )
            for each in range(10)
        )
        there.keeps(*rows)
        there.keeps(replace(gate, due=due + timedelta(days=9), serial=gate.serial + 1))
    there.ticks(due)
    assert len(there.out.left) == 500
    assert there.out.left[-1].at - due < timedelta(seconds=60)
    by_chat = [[each.at for each in there.out.left if each.chat == chat] for chat in CHATS]
    gaps = [after - before for times in by_chat for before, after in pairwise(times)]
    assert min(gaps) >= timedelta(seconds=1)
    times = [each.at for each in there.out.left]
    a_second = timedelta(seconds=1)
    assert max(sum(at <= other < at + a_second for other in times) for at in times) <= 30


CHATS = range(-150, -100)


def label_of(number: int) -> str:
    """A label for each team."""
    return label_from([number // 31 + 9, number % 31, 0, 0, 0])
