"""Whether Telegram reports what a chat has become or a reminder meets it, the same comes of it.

What the alarm ends says so wherever it is shown.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.alarm.daily import made_true
from bot.alarm.endings import AT_ONCE
from bot.alarm.sending import Attempt
from bot.desk.arrival import Arrival
from bot.store import Change, NotRead
from flows.reminder.elsewhere import left_open
from flows.talk.erasure import Eraser, Erasure
from flows.talk.records import Landing, Matter, Person, Place, Reminder, Stage, Team
from flows.talk.replies import Note, Sentence, Toast
from flows.talk.turn import Moved, Reachable
from tests.bot.alarm.ringing import (
    ADMIN,
    GATE_TIME,
    GROUP,
    LABEL,
    OWNER,
    SECOND,
    TEAM,
    Ringing,
    desk_of,
    ringing,
)

NEW_GROUP = -1_000_100
LOST, FOUND, MOVES = Reachable(writable=False), Reachable(writable=True), Moved(chat=NEW_GROUP)
STORIES = {
    "the group is lost": (GROUP, (LOST,)),
    "the group is lost twice": (GROUP, (LOST, LOST)),
    "the group is lost and found": (GROUP, (LOST, FOUND)),
    "the group moves": (GROUP, (MOVES,)),
    "the group is lost and moves": (GROUP, (LOST, MOVES)),
    "the owner is lost": (OWNER, (LOST,)),
    "the owner is lost twice": (OWNER, (LOST, LOST)),
    "the owner is lost and found": (OWNER, (LOST, FOUND)),
    "an administrator is lost and found": (ADMIN, (LOST, FOUND)),
    "a stranger is lost": (99, (LOST,)),
}
Kept = tuple[Team | None, Person | None, tuple[Reminder, ...]]


@pytest.fixture
def there() -> Iterator[Ringing]:
    with ringing() as everything:
        yield everything


def lived(chat: int, story: tuple[Moved | Reachable, ...], *, reported: bool) -> Kept:
    """A plan whose gate was told, one whose gate nobody was left to tell, and then the story."""
    with ringing() as there:
        there.plans(LABEL, Matter.GATE)
        there.plans(SECOND, Matter.GATE)
        there.ticks(GATE_TIME)
        stuck = there.one(Matter.GATE, SECOND)
        waits = {"deliveries": (), "due": None, "stage": Stage.NEEDS_HUMAN}
        there.keeps(replace(stuck, serial=stuck.serial + 1, **waits))
        for number, heard in enumerate(story, 1):
            if reported:
                _reported(there, chat, heard, number)
            else:
                _met(there, chat, heard)
        rows = (*there.store.reminders(LABEL), *there.store.reminders(SECOND))
        return there.store.team(TEAM.number), there.store.person(max(chat, 0)), rows


def _reported(there: Ringing, chat: int, heard: Moved | Reachable, number: int) -> None:
    now = there.clock()
    place = Place.GROUP if chat < 0 else Place.PRIVATE
    who = chat if chat > 0 else OWNER
    about = {"update": number, "sent": now, "arrived": now, "place": place}
    arrival = Arrival(chat=chat, who=who, heard=heard, **about)
    there.does(desk_of(there.store, there.clock).converse(arrival))


def _met(there: Ringing, chat: int, heard: Moved | Reachable) -> None:
    chats = there.alarm.lanes.chats
    match heard:
        case Moved(chat=to):
            there.does(chats.move(chat, to))
        case Reachable(writable=True):
            there.does(chats.find(chat))
        case _:
            there.does(chats.lose(chat))


@pytest.mark.parametrize("story", STORIES)
def test_a_report_and_a_refusal_lead_to_the_same(story: str) -> None:
    chat, heard = STORIES[story]
    assert lived(chat, heard, reported=False) == lived(chat, heard, reported=True)


def of(kept: Kept, matter: Matter) -> list[Stage]:
    return [each.stage for each in kept[2] if each.matter is matter]


@pytest.mark.parametrize("chat", [GROUP, OWNER])
def test_what_was_told_of_a_lost_chat_is_withdrawn_once_it_is_found(chat: int) -> None:
    lost = lived(chat, (LOST,), reported=False)
    assert of(lost, Matter.UNDELIVERED) == [Stage.PENDING] * 2
    assert of(lost, Matter.GATE) == [Stage.SENT, Stage.NEEDS_HUMAN]
    found = lived(chat, (LOST, FOUND), reported=False)
    assert of(found, Matter.UNDELIVERED) == [Stage.WITHDRAWN] * 2
    assert of(found, Matter.GATE) == [Stage.SENT, Stage.PENDING]


# what the alarm ends


MOVED_ON, HAS_COME = "the plan has moved on", "Its day has come"


def shown_over(there: Ringing, says: str = MOVED_ON) -> dict[int, int | None]:
    """By chat, the message that says now that it is over, without a button."""
    pages = {each.chat: each.page for each in there.out.edited}
    assert all(says in page.text for page in pages.values()), pages
    assert not any(page.buttons for page in pages.values())
    return {chat: page.edits for chat, page in pages.items()}


def messages(reminder: Reminder) -> dict[int, int | None]:
    return {each.chat: each.message for each in reminder.deliveries}


def test_a_heads_up_is_over_everywhere_when_the_question_itself_is_asked(there: Ringing) -> None:
    there.plans(LABEL, Matter.HEADS_UP, Matter.GATE)
    there.ticks(GATE_TIME - timedelta(days=1))
    early = there.one(Matter.HEADS_UP)
    there.ticks(GATE_TIME)
    assert shown_over(there, HAS_COME) == messages(early)
    asked = {each.chat: each.page.edits for each in there.out.left[-2:]}
    assert asked == {GROUP: messages(early)[GROUP], OWNER: None}
    there.ticks(GATE_TIME + timedelta(minutes=1))
    assert len(there.out.edited) == 2


def test_what_is_withdrawn_once_a_day_is_over_everywhere(there: Ringing) -> None:
    plan = there.plans(LABEL, Matter.HEADS_UP)
    there.ticks(GATE_TIME - timedelta(days=1))
    shown = there.one(Matter.HEADS_UP)
    there.keeps(replace(plan, closed_at=there.clock(), serial=plan.serial + 1))
    there.does(made_true(there.alarm.endings.desk, LABEL, there.clock()))
    there.ticks(there.loop.now() + timedelta(minutes=1))
    assert shown_over(there) == messages(shown)


def test_a_message_that_tells_of_several_plans_is_not_replaced_by_the_end_of_one(
    there: Ringing,
) -> None:
    """What it says of the other plan stays in the chat; what is alone there is made true."""
    plan = there.plans(LABEL, Matter.GATE)
    there.plans(SECOND, Matter.GATE)
    there.ticks(GATE_TIME + timedelta(hours=3))
    assert len(there.out.left) == 2  # one to the group, one to the owner
    there.keeps(replace(plan, closed_at=there.clock(), serial=plan.serial + 1))
    there.does(made_true(there.alarm.endings.desk, LABEL, there.clock()))
    there.ticks(there.loop.now() + timedelta(minutes=1))
    assert there.store.reminders(LABEL)[0].stage is Stage.WITHDRAWN
    assert there.out.edited == []
    again = there.loop.now() + timedelta(hours=22)  # the other one is asked again, alone
    there.ticks(again)
    assert [SECOND in each.page.text for each in there.out.left[2:]] == [True, True]
    other = there.store.plan(SECOND)
    assert other
    there.keeps(replace(other, closed_at=there.clock(), serial=other.serial + 1))
    there.does(made_true(there.alarm.endings.desk, SECOND, there.clock()))
    there.ticks(again + timedelta(minutes=1))
    assert len(there.out.edited) == 2


def heads_up(there: Ringing) -> Reminder:
    """One that is shown and over, and not made true yet."""
    there.plans(LABEL, Matter.HEADS_UP)
    there.ticks(GATE_TIME - timedelta(days=1))
    shown = there.one(Matter.HEADS_UP)
    over = replace(shown, stage=Stage.WITHDRAWN, due=None, serial=shown.serial + 1)
    there.keeps(over)
    there.alarm.endings.desk.outdated.extend(left_open((over,)))
    return over


def test_what_waits_for_its_turn_is_shown_as_it_is_by_then(there: Ringing) -> None:
    over = heads_up(there)
    pace = there.alarm.endings.pace
    for chat in messages(over):
        pace.hold(chat, 60.0)
    there.does(there.alarm.endings.round())
    assert there.out.edited == []
    seen = {"stage": Stage.ACKNOWLEDGED, "by": OWNER, "name": "Ana", "at": there.clock()}
    there.keeps(replace(over, serial=over.serial + 1, **seen))
    there.loop.passes(61)
    there.does(there.alarm.endings.round())
    assert shown_over(there, "Acknowledged by Ana") == messages(over)


def test_of_a_plan_that_cannot_be_read_it_is_said_without_the_plan(
    there: Ringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = heads_up(there)

    def unread(*_: object) -> Any:
        raise NotRead

    monkeypatch.setattr(there.alarm.endings.desk.store, "plan", unread)
    there.does(there.alarm.endings.round())
    assert shown_over(there) == messages(over)


def test_of_a_plan_that_is_erased_nothing_is_said_any_more(there: Ringing) -> None:
    heads_up(there)
    plan = there.store.plan(LABEL)
    assert plan
    erasure = Erasure(label=LABEL, serial=plan.serial, by=Eraser.OWNER)
    there.does(there.store.commit(Change(at=there.clock(), erases=erasure)))
    there.does(there.alarm.endings.round())
    assert there.out.edited == []


def test_where_telegram_asks_to_wait_it_is_made_true_later_and_a_chat_that_is_gone_is_left(
    there: Ringing,
) -> None:
    heads_up(there)
    waits = Attempt(landing=Landing.WAITS, wait_seconds=600)
    there.out.edits = {GROUP: [waits], OWNER: [Attempt(landing=Landing.REFUSED)]}
    there.does(there.alarm.endings.round())
    assert [each.chat for each in there.out.edited] == [GROUP, OWNER]
    there.does(there.alarm.endings.round())
    assert len(there.out.edited) == 2
    there.loop.passes(601)
    there.does(there.alarm.endings.round())
    assert [each.chat for each in there.out.edited] == [GROUP, OWNER, GROUP]


def test_once_a_dose_is_told_the_pinned_message_shows_it(there: Ringing) -> None:
    there.plans(LABEL, Matter.DOSE, pinned=31)
    dose = there.one(Matter.DOSE)
    there.ticks(dose.due)
    (pinned,) = there.out.edited
    assert (pinned.chat, pinned.page.edits) == (GROUP, 31)
    assert "50 mg" in pinned.page.text


def test_of_what_a_turn_answers_only_what_other_chats_show_is_made_true(there: Ringing) -> None:
    """What would be said below in the chat that was heard is said to nobody."""
    over = Sentence(says="forget.removed")
    here = Note(label="", number=0, blocks=((over,),))
    there_too = replace(here, chat=GROUP, message=31)
    there.alarm.endings.add((here, Toast(says="toast.done", values={}), there_too))
    for _ in range(2):
        there.does(there.alarm.endings.round())
    assert [(each.chat, each.page.edits) for each in there.out.edited] == [(GROUP, 31)]


def test_so_many_are_made_true_at_once_and_the_rest_at_the_next_look(there: Ringing) -> None:
    over = Sentence(says="forget.removed")
    notes = [
        Note(label="", number=0, blocks=((over,),), chat=chat, message=31)
        for chat in range(500, 545)
    ]
    there.alarm.endings.add(notes)
    for shown in (AT_ONCE, 2 * AT_ONCE, 45, 45):
        there.does(there.alarm.endings.round())
        assert [each.chat for each in there.out.edited] == list(range(500, 500 + shown))


def test_an_alarm_that_ends_makes_nothing_true(there: Ringing) -> None:
    heads_up(there)
    there.alarm.lanes.ending = True
    there.ticks()
    assert there.out.edited == []
