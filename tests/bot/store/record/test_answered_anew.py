"""Who gave which answers anew is read back from the revisions, old ones too."""

from dataclasses import replace
from datetime import timedelta

from bot.store.record.revisions import record_of, row_of
from flows.talk.records import Answered, PlanRecord
from tests.bot.store.examples import NOON, record


def revised() -> tuple[PlanRecord, PlanRecord]:
    first = record()
    later = NOON + timedelta(days=3)
    given = Answered(
        revision=2,
        keys=("weight_kg", "pregnancy"),
        before={"weight_kg": first.answers["weight_kg"]},
        by=8,
        name="Dr Colleague",
        at=later,
    )
    answers = {**first.answers, "weight_kg": "71", "pregnancy": "no"}
    return first, replace(
        first,
        revision=2,
        serial=first.serial + 1,
        answers=answers,
        answered=(given,),
        made_by=8,
        made_name="Dr Colleague",
        made_at=later,
        before=first.shown,
    )


def test_the_answers_as_they_were_are_read_back_with_who_gave_the_new_ones() -> None:
    first, second = revised()
    read = record_of([row_of(first, None), row_of(second, first)])
    assert read == second


def test_a_revision_that_was_kept_without_a_name_has_none() -> None:
    first, second = revised()
    row = row_of(replace(second, made_name="", answered=()), first)
    read = record_of([row_of(first, None), row])
    assert read is not None
    (given,) = read.answered
    assert (given.name, given.by, given.keys) == ("", 8, ("weight_kg", "pregnancy"))


def test_a_decision_adds_no_answers() -> None:
    first, second = revised()
    third = replace(second, revision=3, serial=second.serial + 1)
    read = record_of([row_of(first, None), row_of(second, first), row_of(third, second)])
    assert read is not None
    assert read.answered == second.answered
