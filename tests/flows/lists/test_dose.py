"""What is due and in force: /today, /dose, /upcoming, in private and in a group."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.course.decisions import Decision, Move, Reason
from flows.reminder.readable import readable
from flows.talk.records import Decided, Matter, Stage
from flows.talk.replies import Note, Say, ShowPlan
from flows.talk.turn import Commanded
from tests.editions.changed import by_later_edition
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
    OTHER_GROUP,
    OUTSIDER,
    OWNER,
    STRANGER,
    THEIRS,
    TRAINEE,
    UNBOUND,
    World,
    record,
    world,
)

COMMANDS = ("today", "upcoming", "dose")


def decided(move: Move, on: date, reason: Reason, **more: object) -> Decided:
    decision = Decision(move=move, on=on, reason=reason, **more)  # type: ignore[arg-type]
    return Decided(decision=decision, by=OWNER, name="Dr Owner", at=MORNING)


STEPPED = record(revision=2, decisions=(decided(Move.STEP, date(2026, 12, 21), Reason.RESPONSE),))


LEFT = record(revision=2, decisions=(decided(Move.STOP, date(2026, 12, 21), Reason.MOVED),))


def many(count: int) -> World:
    labels = ("K7Q-2M3", "A45-672", "B45-677", "C45-67C", "D45-67H", "E45-67P")
    plans = [record(label) for label in labels]
    plans += [record(f"F{at:02d}-234".replace("0", "A").replace("1", "B")) for at in range(9)]
    return world(*plans[:count])


# ------------------------------------------------------------------------------- /today


def test_the_dose_of_this_day_stands_under_the_label_with_its_date() -> None:
    there = world(record(), record(ALONE, team=0))
    there.command(OWNER, "today")
    assert there.text.count("predniSONE 50 mg by mouth once a day in the morning, confirmed") == 2
    assert "K7Q-2M3, Monday 23-Nov-2026" in there.text


def test_in_a_group_only_its_teams_plans_are_told() -> None:
    there = world(record(), record(ALONE, team=0), record(FOREIGN, team=THEIRS))
    there.command(NURSE, "today", chat=GROUP)
    assert LABEL in there.text
    assert ALONE not in there.text
    assert FOREIGN not in there.text
    assert there.text.split("\n")[0] == "<b>K7Q-2M3, Monday 23-Nov-2026</b>"


def test_a_plan_of_another_team_is_told_in_no_group_whoever_asks_and_whatever_was_read() -> None:
    there = world(record(), record(FOREIGN, team=THEIRS))
    context = there.context(OWNER, Commanded(name="today", argument=""), GROUP)
    read = replace(context, known=replace(context.known, plans=tuple(there.plans.values())))
    assert [each.label for each in readable(read)] == [LABEL]


def test_of_a_plan_that_another_team_goes_on_with_no_dose_is_called_none() -> None:
    there = world(LEFT)
    there.now = MORNING.replace(month=12, day=23)
    there.command(OWNER, "today")
    assert "Nothing is planned here any more: the last day that was is Sunday 20-Dec" in there.text
    there.command(OWNER, "plans")
    assert "K7Q-2M3: nothing is planned here any more" in there.text
    assert "no predniSONE" not in there.text


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("who", [STRANGER, TRAINEE, BOSS, OUTSIDER])
def test_who_has_no_role_in_the_team_is_told_nothing(who: int, command: str) -> None:
    there = world(record())
    there.command(who, command, chat=GROUP)
    assert there.says == "list.no_role"
    for press in ("today.1", "upcoming.1", "dose.2027-01-12.1"):
        there.press(who, press, chat=GROUP)
        assert there.says == "list.no_role"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_group_of_no_team_is_told_how_it_is_bound(command: str) -> None:
    there = world(record())
    there.command(NURSE, command, chat=UNBOUND)
    assert there.says == "list.no_team_here"


def test_in_private_nobody_is_told_of_what_they_may_not_open() -> None:
    there = world(record(), record(ALONE, team=0))
    for who in (NURSE, TRAINEE, STRANGER, BOSS, OUTSIDER):
        there.command(who, "today")
        assert there.says == ("list.in_the_group" if who == NURSE else "list.no_plans")
    there.command(COLLEAGUE, "today")
    assert LABEL in there.text
    assert ALONE not in there.text


def test_an_owner_without_a_role_in_the_team_is_told_of_the_own_plan_there() -> None:
    there = world(record(), record(ALONE, owner=COLLEAGUE))
    there.people[OWNER] = replace(there.people[OUTSIDER], who=OWNER)
    there.command(OWNER, "today", chat=GROUP)
    assert LABEL in there.text
    assert ALONE not in there.text


def test_what_is_due_and_what_nobody_answered_stands_below() -> None:
    there = world(record())
    there.now = MORNING.replace(month=12, day=23)
    gate = next(each for each in there.of(LABEL) if each.matter is Matter.GATE)
    there.put(replace(gate, stage=Stage.SENT, serial=2))
    there.command(NURSE, "today", chat=GROUP)
    assert "Not answered: decision on the next step, Monday 21-Dec-2026" in there.text
    assert "Due: eye check, Wednesday 23-Dec-2026" in there.text
    assert "40 mg a day has been due since Monday 21-Dec-2026 and is not confirmed" in there.text
    assert "predniSONE 50 mg" in there.text


@pytest.mark.parametrize("stage", Stage)
def test_what_was_told_stands_there_until_somebody_ends_it(stage: Stage) -> None:
    over = {Stage.ACKNOWLEDGED, Stage.ANSWERED, Stage.WITHDRAWN}
    there = world(record())
    there.now = MORNING.replace(month=12, day=23)
    gate = next(each for each in there.of(LABEL) if each.matter is Matter.GATE)
    there.reminders.clear()
    told = {Stage.SENT, Stage.SNOOZED, Stage.PENDING}
    there.put(replace(gate, stage=stage, due=gate.due if stage in told else None, serial=2))
    says = "Not answered: decision on the next step, Monday 21-Dec-2026"
    stands = stage not in {*over, Stage.PENDING}
    there.command(OWNER, "today")
    assert (says in there.text) is stands
    there.command(OWNER, "plans", "due")
    assert (LABEL in there.text) is (stands or stage is Stage.PENDING)
    there.press(OWNER, "hand")
    assert (says in there.text) is stands


def test_a_plan_that_waits_and_a_child_say_so() -> None:
    there = world(
        record(live=False),
        record(ALONE, answers=CHILD),
        by_later_edition(record(FOREIGN)),
        record("C45-67C", closed_at=MORNING),
    )
    there.command(OWNER, "today")
    assert f"{LABEL}, Monday 23-Nov-2026: NOT LIVE" in there.text
    assert "morning, confirmed" not in there.text.partition(ALONE)[0].partition(LABEL)[2]
    assert "paediatric rheumatology" in there.text
    assert "predniSONE 42.5 mg" in there.text  # as the other edition showed it
    assert "C45-67C" not in there.text


def test_many_plans_are_told_page_by_page() -> None:
    there = many(10)
    there.command(NURSE, "today", chat=GROUP)
    assert there.presses == ("today.1", "day", "upcoming")
    first = there.text.count("morning, confirmed")
    there.press(NURSE, "today.1", chat=GROUP)
    assert there.presses == ("today.0", "day", "upcoming")
    assert first + there.text.count("morning, confirmed") == 10
    there.press(NURSE, "today.x", chat=GROUP)
    assert there.presses == ("today.1", "day", "upcoming")


def test_the_next_date_is_named_until_it_has_come() -> None:
    there = world(record())
    there.command(OWNER, "today")
    assert "Next: 40 mg a day from Monday 21-Dec-2026, once a prescriber confirms it" in there.text
    there = world(record(), now=MORNING.replace(month=12, day=22))
    there.command(OWNER, "today")
    assert "Next:" not in there.text
    assert "40 mg a day has been due since Monday 21-Dec-2026 and is not confirmed" in there.text


def test_before_the_first_dose_its_day_is_the_next_date() -> None:
    there = world(record(), now=MORNING.replace(day=20))
    there.command(OWNER, "today")
    assert "No dose yet: the course begins on Monday 23-Nov-2026" in there.text
    assert "Next:" not in there.text


def test_of_what_is_not_live_no_next_date_is_named() -> None:
    there = world(record(live=False), record(ALONE, team=0, answers=CHILD))
    there.command(OWNER, "today")
    assert "Next:" not in there.text


# --------------------------------------------------------------------------- where they lead


@pytest.mark.parametrize("name", COMMANDS)
def test_in_private_a_list_has_the_keys_of_the_plans_that_can_be_opened(name: str) -> None:
    there = world(record(), record(ALONE, team=0), record(FOREIGN, team=0, owner=STRANGER))
    there.command(OWNER, name)
    keys = [choice for row in there.turn.replies[0].choices for choice in row]  # type: ignore[union-attr]
    assert {each.label for each in keys if each.press == "show"} == {LABEL, ALONE}
    there.press(OWNER, "show", label=ALONE)
    (card,) = there.turn.replies
    assert isinstance(card, ShowPlan)
    assert card.record.label == ALONE


def test_many_plans_have_one_key_to_their_list() -> None:
    there = many(9)
    there.command(OWNER, "today")
    assert "show" not in there.presses
    assert "plans.all" in there.presses


@pytest.mark.parametrize("name", COMMANDS)
def test_in_the_group_there_is_no_key_that_the_care_team_may_not_press(name: str) -> None:
    there = world(record())
    there.command(NURSE, name, chat=GROUP)
    keys = there.presses
    assert {each for each in keys if "." not in each} == {"today", "day", "upcoming"} - {name}
    for key in keys:
        there.press(NURSE, key, chat=GROUP)
        assert isinstance(there.turn.replies[0], Note), key


def test_another_day_is_pressed_or_typed_as_a_command() -> None:
    there = world(record())
    there.press(NURSE, "day", chat=GROUP)
    assert "/dose 12-Jan-2027" in there.text
    assert there.presses[:2] == ("dose.2026-11-24.0", "dose.2026-11-30.0")
    there.press(NURSE, "dose.2026-11-30.0", chat=GROUP)
    assert f"{LABEL}, Monday 30-Nov-2026" in there.text


def test_whoever_may_not_read_the_lists_is_told_so_at_that_key_too() -> None:
    there = world(record())
    there.press(OUTSIDER, "day", chat=GROUP)
    assert there.turn.replies == (Say(says="list.no_role"),)


# -------------------------------------------------------------------------------- /dose


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("22-Nov-2026", "No dose yet: the course begins on Monday 23-Nov-2026"),
        ("23-Nov-2026", "50 mg by mouth once a day in the morning, confirmed"),
        ("20 december 2026", "50 mg by mouth once a day in the morning, confirmed"),
        ("2026-12-21", "40 mg by mouth once a day in the morning, confirmed"),
        ("12-Jan-2027", "30 mg by mouth once a day in the morning, planned: only if every step"),
        ("1-Jan-2030", "No dose, if every step is confirmed"),
    ],
)
def test_the_dose_of_any_day_is_confirmed_or_planned(day: str, said: str) -> None:
    there = world(STEPPED)
    there.now = MORNING.replace(month=12, day=28)
    there.command(NURSE, "dose", day, chat=GROUP)
    assert said in there.text


@pytest.mark.parametrize("hour", [0, 7, 11, 13, 23])
@pytest.mark.parametrize("day", [21, 22, 28])
def test_silence_never_means_a_step_at_any_hour(day: int, hour: int) -> None:
    there = world(record())
    there.now = MORNING.replace(month=12, day=day, hour=hour)
    for command in ("today", "dose"):
        there.command(NURSE, command, chat=GROUP)
        assert "50 mg by mouth once a day in the morning, confirmed" in there.text
        assert "40 mg by mouth" not in there.text
        assert (
            "40 mg a day has been due since Monday 21-Dec-2026 and is not confirmed" in there.text
        )
    there.command(OWNER, "plans")
    assert "K7Q-2M3: 50 mg a day; next step Monday 21-Dec-2026" in there.text


def test_a_dose_waits_for_its_step_on_every_later_day() -> None:
    there = world(record())
    there.now = MORNING.replace(month=12, day=28, hour=15)
    there.command(OWNER, "dose", "28-Dec-2026")
    assert "50 mg by mouth" in there.text
    assert "40 mg a day has been due since" in there.text
    there.command(OWNER, "dose", "29-Dec-2026")
    assert "40 mg by mouth once a day in the morning, planned" in there.text


def test_after_a_stop_there_is_no_dose() -> None:
    stop = decided(Move.STOP, date(2026, 12, 1), Reason.INFECTION)
    there = world(record(revision=2, decisions=(stop,)))
    there.now = MORNING.replace(month=12, day=2)
    there.command(OWNER, "dose", "5-Dec-2026")
    assert "the course has ended, its last day was Monday 30-Nov-2026" in there.text


def test_the_last_step_that_waits_is_named_as_the_end() -> None:
    low = decided(Move.OFF_PLAN, date(2026, 11, 23), Reason.REMISSION, mg=Decimal("2.5"), weeks=2)
    there = world(record(revision=2, decisions=(low,)))
    there.now = MORNING.replace(month=12, day=10)
    there.command(OWNER, "today")
    assert "The end has been due since Monday 07-Dec-2026 and is not confirmed" in there.text


def test_one_plan_is_named_by_its_label() -> None:
    there = world(record(), record(ALONE, team=0))
    there.command(OWNER, "dose", "k7q-2m3 23-Nov-2026")
    assert LABEL in there.text
    assert ALONE not in there.text
    there.command(OWNER, "dose", LABEL)
    assert "K7Q-2M3, Monday 23-Nov-2026" in there.text


def test_a_label_of_others_and_one_that_never_was_are_answered_the_same() -> None:
    there = world(record(), record(ALONE, team=0), record(FOREIGN, team=THEIRS, owner=OUTSIDER))
    for label in (ALONE, FOREIGN, "C45-67C"):
        there.command(NURSE, "dose", f"{label} 23-Nov-2026", chat=GROUP)
        assert there.says == "list.no_such_plan"
    there.command(OWNER, "dose", f"{FOREIGN} 23-Nov-2026")
    assert there.says == "list.no_such_plan"
    there.command(OWNER, "dose", "K7Q-2M4 23-Nov-2026")
    assert there.says == "list.mistyped"


@pytest.mark.parametrize("text", ["John Smith", "born 12/03/57", "MRN 12345", "x@y.org"])
def test_what_could_name_a_patient_is_refused_and_not_echoed(text: str) -> None:
    there = world(record())
    for command in ("dose", "plans"):
        there.command(OWNER, command, text)
        assert there.says == "refused.identifier"
        assert text not in there.text


@pytest.mark.parametrize("text", ["12/01/2027", "12 January", "soon", "31-Feb-2027"])
def test_a_day_that_is_not_read_is_told_how_to_name(text: str) -> None:
    there = world(record())
    there.command(NURSE, "dose", text, chat=GROUP)
    assert there.says == "list.how_dose"


def test_a_day_is_turned_page_by_page() -> None:
    there = many(10)
    there.command(OWNER, "dose", "12-Jan-2027")
    assert there.presses == ("dose.2027-01-12.1", "plans.all", "today", "day", "upcoming")
    there.press(OWNER, "dose.2027-01-12.1")
    assert "Tuesday 12-Jan-2027" in there.text
    for press in ("dose", "dose.x.1", "dose.2027-13-01.1"):
        there.press(OWNER, press)
        assert there.says == "toast.not_now"


def test_the_day_of_a_group_is_that_of_its_teams_zone() -> None:
    there = world(record(team=THEIRS))
    there.now = MORNING.replace(hour=3)
    there.command(OUTSIDER, "dose", "", chat=OTHER_GROUP)
    assert "Sunday 22-Nov-2026" in there.text


# ---------------------------------------------------------------------------- /upcoming


def test_each_reminder_has_its_weekday_date_time_zone_and_recipients() -> None:
    there = world(record())
    there.command(NURSE, "upcoming", chat=GROUP)
    assert (
        "<b>K7Q-2M3: results needed for the next step</b>\n"
        "Saturday 19-Dec-2026 at 14:00 Europe/Berlin, about Monday 21-Dec-2026, "
        "to the group and the owner"
    ) in there.text
    assert (
        "<b>K7Q-2M3: bone protection</b>\nMonday 23-Nov-2026 at 09:00 Europe/Berlin, to the group"
    ) in there.text


def test_the_next_steps_are_told_if_every_one_is_confirmed() -> None:
    there = world(record())
    pages = ""
    there.command(NURSE, "upcoming", chat=GROUP)
    for page in range(1, 9):
        pages += there.text
        if f"upcoming.{page}" not in there.presses:
            break
        there.press(NURSE, f"upcoming.{page}", chat=GROUP)
    assert (
        "<b>K7Q-2M3: next doses, if every step is confirmed</b>\n"
        "40 mg a day from Monday 21-Dec-2026\n"
        "30 mg a day from Monday 04-Jan-2027"
    ) in pages
    there.press(NURSE, "upcoming.x", chat=GROUP)
    assert "upcoming.1" in there.presses


def test_where_nobody_can_be_in_a_place_the_next_one_is_named() -> None:
    there = world(record(ALONE, team=0))
    there.command(OWNER, "upcoming")
    assert "to the owner" in there.text
    assert "the group" not in there.text
    bone = next(each for each in there.of(ALONE) if each.matter is Matter.BONE)
    there.put(replace(bone, raised=3, serial=2))
    there.command(OWNER, "upcoming")
    assert "to the owner, the team's other prescribers and the administrators" in there.text


def test_what_has_no_step_to_come_shows_none() -> None:
    there = world(
        record(live=False),
        record(ALONE, answers=CHILD),
    )
    for each in list(there.reminders):
        del there.reminders[each]
    there.command(OWNER, "upcoming")
    assert there.says == "list.nothing_ahead"
    stop = decided(Move.STOP, date(2026, 12, 1), Reason.INFECTION)
    there = world(record(revision=2, decisions=(stop,)))
    there.command(OWNER, "upcoming")
    assert "if every step is confirmed" not in there.text


def test_a_course_to_be_reassessed_has_no_dated_step() -> None:
    hold = decided(Move.HOLD, date(2027, 2, 20), Reason.NOT_BETTER, weeks=2)
    there = world(record(revision=2, decisions=(hold,)))
    there.now = MORNING.replace(year=2027, month=2, day=21)
    there.command(OWNER, "upcoming")
    assert "if every step is confirmed" not in there.text
    there.command(OWNER, "dose", "1-May-2027")
    assert "No later dose has a date" in there.text
    there.command(OWNER, "plans")
    assert "reassess, no date follows by itself" in there.text


def test_what_waits_for_nobody_has_no_line_among_what_is_to_come() -> None:
    there = world(record())
    gate = next(each for each in there.of(LABEL) if each.matter is Matter.GATE)
    there.command(OWNER, "upcoming")
    assert "decision on the next step" in there.text
    for each in there.of(LABEL):
        stage = Stage.NEEDS_HUMAN if each.id == gate.id else Stage.WITHDRAWN
        there.put(replace(each, stage=stage, due=None, serial=each.serial + 1))
    there.command(OWNER, "upcoming")
    assert "decision on the next step" not in there.text.partition("Reminders to come")[2]
