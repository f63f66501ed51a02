"""The code on a paper: whether what it shows holds, and everything that has changed after it."""

from dataclasses import replace
from datetime import datetime

import pytest

from flows.talk.paper_link import payload
from flows.talk.records import Answered
from flows.talk.turn import Commanded
from tests.flows.following import LABEL, OWNER, STRANGER, at, ward


def scanned(there, of: str, who: int = OWNER):
    there.take(Commanded(name="start", argument=of), who=who)
    return there


def paper(when: datetime, revision: int = 1) -> str:
    return payload(LABEL, revision, when)


def test_a_paper_of_this_moment_holds():
    there = scanned(ward(), paper(at(0)))
    assert there.said == ["paper.holds", "paper.shows", "paper.unchanged"]


def test_one_without_a_stamp_says_only_which_revision_it_shows():
    there = scanned(ward(), f"paper_{LABEL}_1")
    assert there.said == ["paper.holds", "paper.unstamped"]


def test_a_paper_of_a_revision_that_a_backup_did_not_have_is_never_void():
    there = ward().until(28, "08:00")
    scanned(there, paper(at(28), 2))
    assert there.said == ["paper.not_known", "paper.shows", "paper.unchanged"]
    assert there.values("paper.not_known")["current"] == 1


def test_nor_is_one_of_another_revision_with_the_same_number():
    there = ward().until(28, "08:00")
    there.until(29)
    there.steps()
    scanned(there, paper(at(28), 2))
    assert there.said[0] == "paper.not_known"
    there.until(30)
    assert scanned(there, paper(at(30), 2)).said[0] == "paper.holds"
    assert scanned(there, f"paper_{LABEL}_2").said[0] == "paper.holds"


def test_every_decision_and_answer_after_it_is_named_in_its_order():
    there = ward().until(28, "08:00")
    first, second = paper(at(28, "08:00")), at(28, "08:30")
    there.steps()
    assert there.plan().revision == 2
    anew = Answered(revision=3, keys=("egfr",), before={}, by=OWNER, name="Owner", at=at(29))
    there.put(replace(there.plan(), revision=3, answered=(anew,)))
    scanned(there, first)
    assert there.said == [
        "paper.superseded", "paper.shows", "paper.since", "stands.stepped", "reminder.over.anew",
    ]  # fmt: skip
    scanned(there, paper(second, 2))
    assert there.said == ["paper.superseded", "paper.shows", "paper.since", "reminder.over.anew"]


def test_what_rolls_on_while_nobody_confirms_is_named_within_one_revision():
    there = ward().until(38)
    scanned(there, paper(at(30)))
    assert there.said[:4] == ["paper.holds", "paper.shows", "paper.since", "changes.later"]
    assert there.values("changes.later")["days"] == 8
    assert "changes.later" not in scanned(there, paper(at(38))).said


def test_that_it_was_checked_or_closed_since_is_named():
    there = ward()
    kept = there.plan()
    there.put(replace(kept, checked_by=8, checked_name="Other", checked_at=at(2)))
    there.until(3)
    assert "paper.checked_since" in scanned(there, paper(at(1))).said
    there.put(replace(there.plan(), closed_at=at(3)))
    assert scanned(there, paper(at(2))).said[-2:] == ["paper.since", "stands.closed"]


def test_a_visit_that_was_entered_since_is_named_with_what_was_found():
    there = ward().until(28, "08:00")
    before = paper(at(28, "08:00"))
    there.now = at(28, "08:10")
    there.press("visit")
    for answer in ("b", "f", "0"):
        latest = [each for each in there.presses if each.startswith("visit.")]
        there.press(f"{latest[0].rpartition('.')[0]}.{answer}")
    assert len(there.plan().visited) == 1
    assert scanned(there, before).said[:4] == [
        "paper.holds", "paper.shows", "paper.since", "found.said",
    ]  # fmt: skip
    assert "found.said" not in scanned(there, paper(at(28, "08:20"))).said


def test_a_stamp_that_lies_ahead_is_read_as_now():
    assert scanned(ward(), paper(at(400))).said[-1] == "paper.unchanged"


@pytest.mark.parametrize("who", [STRANGER])
def test_nobody_else_learns_of_the_plan(who: int):
    there = scanned(ward(), paper(at(0)), who)
    assert [each.says for each in there.turn.replies] == ["toast.no_such_plan"]
