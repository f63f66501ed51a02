"""Every open question in every event: what becomes of it, as the table says, played in the world.

All of it: `python -m tests.campaigns questions`.
"""

from datetime import timedelta

import pytest

from core.course.decisions import OF_THE_PLAN, Decision, Drug, Move, Reason
from flows.reminder.wanted.settled import ABOUT_DRUG, OF_DRUG, OF_STEROID, settles
from flows.talk.records import Matter, Reminder, Stage
from tests.campaigns import size
from tests.flows.following import GROUP, OWNER
from tests.flows.reminder.reminding import reminder
from tests.flows.reminder.wanted.question_scenes import (
    EVENTS,
    MOMENTS,
    PLAYED,
    Event,
    Moment,
    kind,
    moment,
    open_questions,
    shows,
)
from tests.flows.reminder.wanted.question_table import TABLE

PLAYS = [(name, event) for name in MOMENTS for event in PLAYED]
ASK_PEOPLE = {Matter.ASKED, Matter.URGENT}


def decided(question: str, event: str) -> set[str]:
    """What may become of it; where it turns on the days, one of several."""
    found = (
        outcome for outcome, (events, _) in TABLE[question].items() if event in events.split()
    )
    return {each for outcome in found for each in outcome.split("/")}


def of(question: str) -> Matter:
    return next(each for each in Matter if question in {each.value} or _begins(question, each))


def _begins(question: str, matter: Matter) -> bool:
    return matter in {*ASK_PEOPLE, Matter.UNDELIVERED} and question.startswith(f"{matter}_")


# ------------------------------------------------------------------ the table is whole


def test_every_kind_of_question_has_a_row() -> None:
    assert {of(question) for question in TABLE} == set(Matter)


@pytest.mark.parametrize("question", TABLE)
def test_every_row_decides_every_event_once_and_says_why(question: str) -> None:
    cells = [event for events, _ in TABLE[question].values() for event in events.split()]
    assert sorted(cells) == sorted(map(str, EVENTS))
    assert all(why for _, why in TABLE[question].values())
    assert set(PLAYED) == set(EVENTS) - {Move.CARRY_OVER}


def test_closing_ends_every_question() -> None:
    assert all(decided(question, Event.CLOSED) == {"withdrawn"} for question in TABLE)


@pytest.mark.parametrize("matter", Matter)
def test_what_the_team_asks_is_answered_by_a_decision_about_the_same_thing(matter: Matter) -> None:
    asked = reminder(Matter.ASKED, detail=matter)
    of_steroid = {move for move in Move if settles(_decision(move), asked)}
    of_drug = {move for move in Move if settles(_decision(move, Drug.AZATHIOPRINE), asked)}
    everything = set(Move) - OF_THE_PLAN
    assert of_steroid == (everything if matter in OF_STEROID else set())
    assert of_drug == (everything if matter in OF_DRUG else set())
    other = reminder(Matter.ASKED, detail=f"{matter}.{Drug.METHOTREXATE}")
    assert not any(settles(_decision(move, Drug.AZATHIOPRINE), other) for move in Move)
    assert not OF_STEROID & OF_DRUG
    assert ABOUT_DRUG < OF_DRUG


def _decision(move: Move, drug: Drug | None = None) -> Decision:
    return Decision(move=move, on=reminder().day, reason=Reason.RESPONSE, drug=drug)


# ------------------------------------------------------------------ and true


def test_what_is_played_is_what_was_decided() -> None:
    """So many of the plays: every event at the first moment, in a campaign at every moment."""
    faults = []
    for name, event in PLAYS[: size("questions")]:
        faults += [f"{name}, {event}: {each}" for each in _faults(moment(name), event)]
    assert not faults, "\n".join(faults)


def _faults(before: Moment, event: Move | Event) -> list[str]:
    there = before.copy()
    questions = open_questions(there)
    known = {each.id for each in there.of() if each.stage.is_open}
    try:
        happened = PLAYED[event](there)
    except StopIteration:  # a toast alone: it cannot be
        happened = False
    if not happened:
        return []
    faults = []
    for old in questions.values():
        found = _outcome(there, old, known)
        if found not in decided(kind(old), event):
            faults.append(f"{old.id} {found}, not {decided(kind(old), event)}")
        if found != "stays" and event is not Event.NEWER:
            left = [press for press in shows(there, there.reminders[old.id]) if not _mends(press)]
            faults += [f"{old.id} {found}, and its buttons stay: {left}"] if left else []
    return faults + _goes_on(there, questions)


def _outcome(there: Moment, old: Reminder, known: set[str]) -> str:
    now = there.reminders[old.id]
    if now.stage.is_open:
        return "stays"
    if now.stage in {Stage.ANSWERED, Stage.ACKNOWLEDGED}:
        return "answered"
    fresh = (each for each in there.of() if each.id not in known and each.stage.is_open)
    return "replaced" if any(kind(each) == kind(old) for each in fresh) else "withdrawn"


def _mends(press: str) -> bool:
    """What an answered weekly dose still offers."""
    return press.partition(".")[0] in {"double", "slip", "late", "unleft"}


def _goes_on(there: Moment, questions: dict[str, Reminder]) -> list[str]:
    """What is settled is told nobody again."""
    over = {i: there.reminders[i] for i in questions if not there.reminders[i].stage.is_open}
    there.passes(there.now + timedelta(days=1))
    again = (i for i, each in over.items() if there.reminders[i].rounds != each.rounds)
    return [f"{i} was told again" for i in again if not there.reminders[i].stage.is_open]


def test_a_week_s_question_that_is_asked_anew_is_withdrawn_with_the_new_one() -> None:
    there = moment("gate").copy()
    there.passes(there.now + timedelta(days=7))
    last, *older = sorted(
        (e for e in there.of() if e.matter is Matter.METHOTREXATE and not e.stage.is_open),
        key=lambda each: each.day,
        reverse=True,
    )
    assert last.stage is Stage.WITHDRAWN
    assert {each.stage for each in older} == {Stage.WITHDRAWN}
    there.press(f"taken.methotrexate.{last.day:%Y%m%d}", chat=GROUP)
    assert there.toast == "over"
    assert there.reminders[last.id].by != OWNER
