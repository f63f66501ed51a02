"""A draft on a plan that moved on: which answers are whose, and what it cannot be made without."""

from dataclasses import replace

import pytest

from flows.intake.anew import as_of
from flows.intake.made_anew import answered_anew
from flows.intake.subject import Subject
from flows.talk.records import Answered
from flows.talk.turn import Draft, Session, Typed
from tests.flows.chat import MORNING
from tests.flows.world import OWNER, record, world


def answered(revision, **before):
    return Answered(
        revision=revision, keys=("weight_kg",), before=before, by=OWNER, name="N", at=MORNING
    )


def test_the_answers_of_a_revision_are_those_before_every_later_change():
    plan = record()
    now = dict(plan.answers) | {"weight_kg": "80"}
    history = (answered(2, weight_kg="72"), answered(3, weight_kg="75"), answered(5))
    moved = replace(plan, answers=now, answered=history)
    assert as_of(moved, 5)["weight_kg"] == "80"
    assert "weight_kg" not in as_of(moved, 4)  # it was not answered before
    assert as_of(moved, 2)["weight_kg"] == "75"
    assert as_of(moved, 1)["weight_kg"] == "72"


def test_no_answers_are_given_anew_of_a_plan_that_is_not_there():
    plan = record()
    there = world(plan)
    draft = Draft(
        label=plan.label, state="review", trail=(), answers=plan.answers, serial=1,
        asked_at=MORNING, entered_on=MORNING.date(), revises=1,
    )  # fmt: skip
    live, context = there.live(), there.context(OWNER, Typed(text=""))
    subject = Subject(draft=draft, guideline=live.guideline, local=MORNING, plan=live.plan)
    with pytest.raises(LookupError, match=plan.label):
        answered_anew(Session(), subject, live.plan, plan, context)
