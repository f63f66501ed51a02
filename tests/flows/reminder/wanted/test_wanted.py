"""Which reminders a plan has, when each is due, and what a change of the plan does to them."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.course.course import effective
from core.course.decisions import Decision, Drug, Move, Reason
from flows.plan.live import Live
from flows.reminder.escalation import claimed, settled
from flows.reminder.stages import acknowledged, answered
from flows.reminder.wanted.following import _following, all_following
from flows.reminder.wanted.wanted import (
    BY_PEOPLE,
    drifted,
    raised,
    replanned,
    wanted,
    withdrawn,
)
from flows.talk.records import Matter, Reminder, Stage
from tests.campaigns import size
from tests.flows.reminder.lives import (
    ADULT,
    CHILD,
    FIRST,
    STEP,
    WITH_METHOTREXATE,
    Kept,
    at,
    by_bo,
    days,
    flare,
    hold,
    record,
    stop,
)
from tests.flows.reminder.reminding import AROUND, SENT, TEAM, local, reading

MADE = "2026-11-23 09:00"
GATE_DAY = date(2026, 12, 21)


def ids(reminders) -> set[str]:
    return {each.id.partition("/")[2] for each in reminders}


def of(matter: Matter, reminders) -> list[Reminder]:
    return [each for each in reminders if each.matter is matter]


def one(matter: Matter, reminders) -> Reminder:
    (found,) = of(matter, reminders)
    return found


MOMENTS = {
    "a plan": {},
    "later that day": {"now": "2026-12-21 13:00"},
    "the next day": {"now": "2026-12-22 07:30"},
    "of no team": {"team": None},
    "told the changes alone": {"team": replace(TEAM, weekly=False)},
    "at other hours": {"team": replace(TEAM, day_from=time(10))},
    "elsewhere": {"team": replace(TEAM, zone="Asia/Tokyo")},
    "another revision": {"revision": 2},
    "tested": {"tested": date(2026, 12, 20)},
    "stopped": {"decisions": (by_bo(stop(date(2026, 12, 21), Reason.MOVED)),)},
    "closed": {"closed_at": local("2026-12-01 09:00")},
    "another case": {"answers": ADULT},
    "another label": {"label": "ABC-DE7"},
}


def test_what_is_remembered_of_one_moment_is_told_of_no_other():
    for _ in range(2):
        for name, changes in MOMENTS.items():
            about = {"now": "2026-12-21 07:30", "team": TEAM, "answers": WITH_METHOTREXATE}
            about |= changes
            now, team, answers = (about.pop(each) for each in ("now", "team", "answers"))
            live = at(record(answers, **about), now, team)
            anew = {each.id: each for each in _following(live)} if live.reminds else {}
            assert all_following(live) == anew, name


def test_the_next_step_alone_has_a_heads_up_and_a_question():
    found = wanted(at(record(), MADE))
    ahead, gate = one(Matter.HEADS_UP, found), one(Matter.GATE, found)
    assert (ahead.day, ahead.detail, reading(ahead.due)) == (GATE_DAY, "55", "19 14:00")
    assert (gate.day, gate.detail, reading(gate.due)) == (GATE_DAY, "55", "21 07:30")


def test_the_first_dose_is_told_as_soon_as_the_plan_is_made():
    dose = one(Matter.DOSE, wanted(at(record(), MADE)))
    assert (dose.id, reading(dose.due)) == ("K7Q-2M3/dose/2026-11-23/65", "23 09:00")
    assert dose.wall == datetime(2026, 11, 23, 9)  # noqa: DTZ001 - a wall time


def test_everything_is_of_the_plans_revision_pending_and_within_the_hours():
    for answers in (ADULT, WITH_METHOTREXATE, CHILD):
        for each in wanted(at(record(answers), MADE)):
            assert (each.revision, each.serial, each.stage) == (1, 1, Stage.PENDING)
            assert time(6) <= each.wall.time() <= time(20)
            assert each.due >= local(MADE)


def test_the_ids_of_a_plan_are_unique():
    for answers in (ADULT, WITH_METHOTREXATE, CHILD):
        found = wanted(at(record(answers), MADE))
        assert len({each.id for each in found}) == len(found)


def test_a_plan_made_at_night_tells_nobody_before_the_morning():
    found = wanted(at(record(), "2026-11-23 22:30"))
    assert reading(one(Matter.DOSE, found).due) == "24 06:00"


def test_the_team_has_its_hours():
    office = replace(TEAM, day_from=time(9), day_to=time(12))
    found = wanted(at(record(), MADE, office))
    assert reading(one(Matter.GATE, found).due) == "21 09:00"
    assert reading(one(Matter.HEADS_UP, found).due) == "19 12:00"


def test_a_child_has_no_dose_and_no_question_and_all_the_rest():
    matters = {each.matter for each in wanted(at(record(CHILD), MADE))}
    assert matters == {
        Matter.GLUCOSE,
        Matter.LABORATORY,
        Matter.EYES,
        Matter.METHOTREXATE,
        Matter.REVIEW,
    }


# What only a decision, or its absence, brings about.
ALONG_A_DRUG = (Matter.BEGIN, Matter.HELD, Matter.FOLLOW_UP, Matter.STEROID_OVER)


def test_a_course_has_each_of_its_matters():
    matters = {each.matter for each in wanted(at(record(WITH_METHOTREXATE), MADE))}
    later = {Matter.REASSESS, Matter.OVERDUE, *ALONG_A_DRUG}
    assert matters == set(Matter) - BY_PEOPLE - later


@pytest.mark.parametrize(
    "changes",
    [
        {"live": False},
        {"provisional": True},
        {"closed_at": local("2026-11-24 09:00")},
    ],
)
def test_a_plan_that_is_not_live_reminds_nobody(changes):
    assert wanted(at(record(**changes), MADE)) == ()


def test_what_comes_again_is_not_made_up_for_and_what_comes_once_is():
    found = wanted(at(record(WITH_METHOTREXATE), "2026-12-30 10:00"))
    for matter in (Matter.METHOTREXATE, Matter.LABORATORY):
        assert min(each.day for each in of(matter, found)) > date(2026, 12, 30)
    assert of(Matter.GLUCOSE, found) == []
    assert of(Matter.INTERIM, found) == []  # the step itself is asked by now
    found = wanted(at(record(WITH_METHOTREXATE), "2026-12-15 10:00"))
    assert reading(one(Matter.INTERIM, found).due) == "15 10:00"


def test_on_the_day_itself_nothing_is_too_late():
    found = wanted(at(record(WITH_METHOTREXATE), "2026-11-30 10:00"))
    weekly = min(of(Matter.METHOTREXATE, found), key=lambda each: each.day)
    assert (weekly.day, reading(weekly.due)) == (date(2026, 11, 30), "30 10:00")


def test_once_the_question_is_due_there_is_no_heads_up():
    assert of(Matter.HEADS_UP, wanted(at(record(), "2026-12-20 10:00")))
    assert not of(Matter.HEADS_UP, wanted(at(record(), "2026-12-21 06:00")))


def test_a_confirmed_step_is_told_on_its_first_day_and_the_next_is_asked():
    found = wanted(at(record(ADULT, STEP), "2026-12-20 10:00"))
    dose = one(Matter.DOSE, found)
    assert (dose.day, dose.detail, reading(dose.due)) == (GATE_DAY, "55", "21 07:30")
    assert one(Matter.GATE, found).id == "K7Q-2M3/gate/2027-01-04/45"


def test_silence_keeps_the_question_and_moves_what_comes_later():
    silent = at(record(), "2026-12-24 13:00")
    assert one(Matter.GATE, wanted(silent)).id == "K7Q-2M3/gate/2026-12-21/55"
    before, after = (one(Matter.ADRENAL, wanted(each)) for each in (at(record(), MADE), silent))
    assert after.day == before.day + days(4)
    assert drifted(before, silent)
    assert not drifted(after, silent)


def test_what_hangs_on_a_lower_dose_waits_until_that_dose_is_confirmed():
    """On the morning the step below 20 mg is due, nothing says that the dose has come down."""
    steps = [
        Decision(move=Move.STEP, on=FIRST + days(each), reason=Reason.RESPONSE)
        for each in range(28, 105, 14)
    ]
    morning = at(record(ADULT, *steps), f"{FIRST + days(112)} 07:30")
    assert one(Matter.GATE, wanted(morning)).id == "K7Q-2M3/gate/2027-03-15/17.5"
    assert one(Matter.VACCINES, wanted(morning)).day == date(2027, 3, 16)
    last = Decision(move=Move.STEP, on=FIRST + days(112), reason=Reason.RESPONSE)
    then = at(record(ADULT, *steps, last), f"{FIRST + days(112)} 08:30")
    vaccines = one(Matter.VACCINES, wanted(then))
    assert (vaccines.day, reading(vaccines.due)) == (date(2027, 3, 15), "15 09:00")


def test_while_the_course_waits_it_is_asked_to_reassess_and_nothing_is_dated():
    late = hold(GATE_DAY, 2, Reason.NOT_BETTER)
    found = wanted(at(record(ADULT, late), "2026-12-21 09:00"))
    assert one(Matter.REASSESS, found).day == GATE_DAY
    hangs = {Matter.GATE, Matter.HEADS_UP, Matter.PNEUMOCYSTIS, Matter.VACCINES, Matter.ADRENAL}
    assert not hangs & {each.matter for each in found}


def test_the_end_of_the_course_is_told_as_no_dose():
    found = wanted(at(record(ADULT, stop(GATE_DAY)), "2026-12-20 10:00"))
    dose = one(Matter.DOSE, found)
    assert (dose.day, dose.detail) == (GATE_DAY, "0")
    assert not of(Matter.GATE, found)


@pytest.mark.parametrize("reason", [Reason.MOVED, Reason.DIED])
def test_nobody_is_told_a_dose_of_a_patient_who_is_no_longer_here(reason):
    found = wanted(at(record(ADULT, stop(GATE_DAY, reason)), "2026-12-20 10:00"))
    assert not of(Matter.DOSE, found)


def test_the_last_step_ends_the_course_and_is_told():
    low = {**ADULT, "weight_kg": "50", "start_mg": "2.5"}
    last = Decision(move=Move.STEP, on=FIRST + days(28), reason=Reason.RESPONSE)
    assert one(Matter.GATE, wanted(at(record(low), MADE))).detail == "0"
    assert one(Matter.DOSE, wanted(at(record(low, last), "2026-12-20 09:00"))).detail == "0"


def test_what_people_cause_is_due_now_or_in_the_morning():
    asked = raised(at(record(), "2026-12-01 14:10"), Matter.ASKED, "8")
    assert (asked.id, reading(asked.due)) == ("K7Q-2M3/asked/2026-12-01/8", "01 14:10")
    at_night = raised(at(record(), "2026-12-01 02:00"), Matter.ASKED, "8")
    assert reading(at_night.due) == "01 06:00"


def test_what_people_cause_never_drifts():
    live = at(record(), MADE)
    assert not drifted(raised(live, Matter.ASKED, "8"), live)


# ------------------------------------------------------------------ when the plan changes


def told_of(row: Reminder) -> Reminder:
    """The same, shown to everybody."""
    sending = claimed(row, AROUND, row.due)
    return settled(sending, {each.chat: SENT for each in sending.deliveries}, TEAM, row.due)


def kept(live: Live) -> Kept:
    rows = Kept()
    rows.follow(live, live.now)
    return rows


def test_where_nothing_has_changed_nothing_is_written():
    live = at(record(), MADE)
    assert kept(live).follow(live, live.now) == ()


def test_a_step_withdraws_what_it_overtakes_and_adds_what_is_next():
    rows = kept(at(record(), MADE))
    after = at(record(ADULT, STEP), "2026-12-21 08:10")
    changed = {each.id: each for each in rows.follow(after, after.now)}
    assert changed["K7Q-2M3/gate/2026-12-21/55"].stage is Stage.WITHDRAWN
    assert changed["K7Q-2M3/gate/2027-01-04/45"].stage is Stage.PENDING
    assert changed["K7Q-2M3/dose/2026-12-21/55"].stage is Stage.PENDING
    assert changed["K7Q-2M3/dose/2026-11-23/65"].stage is Stage.WITHDRAWN


def test_what_is_still_wanted_is_of_the_new_revision_and_stays_where_it_was():
    rows = kept(at(record(WITH_METHOTREXATE), MADE))
    told = told_of(rows.by_id["K7Q-2M3/review/2027-02-22/91"])
    sent = replace(told, due=local("21 12:00"))
    rows.by_id[sent.id] = sent
    after = at(record(WITH_METHOTREXATE, hold(GATE_DAY)), "2026-12-21 08:10")
    rows.follow(after, after.now)
    again = rows.by_id[sent.id]
    assert again == replace(sent, revision=2, serial=sent.serial + 1)


def test_what_is_acknowledged_or_answered_stays_as_it_is():
    rows = kept(at(record(), MADE))
    gate = answered(rows.by_id["K7Q-2M3/gate/2026-12-21/55"], by=7, name="Bo", now=local(MADE))
    dose = told_of(rows.by_id["K7Q-2M3/dose/2026-11-23/65"])
    dose = acknowledged(dose, by=3, name="Ana", now=local(MADE))
    rows.by_id.update({gate.id: gate, dose.id: dose})
    for live in (at(record(ADULT, STEP), "2026-12-21 08:10"), None):
        rows.follow(live, local("2026-12-21 08:10"))
        assert (rows.by_id[gate.id], rows.by_id[dose.id]) == (gate, dose)


def test_one_that_was_withdrawn_comes_back_where_it_is_wanted_again():
    live = at(record(), MADE)
    rows = kept(live)
    rows.follow(None, live.now)
    assert {each.stage for each in rows.by_id.values()} == {Stage.WITHDRAWN}
    rows.follow(live, live.now)
    assert {each.stage for each in rows.by_id.values()} == {Stage.PENDING}
    assert {each.serial for each in rows.by_id.values()} == {3}


def test_one_that_was_withdrawn_and_is_too_late_does_not():
    rows = kept(at(record(WITH_METHOTREXATE), MADE))
    rows.follow(None, local(MADE))
    later = at(record(WITH_METHOTREXATE), "2026-12-08 09:00")
    rows.follow(later, later.now)
    assert rows.by_id["K7Q-2M3/methotrexate/2026-12-07/"].stage is Stage.WITHDRAWN
    assert rows.by_id["K7Q-2M3/methotrexate/2026-12-14/"].stage is Stage.PENDING
    rows.follow(later, later.now)
    assert rows.by_id["K7Q-2M3/methotrexate/2026-12-07/"].stage is Stage.WITHDRAWN


def test_one_that_needs_a_human_stays_while_it_is_wanted_and_goes_when_it_is_not():
    rows = kept(at(record(), MADE))
    stuck = replace(rows.by_id["K7Q-2M3/gate/2026-12-21/55"], stage=Stage.NEEDS_HUMAN, due=None)
    rows.by_id[stuck.id] = stuck
    same = at(record(), "2026-12-26 09:00")
    rows.follow(same, same.now)
    again = rows.by_id[stuck.id]
    assert (again.stage, again.due) == (Stage.NEEDS_HUMAN, same.now)  # it was silent for ever
    in_a_week = replace(again, due=same.now + days(7))
    rows.by_id[stuck.id] = in_a_week
    rows.follow(same, same.now)
    assert rows.by_id[stuck.id] == in_a_week
    rows.by_id[stuck.id] = replace(again, due=same.now + days(70))  # by a wrong clock
    rows.follow(same, same.now)
    assert rows.by_id[stuck.id].due == same.now
    after = at(record(ADULT, hold(date(2026, 12, 26))), "2026-12-26 09:00")
    rows.follow(after, after.now)
    assert rows.by_id[stuck.id].stage is Stage.WITHDRAWN


def test_what_was_due_during_an_outage_stays_due_as_it_was():
    rows = kept(at(record(WITH_METHOTREXATE), MADE))
    weekly = rows.by_id["K7Q-2M3/methotrexate/2026-12-07/"]
    later = at(record(WITH_METHOTREXATE), "2026-12-11 09:00")
    assert not drifted(weekly, later)
    rows.follow(later, later.now)
    assert rows.by_id[weekly.id] == weekly


def test_a_weekly_dose_that_was_not_told_before_the_end_of_its_drug_is_not_told_after_it():
    rows = kept(at(record(WITH_METHOTREXATE), MADE))
    weekly = rows.by_id["K7Q-2M3/methotrexate/2026-12-07/"]
    end = Decision(
        move=Move.END, on=date(2026, 12, 10), reason=Reason.LIVER, drug=Drug.METHOTREXATE
    )
    ended = record(WITH_METHOTREXATE, end)
    assert not drifted(weekly, at(ended, "2026-12-09 09:00"))
    assert drifted(weekly, at(ended, "2026-12-10 09:00"))


YEARS = timedelta(days=73_000)


@pytest.mark.parametrize(
    "changes",
    [
        {"stage": Stage.SENT, "rounds": 1},
        {"stage": Stage.SNOOZED, "snoozes": 1},
        {"stage": Stage.PENDING, "tries": 1},
    ],
)
def test_what_was_put_off_by_a_wrong_clock_waits_no_longer_than_anybody_can_put_it_off(changes):
    rows = kept(at(record(), MADE))
    dose = rows.by_id["K7Q-2M3/dose/2026-11-23/65"]
    now = at(record(), "2026-11-24 09:00")
    rows.by_id[dose.id] = replace(dose, due=now.now + timedelta(days=2), **changes)
    assert rows.follow(now, now.now) == ()
    rows.by_id[dose.id] = replace(dose, due=now.now + YEARS, **changes)
    (changed,) = rows.follow(now, now.now)
    assert (changed.due, changed.stage) == (now.now, changes["stage"])


def test_what_people_caused_by_a_wrong_clock_is_due_now():
    live = at(record(), MADE)
    asked = raised(live, Matter.ASKED, "0900", at=live.now + YEARS)
    (changed,) = (x for x in replanned((asked,), live, live.now) if x.id == asked.id)
    assert changed.due == live.now


def test_other_hours_move_what_was_not_told_yet():
    rows = kept(at(record(), MADE))
    shown = told_of(rows.by_id["K7Q-2M3/dose/2026-11-23/65"])
    rows.by_id[shown.id] = shown
    office = replace(TEAM, day_from=time(9), day_to=time(17))
    after = at(record(), "2026-11-24 09:00", office)
    changed = rows.follow(after, after.now)
    assert ids(changed) == {"gate/2026-12-21/55"}
    assert reading(changed[0].due) == "21 09:00"
    assert changed[0].wall.time() == time(9)


def test_another_zone_of_the_team_moves_every_instant_and_no_wall_time():
    rows = kept(at(record(), MADE))
    there = replace(TEAM, zone="America/New_York")
    after = at(record(), "2026-11-23 16:00", there)
    changed = rows.follow(after, after.now)
    gate = one(Matter.GATE, changed)
    assert (gate.zone, gate.wall.time(), reading(gate.due)) == (
        there.zone,
        time(7, 30),
        "21 13:30",
    )


def raised_rows(live: Live) -> Kept:
    rows = kept(live)
    rows.write(*(raised(live, each, "1") for each in (Matter.ASKED, Matter.REVISED)))
    return rows


def test_only_the_latest_revision_is_told_of_and_a_question_stays_asked():
    rows = raised_rows(at(record(), MADE))
    after = at(record(ADULT, STEP), "2026-12-21 08:10")
    rows.follow(after, after.now)
    assert rows.by_id["K7Q-2M3/revised/2026-11-23/1"].stage is Stage.WITHDRAWN
    asked = rows.by_id["K7Q-2M3/asked/2026-11-23/1"]
    assert (asked.stage, asked.revision) == (Stage.PENDING, 2)


def test_a_closed_plan_has_nothing_open():
    rows = raised_rows(at(record(), MADE))
    closed = at(record(closed_at=local(MADE)), MADE)
    rows.follow(closed, closed.now)
    assert {each.stage for each in rows.by_id.values()} == {Stage.WITHDRAWN}


def test_a_check_stands_until_the_plan_is_live():
    waiting = at(record(live=False), MADE)
    rows = Kept(raised(waiting, Matter.CHECK, "1"))
    assert rows.follow(waiting, waiting.now) == ()
    checked = at(record(), MADE)
    rows.follow(checked, checked.now)
    assert one(Matter.CHECK, rows.by_id.values()).stage is Stage.WITHDRAWN
    assert {each.stage for each in of(Matter.GATE, rows.by_id.values())} == {Stage.PENDING}


def test_a_check_that_was_withdrawn_is_not_asked_again_by_itself():
    waiting = at(record(live=False), MADE)
    rows = Kept(replace(raised(waiting, Matter.CHECK, "1"), stage=Stage.WITHDRAWN))
    assert rows.follow(waiting, waiting.now) == ()


# ------------------------------------------------------------------ any plan, any decisions

DOSES = ("20", "40", "65")
WHAT = st.sampled_from(["step", "hold", "flare", "wait", "wait", "ack", "send", "reassess"])
COURSES = st.lists(st.tuples(WHAT, st.integers(1, 30), st.sampled_from(DOSES)), max_size=12)


def decision(what: str, live: Live, mg: str) -> Decision | None:
    course = live.course
    if course is None or course.ends is not None:
        return None
    if what == "step":
        if course.due is None or live.today < course.due - days(2):
            return None
        before_noon = live.soonest == live.today
        on = effective(course.due, live.today, before_noon=before_noon)
        return Decision(move=Move.STEP, on=on, reason=Reason.RESPONSE)
    if what == "hold":
        return hold(live.today)
    if what == "reassess":
        return hold(live.today, 2, Reason.NOT_BETTER)
    return flare(live.soonest, mg)


class Walk:
    """One plan through time; after every change of it everything wanted is there and no more."""

    def __init__(self, answers) -> None:
        self.record = record(answers)
        self.now = local(MADE)
        self.rows = Kept()
        self.facts: dict[str, Reminder] = {}
        self.replan()

    @property
    def live(self) -> Live:
        return at(self.record, self.now)

    def take(self, what: str, wait: int, mg: str) -> None:
        self.now += timedelta(hours=7 * wait)
        if what == "send":
            self.send()
        elif what == "ack":
            self.acknowledge()
        elif chosen := decision(what, self.live, mg):
            made = (*self.record.decisions, by_bo(chosen))
            self.record = replace(self.record, decisions=made, revision=len(made) + 1)
            self.replan()

    def send(self) -> None:
        for row in sorted(self.rows.by_id.values(), key=lambda each: each.id):
            if row.due is None or row.due > self.now:
                continue
            if row.stage is Stage.PENDING and drifted(row, self.live):
                self.replan()
                continue
            if self.rows.by_id[row.id] is not row:
                continue
            sending = claimed(row, AROUND, self.now)
            self.rows.write(sending)
            if sending.stage is Stage.SENDING:
                landed = {each.chat: SENT for each in sending.deliveries}
                self.rows.write(settled(sending, landed, TEAM, self.now))

    def acknowledge(self) -> None:
        for row in tuple(self.rows.by_id.values()):
            if row.stage is Stage.SENT:
                over = acknowledged(row, by=3, name="Ana", now=self.now)
                self.rows.write(over)
                self.facts[row.id] = over

    def replan(self) -> None:
        changed = self.rows.follow(self.live, self.now)
        assert {each.label for each in changed} <= {self.record.label}
        self.check()

    def check(self) -> None:
        rows, live = self.rows.by_id, self.live
        open_ = [each for each in rows.values() if each.stage.is_open]
        ahead = {each.id for each in wanted(live)}
        assert [row.id for row in open_ if row.id not in ahead and drifted(row, live)] == []
        assert {each.revision for each in open_} <= {self.record.revision}
        assert ahead - rows.keys() == set()
        lost = [each for each in ahead if rows[each].stage is Stage.WITHDRAWN]
        assert lost == []
        assert {key: rows[key] for key in self.facts} == self.facts
        assert [each.id for each in open_ if each.due is None] == []

    def close(self) -> None:
        self.record = replace(self.record, closed_at=self.now)
        self.rows.follow(self.live, self.now)
        assert [each.id for each in self.rows.by_id.values() if each.stage.is_open] == []


@settings(max_examples=size("orphans"))
@given(answers=st.sampled_from([ADULT, WITH_METHOTREXATE, CHILD]), course=COURSES)
def test_no_reminder_is_an_orphan_and_none_is_missing_whatever_is_decided(answers, course):
    walk = Walk(answers)
    for what, wait, mg in course:
        walk.take(what, wait, mg)
    walk.close()


def test_a_plan_of_another_label_is_never_touched():
    live = at(record(), MADE)
    other = at(record(label="H7Q-2M9"), MADE)
    mine = replanned((), live, live.now)
    assert {each.label for each in replanned((), other, live.now)} == {"H7Q-2M9"}
    assert {each.label for each in withdrawn(mine, live.now)} == {"K7Q-2M3"}


@pytest.mark.parametrize(
    ("decided", "asked"),
    [((), True), ((STEP,), False), ((hold(GATE_DAY),), False), ((hold(date(2026, 12, 1)),), True)],
    ids=["undecided", "stepped", "held since", "held before its day"],
)
def test_the_response_of_a_day_is_asked_no_more_once_something_was_decided_after_it(
    decided: tuple[Decision, ...], asked: bool
) -> None:
    day_after = "2026-12-08 09:00" if not decided else "2026-12-22 09:00"
    found = of(Matter.INTERIM, all_following(at(record(ADULT, *decided), day_after)).values())
    assert [each.day for each in found] == ([date(2026, 12, 7)] if asked else [])
