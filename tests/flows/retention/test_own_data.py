"""/mydata says what is kept and for how long, and hands it out in private alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.talk.replies import ShowOwnData
from flows.talk.retention import Retention, is_over
from tests.flows.world import BOSS, GROUP, LABEL, MORNING, NURSE, OWNER, record, world

DAY = timedelta(days=1)
NEVER = MORNING + 9_999 * DAY


@pytest.mark.parametrize("who", [OWNER, NURSE, BOSS])
def test_what_is_kept_is_said_and_the_file_comes_below(who: int) -> None:
    there = world(record())
    there.command(who, "mydata")
    assert there.says == "own_data.kept"
    assert isinstance(there.turn.replies[-1], ShowOwnData)
    assert there.deeds == ("exported",)
    assert "each until 30 days after it was closed" in there.text


def test_it_changes_nothing_that_is_open() -> None:
    there = world()
    there.command(OWNER, "new")
    before = there.session_of(OWNER)
    there.command(OWNER, "mydata")
    assert there.session_of(OWNER).draft == before.draft


def test_others_read_the_group() -> None:
    there = world(record())
    there.command(OWNER, "mydata", chat=GROUP)
    assert there.says == "own_data.only_in_private"
    assert len(there.turn.replies) == 1
    assert there.deeds == ()


# ------------------------------------------------------------------- how long a plan is kept


@pytest.mark.parametrize("days", [1, 30, 365])
def test_a_plan_is_kept_so_long_after_it_was_closed(days: int) -> None:
    closed, kept = record(closed_at=MORNING), Retention(plans=days)
    assert not is_over(closed, kept, MORNING + days * DAY)
    assert is_over(closed, kept, MORNING + days * DAY + timedelta(seconds=1))


def test_one_that_nobody_closed_is_kept_for_ever() -> None:
    assert not is_over(record(), Retention(plans=1), NEVER)
    assert not is_over(replace(record(), live=False), Retention(plans=1), NEVER)


def test_a_draft_that_nobody_can_make_live_is_kept_from_when_it_was_made() -> None:
    draft = record(provisional=True)
    assert not is_over(draft, Retention(plans=30), draft.made_at + 30 * DAY)
    assert is_over(draft, Retention(plans=30), draft.made_at + 31 * DAY)


def test_whoever_closes_it_is_told_until_when_it_is_kept() -> None:
    there = world(record())
    there.press(OWNER, "close", label=LABEL)
    asked = there.text
    there.press(OWNER, "close.yes", label=LABEL)
    for text in (asked, there.text):
        assert "After Wednesday 23-Dec-2026 it is erased" in text
    assert there.plans[LABEL].closed_at
