"""What nobody took up: above the next thing its owner is told, once, and marked in /plans."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.course.regimen.agenda import HELD
from flows.reminder.stages import has_no_dose
from flows.reminder.wanted.wanted import raised
from flows.talk.records import Intake, Matter, Membership, Person, Role, Stage
from flows.talk.replies import Note, Toast
from flows.talk.turn import Commanded, Pressed, Typed
from tests.flows.following import GROUP, NURSE, OTHER, OTHER_LABEL, OWNER, at, planned, ward
from tests.world.plan_record import LABEL

COLLEAGUE = 12
HEARD = {
    "command": Commanded(name="plans", argument=""),
    "help": Commanded(name="help", argument=""),
    "unknown": Commanded(name="nothing", argument=""),
    "text": Typed(text="what is the dose"),
    "press": Pressed(label=LABEL, number=1, press="decide"),
    "stale press": Pressed(label=LABEL, number=9, press="decide"),
}


def stuck(*matters, label=LABEL):
    """A ward in which nobody took these up."""
    there = ward(planned(), planned(OTHER_LABEL, owner=OTHER), now=at(3))
    member = Membership(role=Role.PRESCRIBER, team=1)
    there.put(Person(who=COLLEAGUE, name="Colleague", memberships=(member,)))
    for matter in matters or (Matter.LABORATORY,):
        row = raised(there.live(label), matter, "")
        there.put(replace(row, stage=Stage.NEEDS_HUMAN, due=None))
    return there


def heads(there):
    return [
        each.blocks[0][0].says
        for each in there.turn.replies
        if isinstance(each, Note) and each.blocks[0][0].says == "unheeded.head"
    ]


@pytest.mark.parametrize("heard", HEARD.values(), ids=HEARD)
def test_its_owner_finds_it_above_whatever_comes_next_and_only_once(heard):
    there = stuck()
    there.take(heard, who=OWNER)
    others = [each for each in there.turn.replies if not isinstance(each, Toast)]
    assert others[0].blocks[0][0].says == "unheeded.head"
    assert others[0].blocks[0][1].values["label"] == LABEL
    there.take(heard, who=OWNER)
    assert heads(there) == []


@pytest.mark.parametrize(("who", "chat"), [(NURSE, 0), (COLLEAGUE, 0), (OTHER, 0), (OWNER, GROUP)])
def test_nobody_else_is_told_so_and_not_the_group(who, chat):
    there = stuck()
    there.take(HEARD["command"] if not chat else HEARD["press"], who=who, chat=chat)
    assert heads(there) == []


def test_a_day_on_which_no_dose_is_to_be_taken_waits_for_nobody():
    there = stuck(Matter.METHOTREXATE)
    dose = there.reminder("methotrexate")
    assert not has_no_dose(dose)
    left_out = (replace(dose, detail=HELD), replace(dose, intake=Intake.TOO_SOON))
    for each in left_out:
        assert has_no_dose(each)
        there = stuck(Matter.VACCINES)
        there.put(replace(there.reminder("vaccines"), stage=Stage.ACKNOWLEDGED), each)
        there.take(HEARD["command"], who=OWNER)
        assert heads(there) == []
        assert "list.line_nobody" not in there.said


def test_its_button_opens_it_and_taking_it_up_ends_it():
    there = stuck()
    there.take(HEARD["help"], who=OWNER)
    note = next(each for each in there.turn.replies if isinstance(each, Note))
    ((choice,),) = note.choices
    there.take(Pressed(label=LABEL, number=1, press=choice.press), who=OWNER)
    assert there.said[0] == "reminder.head.laboratory"
    there.press(f"ack.{choice.press.removeprefix('rem.')}")
    assert there.reminder("laboratory").stage is Stage.ACKNOWLEDGED


def test_whoever_takes_it_up_with_this_very_press_is_not_told_so():
    there = stuck()
    there.press("ack.laboratory.20261126")
    assert heads(there) == []


def test_what_comes_to_need_somebody_later_is_told_then():
    there = stuck()
    there.take(HEARD["help"], who=OWNER)
    row = raised(there.live(), Matter.GLUCOSE, "")
    there.put(replace(row, stage=Stage.NEEDS_HUMAN, due=None))
    there.take(HEARD["help"], who=OWNER)
    note = next(each for each in there.turn.replies if isinstance(each, Note))
    assert [each.values["matter"] for each in note.blocks[0][1:]] == [Matter.GLUCOSE]


def test_of_many_a_few_are_named_once_and_the_others_stand_in_plans():
    many = sorted(set(Matter) - {Matter.GATE, Matter.REASSESS})
    there, notes = stuck(*many), []
    for _ in range(len(many)):
        there.take(HEARD["help"], who=OWNER)
        notes += [each for each in there.turn.replies[:-1] if isinstance(each, Note)]
    (note,) = notes
    assert len(note.choices) == 4
    (*_, last) = note.blocks[0]
    assert (last.says, last.values["more"]) == ("unheeded.more", len(many) - 4)
    there.take(HEARD["command"], who=OWNER)
    assert "list.line_nobody" in there.said


def test_a_message_says_it_once_and_the_next_one_no_more():
    there = stuck()
    lost = there.reminder("laboratory")
    there.put(replace(lost, at=there.utc(), serial=lost.serial + 1))
    for about in ("dose", "gate"):
        there.put(raised(there.live(), Matter.ASKED, about))
        there.now += timedelta(minutes=5)
        there.tick()
    told = [
        "reminder.mark.unheeded" in [each.says for block in note.blocks for each in block]
        for (chat, _), note in sorted(there.screens.items())
        if chat == OWNER and note.blocks[0][0].says == "reminder.head.asked"
    ]
    assert told == [True, False]


def test_plans_marks_the_plan_until_it_is_taken_up():
    there = stuck()
    for _ in range(2):
        there.take(HEARD["command"], who=OWNER)
        assert "list.line_nobody" in there.said
    there.press("ack.laboratory.20261126")
    there.take(HEARD["command"], who=OWNER)
    assert "list.line_nobody" not in there.said


@pytest.mark.parametrize("matter", [Matter.ASKED, Matter.REVISED, Matter.URGENT])
@pytest.mark.parametrize("count", [1, 3])
def test_a_reminder_tells_its_owner_too_and_not_the_group_nor_where_it_is_urgent(count, matter):
    there = stuck(*(Matter.LABORATORY, Matter.GLUCOSE, Matter.EYES)[:count])
    there.put(raised(there.live(), Matter.URGENT, "dose"), raised(there.live(), matter, "1"))
    there.tick()
    notes = {
        chat: [each.says for block in note.blocks for each in block]
        for (chat, _), note in there.screens.items()
        if isinstance(note, Note) and note.blocks[0][0].says == f"reminder.head.{matter}"
    }
    says = "reminder.mark.unheeded" if count == 1 else "reminder.mark.unheeded_more"
    told = {OWNER} if matter is Matter.ASKED else set()
    assert {chat for chat, said in notes.items() if says in said} == told
    assert notes
