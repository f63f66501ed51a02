"""A team: made, shown, set up, its people, and leaving it."""

from dataclasses import replace
from datetime import time

import pytest

from flows.talk.records import Matter, Membership, Role, Stage
from tests.flows.world import (
    ALONE,
    BOSS,
    COLLEAGUE,
    GROUP,
    LABEL,
    NURSE,
    OURS,
    OUTSIDER,
    OWNER,
    STRANGER,
    THEIRS,
    TRAINEE,
    World,
    person,
    record,
    world,
)

PRESCRIBER = person(60, "Dr New", (Role.PRESCRIBER, 0))


def with_a_new_prescriber() -> World:
    there = world()
    there.people[60] = PRESCRIBER
    return there


def test_a_prescriber_without_a_team_makes_one_and_belongs_to_it() -> None:
    there = with_a_new_prescriber()
    there.command(60, "team")
    assert there.says == "team.why_one"
    assert there.presses == ("team.new",)
    there.press(60, "team.new", number=3)
    assert there.teams[3].zone == "Europe/Berlin"
    assert there.teams[3].chat == 0
    assert Membership(role=Role.PRESCRIBER, team=3) in there.people[60].memberships
    assert "Dr New: prescriber" in there.text
    assert there.deeds == ("team_made",)


def test_a_second_tap_makes_no_second_team() -> None:
    there = with_a_new_prescriber()
    there.press(60, "team.new", number=3)
    there.press(60, "team.new", number=3)
    assert there.says == "team.head"
    assert there.turn.keeps == ()
    assert set(there.teams) == {OURS, THEIRS, 3}


def test_a_number_that_somebody_else_took_makes_nothing() -> None:
    there = with_a_new_prescriber()
    there.press(60, "team.new", number=7)
    assert there.says == "team.why_one"
    assert there.turn.keeps == ()
    there.press(60, "team.new", number=OURS)
    assert there.says == "toast.no_such_team"


@pytest.mark.parametrize("who", [NURSE, TRAINEE, STRANGER, BOSS])
def test_who_does_not_prescribe_makes_no_team(who: int) -> None:
    there = world()
    there.command(who, "team")
    assert "team.new" not in there.presses
    there.press(who, "team.new", number=3)
    assert there.says == "toast.may_not"
    assert there.turn.keeps == ()


def test_the_only_team_is_shown_at_once() -> None:
    there = world()
    there.command(OWNER, "team")
    assert "Dr Owner: prescriber" in there.text
    assert "Nurse: care team" in there.text
    assert "Hours: 06:00 to 20:00 Europe/Berlin" in there.text
    assert "Second check: none before a plan is live" in there.text


def test_several_teams_are_listed_and_one_is_opened() -> None:
    there = world()
    there.people[OWNER] = person(
        OWNER, "Dr Owner", (Role.PRESCRIBER, OURS), (Role.CARE_TEAM, THEIRS)
    )
    there.teams[THEIRS] = replace(there.teams[THEIRS], dead=True)
    there.command(OWNER, "team")
    assert "Team 1: Europe/Berlin, with a group" in there.text
    assert "Team 2: America/New_York, no group" in there.text
    there.press(OWNER, "team.show", number=THEIRS)
    assert there.presses == ("team.members", "team.leave")


def test_the_team_of_an_own_plan_is_no_own_team() -> None:
    there = world(record())
    there.people[OWNER] = person(OWNER, "Dr Owner", (Role.PRESCRIBER, 0))
    there.command(OWNER, "team")
    assert there.says == "team.why_one"
    there.command(OWNER, "stop")
    assert there.says == "team.leaves_none"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"chat": 0}, "No group yet"),
        ({"dead": True}, "cannot be reached"),
        ({"proved": False}, "nobody has pressed"),
        ({}, "the test message was seen"),
        ({"second_check": True}, "Second check: of each plan"),
    ],
)
def test_a_team_says_how_it_stands(changes: dict[str, object], said: str) -> None:
    there = world()
    there.teams[OURS] = replace(there.teams[OURS], **changes)  # type: ignore[arg-type]
    there.press(OWNER, "team.show", number=OURS)
    assert said in there.text


def test_who_only_belongs_sees_the_team_and_changes_nothing_of_it() -> None:
    there = world()
    there.press(NURSE, "team.show", number=OURS)
    assert there.presses == ("team.members", "team.leave")
    there.press(BOSS, "team.show", number=OURS)
    assert there.presses == ("team.members",)
    for who in (NURSE, BOSS):
        for press in ("team.repeat.2", "team.from.8", "team.check.1", "zone", "bind"):
            there.press(who, press, number=OURS)
            assert there.says == "toast.may_not"


@pytest.mark.parametrize("press", ["team.show", "team.members", "team.repeat", "team.leave"])
@pytest.mark.parametrize("who", [OUTSIDER, STRANGER])
def test_another_team_is_none(who: int, press: str) -> None:
    there = world()
    there.press(who, press, number=OURS)
    assert there.says == "toast.no_such_team"


# ------------------------------------------------------------------- how it is reminded


@pytest.mark.parametrize(
    ("verb", "value", "field", "is_now"),
    [
        ("repeat", "1", "repeat_hours", 1),
        ("repeat", "24", "repeat_hours", 24),
        ("escalate", "12", "escalate_hours", 12),
        ("from", "8", "day_from", time(8)),
        ("to", "14", "day_to", time(14)),
        ("check", "1", "second_check", True),
        ("weekly", "0", "weekly", False),
        ("preview", "1", "neutral", True),
    ],
)
def test_each_setting_is_chosen_and_kept(
    verb: str, value: str, field: str, is_now: object
) -> None:
    there = world()
    there.press(OWNER, f"team.{verb}", number=OURS)
    assert f"team.{verb}.{value}" in there.presses
    there.press(OWNER, f"team.{verb}.{value}", number=OURS)
    assert getattr(there.teams[OURS], field) == is_now
    assert there.deeds == ("team_set",)


@pytest.mark.parametrize(
    "press",
    ["team.repeat.0", "team.repeat.25", "team.escalate.5", "team.from.5", "team.from.11",
     "team.to.21", "team.to.13", "team.check.2", "team.repeat.x", "team.from.08"],
)  # fmt: skip
def test_what_was_never_offered_is_not_set(press: str) -> None:
    there = world()
    there.press(OWNER, press, number=OURS)
    assert there.says == "toast.not_now"
    assert there.turn.keeps == ()


def test_a_setting_that_is_so_already_writes_nothing() -> None:
    there = world()
    there.press(OWNER, "team.repeat.4", number=OURS)
    assert there.turn.keeps == ()
    assert there.deeds == ()


def test_what_was_not_told_yet_moves_into_the_new_hours_and_back() -> None:
    there = world(record(), record(ALONE, team=0))
    gate = next(each for each in there.of(LABEL) if each.matter is Matter.GATE)
    assert gate.wall.time() == time(7, 30)
    others = list(there.of(ALONE))
    there.press(OWNER, "team.from.9", number=OURS)
    assert there.reminders[gate.id].wall.time() == time(9)
    assert there.reminders[gate.id].due.hour == 8  # 09:00 in Berlin
    assert list(there.of(ALONE)) == others
    there.press(OWNER, "team.from.6", number=OURS)
    assert there.reminders[gate.id].wall == gate.wall
    assert there.reminders[gate.id].due == gate.due


def test_what_was_put_off_or_told_keeps_its_time() -> None:
    there = world(record())
    gate = next(each for each in there.of(LABEL) if each.matter is Matter.GATE)
    late = replace(gate, stage=Stage.SNOOZED, serial=2)
    there.put(late)
    there.press(OWNER, "team.from.9", number=OURS)
    assert there.reminders[gate.id] == late


def test_a_time_of_its_own_moves_only_where_it_is_outside_of_the_hours() -> None:
    there = world(record())
    gate = next(each for each in there.of(LABEL) if each.matter is Matter.GATE)
    own = replace(gate, wall=gate.wall.replace(hour=8), due=gate.due.replace(hour=7), serial=2)
    there.put(own)
    there.press(OWNER, "team.from.7", number=OURS)
    assert there.reminders[gate.id] == own
    there.press(OWNER, "team.from.10", number=OURS)
    assert there.reminders[gate.id].due.hour == 9  # 10:00 in Berlin


# ------------------------------------------------------------------------- its people


def test_a_prescriber_lets_the_care_team_go_and_no_prescriber() -> None:
    there = world()
    there.press(OWNER, "team.members", number=OURS)
    assert f"team.remove.{NURSE}" in there.presses
    assert f"team.remove.{COLLEAGUE}" not in there.presses
    assert f"team.remove.{OWNER}" not in there.presses
    there.press(OWNER, f"team.remove.{NURSE}", number=OURS)
    there.press(OWNER, f"team.removed.{NURSE}", number=OURS)
    assert there.people[NURSE].memberships == ()
    assert there.turn.replies[1].chat == NURSE
    assert "Nurse" not in there.pages[0].text
    assert there.deeds == ("removed",)


def test_an_administrator_lets_anybody_go() -> None:
    there = world()
    there.press(BOSS, "team.members", number=OURS)
    assert f"team.remove.{OWNER}" in there.presses
    there.press(BOSS, f"team.removed.{COLLEAGUE}", number=OURS)
    assert there.people[COLLEAGUE].memberships == ()


@pytest.mark.parametrize("verb", ["remove", "removed"])
@pytest.mark.parametrize("gone", [COLLEAGUE, OWNER, STRANGER, OUTSIDER, "x", ""])
def test_nobody_else_is_let_go(verb: str, gone: object) -> None:
    there = world()
    there.press(OWNER, f"team.{verb}.{gone}", number=OURS)
    assert there.says == "toast.not_now"
    there.press(NURSE, f"team.{verb}.{TRAINEE}", number=OURS)
    assert there.says == "toast.not_now"
    assert there.turn.keeps == ()


def test_who_was_removed_is_nobody_from_the_next_press_on() -> None:
    there = world(record())
    there.press(OWNER, f"team.removed.{NURSE}", number=OURS)
    there.command(NURSE, "today", chat=GROUP)
    assert there.says == "list.no_role"


def test_who_cannot_be_reached_is_marked() -> None:
    there = world()
    there.people[NURSE] = replace(there.people[NURSE], reachable=False)
    there.people[COLLEAGUE] = replace(there.people[COLLEAGUE], name="")
    there.press(OWNER, "team.members", number=OURS)
    assert "Nurse (user 13): care team. Cannot be reached" in there.text
    assert "12 (user 12)" in there.text


def test_leaving_is_asked_with_what_it_means() -> None:
    there = world(record())
    there.command(OWNER, "stop")
    assert there.presses == ("team.leave",)
    there.press(OWNER, "team.leave", number=OURS)
    assert "You own K7Q-2M3 in this team" in there.text
    assert "last prescriber" not in there.text
    there.press(OWNER, "team.left", number=OURS)
    assert there.people[OWNER].memberships == ()
    assert there.deeds == ("left",)
    there.press(COLLEAGUE, "team.leave", number=OURS)
    assert "last prescriber" in there.text


def test_leaving_needs_a_team() -> None:
    there = world()
    there.command(STRANGER, "stop")
    assert there.says == "team.leaves_none"
    for press in ("team.leave", "team.left"):
        there.press(BOSS, press, number=OURS)
        assert there.says == "toast.not_now"


def test_nothing_of_a_team_is_done_in_a_group() -> None:
    there = world(record())
    for press in ("team.show", "invite.care_team", "zone", "bind", "share", "hand", "close"):
        there.press(OWNER, press, number=OURS, chat=GROUP)
        assert there.says == "toast.not_here"
    for command in ("team", "invite", "stop", "start", "plans", "status"):
        assert there.command(OWNER, command, chat=GROUP).replies == ()
