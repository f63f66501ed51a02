"""Who has looked at whose plan: one entry for each person, plan and day, and none is false."""

from datetime import UTC, datetime

import pytest

from flows.looked import looked
from flows.talk.turn import Commanded, Deed, Heard, Pressed, Typed
from tests.flows.world import (
    ALONE,
    BOSS,
    COLLEAGUE,
    FOREIGN,
    GROUP,
    LABEL,
    NURSE,
    OUTSIDER,
    OWNER,
    STRANGER,
    THEIRS,
    World,
    record,
    world,
)

DAY = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)  # when the 23rd began in Berlin
LOOKED = Deed(action="looked", label=LABEL, since=DAY)
LISTED = Deed(action="listed", label="", since=DAY)


@pytest.fixture
def there() -> World:
    return world(record(), record(ALONE, team=0), record(FOREIGN, team=THEIRS, owner=OUTSIDER))


def noted(there: World, who: int, heard: Heard, chat: int = 0) -> tuple[Deed, ...]:
    """What of the turn is kept for having been shown."""
    context = there.context(who, heard, chat)
    return looked(there.hear(who, heard, chat), context)


@pytest.mark.parametrize(
    "heard",
    [
        Commanded(name="plans", argument=LABEL),
        Typed(text=LABEL.lower()),
        Pressed(label=LABEL, number=1, press="show"),
        Pressed(label=LABEL, number=1, press="show.schedule"),
        Pressed(label=LABEL, number=1, press="papers"),
        Pressed(label=LABEL, number=1, press="step"),
        Pressed(label=LABEL, number=1, press="close"),
        Commanded(name="dose", argument=LABEL),
    ],
)
def test_whoever_is_shown_a_plan_has_looked_at_it(there: World, heard: Heard) -> None:
    assert noted(there, COLLEAGUE, heard) == (LOOKED,)


@pytest.mark.parametrize("name", ["plans", "today", "upcoming", "dose"])
def test_a_list_of_several_is_one_entry(there: World, name: str) -> None:
    assert noted(there, OWNER, Commanded(name=name, argument="")) == (LISTED,)


def test_a_list_of_one_names_it_also_in_a_group(there: World) -> None:
    assert noted(there, NURSE, Commanded(name="today", argument=""), GROUP) == (LOOKED,)


@pytest.mark.parametrize(
    ("who", "heard"),
    [
        (OUTSIDER, Commanded(name="plans", argument=LABEL)),
        (OUTSIDER, Pressed(label=LABEL, number=1, press="show")),
        (STRANGER, Commanded(name="plans", argument=LABEL)),
        (
            BOSS,
            Commanded(name="forget", argument=LABEL),
        ),  # who disposes of it, and does not see it
        (OWNER, Commanded(name="plans", argument="A23-456")),
        (OWNER, Commanded(name="help", argument="")),
        (OWNER, Commanded(name="mydata", argument="")),
        (OWNER, Pressed(label=LABEL, number=9, press="forget.yes")),  # a toast
    ],
)
def test_whoever_is_shown_none_has_looked_at_none(there: World, who: int, heard: Heard) -> None:
    assert noted(there, who, heard) == ()


def test_what_is_sent_to_another_chat_was_asked_for_by_nobody_there(there: World) -> None:
    heard = Pressed(label=LABEL, number=1, press="share.0")
    assert there.hear(OWNER, heard).deeds == (Deed(action="shared", label=LABEL, reason="0"),)
    assert noted(there, OWNER, Pressed(label=LABEL, number=1, press="share")) == (LOOKED,)


def test_a_deed_of_the_plan_says_more(there: World) -> None:
    assert noted(there, OWNER, Pressed(label=LABEL, number=1, press="close.yes")) == ()
    assert there.deeds == ("closed",)
