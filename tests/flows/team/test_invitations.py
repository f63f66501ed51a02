"""Invitations: who may make one for which role, and that a code gives it once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk.meant import hashed
from flows.reminder.recipients import reach
from flows.talk.limits import CHATS, PRESCRIBERS
from flows.talk.records import Invite, Matter, Membership, Role
from flows.talk.replies import Note
from tests.flows.world import (
    BOSS,
    CODE,
    COLLEAGUE,
    MORNING,
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

JOINS = Membership(role=Role.CARE_TEAM, team=OURS)


def invited() -> World:
    there = world()
    there.press(OWNER, "invite.care_team", number=OURS)
    return there


def test_a_prescriber_invites_the_care_team_of_the_own_team() -> None:
    there = world()
    there.command(OWNER, "invite")
    assert there.presses == ("invite.care_team",)
    there.press(OWNER, "invite.care_team", number=OURS)
    (made,) = there.invites.values()
    assert made == Invite(
        hashed=hashed(CODE),
        issuer=OWNER,
        expires=MORNING + timedelta(hours=24, seconds=10),
        role=Role.CARE_TEAM,
        team=OURS,
    )
    assert f"/start {CODE}" in there.text
    assert CODE not in repr(there.turn.keeps).replace(hashed(CODE), "")
    assert there.deeds == ("invited",)


def test_the_code_is_a_link_where_the_bots_name_is_known() -> None:
    there = world(bot="myotaper_bot")
    there.press(OWNER, "invite.care_team", number=OURS)
    assert f"https://t.me/myotaper_bot?start={CODE}" in there.text


def test_an_administrator_invites_anybody_into_any_team() -> None:
    there = world()
    there.command(BOSS, "invite")
    each = ("invite.care_team", "invite.prescriber", "invite.trainee")
    assert there.presses == (*each, *each, "invite.prescriber", "invite.trainee")
    there.press(BOSS, "invite.prescriber")
    assert "Invitation as prescriber, until" in there.text
    there.code = "another"
    there.press(BOSS, "invite.prescriber", number=OURS)
    assert "Invitation as prescriber of team 1" in there.text


@pytest.mark.parametrize(
    ("who", "press", "number"),
    [
        (OWNER, "invite.prescriber", OURS),
        (OWNER, "invite.trainee", OURS),
        (OWNER, "invite.care_team", THEIRS),
        (OWNER, "invite.care_team", 0),
        (OUTSIDER, "invite.care_team", OURS),
        (NURSE, "invite.care_team", OURS),
        (TRAINEE, "invite.trainee", OURS),
        (STRANGER, "invite.care_team", OURS),
        (BOSS, "invite.administrator", OURS),
        (BOSS, "invite.care_team", 0),
        (BOSS, "invite", OURS),
    ],
)
def test_nobody_gives_a_role_that_is_not_theirs_to_give(who: int, press: str, number: int) -> None:
    there = world()
    there.press(who, press, number=number)
    assert there.says == "toast.may_not"
    assert there.invites == {}


@pytest.mark.parametrize("who", [NURSE, TRAINEE, STRANGER])
def test_who_may_invite_nobody_is_told(who: int) -> None:
    there = world()
    there.command(who, "invite")
    assert there.says == "invite.nobody"


def test_whoever_brings_the_code_has_the_role_and_its_maker_is_told_whom() -> None:
    there = invited()
    there.command(STRANGER, "start", CODE)
    assert there.people[STRANGER].memberships == (JOINS,)
    assert there.people[STRANGER].name == f"Person {STRANGER}"
    assert there.invites[hashed(CODE)].used_by == STRANGER
    note = there.turn.replies[1]
    assert isinstance(note, Note)
    assert note.chat == OWNER
    assert f"Person {STRANGER} (user {STRANGER})" in there.pages[1].text
    assert there.deeds == ("joined",)
    there.press(OWNER, note.choices[0][0].press, number=note.number)
    assert there.says == "team.remove"


def test_a_code_gives_its_role_once() -> None:
    there = invited()
    there.command(STRANGER, "start", CODE)
    there.command(99, "start", CODE)
    assert there.says == "invite.used"
    assert 99 not in there.people


def test_a_role_of_no_team_is_given_too() -> None:
    there = world()
    there.press(BOSS, "invite.prescriber")
    there.command(STRANGER, "start", CODE)
    assert there.people[STRANGER].memberships == (Membership(role=Role.PRESCRIBER),)
    assert there.turn.replies[1].choices == ()


def test_a_code_ends_after_a_day() -> None:
    there = invited()
    there.now += timedelta(hours=24) - timedelta(seconds=6)
    early = there.copy()
    early.command(STRANGER, "start", CODE)
    assert early.says == "invite.welcome_team"
    there.now += timedelta(seconds=1)
    there.command(STRANGER, "start", CODE)
    assert there.says == "invite.expired"
    assert there.turn.keeps == ()


def with_prescribers(number: int) -> World:
    """A team that has so many."""
    there = world()
    more = [person(each, "Dr More", (Role.PRESCRIBER, OURS)) for each in range(30, 28 + number)]
    return there.put(*more)


def test_a_team_has_so_many_prescribers_that_its_plans_are_told_in_five_chats() -> None:
    there = with_prescribers(PRESCRIBERS)
    there.press(BOSS, "invite.prescriber", number=OURS)
    told = reach(Matter.URGENT, there.desk.reader.recipients(record(), there.teams[OURS]), 1)
    assert len({*told} - {BOSS}) == CHATS
    there.command(STRANGER, "start", CODE)
    assert (there.says, there.turn.keeps) == ("invite.full", ())
    there.people[31] = replace(there.people[31], memberships=())
    there.command(STRANGER, "start", CODE)
    assert there.says == "invite.welcome_team"


def test_one_below_the_most_a_prescriber_joins() -> None:
    there = with_prescribers(PRESCRIBERS - 1)
    there.press(BOSS, "invite.prescriber", number=OURS)
    there.command(STRANGER, "start", CODE)
    assert there.says == "invite.welcome_team"


def test_the_care_team_and_who_prescribes_in_no_team_are_never_too_many() -> None:
    for role, team in ((Role.CARE_TEAM, OURS), (Role.PRESCRIBER, 0)):
        there = with_prescribers(PRESCRIBERS)
        there.press(BOSS, f"invite.{role}", number=team)
        there.command(STRANGER, "start", CODE)
        assert Membership(role=role, team=team) in there.people[STRANGER].memberships


def test_the_own_code_is_for_somebody_else() -> None:
    there = invited()
    there.command(OWNER, "start", CODE)
    assert there.says == "invite.own"


def test_a_code_of_somebody_who_may_not_invite_any_more_is_void() -> None:
    there = invited()
    there.people[OWNER] = replace(there.people[OWNER], memberships=())
    there.command(STRANGER, "start", CODE)
    assert there.says == "invite.void"
    assert there.turn.keeps == ()


def test_a_role_that_is_held_uses_no_code_up() -> None:
    there = invited()
    there.command(NURSE, "start", CODE)
    assert there.says == "invite.already"
    assert there.invites[hashed(CODE)].used_by == 0


def test_an_unknown_code_and_one_that_binds_a_group_give_nothing() -> None:
    there = world()
    there.command(STRANGER, "start", "nothing")
    assert there.says == "invite.unknown"
    there.press(OWNER, "bind", number=OURS)
    there.command(STRANGER, "start", CODE)
    assert there.says == "invite.unknown"
    assert STRANGER not in there.people


def test_whoever_has_no_number_gets_no_role() -> None:
    there = invited()
    there.command(0, "start", CODE)
    assert there.says == "invite.unknown"
    assert 0 not in there.people


def test_a_second_role_joins_the_first() -> None:
    there = world()
    there.press(BOSS, "invite.prescriber", number=OURS)
    there.command(NURSE, "start", CODE)
    assert there.people[NURSE].memberships == (
        JOINS,
        Membership(role=Role.PRESCRIBER, team=OURS),
    )
    there.command(COLLEAGUE, "start", CODE)
    assert there.says == "invite.used"
