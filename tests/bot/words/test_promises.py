"""Every sentence that promises something for later, or says that nobody does something, with what
makes it true. A new one is put here by whoever has looked at each role and place it is read in."""

import re
from collections.abc import Mapping

import pytest

from bot.words import catalogue

PROMISES = re.compile(
    r"\b(you get|will|no more|no longer|any more|from now on|[Nn]obody|always)\b"
)
READ = ("team.", "bind.", "invite.", "share.", "check.", "hand.", "close.", "reminder.", "urgent.",
    "unheeded.", "stands.", "changes.", "change.", "ahead.", "overdose.", "list.", "status.",
    "clock.", "decision.", "caution.", "after.", "carry.")  # fmt: skip
# What makes it true for whoever reads it.
BASIS: Mapping[str, str] = {
    "by role: tests/flows/team/test_promises.py": """
        team.leave team.leave_administrator team.you_were_removed
    """,
    "a role or a group is given and taken at once": """
        invite.void share.posted share.taken_out share.not_told
    """,
    "a plan that waits for its check reminds of no dose": """
        share.second_check share.not_reminded check.not_in_force reminder.why.check
    """,
    "a closed plan wants no reminder": "stands.closed close.goes_on",
    "what a decision or a new revision ends is withdrawn with it": """
        decision.tests_recorded changes.no_weekly_tests reminder.over.withdrawn
        carry.stays
    """,
    "says what is so far, and is withdrawn or said anew when it is not": """
        team.group_unproved reminder.head.undelivered reminder.why.undelivered
        reminder.about.undelivered reminder.agent.ready
        reminder.mark.needs_human reminder.mark.nobody unheeded.head stands.moved
        list.left list.line_left reminder.dose.left reminder.of_plan.left
        changes.rescue_open changes.no_pneumocystis_review changes.no_vaccines_from
        changes.no_adrenal_gate changes.no_ends changes.not_fragile decision.drug_unsaid
        status.stuck status.none_stuck
        stands.drug_not_recorded list.line_nobody reminder.over.no_sign decision.emergency
    """,
    "the same for everybody": """
        team.first_weeks team.set_repeat team.set_weekly hand.to_whom urgent.no_service
        overdose.stop overdose.until overdose.once decision.move_weekday reminder.why.eyes_pressure
    """,
}
LISTED = frozenset(" ".join(BASIS.values()).split())


def promising() -> set[str]:
    texts = catalogue("en").texts
    return {key for key, text in texts.items() if key.startswith(READ) and PROMISES.search(text)}


def test_every_promise_has_something_that_makes_it_true() -> None:
    assert promising() == LISTED


@pytest.mark.parametrize("key", ["share.not_reminded", "share.second_check", "reminder.why.check"])
def test_a_plan_that_waits_says_that_its_doses_are_what_nobody_is_reminded_of(key: str) -> None:
    assert "reminded of its doses" in catalogue("en").texts[key]
