"""Rounds: who is told, what is tried again and when, what repeats, and what goes up."""

from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise

import pytest

from flows.reminder.escalation import Landed, claimed, recovered, settled
from flows.reminder.hours import reading as clock
from flows.reminder.recipients import Recipients, levels
from flows.reminder.stages import migrated, outstanding, snoozed
from flows.talk.machine import NoWay
from flows.talk.records import Landing, Matter, Stage
from tests.flows.reminder.reminding import (
    ADMIN,
    AROUND,
    BERLIN,
    GROUP,
    OTHER,
    OWNER,
    REFUSED,
    SENT,
    TEAM,
    UNKNOWN,
    WAITS,
    chats,
    later,
    local,
    reading,
    reminder,
    sent,
    told,
)
from tests.flows.reminder.wanted.question_table import NOT_AGAIN

DUE = local("21 07:30")
NOT_THE_GROUP = {Matter.ASKED, Matter.UNDELIVERED, Matter.STEROID_OVER}
HALF_AN_HOUR = timedelta(minutes=30)


def history(matter, *, around=AROUND, team=TEAM, most=20):
    """(when, to whom) of every round, acknowledged by nobody, until its chain has ended."""
    one, seen = reminder(matter), []
    while one.due and len(seen) < most:
        now = one.due
        one = claimed(one, around, now)
        if one.stage is not Stage.SENDING:
            break
        seen.append((reading(now), chats(outstanding(one))))
        one = settled(one, {each.chat: SENT for each in one.deliveries}, team, now)
    return seen, one


def test_unacknowledged_it_repeats_twice_then_goes_up_place_by_place():
    seen, end = history(Matter.LABORATORY)
    assert seen == [
        ("21 07:30", [GROUP]),
        ("21 11:30", [GROUP]),
        ("21 15:30", [GROUP]),
        ("21 19:30", [GROUP, OWNER]),
        ("22 06:00", [GROUP, OWNER, OTHER]),
        ("22 10:00", [GROUP, OWNER, OTHER, ADMIN]),
    ]
    assert (end.stage, end.at) == (Stage.NEEDS_HUMAN, local("22 14:00"))
    assert reading(end.due) == "29 09:00"


def in_silence(matter, *, days=60, around=AROUND):
    """The local day of every round for so many days in which nobody answers, and how it stands."""
    one, seen = reminder(matter), []
    while one.due and one.due < DUE + timedelta(days=days):
        now = one.due
        one = claimed(one, around, now)
        if one.stage is Stage.SENDING:
            seen.append((clock(now, BERLIN).date(), chats(outstanding(one))))
            one = settled(one, {each.chat: SENT for each in one.deliveries}, TEAM, now)
    return seen, one


@pytest.mark.parametrize("matter", Matter)
def test_in_silence_everything_is_told_again_each_week_unless_something_else_asks(matter):
    seen, end = in_silence(matter)
    days = [day for day, _ in seen]
    between = max(then - day for day, then in pairwise(days)) if days[1:] else timedelta(0)
    assert between <= timedelta(weeks=1)
    assert (end.stage is Stage.NEEDS_HUMAN) is (matter is not Matter.HEADS_UP)
    assert (end.due is None) is (matter in NOT_AGAIN)
    if matter not in NOT_AGAIN:
        assert days[-1] > (DUE + timedelta(days=52)).date()
        everybody = {GROUP, OWNER, OTHER, ADMIN} - ({GROUP} if matter in NOT_THE_GROUP else set())
        once = {ADMIN} if matter is Matter.URGENT else set()
        assert set(seen[-1][1]) == everybody - once


def test_told_again_each_week_it_waits_for_a_human_all_the_while():
    _, end = in_silence(Matter.GATE)
    again = settled(
        claimed(end, AROUND, end.due), dict.fromkeys((GROUP, OWNER), SENT), TEAM, end.due
    )
    assert again.stage is Stage.SENT  # not everybody was told yet
    _, there = in_silence(Matter.GATE, days=30)
    assert there.stage is Stage.NEEDS_HUMAN
    put_off = snoozed(there, there.at + timedelta(hours=1), there.at)
    assert (put_off.stage, put_off.at) == (Stage.SNOOZED, None)


def test_whoever_can_be_reached_no_more_is_not_told_each_week():
    _, end = in_silence(Matter.GATE)
    none = claimed(end, Recipients(), end.due)
    assert (none.stage, none.due) == (Stage.NEEDS_HUMAN, end.due + timedelta(weeks=1))


def test_a_gate_comes_daily_three_times_more_then_goes_up():
    seen, end = history(Matter.GATE)
    assert seen == [
        ("21 07:30", [GROUP, OWNER]),
        ("22 07:30", [GROUP, OWNER]),
        ("23 07:30", [GROUP, OWNER]),
        ("24 07:30", [GROUP, OWNER]),
        ("24 11:30", [GROUP, OWNER, OTHER]),
        ("24 15:30", [GROUP, OWNER, OTHER, ADMIN]),
    ]
    assert end.stage is Stage.NEEDS_HUMAN


def test_a_gate_that_was_late_comes_again_the_next_day_at_its_own_time():
    late = told(reminder(Matter.GATE), local("23 06:10"))
    assert reading(late.due) == "24 07:30"


def test_a_heads_up_is_told_once_and_is_over_when_the_question_is_due():
    early = reminder(Matter.HEADS_UP, due=local("19 14:00"))
    once = told(early, local("19 14:00"))
    assert (once.stage, reading(once.due)) == (Stage.SENT, "21 07:30")
    over = claimed(once, AROUND, DUE)
    assert (over.stage, over.due) == (Stage.WITHDRAWN, None)


def test_a_heads_up_that_comes_after_the_question_is_over_at_once():
    late = told(reminder(Matter.HEADS_UP), local("22 09:00"))
    assert late.due == local("22 09:00")


def test_what_the_group_asks_never_goes_to_the_group():
    seen, _ = history(Matter.ASKED)
    assert [who for _, who in seen][2:] == [[OWNER], [OWNER, OTHER], [OWNER, OTHER, ADMIN]]


def test_what_could_not_be_delivered_is_told_to_owner_and_administrators():
    seen, end = history(Matter.UNDELIVERED)
    assert [who for _, who in seen] == [[OWNER, ADMIN]] * 3 + [[OWNER, ADMIN, OTHER]]
    assert end.stage is Stage.NEEDS_HUMAN


@pytest.mark.parametrize("matter", Matter)
def test_nobody_outside_the_circle_is_ever_told_and_it_never_ends_in_silence(matter):
    for around in (
        AROUND,
        Recipients(owner=OWNER),
        Recipients(group=GROUP),
        Recipients(administrators=(1,)),
    ):
        seen, end = history(matter, around=around)
        inside = {around.group, around.owner, *around.prescribers, *around.administrators}
        assert {chat for _, who in seen for chat in who} <= inside - {0}
        wanted = {Stage.NEEDS_HUMAN, *({Stage.WITHDRAWN} if matter is Matter.HEADS_UP else ())}
        if not seen:  # nobody could be told: that is looked at again
            wanted = {Stage.PENDING}
            assert end.due
        assert end.stage in wanted
        assert len(seen) <= 6


def test_where_there_is_no_group_the_owner_is_told():
    one = claimed(reminder(), replace(AROUND, group=0), DUE)
    assert chats(outstanding(one)) == [OWNER]


def test_where_nobody_can_be_reached_it_is_looked_at_again_until_somebody_can():
    one = reminder()
    for number in range(50):
        now = DUE + number * HALF_AN_HOUR
        one = claimed(one, Recipients(), now)
        assert (one.stage, one.due, one.serial) == (Stage.PENDING, now + HALF_AN_HOUR, number + 2)
    back = claimed(one, AROUND, one.due)
    assert (back.stage, chats(outstanding(back))) == (Stage.SENDING, [GROUP])


def test_one_who_is_told_in_two_places_is_told_once():
    around = replace(AROUND, administrators=(OTHER, OWNER, ADMIN))
    seen, _ = history(Matter.LABORATORY, around=around)
    assert [who for _, who in seen][3:] == [
        [GROUP, OWNER],
        [GROUP, OWNER, OTHER],
        [GROUP, OWNER, OTHER, ADMIN],
    ]


def test_a_place_where_nobody_is_new_is_passed_over():
    around = replace(AROUND, prescribers=())
    seen, _ = history(Matter.LABORATORY, around=around)
    assert [who for _, who in seen][3:] == [[GROUP, OWNER], [GROUP, OWNER, ADMIN]]


def test_a_round_that_reaches_nobody_goes_up_at_once():
    one = told(reminder(), DUE, g=REFUSED)
    assert (one.stage, one.due, one.rounds) == (Stage.PENDING, DUE, 0)
    up = claimed(one, AROUND, DUE)
    assert chats(outstanding(up)) == [OWNER]
    assert up.raised == 1


@pytest.mark.parametrize("how", [REFUSED, UNKNOWN])
def test_when_no_place_takes_it_the_round_begins_anew_from_its_first_place(how):
    one, places = reminder(), []
    for _ in range(40):
        assert one.stage is Stage.PENDING
        now = one.due
        one = claimed(one, AROUND, now)
        if one.stage is Stage.SENDING:
            places.append(chats(outstanding(one)))
            one = settled(one, dict.fromkeys((GROUP, OWNER, OTHER, ADMIN), how), TEAM, now)
    again = places.index([GROUP], places.index([ADMIN]))
    first = places[:again]
    order = [where for at, where in enumerate(first) if where not in first[:at]]
    assert order == [[GROUP], [OWNER], [OTHER], [ADMIN]]
    assert [OWNER] in places[again:]
    assert one.rounds == 0


def test_where_it_may_have_arrived_before_it_began_anew_its_mark_stays():
    one = claimed(reminder(), AROUND, DUE)
    one = settled(one, {GROUP: UNKNOWN}, TEAM, DUE)
    for _ in range(40):
        if one.stage is Stage.SENDING or one.due > DUE + timedelta(hours=1):
            break
        one = claimed(one, AROUND, one.due)
        if one.stage is Stage.SENDING:
            landed = dict.fromkeys((GROUP, OWNER, OTHER, ADMIN), REFUSED) | {GROUP: UNKNOWN}
            one = settled(one, landed, TEAM, DUE)
    (group,) = (each for each in one.deliveries if each.chat == GROUP)
    assert group.unknowns


def test_one_refusal_beside_one_arrival_is_a_complete_round():
    one = told(reminder(Matter.GATE), DUE, o=REFUSED)
    assert (one.stage, one.rounds, one.tries) == (Stage.SENT, 1, 0)


def test_the_next_round_tries_everybody_in_the_circle_again():
    one = told(reminder(Matter.GATE), DUE, o=REFUSED)
    assert chats(outstanding(claimed(one, AROUND, one.due))) == [GROUP, OWNER]


@pytest.mark.parametrize("outcome", [WAITS, UNKNOWN], ids=["not_sent", "unknown"])
@pytest.mark.parametrize("matter", sorted(set(Matter) - {Matter.HEADS_UP}))
def test_a_round_that_went_up_and_is_tried_again_goes_no_higher(matter, outcome):
    one, went_up = reminder(matter), 0
    while one.due:
        now = one.due
        first = claimed(one, AROUND, now)
        if first.stage is not Stage.SENDING:
            break
        told_to = chats(outstanding(first))
        tried = settled(first, dict.fromkeys(told_to, outcome), TEAM, now)
        again = claimed(tried, AROUND, tried.due)
        assert chats(outstanding(again)) == told_to
        assert again.raised == first.raised
        went_up += first.raised > 0
        one = settled(again, dict.fromkeys(told_to, SENT), TEAM, tried.due)
    assert (one.raised, went_up) == (levels(matter) - 1,) * 2


def test_telegrams_wish_to_wait_is_obeyed_and_is_no_round():
    one = told(reminder(), DUE, g=Landed(landing=Landing.WAITS, wait_seconds=37))
    assert (one.due, one.rounds, one.stage) == (later(DUE, seconds=37), 0, Stage.PENDING)
    assert one.deliveries[0].unknowns == 0


def test_the_longest_wait_of_those_open_counts():
    long, short = (Landed(landing=Landing.WAITS, wait_seconds=each) for each in (90, 2))
    assert told(reminder(Matter.GATE), DUE, g=long, o=short).due == later(DUE, seconds=90)


def test_without_a_wish_each_pause_is_twice_the_last_up_to_five_minutes():
    one, now, pauses = reminder(), DUE, []
    for _ in range(12):
        one = told(one, now, g=WAITS)
        pauses.append((one.due - now).total_seconds())
        now = one.due
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_a_message_that_was_not_tried_is_tried_soon():
    sending = claimed(reminder(), AROUND, DUE)
    assert settled(sending, {}, TEAM, DUE).due == later(DUE, seconds=1)


def test_what_was_tried_nowhere_is_due_as_it_was():
    not_tried = Landed(landing=Landing.WAITS, place=later(DUE, seconds=-9))
    nowhere = told(reminder(Matter.GATE), DUE, g=not_tried, o=not_tried)
    assert (nowhere.due, nowhere.rounds) == (later(DUE, seconds=-9), 0)
    there = told(reminder(Matter.GATE), DUE, g=not_tried, o=SENT)
    assert there.due == later(DUE, seconds=-9)
    waits = told(reminder(Matter.GATE), DUE, g=not_tried, o=WAITS)
    assert waits.due == later(DUE, seconds=1)


def test_an_unknown_outcome_is_tried_again_and_the_third_is_a_refusal():
    one, now = reminder(), DUE
    for tries, minutes in ((1, 1), (2, 2)):
        one = told(one, now, g=UNKNOWN)
        (delivery,) = one.deliveries
        assert (delivery.landing, delivery.unknowns) == (Landing.UNKNOWN, tries)
        assert one.due == later(now, minutes=minutes)
        now = one.due
    one = told(one, now, g=UNKNOWN)
    assert (one.deliveries[0].landing, one.due) == (Landing.REFUSED, now)
    assert chats(outstanding(claimed(one, AROUND, now))) == [OWNER]


def test_an_hour_in_which_nothing_is_known_does_not_use_up_the_chain():
    one, now = reminder(), DUE
    while now < DUE + timedelta(hours=1):
        one = told(one, now, g=UNKNOWN, o=UNKNOWN, p=UNKNOWN, a=UNKNOWN)
        assert one.stage is Stage.PENDING
        now = one.due
    assert told(one, now).stage is Stage.SENT


def test_what_was_perhaps_sent_stays_so_marked_when_it_arrives():
    one = told(told(reminder(), DUE, g=UNKNOWN), later(DUE, minutes=1))
    (delivery,) = one.deliveries
    assert (delivery.landing, delivery.unknowns) == (Landing.SENT, 1)


def test_the_next_round_is_no_possible_repeat():
    one = told(told(reminder(), DUE, g=UNKNOWN), later(DUE, minutes=1))
    assert claimed(one, AROUND, one.due).deliveries[0].unknowns == 0


def test_a_message_that_arrived_is_never_sent_again_for_another_chats_sake():
    one = told(reminder(Matter.GATE), DUE, o=WAITS)
    assert (one.stage, one.rounds) == (Stage.SENT, 0)
    again = claimed(one, AROUND, one.due)
    assert chats(outstanding(again)) == [OWNER]
    done = settled(again, {OWNER: SENT, GROUP: REFUSED}, TEAM, one.due)
    assert [each.landing for each in done.deliveries] == [Landing.SENT, Landing.SENT]
    assert done.rounds == 1


def test_one_who_left_the_circle_is_not_tried_again():
    one = told(reminder(Matter.GATE), DUE, o=WAITS)
    again = claimed(one, replace(AROUND, owner=0), one.due)
    assert outstanding(again) == ()
    assert settled(again, {}, TEAM, one.due).rounds == 1


def test_a_round_that_reached_somebody_is_complete_even_if_all_others_left_or_refuse():
    one = told(reminder(Matter.GATE), DUE, o=WAITS)
    alone = claimed(one, replace(AROUND, group=0, owner=0), one.due)
    assert (outstanding(alone), alone.raised) == ((), 0)
    again = claimed(one, replace(AROUND, group=0), one.due)
    done = settled(again, {OWNER: REFUSED}, TEAM, one.due)
    assert (done.rounds, done.raised, reading(done.due)) == (1, 0, "22 07:30")


def test_a_group_that_dies_between_two_rounds_leaves_the_owner():
    again = claimed(sent(), replace(AROUND, group=0), local("21 11:30"))
    assert chats(outstanding(again)) == [OWNER]
    assert again.deliveries[0].message == 41


def test_somebody_new_in_the_circle_is_told_with_the_next_round():
    alone = replace(AROUND, group=0)
    one = told(reminder(Matter.GATE), DUE, around=alone)
    assert chats(outstanding(claimed(one, AROUND, one.due))) == [OWNER, GROUP]


@pytest.mark.parametrize(
    ("matter", "now", "due"),
    [
        (Matter.LABORATORY, "21 17:30", "22 06:00"),
        (Matter.LABORATORY, "21 16:00", "21 20:00"),
        (Matter.LABORATORY, "21 03:00", "21 07:00"),
    ],
)
def test_repeats_stay_within_the_hours_of_the_day(matter, now, due):
    assert reading(told(reminder(matter), local(now)).due) == due


def test_repeats_stay_within_the_hours_of_the_team():
    office = replace(TEAM, day_from=time(9), day_to=time(15), repeat_hours=6)
    assert reading(told(reminder(), local("21 09:30"), team=office).due) == "22 09:00"


def test_the_team_sets_how_soon_it_repeats_and_goes_up():
    team = replace(TEAM, repeat_hours=1, escalate_hours=2)
    seen, _ = history(Matter.LABORATORY, team=team)
    assert [when for when, _ in seen] == [
        "21 07:30", "21 08:30", "21 09:30", "21 11:30", "21 13:30", "21 15:30",
    ]  # fmt: skip


def test_without_a_team_the_usual_hours_hold():
    assert reading(told(reminder(), DUE, team=None).due) == "21 11:30"


def test_what_a_stopped_process_left_is_unknown_and_due_at_once():
    half = told(reminder(Matter.GATE), DUE, o=WAITS)
    left = recovered(claimed(half, AROUND, half.due), local("21 09:00"))
    group, owner = left.deliveries
    assert (group.landing, group.unknowns) == (Landing.SENT, 0)
    assert (owner.landing, owner.unknowns) == (Landing.UNKNOWN, 1)
    assert (left.stage, left.due) == (Stage.SENT, local("21 09:00"))


def test_a_process_that_stops_at_every_try_does_not_send_without_a_pause():
    one, rounds = reminder(), 0
    while one.due is None or one.due <= DUE:
        one = claimed(one, AROUND, DUE)
        one = recovered(one, DUE) if one.stage is Stage.SENDING else one
        rounds += 1
    assert rounds == 4 * 3 + 1


def test_only_what_is_sending_is_recovered():
    with pytest.raises(NoWay):
        recovered(reminder(), DUE)


def test_a_group_that_moved_gets_the_message_it_did_not_get():
    one = migrated(told(reminder(), DUE, g=WAITS), GROUP, -200)
    assert one.due == later(DUE, seconds=1)
    again = claimed(one, replace(AROUND, group=-200), one.due)
    assert [(each.chat, each.unknowns) for each in outstanding(again)] == [(-200, 0)]


def test_every_change_has_the_next_serial():
    sending = claimed(reminder(), AROUND, DUE)
    assert sending.serial == 2
    assert settled(sending, {GROUP: SENT}, TEAM, DUE).serial == 3
    assert recovered(sending, DUE).serial == 3


@pytest.mark.parametrize(("landing", "unknowns"), [(Landing.UNKNOWN, 1), (Landing.SENT, 0)])
def test_what_may_have_arrived_in_one_round_may_be_a_repeat_in_the_next(landing, unknowns):
    (first,) = sent().deliveries
    before = sent(deliveries=(replace(first, landing=landing, unknowns=1),))
    (again,) = (each for each in claimed(before, AROUND, DUE).deliveries if each.chat == GROUP)
    assert again.unknowns == unknowns
