"""What the bot says of itself: short, with keys, and none that whoever asks may not press."""

import pytest

from flows.talk.replies import Ask, Note, Toast
from tests.flows.world import ALONE, GROUP, NURSE, OWNER, TRAINEE, World, record, world

TELLS = ("start", "help", "about", "privacy", "nothing_of_that_name")
LONGEST = 700  # characters of a message that is read at once


def there() -> World:
    return world(record(), record(ALONE, team=0))


def keys(shown: World) -> list[str]:
    (reply,) = shown.turn.replies
    assert isinstance(reply, Ask | Note)
    return [choice.press for row in reply.choices for choice in row]


@pytest.mark.parametrize("who", [OWNER, NURSE, TRAINEE])
@pytest.mark.parametrize("name", TELLS)
def test_every_key_can_be_pressed_by_whoever_sees_it(name: str, who: int) -> None:
    shown = there()
    shown.command(who, name)
    pressed = keys(shown)
    assert pressed
    assert len(shown.text) <= LONGEST
    for each in pressed:
        shown = there()
        shown.press(who, each)
        assert not any(isinstance(reply, Toast) for reply in shown.turn.replies), each


@pytest.mark.parametrize("name", TELLS)
def test_only_who_makes_plans_is_offered_one(name: str) -> None:
    for who, makes in ((OWNER, True), (NURSE, False), (TRAINEE, False)):
        shown = there()
        shown.command(who, name)
        assert ("new" in keys(shown)) is makes
        assert "learn" in keys(shown) or makes


def test_help_says_to_the_care_team_what_it_does() -> None:
    shown = there()
    shown.command(NURSE, "help")
    assert "in the group" in shown.text.lower()
    assert "/new" not in shown.text


SAID_OF_ITS_USE = (
    "licensed health professionals", "one published text", "what you enter", "counts as unknown",
    "not diagnose, prescribe or decide", "no taper", "not for emergencies", "not for patients",
    "No authority has reviewed", "check every line against your own source",
    "may have caused harm", "nothing that identifies the patient",
)  # fmt: skip


@pytest.mark.parametrize("who", [OWNER, NURSE])
def test_what_it_is_for_and_its_limits_are_told_with_a_way_to_report_harm(who: int) -> None:
    shown = there()
    shown.command(who, "about")
    assert [each for each in SAID_OF_ITS_USE if each not in shown.text] == []


def test_who_may_make_none_is_told_so_with_a_way_on() -> None:
    shown = there()
    shown.command(NURSE, "new")
    assert "Plans are made by prescribers" in shown.text
    assert keys(shown) == ["learn", "help", "about", "privacy"]


def test_a_group_is_told_what_it_can_ask_for() -> None:
    there = world(record())
    there.command(NURSE, "help", chat=GROUP)
    assert there.says == "say.help_group"
    assert "/today" in there.text
