"""Every state against every trigger, and every way through: one way is open, or none."""

from dataclasses import replace

import pytest

from flows.intake.consistency import made_consistent
from flows.intake.life import LIFE
from flows.intake.needs import MISSING
from flows.intake.table import ENDS, INTAKE, NEXT, PREVIOUS, may_be_made
from flows.talk.machine import NoWay
from flows.talk.replies import Toast
from flows.talk.turn import Pressed
from tests.flows.intake.walk import Seen, heard_at, presses, prompts, subjects, taken, walk

WAYS = {
    "weight": {"answered", "keep", "back"},
    "weight_check": {"answered", "use", "back"},
    "subtype": {"answered", "keep", "back"},
    "height": {"answered", "keep", "back"},
    "height_check": {"answered", "use", "back"},
    "severity": {"answered", "keep", "back"},
    "ild": {"answered", "keep", "back"},
    "age_check": {"answered", "clear", "use", "open_subtype"},
    "review": {
        "open_start_dose", "open_first_step", "open_tail", "open_first_day", "open_change",
        "open_agent",
        "open_details", "open_signs", "none", "lower", "make", "rows", "back",
    },
    "change": {
        "open_weight", "open_subtype", "open_height", "open_severity", "open_ild", "open_signs",
        "open_details", "recovered", "back", "open_start_dose", "open_first_step", "open_tail",
        "open_first_day",
    },
    "start_dose": {"answered", "back"},
    "start_dose_check": {"answered", "use", "back"},
    "first_step": {"answered", "back"},
    "tail": {"answered", "back"},
    "first_day": {"answered", "back"},
    "agent": {"answered", "back"},
    "first_day_check": {"answered", "use", "back"},
    "signs": {"toggle", "back"},
    "details": {"group", "back"},
    "group": {"key", "toggle", "affirm", "never", "back"},
    "detail": {"answered", "clear", "toggle", "back"},
    "detail_check": {"answered", "use", "back"},
    "earlier": {"answered"},
    "earlier_check": {"answered", "use", "back"},
    "next": {"go"},
    "previous": {"go"},
    "made": set(),
    "declined": set(),
    "refused": set(),
}  # fmt: skip
LIVES = {
    "none": {"begin"},
    "open": {"begin", "late", "leave", "finish", "expire"},
    "parked": {"begin", "resume", "leave", "discard", "expire"},
}


@pytest.mark.parametrize(("table", "ways"), [(INTAKE, WAYS), (LIFE, LIVES)])
def test_every_state_knows_exactly_the_listed_triggers(table, ways):
    known: dict[str, set[str]] = {state: set() for state in table.states}
    for row in table.rows:
        known[row.source].add(row.trigger)
    assert known == ways


@pytest.mark.parametrize(("table", "ways"), [(INTAKE, WAYS), (LIFE, LIVES)])
def test_every_other_pair_of_state_and_trigger_is_no_way(table, ways):
    triggers = {trigger for known in ways.values() for trigger in known}
    refused = 0
    for state in table.states:
        for trigger in (triggers - ways[state]) | {f"to_{each}" for each in table.states}:
            with pytest.raises(NoWay):
                table.move(state, trigger, walk()[0].session.draft)
            refused += 1
    assert refused > len(table.states)


def test_without_a_plan_that_it_comes_to_nothing_can_be_made():
    made = [each for _, each in subjects() if may_be_made(each)]
    assert made
    assert not [each for each in made if may_be_made(replace(each, plan=None))]


def test_the_walk_reaches_every_state():
    shown = {seen.draft.state for seen in prompts()}
    assert shown == set(INTAKE.states) - {NEXT, PREVIOUS, *ENDS}
    assert len(prompts()) > 500


def test_never_more_than_one_way_is_open():
    assert [
        (seen.draft.state, row.trigger)
        for seen, subject in subjects()
        for row in INTAKE.rows
        if len(INTAKE.open_rows(seen.draft.state, row.trigger, subject)) > 1
    ] == []


def test_an_answer_always_has_exactly_one_way():
    """Guarded ways exclude each other, whether the answer waits for a check or not."""
    assert [
        seen.draft.state
        for seen, subject in subjects()
        if "answered" in WAYS[seen.draft.state]
        and len(INTAKE.open_rows(seen.draft.state, "answered", subject)) != 1
    ] == []


def test_from_next_exactly_one_way_leads_on():
    drafts = [made_consistent(subject) for _, subject in subjects()]
    assert {len(INTAKE.open_rows(NEXT, "go", subject)) for subject in drafts} == {1}
    found = {
        state for at, (state, _) in enumerate(MISSING) for each in drafts if each.missing == at
    }
    assert found == {state for state, _ in MISSING} - {"declined"}


def test_back_leads_to_where_the_draft_came_from():
    came = [(seen, subject) for seen, subject in subjects() if seen.draft.trail]
    ways = [INTAKE.open_rows(PREVIOUS, "go", subject) for _, subject in came]
    assert [row.dest for (row,) in ways] == [seen.draft.trail[-1] for seen, _ in came]


def test_every_button_leads_somewhere():
    dead = [
        (seen.draft.state, heard)
        for seen in prompts()
        for heard in heard_at(seen)
        if isinstance(heard, Pressed) and isinstance(taken(seen, heard).replies[0], Toast)
    ]
    assert dead == []


def test_cancel_and_why_stand_under_every_question():
    assert all("cancel" in presses(seen) for seen in prompts())
    assert all("why" in presses(seen) or asked_why(seen) for seen in prompts())


def asked_why(seen: Seen) -> bool:
    return isinstance(seen.heard, Pressed) and seen.heard.press == "why"


def test_a_draft_never_ends_but_by_an_end_of_the_table():
    ends = [seen for seen in walk() if seen.session.draft is None]
    actions = {deed.action for seen in ends for deed in seen.turn.deeds}
    assert actions == {"made", "declined", "refused"}
