"""What is due of a plan at one time is one message in a chat, and stays true there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from flows.reminder.classes import TOGETHER
from flows.reminder.elsewhere import (
    Outdated,
    as_it_reads,
    every_message,
    joined,
    over_of_others,
    superseded,
)
from flows.reminder.message.pinned import pinned
from flows.reminder.message.together import together
from flows.reminder.stages import acknowledged, handle, in_message
from flows.reminder.wanted.wanted import wanted
from flows.talk.records import Delivery, Landing, Matter, Reminder, Stage
from flows.talk.replies import Note
from tests.flows.reminder.lives import CHILD, at, record
from tests.flows.reminder.reminding import ADMIN, AROUND, GROUP, OWNER

MESSAGE = 41


@pytest.fixture
def live():
    return at(record(), "2026-11-23 09:00")


@pytest.fixture
def due(live) -> tuple[Reminder, ...]:
    """The first of each matter that goes together, all shown to the group in one message."""
    first = dict[Matter, Reminder]()
    for each in wanted(live):
        if each.matter in TOGETHER:
            first.setdefault(each.matter, each)
    wall = first[Matter.DOSE].wall
    return tuple(shown(replace(each, wall=wall)) for each in first.values())


def shown(reminder: Reminder, message: int = MESSAGE, chat: int = GROUP) -> Reminder:
    at = reminder.due
    there = Delivery(chat=chat, landing=Landing.SENT, message=message, sent_at=at)
    return replace(reminder, stage=Stage.SENT, rounds=1, deliveries=(there,))


def read(live, reminders: Sequence[Reminder], chat: int = GROUP) -> Note:
    now = live.now + timedelta(hours=4)
    return together(reminders, live.record, live, AROUND, chat=chat, now=now)


def said(note: Note) -> list[str]:
    return [each.says for block in note.blocks for each in block]


def pressed(note: Note) -> list[str]:
    return [each.press for row in note.choices for each in row]


def test_each_has_its_head_and_its_key_and_the_dose_stands_first(live, due):
    note = read(live, due)
    assert len(due) >= 3
    assert said(note)[0] == "reminder.head.dose"
    assert {f"reminder.head.{each.matter}" for each in due} <= set(said(note))
    for each in due:
        assert pressed(note).count(f"ack.{handle(each)}") == 1
        assert pressed(note).count(f"rem.{handle(each)}") == 1


def test_what_is_said_of_all_is_said_once_and_what_marks_one_is_said_of_it(live, due):
    note = read(live, due)
    assert said(note).count("reminder.mark.again") == 1
    one, *others = due
    perhaps = replace(one.deliveries[0], unknowns=1)
    note = read(live, (replace(one, deliveries=(perhaps,)), *others))
    assert said(note).count("reminder.mark.repeat") == 1
    note = read(live, (replace(one, wall=one.wall - timedelta(days=1)), *others))
    assert said(note).count("reminder.mark.again") == len(due)
    late = [replace(each, rounds=0, wall=each.wall - timedelta(hours=1)) for each in due]
    assert sum(each.startswith("reminder.late.") for each in said(read(live, late))) == len(due)


def test_of_one_alone_it_is_its_own_message(live, due):
    (dose,) = (each for each in due if each.matter is Matter.DOSE)
    assert f"later.{handle(dose)}" in pressed(read(live, (dose,)))


def test_whoever_treats_nobody_here_reads_no_dose(live, due):
    rows = [shown(each, chat=ADMIN) for each in due]
    note = read(live, rows, ADMIN)
    assert not any(each.startswith("reminder.dose.") for each in said(note))
    assert note.choices == ()


def test_above_it_stands_what_else_nobody_took_up_and_not_itself(live, due):
    rows, now = [shown(each, chat=OWNER) for each in due], live.now + timedelta(hours=4)
    *here, other = rows
    said_above = [
        each.values
        for block in together(
            here, live.record, live, AROUND, chat=OWNER, now=now, unheeded=rows
        ).blocks
        for each in block
        if each.says.startswith("reminder.mark.unheeded")
    ]
    assert [each["matter"] for each in said_above] == [other.matter]


def test_the_end_of_one_leaves_the_others_with_their_keys(live, due):
    first, *others = due
    done = acknowledged(first, by=3, name="Ana", now=live.now)
    (message,) = every_message([done])
    note = as_it_reads(message, (done, *others), live, AROUND, now=live.now)
    assert note
    assert (note.chat, note.message) == (GROUP, MESSAGE)
    assert said(note).count("reminder.over.acknowledged") == 1
    assert [each for each in pressed(note) if each.startswith("ack.")] == [
        f"ack.{handle(each)}"
        for each in sorted(others, key=lambda each: each.matter is not Matter.DOSE)
    ]


def test_a_dose_that_was_acknowledged_stays_in_the_message(live, due):
    (dose,) = (each for each in due if each.matter is Matter.DOSE)
    done = acknowledged(dose, by=3, name="Ana", now=live.now)
    note = read(live, [done])
    assert said(note) == [
        "reminder.head.dose",
        "reminder.dose.begins",
        "reminder.over.acknowledged",
    ]
    later = replace(done, day=done.day - timedelta(days=1))  # the plan does not say so any more
    assert said(read(live, [later])) == ["reminder.head.dose", "reminder.over.acknowledged"]


def test_what_was_told_again_below_says_so_in_the_older_message_once(live, due):
    again = [shown(each, message=42) for each in due]
    (message,) = joined(
        o for was, now in zip(due, again, strict=True) for o in superseded(was, now)
    )
    assert (message.chat, message.message) == (GROUP, MESSAGE)
    note = as_it_reads(message, again, live, AROUND, now=live.now)
    assert note
    assert said(note).count("reminder.over.told_below") == 1
    assert note.choices == ()
    first, *others = again
    done = acknowledged(first, by=3, name="Ana", now=live.now)
    over = replace(done, deliveries=due[0].deliveries)  # it was over when the others came again
    note = as_it_reads(message, (over, *others), live, AROUND, now=live.now)
    assert note
    assert "reminder.over.acknowledged" in said(note)
    assert "reminder.over.told_below" not in said(note)


def test_a_message_of_a_time_that_is_not_known_any_more_stays_as_it_is(due):
    again = [replace(shown(each, message=42), remade=True) for each in due]
    assert [o for was, now in zip(due, again, strict=True) for o in superseded(was, now)] == []


def test_a_chat_that_may_not_be_told_any_more_is_left(live, due):
    alone = replace(AROUND, group=0)
    (message,) = every_message(due)
    assert as_it_reads(message, due, live, alone, now=live.now) is None


def test_a_heads_up_gives_way_to_its_question(live):
    (ahead,) = (each for each in wanted(live) if each.matter is Matter.HEADS_UP)
    (gate,) = (each for each in wanted(live) if each.matter is Matter.GATE)
    both = (shown(ahead), shown(gate))
    assert [each.matter for each in in_message(both, GROUP, MESSAGE)] == [Matter.GATE]
    assert in_message(both, OWNER, MESSAGE) == ()
    several = replace(gate, deliveries=(replace(both[1].deliveries[0], of_several=True),))
    assert in_message((several,), GROUP, MESSAGE) == ()


def test_the_pinned_message_shows_the_dose_in_force_whatever_else_was_in_it(live, due):
    with_pin = replace(live, record=replace(live.record, pinned=MESSAGE))
    (message,) = every_message(due)
    note = as_it_reads(message, due, with_pin, AROUND, now=live.now)
    assert note
    assert said(note)[0] == "pinned.head"
    assert (note.chat, note.message, note.choices) == (GROUP, MESSAGE, ())


def test_of_a_child_the_pinned_message_says_whose_doses_they_are():
    note = pinned(at(record(CHILD), "2026-11-23 09:00"))
    assert "pinned.no_course" in said(note)


def test_what_was_pinned_is_left_once_it_is_not_or_its_plan_cannot_be_read(live, due):
    was = Outdated(label=live.record.label, chat=GROUP, message=MESSAGE)
    assert as_it_reads(was, (), live, AROUND, now=live.now) is None
    assert list(over_of_others((was,))) == []
    (both,) = joined((was, *every_message(due)))
    assert both.reminders == due
