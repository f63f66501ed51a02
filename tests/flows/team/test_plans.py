"""A plan in a team: shared, checked by a second person, handed over, closed."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from core.course.decisions import Decision, Move, Reason
from flows.talk.records import Decided, Delivery, Landing, Matter, PlanRecord, Role, Stage
from flows.talk.replies import Note, Toast
from flows.talk.turn import Pressed
from tests.editions.changed import by_later_edition
from tests.flows.following import MODERATE, READY
from tests.flows.world import (
    ALONE,
    BOSS,
    CHILD,
    COLLEAGUE,
    GROUP,
    LABEL,
    MORNING,
    NURSE,
    OURS,
    OUTSIDER,
    OWNER,
    PHARMACIST,
    STRANGER,
    THEIRS,
    TRAINEE,
    World,
    person,
    record,
    world,
)

STEP = Decided(
    decision=Decision(move=Move.STEP, on=MORNING.date(), reason=Reason.RESPONSE),
    by=COLLEAGUE,
    name="Dr Colleague",
    at=MORNING,
)


def stages(there: World, matter: Matter) -> list[Stage]:
    return [each.stage for each in there.of(LABEL) if each.matter is matter]


def checking(plan: PlanRecord | None = None) -> World:
    """Our team wants a second person's check."""
    there = world(plan or record(team=0))
    there.teams[OURS] = replace(there.teams[OURS], second_check=True)
    return there


def to_be_checked(**changes: object) -> World:
    there = checking(record(team=0, **changes))
    there.press(OWNER, f"share.{OURS}", label=LABEL)
    return there


def asked_in_group() -> World:
    """The check was told in the group and to the owner."""
    there = to_be_checked()
    (asks,) = (each for each in there.of(LABEL) if each.matter is Matter.CHECK)
    sent = tuple(
        Delivery(chat=chat, landing=Landing.SENT, message=message)
        for chat, message in ((GROUP, 5), (OWNER, 6), (COLLEAGUE, 7), (BOSS, 0))
    )
    there.put(replace(asks, stage=Stage.SENT, deliveries=sent, serial=asks.serial + 1))
    return there


# ------------------------------------------------------------------------------ shared


def test_a_plan_is_shared_with_one_of_the_own_teams_and_reminds_by_its_clock() -> None:
    there = world(record(team=0))
    there.teams[OURS] = replace(there.teams[OURS], zone="Asia/Tokyo")
    there.press(OWNER, "share", label=LABEL)
    assert there.presses == (f"share.{OURS}", "show")
    there.press(OWNER, f"share.{OURS}", label=LABEL)
    plan = there.plans[LABEL]
    assert (plan.team, plan.live, plan.revision, plan.serial) == (OURS, True, 1, 2)
    gate = next(each for each in there.of(LABEL) if each.matter is Matter.GATE)
    assert gate.zone == "Asia/Tokyo"
    assert gate.due.astimezone(ZoneInfo("Asia/Tokyo")).hour == 7
    assert there.deeds == ("shared",)


def test_only_teams_that_the_person_prescribes_for_are_offered() -> None:
    there = world(record(team=0))
    there.people[OWNER] = person(OWNER, "Dr Owner", (Role.PRESCRIBER, 0), (Role.CARE_TEAM, OURS))
    there.press(OWNER, "share", label=LABEL)
    assert there.presses == ("show",)
    for team in (OURS, THEIRS, 9, "x"):
        there.press(OWNER, f"share.{team}", label=LABEL)
        assert there.says == "toast.no_such_team"


def test_a_shared_plan_goes_back_to_its_owner_alone() -> None:
    there = world(record())
    gate = next(each for each in there.of(LABEL) if each.matter is Matter.GATE)
    sent = Delivery(chat=GROUP, landing=Landing.SENT, message=9)
    waits = Delivery(chat=GROUP)
    there.put(replace(gate, stage=Stage.SENT, deliveries=(sent, waits), serial=2))
    there.press(OWNER, "share", label=LABEL)
    assert there.presses == ("share.0", "show")
    there.press(OWNER, "share.0", label=LABEL)
    assert there.plans[LABEL].team == 0
    note = there.turn.replies[1]
    assert isinstance(note, Note)
    assert (note.chat, note.message) == (GROUP, 9)
    assert len(there.turn.replies) == 2
    assert there.press(NURSE, "check", label=LABEL, chat=GROUP)
    assert there.says == "toast.no_such_plan"


def test_what_is_so_already_is_not_done_again() -> None:
    there = world(record())
    there.press(OWNER, f"share.{OURS}", label=LABEL)
    assert there.says == "toast.already_shared"
    there = world(record(team=0))
    there.press(OWNER, "share.0", label=LABEL)
    assert there.says == "toast.already_shared"


def test_a_team_without_a_group_has_no_message_to_take_back() -> None:
    there = world(record())
    there.teams[OURS] = replace(there.teams[OURS], chat=0)
    there.press(OWNER, "share.0", label=LABEL)
    assert len(there.turn.replies) == 1


@pytest.mark.parametrize("press", ["share", f"share.{OURS}", "close", "close.yes"])
def test_a_button_of_another_revision_does_nothing(press: str) -> None:
    there = world(record(team=0, revision=3))
    there.press(OWNER, press, label=LABEL, number=2)
    assert isinstance(there.turn.replies[0], Toast)
    assert there.turn.keeps == ()


@pytest.mark.parametrize("press", ["share", "close", "hand", "check"])
def test_a_draft_and_a_closed_plan_are_neither_shared_nor_closed_nor_handed(press: str) -> None:
    for plan in (record(provisional=True), record(closed_at=MORNING)):
        there = world(plan)
        there.press(OWNER, press, label=LABEL)
        assert isinstance(there.turn.replies[0], Toast)
        assert there.turn.keeps == ()


# ----------------------------------------------------------------------------- checked


def test_where_the_team_wants_a_check_nobody_is_reminded_before_it() -> None:
    there = checking()
    there.press(OWNER, "share", label=LABEL)
    assert "Team 1 wants a second check" in there.text
    there.press(OWNER, f"share.{OURS}", label=LABEL)
    assert not there.plans[LABEL].live
    assert stages(there, Matter.GATE) == [Stage.WITHDRAWN]
    assert stages(there, Matter.CHECK) == [Stage.PENDING]
    there.press(OWNER, f"share.{OURS}", label=LABEL)
    assert there.says == "toast.check_is_open"
    there.press(OWNER, "share", label=LABEL)
    assert "not live" in there.text


def test_a_second_prescriber_makes_it_live() -> None:
    there, who = to_be_checked(), COLLEAGUE
    there.press(who, "check.3", label=LABEL)
    assert there.presses == (f"check.2.{who}", f"check.yes.{who}", "check.no")
    there.press(who, f"check.yes.{who}", label=LABEL)
    plan = there.plans[LABEL]
    assert (plan.live, plan.checked_by, plan.checked_at) == (True, who, there.now)
    assert plan.revision == 1
    assert stages(there, Matter.GATE) == [Stage.PENDING]
    assert stages(there, Matter.CHECK) == [Stage.ANSWERED]
    assert there.deeds == ("checked",)


@pytest.mark.parametrize("who", [NURSE, PHARMACIST])
def test_the_care_team_sees_every_part_and_may_say_no_but_makes_nothing_live(who: int) -> None:
    there = to_be_checked()
    there.press(who, "check.3", label=LABEL)
    assert there.presses == (f"check.2.{who}", "check.no")
    assert "Only a second prescriber can make it live" in there.text
    there.press(who, f"check.yes.{who}", label=LABEL)
    assert (there.says, there.turn.keeps) == ("toast.prescriber_checks", ())
    there.press(who, "check.no.dose", label=LABEL)
    assert there.plans[LABEL].sent_back


@pytest.mark.parametrize("press", ["check.yes", f"check.yes.{NURSE}", "check.yes.x"])
def test_whoever_makes_it_live_has_turned_to_its_last_part(press: str) -> None:
    there = to_be_checked()
    there.press(NURSE, "check.3", label=LABEL, chat=GROUP)
    there.press(COLLEAGUE, press, label=LABEL, chat=GROUP)
    assert there.says == "toast.read_first"
    assert "Part 1 of" in there.text
    assert not there.plans[LABEL].live
    there.press(COLLEAGUE, f"check.3.{NURSE}", label=LABEL, chat=GROUP)
    assert "Part 1 of" in there.text


def test_after_a_no_the_check_says_who_said_it_and_that_nothing_was_changed() -> None:
    there = to_be_checked()
    there.press(NURSE, "check.no.dose", label=LABEL)
    there.press(OWNER, f"share.{OURS}", label=LABEL)
    for page in range(4):
        there.press(COLLEAGUE, f"check.{page}", label=LABEL)
        for said in ("Not right, said Nurse", "Reason: dose", "Nothing has been changed since"):
            assert said in there.text
    changed = replace(there.plans[LABEL], revision=2)
    there.put(replace(changed, serial=changed.serial + 1))
    there.press(COLLEAGUE, "check", label=LABEL)
    assert "Not right, said Nurse" in there.text
    assert "Nothing has been changed since" not in there.text
    there.press(COLLEAGUE, f"check.yes.{COLLEAGUE}", label=LABEL)
    assert there.says == "toast.read_first"
    there.press(COLLEAGUE, "check.3", label=LABEL)
    there.press(COLLEAGUE, there.presses[1], label=LABEL)
    assert there.plans[LABEL].sent_back is None


def test_a_no_that_came_while_somebody_read_is_read_before_the_yes() -> None:
    there = to_be_checked()
    there.press(COLLEAGUE, "check.3", label=LABEL)
    yes = there.presses[1]
    there.press(NURSE, "check.no.dose", label=LABEL)
    there.press(COLLEAGUE, yes, label=LABEL)
    assert there.says == "toast.read_first"
    assert "Not right, said Nurse" in there.text
    assert not there.plans[LABEL].live


def test_what_there_is_to_check_is_the_sum_and_the_dates() -> None:
    there = to_be_checked(entered="154 lb")
    there.press(NURSE, "check", label=LABEL)
    for said in (
        "69.9 kg, entered Monday 23-Nov-2026 as 154 lb",
        "dermatomyositis, moderate",
        "69.9 kg × 0.75 mg per kg",
        "First dose: predniSONE 50 mg by mouth once a day in the morning, from Monday 23-Nov",
        "First step after 4 weeks; end of taper: 2.5 mg every 2 weeks",
        "No agent yet: pregnancy not answered (then methotrexate)",
        "Pneumocystis prophylaxis from the first steroid day",
    ):
        assert said.lower() in there.text.lower(), said


def test_a_child_and_a_decided_course_are_checked_too() -> None:
    there = checking(record(team=0, answers=CHILD))
    there.press(OWNER, f"share.{OURS}", label=LABEL)
    there.press(NURSE, "check", label=LABEL)
    assert "First step" not in there.text
    there = to_be_checked(decisions=(STEP,))
    there.press(NURSE, "check", label=LABEL)
    assert "Decided since: 1" in there.text
    there.press(COLLEAGUE, f"check.yes.{COLLEAGUE}", label=LABEL)
    assert there.says == "toast.second_person"


@pytest.mark.parametrize("who", [OWNER, TRAINEE, STRANGER, BOSS, OUTSIDER])
@pytest.mark.parametrize("press", ["check", "check.yes", "check.no", "check.no.dose"])
def test_nobody_else_is_a_second_person(who: int, press: str) -> None:
    there = to_be_checked()
    there.press(who, press, label=LABEL)
    assert isinstance(there.turn.replies[0], Toast)
    assert not there.plans[LABEL].live
    there.press(who, press, label=LABEL, chat=GROUP)
    assert isinstance(there.turn.replies[0], Toast)
    assert not there.plans[LABEL].live


def test_the_answer_stands_in_every_chat_that_was_asked_and_at_the_owners() -> None:
    there = asked_in_group()
    there.press(COLLEAGUE, f"check.yes.{COLLEAGUE}", label=LABEL, chat=GROUP)
    notes = [each for each in there.turn.replies if isinstance(each, Note)]
    assert [(each.chat, each.message) for each in notes] == [
        (None, None),
        (COLLEAGUE, 7),
        (OWNER, None),
        (GROUP, 5),
        (OWNER, 6),
    ]
    assert all(page.buttons == () for page in there.pages)
    assert "checked by Dr Colleague, 23-Nov-2026 09:00 Europe/Berlin" in there.text


def test_what_one_team_has_checked_is_checked_by_no_other() -> None:
    there = asked_in_group()
    there.press(COLLEAGUE, f"check.yes.{COLLEAGUE}", label=LABEL, chat=GROUP)
    there.people[OWNER] = person(
        OWNER, "Dr Owner", (Role.PRESCRIBER, OURS), (Role.PRESCRIBER, THEIRS)
    )
    there.press(OWNER, f"share.{THEIRS}", label=LABEL)
    plan = there.plans[LABEL]
    assert (plan.checked_by, plan.checked_name, plan.checked_at) == (0, "", None)


def test_a_second_tap_is_told_who_was_first() -> None:
    there = asked_in_group()
    there.press(COLLEAGUE, f"check.yes.{COLLEAGUE}", label=LABEL, chat=GROUP)
    there.press(PHARMACIST, "check", label=LABEL, chat=GROUP)
    assert "checked by Dr Colleague" in there.text
    assert there.turn.keeps == ()
    assert there.plans[LABEL].checked_by == COLLEAGUE


def test_a_plan_that_waits_for_no_check_says_so() -> None:
    there = world(record())
    there.press(NURSE, "check", label=LABEL)
    assert there.says == "toast.no_check_wanted"


@pytest.mark.parametrize("reason", ["weight", "dose", "dates", "agent", "other"])
def test_a_no_has_a_reason_and_the_owner_is_told(reason: str) -> None:
    there = asked_in_group()
    there.press(NURSE, "check.no", label=LABEL, chat=GROUP)
    assert f"check.no.{reason}" in there.presses
    there.press(NURSE, f"check.no.{reason}", label=LABEL, chat=GROUP)
    assert not there.plans[LABEL].live
    assert stages(there, Matter.CHECK) == [Stage.ANSWERED]
    notes = [each for each in there.turn.replies if isinstance(each, Note)]
    assert [each for each in notes if (each.chat, each.message) == (OWNER, None)]
    assert there.turn.deeds[0].reason == reason


def test_after_a_no_the_check_is_asked_for_again() -> None:
    there = asked_in_group()
    there.press(NURSE, "check.no.dose", label=LABEL, chat=GROUP)
    there.press(OWNER, f"share.{OURS}", label=LABEL)
    assert stages(there, Matter.CHECK) == [Stage.ANSWERED, Stage.PENDING]


def test_another_team_is_asked_instead_and_the_first_no_more() -> None:
    there = to_be_checked()
    there.people[OWNER] = person(
        OWNER, "Dr Owner", (Role.PRESCRIBER, OURS), (Role.PRESCRIBER, THEIRS)
    )
    there.teams[THEIRS] = replace(there.teams[THEIRS], second_check=True)
    there.press(OWNER, f"share.{THEIRS}", label=LABEL)
    assert stages(there, Matter.CHECK) == [Stage.WITHDRAWN, Stage.PENDING]
    assert there.plans[LABEL].team == THEIRS


def test_a_plan_of_another_edition_is_checked_as_it_was_shown() -> None:
    there = checking(by_later_edition(record(live=False)))
    there.press(NURSE, "check", label=LABEL)
    assert "42.5 mg" in there.text


# ------------------------------------------------------------------- handed over, closed


def test_a_plan_passes_to_a_prescriber_of_its_team() -> None:
    there = world(record())
    there.press(OWNER, "hand", label=LABEL)
    assert there.presses == (f"hand.{COLLEAGUE}", "show")
    there.press(OWNER, f"hand.{COLLEAGUE}", label=LABEL)
    assert there.turn.keeps == ()
    there.press(OWNER, f"hand.{COLLEAGUE}.{OWNER}", label=LABEL)
    plan = there.plans[LABEL]
    assert (plan.owner, plan.made_by, plan.revision) == (COLLEAGUE, OWNER, 1)
    note = there.turn.replies[1]
    assert isinstance(note, Note)
    assert note.chat == COLLEAGUE
    assert "50 mg" in there.pages[1].text
    assert there.deeds == ("handed_over",)
    there.press(COLLEAGUE, f"hand.{OWNER}.{COLLEAGUE}", label=LABEL)
    assert there.plans[LABEL].made_by == OWNER


def test_an_administrator_hands_a_plan_over_and_is_told_no_dose() -> None:
    there = world(record())
    there.press(BOSS, f"hand.{COLLEAGUE}.{OWNER}", label=LABEL)
    assert there.plans[LABEL].owner == COLLEAGUE
    assert " mg" not in there.pages[0].text
    there.press(BOSS, "hand", label=LABEL, number=9)
    assert [type(each) for each in there.turn.replies] == [Toast]


def test_a_hand_over_that_another_was_faster_with_is_asked_anew() -> None:
    there, third = world(record()), 20
    there.people[third] = person(third, "Dr Third", (Role.PRESCRIBER, OURS))
    there.press(BOSS, f"hand.{third}", label=LABEL)
    sure = there.presses[0]
    there.press(OWNER, f"hand.{COLLEAGUE}.{OWNER}", label=LABEL)
    there.press(BOSS, sure, label=LABEL)
    assert (there.says, there.turn.keeps) == ("hand.sure", ())
    there.press(BOSS, there.presses[0], label=LABEL)
    assert there.plans[LABEL].owner == third


@pytest.mark.parametrize("to", [NURSE, OUTSIDER, STRANGER, OWNER, "x"])
def test_a_plan_passes_to_nobody_else(to: object) -> None:
    there = world(record())
    there.press(OWNER, f"hand.{to}.{OWNER}", label=LABEL)
    assert there.says == "toast.no_prescriber"
    there = world(record(team=0))
    there.press(OWNER, "hand", label=LABEL)
    assert there.presses == ("show",)


@pytest.mark.parametrize("who", [COLLEAGUE, NURSE, STRANGER, OUTSIDER])
def test_only_the_owner_hands_over(who: int) -> None:
    there = world(record())
    there.press(who, f"hand.{COLLEAGUE}.{OWNER}", label=LABEL)
    assert isinstance(there.turn.replies[0], Toast)
    assert there.turn.keeps == ()


@pytest.mark.parametrize("who", [OWNER, COLLEAGUE])
def test_a_plan_is_closed_once_that_is_meant(who: int) -> None:
    there = world(record())
    there.press(who, "close", label=LABEL)
    assert there.turn.keeps == ()
    there.press(who, "close.yes", label=LABEL)
    assert there.plans[LABEL].closed_at == there.now
    assert {each.stage for each in there.of(LABEL)} == {Stage.WITHDRAWN}
    assert there.deeds == ("closed",)


@pytest.mark.parametrize("who", [NURSE, TRAINEE, STRANGER, BOSS, OUTSIDER])
def test_nobody_else_closes_it(who: int) -> None:
    there = world(record())
    there.press(who, "close.yes", label=LABEL)
    assert isinstance(there.turn.replies[0], Toast)
    assert there.plans[LABEL].closed_at is None


def test_the_hand_over_of_a_shift_names_dose_next_and_what_nobody_answered() -> None:
    waits = record(ALONE, live=False)
    there = world(record(), waits, record("B45-677", closed_at=MORNING))
    there.now = MORNING.replace(month=12, day=22)
    gate = next(each for each in there.of(LABEL) if each.matter is Matter.GATE)
    there.put(replace(gate, stage=Stage.SENT, serial=2))
    there.press(OWNER, "hand")
    assert "Hand-over: 2 open plans" in there.text
    assert "Not answered: decision on the next step, Monday 21-Dec-2026" in there.text
    assert "waits for its second check" in there.text
    assert "B45-677" not in there.text
    assert "50 mg" in there.text
    assert "Next: " in there.text
    there.press(STRANGER, "hand")
    assert there.says == "hand.no_plans"
    there.press(OWNER, "hand.3")
    assert there.says == "hand.summary"


def test_the_group_reads_at_once_every_drug_that_is_taken() -> None:
    answers = MODERATE | READY | {"agent_start": "2026-11-24", "methotrexate_weekday": "tuesday"}
    there = world(record(team=0, answers=answers))
    there.now = MORNING + timedelta(days=2)
    there.press(OWNER, f"share.{OURS}", label=LABEL)
    says = [e.says for r in there.turn.replies if isinstance(r, Note) for b in r.blocks for e in b]
    assert "share.posted" in says
    assert any(each.startswith("reminder.agent.is") for each in says)


# ------------------------------------------------------------------------------ pinned

POSTED = 41


def pinned_in_group() -> World:
    """The message of the shared plan was pinned in the group of our team."""
    there = world(record())
    pressed = Pressed(label=LABEL, number=1, press="pin")
    there.take(pressed, who=NURSE, chat=GROUP, message=POSTED)
    return there


def edited(there: World, chat: int = GROUP) -> list[Note]:
    """What the last turn shows in the place of a message of this chat."""
    notes = [each for each in there.turn.replies if isinstance(each, Note)]
    return [each for each in notes if each.chat == chat and each.message is not None]


def test_the_posted_message_offers_to_be_pinned_and_is_the_plans_from_then_on() -> None:
    there = world(record(team=0))
    there.press(OWNER, f"share.{OURS}", label=LABEL)
    posted = there.turn.replies[-1]
    assert isinstance(posted, Note)
    assert (posted.chat, [each.press for row in posted.choices for each in row]) == (
        GROUP,
        ["pin"],
    )
    there = pinned_in_group()
    (note,) = there.turn.replies
    assert isinstance(note, Note)
    assert note.pin
    assert there.plans[LABEL].pinned == POSTED
    assert there.deeds == ("pinned",)
    assert "reminder.dose.in_force" in {each.says for block in note.blocks for each in block}


def test_the_pinned_message_is_made_true_at_each_change() -> None:
    there = pinned_in_group()
    there.press(OWNER, "close", label=LABEL)
    assert edited(there) == []
    there.press(OWNER, "close.yes", label=LABEL)
    (note,) = (each for each in edited(there) if each.message == POSTED)
    assert "pinned.closed" in {each.says for block in note.blocks for each in block}
    assert not note.pin


def test_nothing_is_made_true_in_a_group_that_is_lost() -> None:
    there = pinned_in_group()
    there.put(replace(there.teams[OURS], dead=True, serial=there.teams[OURS].serial + 1))
    there.press(OWNER, "close", label=LABEL)
    there.press(OWNER, "close.yes", label=LABEL)
    assert edited(there) == []
    assert there.plans[LABEL].pinned == POSTED


def test_what_was_pinned_says_that_the_plan_has_left_the_group() -> None:
    there = pinned_in_group()
    there.press(OWNER, "share.0", label=LABEL)
    (note,) = (each for each in edited(there) if each.message == POSTED)
    assert [each.says for block in note.blocks for each in block] == ["share.taken_out"]
    assert there.plans[LABEL].pinned == 0


@pytest.mark.parametrize(
    ("who", "chat", "says"),
    [(OUTSIDER, GROUP, "toast.may_not"), (OWNER, 0, "toast.no_such_plan")],
)
def test_nobody_else_pins_and_nowhere_else(who: int, chat: int, says: str) -> None:
    there = world(record())
    there.press(who, "pin", label=LABEL, chat=chat)
    assert there.says == says
    assert there.plans[LABEL].pinned == 0
