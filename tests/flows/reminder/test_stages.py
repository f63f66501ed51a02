"""Every stage against every trigger; what people can do to a reminder, and what they cannot."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from flows.reminder.classes import class_of
from flows.reminder.escalation import claimed
from flows.reminder.stages import (
    LIFE_OF_A_REMINDER,
    acknowledged,
    answered,
    by_handle,
    handle,
    has_no_dose,
    in_message,
    in_stage,
    migrated,
    open_again,
    reached_again,
    rezoned,
    snooze_choices,
    snooze_code,
    snooze_until,
    snoozed,
    waits_for_somebody,
)
from flows.talk.machine import NoWay
from flows.talk.records import Delivery, Intake, Landing, Matter, Stage, Team
from tests.flows.reminder.reminding import (
    AROUND,
    BERLIN,
    GROUP,
    TEAM,
    UNKNOWN,
    at_stage,
    local,
    reading,
    reminder,
    sent,
    told,
)

NOW = local("21 08:00")
LEGAL = {
    ("pending", "claim"): "sending",
    ("pending", "answer"): "answered",
    ("pending", "withdraw"): "withdrawn",
    ("pending", "exhaust"): "needs_human",
    ("sending", "told"): "sent",
    ("sending", "wait"): "sent",
    ("sending", "snooze"): "snoozed",
    ("sending", "acknowledge"): "acknowledged",
    ("sending", "answer"): "answered",
    ("sending", "withdraw"): "withdrawn",
    ("sending", "exhaust"): "needs_human",
    ("sent", "claim"): "sending",
    ("sent", "snooze"): "snoozed",
    ("sent", "acknowledge"): "acknowledged",
    ("sent", "answer"): "answered",
    ("sent", "withdraw"): "withdrawn",
    ("sent", "pass"): "withdrawn",
    ("sent", "exhaust"): "needs_human",
    ("snoozed", "claim"): "sending",
    ("snoozed", "snooze"): "snoozed",
    ("snoozed", "acknowledge"): "acknowledged",
    ("snoozed", "answer"): "answered",
    ("snoozed", "withdraw"): "withdrawn",
    ("snoozed", "exhaust"): "needs_human",
    ("needs_human", "claim"): "sending",
    ("needs_human", "snooze"): "snoozed",
    ("needs_human", "exhaust"): "needs_human",
    ("needs_human", "acknowledge"): "acknowledged",
    ("needs_human", "answer"): "answered",
    ("needs_human", "withdraw"): "withdrawn",
    ("needs_human", "reach"): "pending",
    ("withdrawn", "want"): "pending",
    ("withdrawn", "reopen"): "sent",
    ("answered", "reopen"): "sent",
}
TRIGGERS = sorted({row.trigger for row in LIFE_OF_A_REMINDER.rows})


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize("stage", Stage)
def test_every_stage_goes_its_way_by_every_trigger_or_has_none(stage, trigger):
    subject = at_stage(stage)
    wanted = LEGAL.get((stage, trigger))
    if wanted is None:
        with pytest.raises(NoWay):
            in_stage(subject, trigger)
    else:
        assert in_stage(subject, trigger).stage == wanted


def test_every_way_of_the_table_is_walked():
    ways = {(row.source, row.trigger) for row in LIFE_OF_A_REMINDER.rows}
    assert ways == {*LEGAL, ("pending", "acknowledge")}
    assert LIFE_OF_A_REMINDER.states == tuple(Stage)


def test_one_that_nobody_has_seen_waits_as_pending():
    sending = claimed(reminder(), AROUND, NOW)
    assert in_stage(sending, "wait").stage is Stage.PENDING


def test_one_that_was_perhaps_shown_can_be_acknowledged():
    perhaps = told(reminder(), NOW, g=UNKNOWN)
    assert perhaps.stage is Stage.PENDING
    assert acknowledged(perhaps, by=3, name="Ana", now=NOW).stage is Stage.ACKNOWLEDGED


def test_one_that_was_never_sent_cannot():
    with pytest.raises(NoWay):
        acknowledged(reminder(), by=3, name="Ana", now=NOW)


@pytest.mark.parametrize("end", [acknowledged, answered])
def test_the_end_says_who_and_when_and_nothing_is_due(end):
    over = end(sent(), by=3, name="Ana", now=NOW)
    assert (over.by, over.name, over.at, over.due) == (3, "Ana", NOW, None)
    assert not over.stage.is_open
    assert over.serial == sent().serial + 1


@pytest.mark.parametrize("end", [acknowledged, answered])
@pytest.mark.parametrize("stage", [Stage.ACKNOWLEDGED, Stage.ANSWERED, Stage.WITHDRAWN])
def test_what_is_over_ends_only_once(stage, end):
    with pytest.raises(NoWay):
        end(at_stage(stage), by=3, name="Ana", now=NOW)


def test_an_early_answer_ends_a_gate_that_was_not_sent():
    assert answered(reminder(Matter.GATE), by=7, name="Bo", now=NOW).stage is Stage.ANSWERED


def test_three_choices_to_put_it_off_each_at_its_time():
    choices = snooze_choices(sent(), TEAM, NOW)
    assert [reading(each) for each in choices] == ["21 09:00", "21 20:00", "22 08:00"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("21 19:30", ["21 20:00", "22 06:00", "22 08:00"]),
        ("21 20:00", ["22 06:00", "22 08:00", "22 20:00"]),
        ("21 23:10", ["22 06:00", "22 08:00", "22 20:00"]),
        ("21 05:00", ["21 06:00", "21 08:00", "21 20:00"]),
    ],
)
def test_the_choices_stay_within_the_day(now, expected):
    choices = snooze_choices(sent(), TEAM, local(now))
    assert [reading(each) for each in choices] == expected


def test_the_choices_keep_the_hours_of_the_team():
    office = replace(TEAM, day_from=time(9), day_to=time(17))
    choices = snooze_choices(sent(), office, NOW)
    assert [reading(each) for each in choices] == ["21 09:00", "21 17:00"]


def test_a_team_with_odd_hours_still_has_some():
    night = Team(number=1, zone=BERLIN, day_from=time(21), day_to=time(5))
    assert {reading(each) for each in snooze_choices(sent(), night, NOW)} == {"21 20:00"}


@pytest.mark.parametrize("now", ["21 07:31", "21 19:30", "21 23:10", "21 05:00"])
def test_a_button_names_the_very_instant_that_it_offers(now):
    at = local(now)
    for each in snooze_choices(sent(), TEAM, at):
        code = snooze_code(each, BERLIN)
        assert snooze_until(code, sent(), TEAM, at) == each
        with pytest.raises(NoWay):
            snooze_until(code, sent(), TEAM, each)


def test_a_time_outside_the_hours_of_the_team_was_never_offered():
    evening = snooze_code(local("21 19:00"), BERLIN)
    assert reading(snooze_until(evening, sent(), TEAM, NOW)) == "21 19:00"
    with pytest.raises(NoWay):
        snooze_until(evening, sent(), replace(TEAM, day_from=time(9), day_to=time(17)), NOW)


def test_it_is_put_off_three_times_and_no_more():
    off = sent()
    for count in (1, 2, 3):
        off = snoozed(off, local("21 09:00"), NOW)
        assert (off.stage, off.snoozes, off.due) == (Stage.SNOOZED, count, local("21 09:00"))
    assert snooze_choices(off, TEAM, NOW) == ()
    with pytest.raises(NoWay):
        snoozed(off, local("21 09:00"), NOW)


@pytest.mark.parametrize("until", [NOW - timedelta(hours=1), NOW, NOW + timedelta(hours=26)])
def test_it_is_not_put_off_into_the_past_or_too_far(until):
    with pytest.raises(NoWay):
        snoozed(sent(), until, NOW)


def test_it_is_put_off_to_the_longest_and_not_a_second_more():
    until = NOW + timedelta(hours=25)
    off = snoozed(sent(tries=2, at=NOW), until, NOW)
    assert (off.due, off.at, off.tries, off.rounds) == (until, None, 0, 1)
    with pytest.raises(NoWay):
        snoozed(sent(), until + timedelta(seconds=1), NOW)


def test_after_a_snooze_its_round_is_a_repeat_and_none_that_goes_up():
    rounds = [snoozed(sent(rounds=n), local("21 09:00"), NOW).rounds for n in range(6)]
    most = class_of(Matter.LABORATORY).repeats
    assert rounds == [min(n, most) for n in range(6)]


def test_every_choice_may_be_taken():
    for now in ("21 00:30", "21 07:59", "21 08:00", "21 20:00", "21 23:59"):
        for until in snooze_choices(sent(), TEAM, local(now)):
            assert snoozed(sent(), until, local(now)).due == until


def test_a_heads_up_is_not_put_off():
    assert snooze_choices(sent(Matter.HEADS_UP), TEAM, NOW) == ()
    with pytest.raises(NoWay):
        snoozed(sent(Matter.HEADS_UP), local("21 09:00"), NOW)


def test_after_a_snooze_it_is_told_again_to_the_same_and_does_not_go_up():
    about_to_go_up = sent(rounds=3)
    off = snoozed(about_to_go_up, local("21 09:00"), NOW)
    assert claimed(off, AROUND, local("21 09:00")).raised == 0
    assert claimed(about_to_go_up, AROUND, local("21 09:00")).raised == 1


def test_another_zone_keeps_the_wall_time():
    there = rezoned(reminder(), "America/New_York")
    assert there.wall == reminder().wall
    assert there.due == local("21 13:30")
    assert there.serial == 2
    assert rezoned(at_stage(Stage.ACKNOWLEDGED), "UTC").due == local("21 12:30")
    over = acknowledged(sent(), by=3, name="Ana", now=NOW)
    assert rezoned(over, "UTC").due is None


def test_what_waits_for_no_hour_stays_at_its_instant_in_another_zone():
    urgent = reminder(Matter.URGENT)
    there = rezoned(urgent, "Asia/Tokyo")
    assert (there.due, there.serial, there.zone) == (urgent.due, 2, "Asia/Tokyo")
    assert there.wall == urgent.wall + timedelta(hours=8)
    assert rezoned(reminder(), "Asia/Tokyo").zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("matter", "changes", "none"),
    [
        (Matter.METHOTREXATE, {}, False),
        (Matter.METHOTREXATE, {"detail": "held"}, True),
        (Matter.METHOTREXATE, {"intake": Intake.TOO_SOON}, True),
        (Matter.LABORATORY, {"detail": "held"}, False),
        (Matter.LABORATORY, {"intake": Intake.TOO_SOON}, False),
        (Matter.LABORATORY, {}, False),
    ],
)
def test_only_a_weekly_dose_that_is_not_taken_waits_for_nobody(matter, changes, none):
    told_of = sent(matter, **changes)
    assert has_no_dose(told_of) is none
    assert waits_for_somebody(told_of) is not none
    assert not waits_for_somebody(reminder(matter, **changes))


def test_a_group_with_a_new_number_keeps_its_message_and_what_is_due():
    (there,) = migrated(sent(), GROUP, -200).deliveries
    assert (there.chat, there.message) == (-200, 41)
    assert migrated(sent(), GROUP, -200).due == sent().due
    assert migrated(sent(), -3, -200).deliveries == sent().deliveries


def test_a_new_number_is_written_once():
    assert migrated(sent(), GROUP, -200).serial == sent().serial + 1


def delivery(landing=Landing.WAITS, unknowns=0):
    return Delivery(chat=GROUP, landing=landing, unknowns=unknowns)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (delivery(Landing.SENT), delivery(Landing.SENT)),
        (delivery(Landing.SENT, 2), delivery(Landing.SENT, 2)),
        (delivery(Landing.REFUSED), delivery(Landing.WAITS)),
        (delivery(Landing.REFUSED, 1), delivery(Landing.UNKNOWN, 1)),
        (delivery(Landing.UNKNOWN, 3), delivery(Landing.UNKNOWN, 1)),
    ],
)
def test_what_may_have_arrived_keeps_its_mark_where_it_goes_once_more(before, after):
    assert open_again(before) == after


@pytest.mark.parametrize(("unknowns", "tries"), [(0, 0), (2, 1)])
def test_where_somebody_can_be_told_again_it_begins_anew_within_the_hours(unknowns, tries):
    stuck = replace(
        at_stage(Stage.NEEDS_HUMAN),
        at=NOW, raised=3, rounds=9, tries=4, due=None,
        deliveries=(delivery(Landing.REFUSED, unknowns),),
    )  # fmt: skip
    again = reached_again(stuck, TEAM, local("21 23:00"))
    assert (again.stage, reading(again.due)) == (Stage.PENDING, "22 06:00")
    assert (again.at, again.raised, again.tries) == (None, 0, tries)
    assert again.rounds == class_of(Matter.LABORATORY).repeats
    assert again.deliveries == (open_again(delivery(Landing.REFUSED, unknowns)),)
    assert reading(reached_again(stuck, TEAM, NOW).due) == "21 08:00"


def test_where_somebody_can_be_told_again_an_urgent_one_waits_for_no_hour():
    stuck = replace(sent(Matter.URGENT), stage=Stage.NEEDS_HUMAN)
    assert reached_again(stuck, TEAM, local("21 23:00")).due == local("21 23:00")


def test_a_button_holds_the_reminder_by_its_handle():
    dose = reminder(Matter.DOSE, detail="17.5")
    eyes = reminder(Matter.EYES)
    assert handle(dose) == "dose.20261221.17.5"
    assert handle(eyes) == "eyes.20261221"
    assert by_handle((eyes, dose), "dose.20261221.17.5") == dose
    assert by_handle((eyes, dose), "dose.20261221.17") is None


@pytest.mark.parametrize("detail", ["", "17.5", "group_gone_12", "x" * 99])
@pytest.mark.parametrize("matter", Matter)
def test_every_handle_leaves_room_for_the_longest_press(matter, detail):
    """1|K7Q-2M3|1000|at.k30.<handle>|<12 characters>"""
    row = reminder(matter, day=date(2026, 12, 31), detail=detail)
    held = handle(row)
    assert len(f"1|K7Q-2M3|1000|at.k30.{held}|") + 12 <= 64
    other = replace(row, detail=f"{detail}1")
    assert by_handle((other, row), held) == row


def shown_as(matter, *places, day=0):
    """One that these messages show, each a chat and a number."""
    deliveries = tuple(
        Delivery(chat=chat, landing=Landing.SENT, message=number) for chat, number in places
    )
    made = reminder(matter, deliveries=deliveries, stage=Stage.SENT)
    return replace(made, day=made.day + timedelta(days=day))


def test_a_message_shows_what_was_sent_in_it_the_dose_first():
    eyes, dose = shown_as(Matter.EYES, (GROUP, 41)), shown_as(Matter.DOSE, (GROUP, 41))
    others = (
        shown_as(Matter.VACCINES, (GROUP, 42)),
        shown_as(Matter.VACCINES, (-200, 41)),
        shown_as(Matter.VACCINES),
    )
    assert in_message((eyes, *others, dose), GROUP, 41) == (dose, eyes)
    assert in_message((eyes, *others, dose), GROUP, 0) == ()


@pytest.mark.parametrize(
    ("other", "stays"),
    [
        (shown_as(Matter.GATE, (GROUP, 43)), False),
        (shown_as(Matter.GATE, (-200, 43)), True),  # asked elsewhere
        (shown_as(Matter.GATE), True),  # not asked yet
        (shown_as(Matter.GATE, (GROUP, 43), day=7), True),  # another question
        (shown_as(Matter.EYES, (GROUP, 43)), True),
    ],
)
def test_a_heads_up_gives_way_to_its_question_once_that_was_asked_in_the_chat(other, stays):
    before, beside = shown_as(Matter.HEADS_UP, (GROUP, 41)), shown_as(Matter.EYES, (GROUP, 41))
    shown_now = in_message((before, other, beside), GROUP, 41)
    assert shown_now == ((before, beside) if stays else (beside,))
