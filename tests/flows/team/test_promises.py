"""What is promised to whoever leaves a team, or is let go, is what happens then; for each role.

The promise is read from the screen, what happens from whom the next reminder reaches.
"""

from dataclasses import replace

import pytest

from flows.reminder.recipients import recipients_of
from flows.talk.records import Membership, Role
from flows.talk.replies import Note
from flows.talk.rights import Action, may
from tests.flows.world import (
    BOSS,
    COLLEAGUE,
    LABEL,
    NURSE,
    OURS,
    OWNER,
    PHARMACIST,
    THEIRS,
    TRAINEE,
    World,
    record,
    world,
)

KEEPS, LOSES, WATCHES = "team.leave_keeps", "team.leave_owned", "team.leave_administrator"
IN_TEAM = {
    "owner": (OWNER, (), {LOSES}),
    "owner who prescribes elsewhere": (OWNER, ((Role.PRESCRIBER, THEIRS),), {KEEPS}),
    "owner who prescribes in no team": (OWNER, ((Role.PRESCRIBER, 0),), {KEEPS}),
    "prescriber": (COLLEAGUE, (), set()),
    "care team": (NURSE, (), set()),
    "pharmacist": (PHARMACIST, (), set()),
    "trainee": (TRAINEE, (), set()),
    "administrator in the team": (BOSS, ((Role.CARE_TEAM, OURS),), {WATCHES}),
}


def stood(who: int, more: tuple[tuple[Role, int], ...]) -> World:
    there = world(record())
    roles = tuple(Membership(role=role, team=team) for role, team in more)
    person = there.people[who]
    there.people[who] = replace(person, memberships=(*person.memberships, *roles))
    return there


def promised(there: World) -> set[str]:
    notes = [each for each in there.turn.replies if isinstance(each, Note)]
    said = {each.says for note in notes for block in note.blocks for each in block}
    return said & {KEEPS, LOSES, WATCHES}


def reached(there: World, who: int) -> tuple[bool, bool]:
    """Whether the plan's reminders get to this person with its doses, and at all."""
    plan = there.plans[LABEL]
    team, people = there.teams.get(plan.team), [there.desk.reader.person(w) for w in there.people]
    found = recipients_of(plan, team, people, there.administrators)
    treats = who in {found.owner, *found.prescribers}
    return treats, treats or who in found.administrators


@pytest.mark.parametrize("name", IN_TEAM)
def test_whoever_leaves_is_promised_what_happens(name: str) -> None:
    who, more, says = IN_TEAM[name]
    there = stood(who, more)
    there.press(who, "team.leave", number=OURS)
    assert promised(there) == says
    there.press(who, "team.left", number=OURS)
    assert promised(there) == says - {LOSES}
    treats, told = reached(there, who)
    assert treats is (KEEPS in says)
    assert told is (bool({KEEPS, WATCHES} & says))
    assert may(Action.DECIDE, there.desk.reader.person(who), there.plans[LABEL]) is treats


@pytest.mark.parametrize("name", [each for each in IN_TEAM if "administrator" not in each])
def test_whoever_is_let_go_is_told_what_still_comes(name: str) -> None:
    who, more, says = IN_TEAM[name]
    there = stood(who, more)
    there.press(BOSS, f"team.removed.{who}", number=OURS)
    assert promised(there) == says - {LOSES}
    assert reached(there, who)[0] is (KEEPS in says)


def test_every_message_that_says_who_is_reminded_names_all_of_them() -> None:
    """A plan of no team goes to its owner and then to the administrators, never to others."""
    there = world(record(team=0))
    there.press(OWNER, "share", label=LABEL)
    assert "its owner is reminded, then the administrators, without doses" in there.text
    found = recipients_of(
        there.plans[LABEL], None, tuple(there.people.values()), there.administrators
    )
    assert (found.group, found.owner, found.prescribers) == (0, OWNER, ())
    assert found.administrators == (BOSS,)
