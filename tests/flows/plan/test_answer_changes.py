"""What answers that are given anew change, as it is said of a plan that reminds and of one that
does not."""

from dataclasses import replace

import pytest

from flows.intake.anew import with_answers
from flows.plan.answer_changes import answer_changes
from tests.flows.following import MODERATE, ward

ADMITTED = dict(MODERATE, respiratory_weakness=True)


@pytest.mark.parametrize("closed", [False, True])
def test_that_the_prescribers_are_called_is_said_only_where_they_are(closed):
    before = ward().live()
    after = with_answers(before, ADMITTED)
    if closed:
        after = replace(after, record=replace(after.record, closed_at=after.now))
    said = [each.says for each in answer_changes(before, after)[0]]
    assert said == ["changes.admit", "changes.no_step", *([] if closed else ["changes.called"])]
