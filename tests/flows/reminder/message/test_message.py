"""What a reminder says in each chat, and what can be pressed under it."""

from dataclasses import replace
from datetime import date

import pytest

from bot.page.plain import TAG
from bot.page.render import Seat
from core.course.decisions import Decision, Move, Reason
from flows.plan.live import Live
from flows.reminder.message.note import digest, told
from flows.reminder.message.over import closed
from flows.reminder.message.pinned import in_force_now
from flows.reminder.recipients import Recipients
from flows.reminder.stages import acknowledged, answered, snoozed
from flows.reminder.wanted.wanted import raised, wanted
from flows.talk.records import Matter, Reminder, Stage
from flows.talk.replies import Note
from tests.bot.page.screens import PAGES
from tests.editions.changed import by_later_edition
from tests.flows.reminder.lives import (
    ADULT,
    CHILD,
    STEP,
    WITH_METHOTREXATE,
    at,
    flare,
    hold,
    record,
    stop,
)
from tests.flows.reminder.reminding import (
    ADMIN,
    AROUND,
    GROUP,
    OTHER,
    OWNER,
    at_stage,
    local,
    reminder,
)
from tests.flows.reminder.reminding import told as sent_now

SIXTY_FIVE = "65 mg (one 50 mg tablet, one 10 mg tablet and one 5 mg tablet)"
GATE_DAY = date(2026, 12, 21)
LAST = {**ADULT, "start_mg": "2.5"}


def lines(note: Note) -> list[str]:
    """The message as it reads, line by line, blank lines left out."""
    (page,) = PAGES.pages(note, Seat(chat=GROUP, who=0))
    return [line for line in TAG.sub("", page.text).split("\n") if line]


def presses(note: Note) -> list[list[str]]:
    return [[choice.press for choice in row] for row in note.choices]


def texts(note: Note) -> list[list[str]]:
    (page,) = PAGES.pages(note, Seat(chat=GROUP, who=0))
    return [[button.text for button in row] for row in page.buttons]


def one(matter: Matter, live: Live) -> Reminder:
    return next(each for each in wanted(live) if each.matter is matter)


def tell(
    row: Reminder, live: Live | None, *, chat: int = GROUP, around: Recipients = AROUND, **changes
) -> Note:
    kept = live.record if live else record()
    now = live.now if live else row.due
    return told(replace(row, **changes), kept, live, around, chat=chat, now=now)


def at_the_gate(answers=ADULT, now="2026-12-21 07:30", **changes):
    live = at(record(answers), now)
    return tell(one(Matter.GATE, live), live, **changes)


def test_the_question_names_plan_and_day_then_the_dose_then_what_to_look_at():
    assert lines(at_the_gate()) == [
        "K7Q-2M3: dose change due Monday 21-Dec-2026, not yet confirmed",
        "The daily dose stays predniSONE 65 mg until a prescriber confirms 55 mg",
        "Strength better than at the start, or normal? Creatine kinase not rising? "
        "No new trouble swallowing or breathing, chest pain or fever?",
        "If any answer is no, no step. Assess new trouble on the same day.",
    ]


def test_the_question_can_be_decided_asked_about_and_put_off():
    gate = at_the_gate()
    assert presses(gate) == [
        ["step.gate.20261221.55", "hold.2.gate.20261221.55"],
        ["flare.gate.20261221.55", "ask.gate.20261221.55"],
        ["later.gate.20261221.55"],
    ]
    assert texts(gate) == [
        ["Step to 55 mg", "Hold 2 weeks"],
        ["Flare", "Ask the prescriber"],
        ["Later"],
    ]
    assert (gate.label, gate.number) == ("K7Q-2M3", 1)


@pytest.mark.parametrize("chat", [OWNER, OTHER])
def test_a_prescriber_is_not_offered_to_ask_the_prescriber(chat):
    gate = at_the_gate(chat=chat)
    assert presses(gate)[1] == ["flare.gate.20261221.55"]
    assert lines(gate) == lines(at_the_gate())


@pytest.mark.parametrize(
    ("decisions", "question"),
    [
        ((), "better than at the start"),
        ((hold(GATE_DAY),), "better than at the start"),
        ((STEP,), "better or the same"),
        ((flare(GATE_DAY),), "better than at the start"),
        ((STEP, flare(GATE_DAY)), "better than at the start"),
    ],
)
def test_the_first_step_and_that_after_a_flare_need_strength_that_is_better(decisions, question):
    live = at(record(ADULT, *decisions), "2026-12-22 09:00")
    assert f"Strength {question}" in lines(tell(one(Matter.GATE, live), live))[2]


def test_the_last_step_speaks_of_the_end():
    gate = at_the_gate(LAST)
    assert lines(gate)[:2] == [
        "K7Q-2M3: end of the course due Monday 21-Dec-2026, not yet confirmed",
        "The daily dose stays predniSONE 2.5 mg until a prescriber confirms that the course ends",
    ]
    assert lines(gate)[-1].startswith("After the last dose the adrenal glands can stay weak")
    assert (presses(gate)[0][0], texts(gate)[0][0]) == ("step.gate.20261221.0", "Confirm the end")


def test_the_heads_up_says_what_is_needed_and_by_when():
    live = at(record(), "2026-12-19 14:00")
    note = tell(one(Matter.HEADS_UP, live), live)
    assert lines(note)[:2] == [
        "K7Q-2M3: dose change due Monday 21-Dec-2026",
        "The daily dose is predniSONE 65 mg; from Monday 21-Dec-2026, if a prescriber confirms "
        "it, 55 mg (one 50 mg tablet and one 5 mg tablet)",
    ]
    assert presses(note) == [["ack.heads_up.20261221.55", "ask.heads_up.20261221.55"]]


def test_the_heads_up_of_the_end_names_no_dose_to_come():
    live = at(record(LAST), "2026-12-19 14:00")
    assert lines(tell(one(Matter.HEADS_UP, live), live))[:2] == [
        "K7Q-2M3: end of the course due Monday 21-Dec-2026",
        "The daily dose is predniSONE 2.5 mg; the course ends on Monday 21-Dec-2026, if a "
        "prescriber confirms it",
    ]


def test_a_confirmed_dose_is_absolute_and_says_what_it_was():
    live = at(record(ADULT, STEP), "2026-12-21 08:10")
    note = tell(one(Matter.DOSE, live), live)
    assert lines(note) == [
        "K7Q-2M3: confirmed dose",
        "From Monday 21-Dec-2026 the daily dose is predniSONE 55 mg "
        "(one 50 mg tablet and one 5 mg tablet), was 65 mg",
        "By mouth once a day in the morning. Check that patient and pharmacy have the same dose.",
        "Next dose change due Monday 04-Jan-2027, to 45 mg, if a prescriber confirms it",
    ]
    assert presses(note)[0] == ["ack.dose.20261221.55", "ask.dose.20261221.55"]


def test_the_first_dose_was_nothing_before():
    live = at(record(), "2026-11-23 09:00")
    assert lines(tell(one(Matter.DOSE, live), live))[1] == (
        "From Monday 23-Nov-2026 the daily dose is predniSONE 65 mg "
        "(one 50 mg tablet, one 10 mg tablet and one 5 mg tablet)"
    )


def test_what_is_next_after_a_dose():
    for decisions, said in (
        ((hold(GATE_DAY, 2, Reason.NOT_BETTER),), "No next date follows by itself."),
        ((stop(GATE_DAY),), "No dose change is planned."),
    ):
        live = at(record(ADULT, *decisions), "2026-12-21 09:00")
        revised = raised(live, Matter.REVISED, "2")
        assert said in lines(tell(revised, live))
    live = at(record(LAST), "2026-11-23 09:00")
    assert lines(tell(one(Matter.DOSE, live), live))[-1] == (
        "The course ends on Monday 21-Dec-2026, if a prescriber confirms it"
    )


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (ADULT, "55 mg a day has been due since Monday 21-Dec-2026 and is not confirmed: the dose "
                "stays until a prescriber confirms it"),
        (LAST, "The end of the course has been due since Monday 21-Dec-2026 and is not confirmed: "
               "the dose stays until a prescriber confirms it"),
    ],
)  # fmt: skip
def test_a_step_that_nobody_confirmed_is_not_told_as_one_to_come(answers, says):
    live = at(record(answers), "2026-12-23 09:00")
    assert lines(tell(one(Matter.DOSE, at(record(answers), "2026-11-23 09:00")), live))[-1] == says
    assert {each.says for each in in_force_now(live)} & {
        "reminder.next.step_late", "reminder.next.end_late",
    }  # fmt: skip


def test_the_end_is_told_without_an_amount_of_nothing():
    live = at(record(ADULT, stop(GATE_DAY)), "2026-12-20 09:00")
    assert lines(tell(one(Matter.DOSE, live), live))[:3] == [
        "K7Q-2M3: end of the course",
        "From Monday 21-Dec-2026 no predniSONE",
        "The last dose, 65 mg, is that of Sunday 20-Dec-2026",
    ]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (ADULT, ["One value above 12 mmol per L (216 mg per dL): measure four times a day. Two of "
                 "them within 24 hours: treat."]),
        ({**ADULT, "diabetes": True}, [
            "Diabetes is known: glucose four times a day from the first dose, a pulse counted, "
            "and its treatment follows each change of the steroid."]),
        (CHILD, []),
    ],
)  # fmt: skip
def test_glucose_is_told_with_the_value_to_act_on(answers, says):
    live = at(record(answers), "2026-11-23 09:00")
    why = "Steroids raise the glucose, often unnoticed."
    assert lines(tell(one(Matter.GLUCOSE, live), live))[1:] == [why, *says]


def test_the_interim_check_moves_nothing():
    live = at(record(), "2026-12-07 09:00")
    note = tell(one(Matter.INTERIM, live), live)
    assert lines(note)[1] == "The daily dose stays predniSONE 65 mg until a prescriber decides"
    assert "it moves no date" in lines(note)[2]
    assert texts(note)[:2] == [["Enter findings", "Ask the prescriber"], ["Not examined"]]


def test_a_course_that_waits_asks_for_a_decision_and_takes_no_tick():
    live = at(record(ADULT, hold(GATE_DAY, 2, Reason.NOT_BETTER)), "2026-12-21 09:00")
    note = tell(one(Matter.REASSESS, live), live)
    assert lines(note)[0] == "K7Q-2M3: no further date follows by itself"
    assert presses(note)[0] == ["decide.reassess.20261221", "ask.reassess.20261221"]


def test_a_new_revision_says_who_decided_and_which_dose_is_in_force():
    live = at(record(ADULT, STEP), "2026-12-21 08:10")
    first, second, *others = lines(tell(raised(live, Matter.REVISED, "2"), live))
    assert first == "K7Q-2M3: the plan is at revision 2; what came before is void"
    assert (
        second
        == "The daily dose in force is predniSONE 55 mg (one 50 mg tablet and one 5 mg tablet)"
    )
    assert {
        "Decided by Bo, 21-Dec-2026 08:10 Europe/Berlin",
        "Whatever an earlier revision showed or printed is void.",
        "Next dose change due Monday 04-Jan-2027, to 45 mg, if a prescriber confirms it",
    } <= set(others)


def test_a_dose_that_is_due_and_not_confirmed_is_not_in_force():
    live = at(record(), "2026-12-21 07:30")
    asked = raised(live, Matter.ASKED, "8")
    assert lines(tell(asked, live))[1].startswith("The daily dose in force is predniSONE 65 mg")


def test_before_the_first_day_the_first_dose_is_told_and_after_the_end_none():
    before, after = (
        at(record(), "2026-11-20 09:00"),
        at(record(ADULT, stop(GATE_DAY)), "2026-12-22 09:00"),
    )
    for live, said in (
        (before, "From Monday 23-Nov-2026 the daily dose is predniSONE 65 mg"),
        (after, "No predniSONE is taken"),
    ):
        assert lines(tell(raised(live, Matter.ASKED, "8"), live))[1].startswith(said)


def test_a_childs_plan_has_no_dose_to_tell():
    live = at(record(CHILD), "2026-11-23 09:00")
    for matter in (Matter.ASKED, Matter.CHECK):
        assert "mg" not in " ".join(lines(tell(raised(live, matter, "1"), live)))
    revised = " ".join(lines(tell(raised(live, Matter.REVISED, "1"), live)))
    assert "predniSONE" not in revised
    assert "methotrexate 12.5 mg once a week on Monday" in revised


def test_the_question_of_the_team_is_not_passed_on_to_the_team():
    live = at(record(), "2026-12-01 09:00")
    assert presses(tell(raised(live, Matter.ASKED, "8"), live))[0] == ["ack.asked.20261201.8"]


def test_a_question_says_who_waits_and_what_it_is_about():
    live = at(record(), "2026-12-21 08:00")
    note = tell(raised(live, Matter.ASKED, "gate.2"), live, name="Ana")
    assert lines(note)[2:] == [
        "Ana waits for an answer.",
        "It is about the dose change that is due.",
    ]


def test_a_weekly_dose_that_was_perhaps_taken_twice_is_no_mere_question():
    live = at(record(WITH_METHOTREXATE), "2026-12-01 09:00")
    said = lines(tell(raised(live, Matter.ASKED, "overdose.2"), live, chat=OWNER))
    assert said[0] == "K7Q-2M3: perhaps an overdose of methotrexate. Act now."
    assert said[1].startswith("Two weekly doses less than 6 days apart, or more")
    assert any("poison centre" in line for line in said)


def test_a_check_is_done_by_its_own_press():
    live = at(record(live=False), "2026-12-01 09:00")
    note = tell(raised(live, Matter.CHECK, "1"), live)
    assert presses(note)[0] == ["check", "ask.check.20261201.1"]


@pytest.mark.parametrize(
    ("detail", "said"),
    [("group_3", "The bot was removed"), ("owner_3", "The owner"), ("gate.20261221", "Nobody")],
)
def test_what_could_not_be_delivered_says_which_way_is_lost(detail, said):
    live = at(record(), "2026-12-01 09:00")
    note = tell(raised(live, Matter.UNDELIVERED, detail), live, chat=OWNER)
    assert lines(note)[1].startswith(said)
    to_admin = tell(raised(live, Matter.UNDELIVERED, detail), live, chat=ADMIN)
    assert lines(to_admin) == lines(note)[:2]


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("group_3", "the group cannot be reached"),
        ("owner_3", "the owner cannot be reached"),
        ("gate.20261221", "a reminder reached nobody"),
    ],
)
def test_what_could_not_be_delivered_is_named_for_what_is_lost(detail, said):
    live = at(record(), "2026-12-01 09:00")
    note = tell(raised(live, Matter.UNDELIVERED, detail), live, chat=OWNER)
    assert lines(note)[0] == f"K7Q-2M3: {said}"


@pytest.mark.parametrize(
    ("matter", "days", "says"),
    [
        (Matter.HEADS_UP, -1, "withdrawn"),
        (Matter.HEADS_UP, 0, "passed"),
        (Matter.INTERIM, 0, "withdrawn"),
        (Matter.INTERIM, 1, "passed"),
        (Matter.LABORATORY, 0, "withdrawn"),
        (Matter.LABORATORY, 1, "passed"),
        (Matter.GATE, 9, "withdrawn"),
    ],
)
def test_what_was_withdrawn_because_its_day_has_come_does_not_say_that_the_plan_moved_on(
    matter, days, says
):
    row = replace(at_stage(Stage.WITHDRAWN), matter=matter)
    over = replace(row, at=local(f"{row.day.day + days} 12:00"))
    (block,) = closed(over).blocks
    assert block[1].says == f"reminder.over.{says}"
    assert closed(replace(row, at=None)).blocks[0][1].says == "reminder.over.withdrawn"


def test_methotrexate_is_of_its_weekday_never_daily_and_never_without_folic_acid():
    live = at(record(WITH_METHOTREXATE), "2026-11-30 09:00")
    note = tell(one(Matter.METHOTREXATE, live), live)
    assert lines(note) == [
        "K7Q-2M3: the weekly methotrexate of Monday 30-Nov-2026",
        "methotrexate 15 mg once a week on Monday, never daily, as 6 × 2.5 mg tablets: this "
        "week's dose is that of Monday 30-Nov-2026",
        "Folic acid 1 mg once a day beside it",
        "If forgotten: up to 2 days late, then left out; the next dose on its usual weekday. Two "
        "doses less than 6 days apart may be an overdose; after one recorded as late, less than "
        "5.",
    ]
    assert presses(note)[:3] == [
        ["taken.methotrexate.20261130", "late.methotrexate.20261130"],
        ["missed.methotrexate.20261130", "not_this.methotrexate.20261130"],
        ["ask.methotrexate.20261130"],
    ]


def test_a_childs_methotrexate_is_given_under_the_skin():
    live = at(record(CHILD), "2026-11-23 09:00")
    said = lines(tell(one(Matter.METHOTREXATE, live), live))
    assert said[1].startswith("methotrexate 12.5 mg under the skin once a week on Monday, never")
    assert said[2] == "Folic acid beside it, on the days that the plan names."


def test_a_weekly_dose_that_the_plan_no_longer_has_names_no_amount():
    live = at(record(WITH_METHOTREXATE), "2026-12-01 09:00")
    astray = reminder(Matter.METHOTREXATE, day=date(2026, 12, 1), due=live.now)
    assert lines(tell(astray, live))[1].startswith("No methotrexate on Tuesday 01-Dec-2026")
    assert lines(tell(astray, live))[2] == (
        "methotrexate 15 mg once a week on Monday, never daily, as 6 × 2.5 mg tablets, "
        "as confirmed"
    )


AZATHIOPRINE = {
    **WITH_METHOTREXATE,
    "ild": "no",
    "sex": "F",
    "age": 30,
    "height_cm": 165,
    "pregnancy": "yes",
    "tpmt": "normal",
    "nudt15": "normal",
    "allopurinol": False,
    "febuxostat": False,
}


@pytest.mark.parametrize(
    ("answers", "said", "asks"),
    [
        (WITH_METHOTREXATE, "methotrexate 15 mg once a week on Monday, never daily", "20 mg"),
        (AZATHIOPRINE, "azaTHIOprine 50 mg a day", "75 mg"),
        ({**WITH_METHOTREXATE, "ild": "yes"}, "mycophenolate mofetil 1,000 mg a day", "1,500 mg"),
    ],
)
def test_the_next_amount_of_the_agent_is_a_question_beside_the_confirmed_one(answers, said, asks):
    live = at(record(answers), "2026-11-23 09:00")
    shown = lines(tell(one(Matter.TITRATION, live), live))
    assert shown[1].startswith(said)
    assert shown[1].endswith(", as confirmed")
    asked = "\n".join(shown)
    assert "Only if blood count" in asked
    assert f"{asks} counts only once a prescriber has confirmed it" in asked
    assert any(line.startswith("Without an answer the amount stays") for line in shown)


# ------------------------------------------------------------------ who sees it, and when


def test_an_administrator_who_treats_nobody_here_sees_no_dose_and_presses_nothing():
    assert lines(at_the_gate(chat=ADMIN)) == [
        "K7Q-2M3: dose change due Monday 21-Dec-2026, not yet confirmed",
        "Nobody of the team has acknowledged this reminder.",
    ]
    assert at_the_gate(chat=ADMIN).choices == ()


def test_an_administrator_who_is_the_owner_too_sees_all():
    both = replace(AROUND, administrators=(OWNER,))
    assert lines(at_the_gate(chat=OWNER, around=both)) == lines(at_the_gate())


@pytest.mark.parametrize(
    ("now", "mark"),
    [
        ("2026-12-21 07:41", "[LATE 11 minutes]"),
        ("2026-12-21 08:30", "[LATE 1 hour]"),
        ("2026-12-21 10:31", "[LATE 3 hours]"),
        ("2026-12-22 07:30", "[LATE 1 day]"),
        ("2026-12-22 08:45", "[LATE 1 day 1 hour]"),
        ("2026-12-22 11:45", "[LATE 1 day 4 hours]"),
        ("2026-12-23 07:45", "[LATE 2 days]"),
        ("2026-12-23 08:45", "[LATE 2 days 1 hour]"),
        ("2026-12-23 11:45", "[LATE 2 days 4 hours]"),
    ],
)
def test_a_late_message_says_by_how_much_and_when_it_was_due(now, mark):
    row = one(Matter.GATE, at(record(), "2026-12-01 09:00"))
    said = lines(tell(row, at(record(), now)))
    assert said[2] == f"{mark} was due Monday 21-Dec-2026 07:30 Europe/Berlin"


def test_ten_minutes_are_not_late():
    row = one(Matter.GATE, at(record(), "2026-12-01 09:00"))
    assert "LATE" not in " ".join(lines(tell(row, at(record(), "2026-12-21 07:40"))))


def test_what_is_late_says_the_dose_in_force_where_it_has_none_itself():
    row = one(Matter.REVIEW, at(record(), "2026-12-01 09:00"))
    said = lines(tell(row, at(record(), "2027-02-22 12:00")))
    assert said[-1] == f"The daily dose in force is predniSONE {SIXTY_FIVE}"
    assert said[-1] not in lines(tell(row, at(record(), "2027-02-22 09:00")))


def test_a_repeat_says_since_when_and_is_not_late():
    live = at(record(), "2026-12-22 07:30")
    gate = sent_now(one(Matter.GATE, at(record(), "2026-12-01 09:00")), local("21 07:30"))
    assert lines(tell(gate, live))[2] == (
        "Not answered since Monday 21-Dec-2026 07:30 Europe/Berlin"
    )
    other = sent_now(reminder(Matter.REVIEW), local("21 07:30"))
    assert lines(tell(other, live))[2].startswith("Not acknowledged since Monday 21-Dec-2026 ")


def test_what_may_have_arrived_before_is_marked_in_that_chat_alone():
    live = at(record(), "2026-12-21 07:31")
    gate = sent_now(one(Matter.GATE, at(record(), "2026-12-01 09:00")), local("21 07:30"))
    first, *others = gate.deliveries
    unsure = replace(gate, rounds=0, deliveries=(replace(first, unknowns=1), *others))
    mark = "[MAY BE A REPEAT] The same message may have arrived before; it counts once."
    assert mark in lines(tell(unsure, live, chat=GROUP))
    assert mark not in lines(tell(unsure, live, chat=OWNER))


def test_one_that_is_put_off_says_until_when():
    live = at(record(), "2026-12-21 08:00")
    off = snoozed(
        sent_now(reminder(Matter.REVIEW), local("21 07:30")), local("21 20:00"), live.now
    )
    assert "Put off until Monday 21-Dec-2026 20:00 Europe/Berlin" in lines(tell(off, live))


def test_one_that_needs_a_human_can_still_be_acknowledged():
    live = at(record(), "2026-12-21 08:00")
    stuck = tell(reminder(Matter.REVIEW), live, stage=Stage.NEEDS_HUMAN)
    assert presses(stuck)[0][0] == "ack.review.20261221"
    assert any(line.startswith("Everybody who may be told was told") for line in lines(stuck))


def test_one_that_is_over_says_who_and_when_and_has_no_button():
    live = at(record(), "2026-12-21 09:14")
    row = sent_now(reminder(Matter.REVIEW), local("21 07:30"))
    over = tell(acknowledged(row, by=3, name="Ana", now=live.now), live)
    assert lines(over) == [
        "K7Q-2M3: review of the response, due Monday 21-Dec-2026",
        "Acknowledged by Ana, 21-Dec-2026 09:14 Europe/Berlin",
    ]
    assert over.choices == ()
    assert lines(tell(row, live, stage=Stage.WITHDRAWN))[1] == (
        "This reminder no longer holds: the plan has moved on."
    )


OFF = Decision(
    move=Move.OFF_PLAN,
    on=GATE_DAY,
    reason=Reason.INTOLERANCE,
    mg=flare(GATE_DAY, "40").mg,
    weeks=2,
)


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (STEP, "Confirmed: from Monday 21-Dec-2026 the daily dose is predniSONE 55 mg"),
        (hold(GATE_DAY), "Held: the dose stays 2 weeks longer"),
        (hold(GATE_DAY, 1), "Held: the dose stays 1 week longer"),
        (flare(GATE_DAY), "From Monday 21-Dec-2026 the daily dose is predniSONE 65 mg"),
        (OFF, "From Monday 21-Dec-2026 the daily dose is predniSONE 40 mg"),
        (stop(GATE_DAY), "The course is stopped from Monday 21-Dec-2026"),
    ],
)
def test_an_answered_question_says_who_decided_what(decision, said):
    kept = record(ADULT, decision)
    gate = one(Matter.GATE, at(record(), "2026-12-01 09:00"))
    over = answered(gate, by=OWNER, name="Bo", now=kept.decisions[0].at)
    assert lines(tell(over, at(kept, "2026-12-21 09:00"))) == [
        "K7Q-2M3: dose change due Monday 21-Dec-2026",
        "Answered by Bo, 21-Dec-2026 08:10 Europe/Berlin",
        said,
    ]


def test_a_step_that_ends_the_waiting_names_its_day():
    kept = record(ADULT, STEP)
    waited = reminder(Matter.REASSESS, due=local("21 07:30"))
    over = answered(waited, by=OWNER, name="Bo", now=kept.decisions[0].at)
    assert lines(tell(over, at(kept, "2026-12-21 09:00")))[2] == (
        "Confirmed: the next step, from Monday 21-Dec-2026"
    )


def test_the_confirmed_end_is_no_dose_of_nothing():
    kept = record(LAST, STEP)
    gate = one(Matter.GATE, at(record(LAST), "2026-12-01 09:00"))
    over = answered(gate, by=OWNER, name="Bo", now=kept.decisions[0].at)
    assert lines(tell(over, at(kept, "2026-12-21 09:00")))[2] == (
        "Confirmed: the course ends, and from Monday 21-Dec-2026 no predniSONE"
    )


# ------------------------------------------------------------------ after an outage


def outage(chat: int, around=None) -> Note:
    first, then = at(record(), "2026-12-01 09:00"), at(record(), "2026-12-23 11:45")
    other = record(ADULT, label="H7Q-2M9", revision=4)
    gate = one(Matter.GATE, first)
    eyes = replace(one(Matter.EYES, first), label="H7Q-2M9", revision=4)
    late = [(eyes, other, at(other, then.now)), (gate, then.record, then)]
    return digest(late, chat, then.now, around or {})


def test_after_an_outage_one_message_lists_what_is_late_oldest_first_with_the_doses():
    assert lines(outage(GROUP)) == [
        "Late reminders: 2. What counts is the dose in force, below.",
        "K7Q-2M3: dose change due Monday 21-Dec-2026, not yet confirmed",
        "[LATE 2 days 4 hours] was due Monday 21-Dec-2026 07:30 Europe/Berlin",
        "H7Q-2M9: eye check, due Wednesday 23-Dec-2026",
        "[LATE 2 hours] was due Wednesday 23-Dec-2026 09:00 Europe/Berlin",
        f"K7Q-2M3: the daily dose in force is predniSONE {SIXTY_FIVE}",
        f"H7Q-2M9: the daily dose in force is predniSONE {SIXTY_FIVE}",
        "Not one of these is acknowledged. Each opens with its button.",
    ]


def test_each_opens_with_a_button_of_its_own_plan():
    (gate,), (eyes,) = outage(GROUP).choices
    assert (gate.press, gate.label, gate.number) == ("rem.gate.20261221.55", "K7Q-2M3", 1)
    assert (eyes.press, eyes.label, eyes.number) == ("rem.eyes.20261223.pressure", "H7Q-2M9", 4)
    assert texts(outage(GROUP)) == [["K7Q-2M3: dose change"], ["H7Q-2M9: eyes"]]


def test_the_digest_tells_doses_only_to_those_who_treat():
    known = {"K7Q-2M3": AROUND, "H7Q-2M9": AROUND}
    for chat, around, doses in (
        (OWNER, None, 2),
        (OTHER, None, 0),
        (OTHER, known, 2),
        (ADMIN, None, 0),
        (ADMIN, known, 0),
    ):
        assert " ".join(lines(outage(chat, around))).count("mg tablet)") == doses


def test_the_digest_of_a_plan_of_another_edition_tells_the_dose_that_was_shown():
    shown = by_later_edition(record())
    live = at(shown, "2026-12-23 09:00")
    note = digest([(reminder(Matter.GATE, detail="55"), shown, live)], GROUP, live.now)
    assert "62.5 mg" in " ".join(lines(note))
