"""The number of whoever is on call: read narrowly, shown with the team, and taken away again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.talk.replies import Ask
from flows.team.on_call import read_number
from tests.flows.world import NURSE, OURS, OWNER, THEIRS, World, record, world

NUMBER = "+49 30 450-0"


def asked() -> World:
    there = world(record())
    there.press(OWNER, "oncall", number=OURS)
    assert there.says == "team.ask_on_call"
    return there


@pytest.mark.parametrize(
    "text", ["112", "+49 30 450-0", "030 450 513 061", "4711", " 0 ", "1" * 15, "555-0100"]
)
def test_a_number_is_taken_as_it_was_typed(text: str) -> None:
    expected = None if text == " 0 " else text.strip()
    assert read_number(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "12", "1" * 16, "49+30", "++49 30", "030/450", "030  450", "(030) 450", "-112", "112-",
     "call Jo 112", "\u0661\u0661\u0662", "\uff11\uff11\uff12", "1e3",
     "112\n113", "<b>112</b>", "112;113", "=112"],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    assert read_number(text) is None


def test_it_is_read_back_and_stands_with_the_team() -> None:
    there = asked()
    there.types(OWNER, NUMBER)
    assert there.says == "team.on_call_set"
    assert NUMBER in there.text
    assert there.session_of(OWNER).question is None
    assert there.teams[OURS].on_call == NUMBER
    assert there.deeds == ("team_set",)
    assert all(NUMBER not in each.reason for each in there.turn.deeds)
    there.press(OWNER, "team.show", number=OURS)
    assert f"On call, named in urgent messages: {NUMBER}" in there.text


def test_it_is_taken_away_again() -> None:
    there = asked()
    there.types(OWNER, NUMBER)
    there.press(OWNER, "oncall", number=OURS)
    assert "oncall.none" in there.presses
    there.press(OWNER, "oncall.none", number=OURS)
    assert there.teams[OURS].on_call == ""
    assert "On call: no number" in there.text


def test_the_same_number_once_more_changes_nothing() -> None:
    there = asked()
    there.press(OWNER, "oncall.none", number=OURS)
    assert there.turn.keeps == ()


def test_what_is_none_is_asked_again_and_changes_nothing() -> None:
    there = asked()
    there.types(OWNER, "Dr Jo 112")
    assert there.says == "team.on_call_unknown"
    assert there.session_of(OWNER).question is not None
    assert there.teams[OURS].on_call == ""


def test_an_answer_that_comes_late_is_not_taken() -> None:
    there = asked()
    there.now += timedelta(minutes=11)
    there.types(OWNER, NUMBER)
    assert there.teams[OURS].on_call == ""


@pytest.mark.parametrize(("who", "team"), [(NURSE, OURS), (OWNER, THEIRS)])
def test_nobody_sets_it_but_a_prescriber_of_the_team(who: int, team: int) -> None:
    there = world(record())
    there.press(who, "oncall.none", number=team)
    assert there.turn.keeps == ()
    assert there.turn.session.question is None


def test_whoever_has_left_meanwhile_sets_nothing() -> None:
    there = asked()
    there.people[OWNER] = replace(there.people[OWNER], memberships=())
    there.types(OWNER, NUMBER)
    assert there.teams[OURS].on_call == ""


def test_a_number_typed_where_none_is_asked_for_is_still_taken_for_an_identifier() -> None:
    there = world(record())
    there.types(OWNER, NUMBER)
    (asked,) = there.turn.replies
    assert isinstance(asked, Ask)
    assert asked.refused == "identifier"
