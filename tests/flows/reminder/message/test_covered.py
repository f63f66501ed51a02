"""What a locked screen may show of a reminder, as its team has set it."""

from dataclasses import replace

import pytest

from flows.reminder.message.covered import covered
from flows.reminder.message.note import told
from flows.talk.records import Matter, Reminder
from flows.talk.replies import Note
from tests.flows.following import GROUP, Ward, ward

ABOVE, URGENT = "reminder.above", "reminder.above_urgent"


def neutral(there: Ward) -> Ward:
    return there.put(replace(there.teams[there.plan().team], neutral=True))


def of(there: Ward, matter: Matter = Matter.DOSE) -> tuple[Note, Reminder]:
    row = replace(there.of()[0], matter=matter)
    recipients = there.desk.reader.recipients(there.plan(), there.teams[there.plan().team])
    note = told(there.of()[0], there.plan(), there.live(), recipients, chat=GROUP, now=there.utc())
    return covered(note, [(row, recipients)]), row


@pytest.mark.parametrize("matter", Matter)
def test_a_team_that_wants_it_has_each_reminder_covered_and_what_cannot_wait_says_so(
    matter: Matter,
) -> None:
    assert of(ward(), matter)[0].above == ""
    is_urgent = matter is Matter.URGENT
    assert of(neutral(ward()), matter)[0].above == (URGENT if is_urgent else ABOVE)


def test_a_list_of_several_plans_is_covered_where_one_of_their_teams_wants_it() -> None:
    plain, row = of(ward())
    there = ward()
    usual = there.desk.reader.recipients(there.plan(), there.teams[1])
    other = there.desk.reader.recipients(there.plan(), replace(there.teams[1], neutral=True))
    assert covered(plain, [(row, usual), (row, other)]).above == ABOVE
    assert covered(plain, [(row, usual), (row, usual)]) == plain


def test_a_plan_of_no_team_is_told_as_it_is() -> None:
    there = neutral(ward())
    assert there.desk.reader.recipients(there.plan(), None).neutral is False
