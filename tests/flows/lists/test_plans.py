"""/plans and /status: what is listed, what is opened, and how delivery stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.course.decisions import Decision, Move, Reason
from flows.dialogue import step
from flows.talk.known import MOST_COUNTED, Health, Line, Unread, Upkeep
from flows.talk.outage import Outage, OutageKind
from flows.talk.records import Decided, Matter, Stage
from flows.talk.replies import Note, ShowPlan
from flows.talk.turn import Commanded, Session
from tests.editions.changed import changed
from tests.flows.following import MODERATE, READY
from tests.flows.world import (
    ALONE,
    BOSS,
    CHILD,
    COLLEAGUE,
    FOREIGN,
    GROUP,
    LABEL,
    MORNING,
    NURSE,
    OUTSIDER,
    OWNER,
    STRANGER,
    THEIRS,
    TRAINEE,
    World,
    record,
    world,
)

HEALTH = Health(
    pending=12,
    next_due=MORNING,
    late=0,
    stuck=(),
    last_sent=MORNING,
    version="0.1.0",
)


def test_the_plans_are_listed_with_what_is_true_of_each_and_opened_by_a_button() -> None:
    there = world(
        record(),
        record(ALONE, team=0, closed_at=MORNING),
        record("C45-67C", live=False),
        record("D45-67H", answers=CHILD),
        record("E45-67P", rules=changed()),
        record(FOREIGN, team=THEIRS, owner=OUTSIDER),
    )
    there.command(OWNER, "plans")
    for line in (
        "Your plans: 5",
        "K7Q-2M3: 50 mg a day; next step Monday 21-Dec-2026",
        "A45-672: closed",
        "C45-67C: not live",
        "D45-67H: juvenile disease",
        "E45-67P: 42.5 mg a day; next step Monday 14-Dec-2026",
    ):
        assert line in there.text
    assert FOREIGN not in there.text
    note = there.reply
    assert isinstance(note, Note)
    opens = next(each for row in note.choices for each in row if each.label == LABEL)
    there.press(OWNER, opens.press, label=LABEL, number=opens.number)
    assert isinstance(there.reply, ShowPlan)


def test_the_filters_keep_what_is_due_or_shared() -> None:
    there = world(record(), record(ALONE, team=0))
    there.command(OWNER, "plans", "team")
    assert LABEL in there.text
    assert ALONE not in there.text
    there.press(OWNER, "plans.due")
    assert "Plans with something due: 2" in there.text  # bone protection, on the first day
    for each in list(there.of(ALONE)):
        there.put(replace(each, stage=Stage.ACKNOWLEDGED, due=None, serial=2))
    there.press(OWNER, "plans.due")
    assert ALONE not in there.text
    there.press(OWNER, "plans.other")
    assert there.says == "list.plans_all"


def test_a_long_list_is_turned_page_by_page() -> None:
    labels = ("K7Q-2M3", "A45-672", "B45-677", "C45-67C", "D45-67H", "E45-67P", "F45-67X")
    there = world(*(record(label) for label in labels))
    there.command(OWNER, "plans")
    assert "plans.all.1" in there.presses
    there.press(OWNER, "plans.all.1")
    assert "plans.all.0" in there.presses
    assert "K7Q-2M3" in there.text
    there.press(OWNER, "plans.all.x")
    assert "plans.all.1" in there.presses


def test_a_day_outside_the_course_is_no_dose() -> None:
    there = world(record())
    there.now = MORNING - timedelta(days=1)
    there.command(OWNER, "plans")
    assert "K7Q-2M3: no predniSONE on this day" in there.text


def test_a_plan_is_opened_by_its_label() -> None:
    there = world(record())
    for who in (OWNER, COLLEAGUE):
        there.command(who, "plans", "k7q-2m3")
        assert isinstance(there.reply, ShowPlan)


@pytest.mark.parametrize("who", [NURSE, TRAINEE, STRANGER, BOSS, OUTSIDER])
def test_a_plan_of_others_is_answered_as_one_that_never_was(who: int) -> None:
    there = world(record())
    there.command(who, "plans", LABEL)
    assert there.says == "list.no_such_plan"
    there.command(who, "plans", "C45-67C")
    assert there.says == "list.no_such_plan"
    there.command(who, "plans")
    assert LABEL not in there.text


def test_a_plan_of_others_is_never_listed_whatever_was_read() -> None:
    there = world(record(), record(FOREIGN, team=THEIRS, owner=OUTSIDER))
    asked = Commanded(name="plans", argument="")
    context = there.context(OWNER, asked)
    read = replace(context, known=replace(context.known, plans=tuple(there.plans.values())))
    (note,) = step(Session(), asked, read).replies
    assert isinstance(note, Note)
    assert [each.values["label"] for each in note.blocks[1]] == [LABEL]


def test_a_wrong_character_is_told_as_a_slip() -> None:
    there = world(record())
    there.command(OWNER, "plans", "K7Q-2M4")
    assert there.says == "list.mistyped"
    there.command(OWNER, "plans", "everything")
    assert there.says == "list.how_plans"


# ------------------------------------------------------------------------------ /status


@pytest.mark.parametrize("who", [OWNER, BOSS])
def test_the_status_counts_what_is_to_come_late_and_stuck(who: int) -> None:
    there = world(record(), health=HEALTH)
    there.command(who, "status")
    for line in (
        "Reminders are being delivered",
        "Reminders to come: 12",
        "Next: 23-Nov-2026 09:00 Europe/Berlin",
        "Late: 0",
        "Last sent: 23-Nov-2026 09:00 Europe/Berlin",
        "Answered by nobody: none",
        "Version 0.1.0",
    ):
        assert line in there.text


def test_what_is_not_counted_to_its_end_is_more() -> None:
    many = replace(HEALTH, pending=MOST_COUNTED, late=MOST_COUNTED)
    there = world(record(), health=many)
    there.command(OWNER, "status")
    assert "REMINDERS ARE LATE: 10,000 or more" in there.text
    assert "Reminders to come: 10,000 or more" in there.text
    assert "Late: 10,000 or more" in there.text
    there.health = replace(many, pending=MOST_COUNTED - 1)
    there.command(OWNER, "status")
    assert "Reminders to come: 9,999\n" in there.text


LOST = tuple(Unread(kind="team", name=str(number)) for number in range(13))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"unread": 1}, ()),
        ({"failed": 1}, ()),
        ({"unreadable": LOST[:1], "late": 2}, ("Team 0: its reminders go on in its group",)),
        ({"unreadable": LOST}, ("Team 11: its reminders go on",)),
        ({"unreadable": (Unread(kind="x", name=""),)}, ()),
    ],
)
def test_what_fails_or_cannot_be_read_stands_above_and_is_named(found, said) -> None:
    there = world(record(), health=replace(HEALTH, **found))
    there.command(OWNER, "status")
    assert "NOT EVERY REMINDER IS DELIVERED" in there.text
    assert "REMINDERS ARE LATE" not in there.text
    assert all(each in there.text for each in said)
    assert "Team 12" not in there.text


def test_what_telegram_has_refused_is_said() -> None:
    there = world(record(), health=HEALTH)
    there.command(OWNER, "status")
    assert "Telegram" not in there.text
    assert "Telegram refused" not in there.text
    there.health = replace(HEALTH, line=Line(refused_last=MORNING, unheard_since=MORNING))
    there.command(OWNER, "status")
    assert "last at 23-Nov-2026 09:00 Europe/Berlin; it accepts it again" in there.text
    assert "HAS ARRIVED since 23-Nov-2026 09:00 Europe/Berlin" in there.text
    there.health = replace(HEALTH, line=Line(unshown=3))
    there.command(OWNER, "status")
    assert "did not take since the start: 3" in there.text


def test_what_the_machine_lacks_is_said() -> None:
    there = world(record(), health=HEALTH)
    there.command(OWNER, "status")
    assert "DISK" not in there.text
    assert "BACKUP" not in there.text
    there.health = replace(HEALTH, upkeep=Upkeep(room_mb=0, no_backup_since=MORNING))
    there.command(OWNER, "status")
    assert "THE DISK IS FULL: not a megabyte is left" in there.text
    assert "NO BACKUP HAS BEEN MADE since 23-Nov-2026 09:00 Europe/Berlin" in there.text
    assert "AUDIT" not in there.text
    there.health = replace(HEALTH, upkeep=Upkeep(room_mb=1))
    there.command(OWNER, "status")
    assert "THE DISK IS NEARLY FULL: 1 MB are left" in there.text
    there.health = replace(HEALTH, upkeep=Upkeep(no_head_since=MORNING))
    there.command(OWNER, "status")
    assert "AUDIT CANNOT BE WRITTEN DOWN since 23-Nov-2026 09:00 Europe/Berlin" in there.text


def test_that_nothing_is_encrypted_is_said_to_administrators() -> None:
    there = world(record(), health=replace(HEALTH, upkeep=Upkeep(in_clear=True)))
    for who, said in ((BOSS, True), (OWNER, False)):
        there.command(who, "status")
        assert ("is not encrypted: no key is set up" in there.text) == said
    there.health = HEALTH
    there.command(BOSS, "status")
    assert "encrypted" not in there.text


def test_that_it_goes_on_from_a_backup_is_said() -> None:
    there = world(record(), health=replace(HEALTH, restored=MORNING))
    there.command(OWNER, "status")
    assert "GOES ON FROM A BACKUP of 23-Nov-2026 09:00 Europe/Berlin" in there.text


def test_nothing_is_due_and_nothing_was_sent() -> None:
    there = world(health=replace(HEALTH, next_due=None, last_sent=None))
    there.command(BOSS, "status")
    assert "Next: none" in there.text
    assert "Last sent: none yet" in there.text


def test_what_needs_a_human_is_named_by_its_label() -> None:
    there = world(record())
    gate = next(each for each in there.of(LABEL) if each.matter is Matter.GATE)
    many = tuple(replace(gate, label=f"A{at}") for at in range(22))
    there.health = replace(HEALTH, stuck=(gate, gate, *many))
    there.command(BOSS, "status")
    assert "Answered by nobody: 24, of K7Q-2M3, A0" in there.text
    assert "and of 3 more plans" in there.text
    there.health = replace(HEALTH, stuck=(gate,))
    there.command(BOSS, "status")
    assert "more" not in there.text


@pytest.mark.parametrize("who", [NURSE, TRAINEE, STRANGER])
def test_the_status_is_for_prescribers_and_administrators(who: int) -> None:
    there = world(health=HEALTH)
    there.command(who, "status")
    assert there.says == "status.may_not"


def test_a_status_that_could_not_be_read_is_said() -> None:
    there = world()
    there.command(BOSS, "status")
    assert there.says == "status.not_known"


def moved_clock(there: World, by: timedelta = timedelta(days=365)) -> Outage:
    """The clock of the machine is so far ahead."""
    now = there.utc()
    return Outage(kind=OutageKind.CLOCK, since=now, counted=now, machine=now + by)


def test_a_clock_that_was_moved_is_said_to_be_right_by_an_administrator() -> None:
    there = world(health=HEALTH)
    there.outages = (moved_clock(there),)
    there.command(OWNER, "status")
    assert there.presses == ()
    there.command(BOSS, "status")
    (press,) = there.presses
    there.press(BOSS, press)
    assert there.turn.seen == there.outages[0].machine
    assert there.deeds == ("clock_right",)


def test_only_the_time_that_was_shown_is_taken_as_right() -> None:
    there = world(health=HEALTH)
    there.outages = (moved_clock(there),)
    there.press(BOSS, "clock.right")
    (press,) = there.presses
    assert there.turn.seen is None
    there.now += timedelta(minutes=12)
    there.outages = (moved_clock(there),)
    there.press(BOSS, press)
    assert there.turn.seen is None
    assert there.says == "status.clock_ask"
    there.press(OWNER, press)
    assert there.says == "toast.may_not"


def test_with_no_administrator_a_prescriber_says_that_the_clock_is_right() -> None:
    there = world(health=HEALTH, administrators=())
    there.outages = (moved_clock(there),)
    there.press(OWNER, "clock.right")
    (press,) = there.presses
    there.press(OWNER, press)
    assert there.turn.seen == there.outages[0].machine


@pytest.mark.parametrize("kind", OutageKind)
@pytest.mark.parametrize("listed", ["today", "dose", "upcoming", "plans", "status"])
def test_what_holds_reminders_back_stands_above_every_list(listed: str, kind: OutageKind) -> None:
    there = world(record(), health=HEALTH)
    clock = moved_clock(there)
    there.outages = (clock if kind is OutageKind.CLOCK else Outage(kind=kind, since=MORNING),)
    there.command(OWNER, listed)
    assert there.text.startswith(
        "<b>NO REMINDER HAS BEEN SENT since 23-Nov-2026 09:00 Europe/Berlin: "
    )
    above, *_ = there.text.split("\n\n")
    assert ("More: /status" in above) is (listed != "status")
    assert (len(above) < 130) is (listed != "status" or kind is OutageKind.FULL)
    there.outages = ()
    there.command(OWNER, listed)
    assert "NO REMINDER" not in there.text


def test_what_holds_reminders_back_stands_above_the_dose_of_one_plan_and_in_a_group() -> None:
    there = world(record(), outages=(Outage(kind=OutageKind.FULL, since=MORNING),))
    there.command(OWNER, "dose", LABEL)
    assert there.text.startswith("<b>NO REMINDER HAS BEEN SENT since ")
    there.command(NURSE, "today", chat=GROUP)
    assert there.text.startswith("<b>NO REMINDER HAS BEEN SENT since ")
    assert "/status" not in there.text  # which is nothing for the care team


def test_without_a_dose_of_the_steroid_the_list_names_what_else_is_taken() -> None:
    answers = MODERATE | READY | {"agent_start": "2026-11-24", "methotrexate_weekday": "tuesday"}
    there = world(record(answers=answers))
    there.now = MORNING - timedelta(days=1)
    there.command(OWNER, "plans")
    assert "no predniSONE on this day" in there.text
    off = Decision(move=Move.STOP, on=date(2026, 12, 1), reason=Reason.REMISSION)
    ended = Decided(decision=off, by=OWNER, name="Dr Owner", at=MORNING, revision=2)
    there = world(record(answers=answers, decisions=(ended,)))
    there.now = MORNING + timedelta(days=15)
    there.command(OWNER, "plans")
    assert "no predniSONE on this day" in there.text
    assert "K7Q-2M3: methotrexate 15 mg once a week" in there.text
