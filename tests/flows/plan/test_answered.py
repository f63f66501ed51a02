"""The day of an answer: that on which it was given last, or the first one that it can be of."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from flows.plan.answered import answered_on
from flows.talk.records import Answered
from tests.flows.following import planned

ZONE = "Europe/Berlin"


def given(*keys: str, day: int) -> Answered:
    at = datetime(2026, 12, day, 23, 30, tzinfo=UTC)
    return Answered(revision=2, keys=keys, before={}, by=7, name="Owner", at=at)


def record(*answered: Answered):
    return replace(planned(), answered=answered)


def test_of_a_plan_whose_answers_stand_it_is_the_day_that_it_was_made():
    assert answered_on(record(), "hbv", ZONE) == date(2026, 11, 23)


def test_an_answer_given_anew_has_the_day_of_its_place():
    both = record(given("hbv", day=3), given("hbv", "egfr", day=9))
    assert answered_on(both, "hbv", ZONE) == date(2026, 12, 10)


@pytest.mark.parametrize(("keys", "first"), [(("egfr",), "entered"), (("weight_kg",), "start")])
def test_of_another_it_is_never_later_than_the_first_new_one(keys, first):
    kept = record(given(*keys, day=20))
    entered = kept.entered_on
    start = date.fromisoformat(str(kept.answers["start_date"]))
    assert answered_on(kept, "hbv", ZONE) == (start if first == "start" else entered)
