"""A plan's reminders reach its own team and its owner, and nobody else."""

from dataclasses import replace

from flows.reminder.recipients import recipients_of
from flows.talk.records import Membership, Person, Role, Team
from tests.flows.reminder.lives import record

PRESCRIBER, CARE = Role.PRESCRIBER, Role.CARE_TEAM
TEAM = Team(number=5, zone="Europe/Berlin", chat=-100, thread=3)
RECORD = record(team=5, owner=7)


def person(who: int, *roles: tuple[Role, int], reachable: bool = True) -> Person:
    memberships = tuple(Membership(role=role, team=team) for role, team in roles)
    return Person(who=who, memberships=memberships, reachable=reachable)


OWNER = person(7, (PRESCRIBER, 0))


def test_group_owner_the_teams_other_prescribers_and_the_administrators():
    people = (OWNER, person(8, (PRESCRIBER, 5)), person(3, (CARE, 5)))
    around = recipients_of(RECORD, TEAM, people, (9,))
    assert (around.group, around.thread, around.owner) == (-100, 3, 7)
    assert (around.prescribers, around.administrators) == ((8,), (9,))


def test_an_owner_who_may_no_longer_prescribe_is_not_reminded():
    assert recipients_of(RECORD, TEAM, (person(7, (CARE, 5)),), ()).owner == 0
    assert recipients_of(RECORD, TEAM, (), ()).owner == 0


def test_nobody_who_cannot_be_reached_is_told():
    people = (
        person(7, (PRESCRIBER, 5), reachable=False),
        person(8, (PRESCRIBER, 5), reachable=False),
        person(9, (PRESCRIBER, 0), reachable=False),
    )
    around = recipients_of(RECORD, TEAM, people, (9, 10))
    assert (around.owner, around.prescribers, around.administrators) == (0, (), (10,))


def test_a_group_that_is_dead_or_was_never_bound_is_none():
    assert recipients_of(RECORD, replace(TEAM, dead=True), (OWNER,), ()).group == 0
    unbound = recipients_of(RECORD, replace(TEAM, chat=0), (OWNER,), ())
    assert (unbound.group, unbound.thread) == (0, 0)


def test_another_team_is_never_told():
    other = replace(TEAM, number=6)
    around = recipients_of(RECORD, other, (OWNER, person(8, (PRESCRIBER, 6))), ())
    assert (around.group, around.prescribers) == (0, ())


def test_a_prescriber_of_another_team_is_not_of_this_one():
    people = (OWNER, person(8, (PRESCRIBER, 6)), person(6, (PRESCRIBER, 6), (CARE, 5)))
    assert recipients_of(RECORD, TEAM, people, ()).prescribers == ()


def test_one_who_prescribes_elsewhere_is_none_of_the_teams_prescribers():
    people = (OWNER, person(8, (PRESCRIBER, 0), (CARE, 5)), person(6, (PRESCRIBER, 0)))
    assert recipients_of(RECORD, TEAM, people, ()).prescribers == ()


def test_a_plan_without_a_team_has_its_owner():
    around = recipients_of(
        replace(RECORD, team=0), None, (OWNER, person(8, (PRESCRIBER, 5))), (9,)
    )
    assert (around.group, around.owner, around.prescribers) == (0, 7, ())
    assert around.administrators == (9,)
