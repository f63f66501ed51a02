"""What answers that are given anew change, as it is said of a plan that reminds and of one that
does not."""

from dataclasses import replace

import pytest

from flows.intake.anew import with_answers
from flows.plan.answer_changes import answer_changes
from tests.flows.following import MODERATE, planned, ward

ADMITTED = dict(MODERATE, respiratory_weakness=True)


@pytest.mark.parametrize("closed", [False, True])
def test_that_the_prescribers_are_called_is_said_only_where_they_are(closed):
    before = ward().live()
    after = with_answers(before, ADMITTED)
    if closed:
        after = replace(after, record=replace(after.record, closed_at=after.now))
    said = [each.says for each in answer_changes(before, after)[0]]
    assert said == ["changes.admit", "changes.no_step", *([] if closed else ["changes.called"])]


@pytest.mark.parametrize(
    ("answers", "treatment", "why"),
    [
        (
            {"severity": "severe"},
            "rituximab",
            ["Hepatitis B not tested: no riTUXimab until it is."],
        ),
        (
            {"severity": "severe", "hbv": "neg", "ssc_overlap": True},
            "methylprednisolone",
            ["Systemic sclerosis: a pulse can bring on renal crisis."],
        ),
        (
            {"severity": "severe", "antibodies": ["hmgcr"]},
            "immunoglobulin",
            ["Anti-HMGCR antibodies: immunoglobulin fits best."],
        ),
    ],
)  # fmt: skip
def test_a_treatment_that_fits_otherwise_says_for_which_answer(answers, treatment, why):
    before = ward().live()
    found = [each for block in answer_changes(before, with_answers(before, MODERATE | answers))
             for each in block]  # fmt: skip
    of_it = [each.values.get("treatment") == treatment for each in found].index(True)
    said = (each.values["text"].text for each in found[of_it + 1 : of_it + 1 + len(why)])
    assert [*said] == why
    assert found[of_it + 1 + len(why)].says != "reminder.beside"


def test_a_treatment_that_nothing_speaks_against_any_more_has_no_reason():
    untested = ward(planned(answers=MODERATE | {"severity": "severe"})).live()
    found = answer_changes(
        untested, with_answers(untested, untested.record.answers | {"hbv": "neg"})
    )
    said = [each.says for block in found for each in block if "treatment" in each.values]
    assert said == ["changes.rescue_open"]
