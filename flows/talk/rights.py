"""Who may do what: one table, read at every press and command."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from flows.talk.records import Membership, Person, PlanRecord, Role


class Action(StrEnum):
    """What can be done."""

    MAKE = "make"
    DECIDE = "decide"  # step, hold, flare, off-plan, stop; and close
    OPEN = "open"  # see the plan
    SHARE = "share"
    FORGET = "forget"
    HAND_OVER = "hand_over"
    ACKNOWLEDGE = "acknowledge"  # and snooze, tick, ask the prescriber
    READ_TODAY = "read_today"  # /today, /upcoming, /dose
    LEARN = "learn"
    INVITE_CARE_TEAM = "invite_care_team"  # and set the team up, and let somebody go
    INVITE_ANYBODY = "invite_anybody"
    STATUS = "status"
    AUDIT = "audit"  # and backup
    CHECK = "check"  # as the second person


class Capacity(StrEnum):
    """How somebody stands to the plan or team in question; several may hold."""

    ANYBODY = "anybody"
    PRESCRIBER = "prescriber"  # somewhere
    OWNER = "owner"  # of the plan, and still a prescriber
    COLLEAGUE = "colleague"  # prescriber of the plan's team, or of this team
    CARE_TEAM = "care_team"  # of the same
    SECOND = "second"  # of the same, and has neither made nor decided anything of the plan
    ADMINISTRATOR = "administrator"


_PLANS = frozenset({Capacity.OWNER, Capacity.COLLEAGUE})
_FOLLOWS = _PLANS | {Capacity.CARE_TEAM}
_DISPOSES = frozenset({Capacity.OWNER, Capacity.ADMINISTRATOR})
_RUNS = frozenset({Capacity.ADMINISTRATOR})

ALLOWED: Mapping[Action, frozenset[Capacity]] = MappingProxyType(
    {
        Action.MAKE: frozenset({Capacity.PRESCRIBER}),
        Action.DECIDE: _PLANS,
        Action.OPEN: _PLANS,
        Action.SHARE: _PLANS,
        Action.FORGET: _DISPOSES,
        Action.HAND_OVER: _DISPOSES,
        Action.ACKNOWLEDGE: _FOLLOWS,
        Action.READ_TODAY: _FOLLOWS,
        Action.LEARN: frozenset({Capacity.ANYBODY}),
        Action.INVITE_CARE_TEAM: _PLANS | _RUNS,
        Action.INVITE_ANYBODY: _RUNS,
        Action.STATUS: frozenset({Capacity.PRESCRIBER, Capacity.ADMINISTRATOR}),
        Action.AUDIT: _RUNS,
        Action.CHECK: frozenset({Capacity.SECOND}),
    }
)


def may(action: Action, person: Person, record: PlanRecord | None = None, team: int = 0) -> bool:
    """Whether this person may do it, with this plan or in this team; who is unknown may not."""
    return not ALLOWED[action].isdisjoint(standings(person, record, team))


def standings(person: Person, record: PlanRecord | None, team: int) -> frozenset[Capacity]:
    """How this person stands to the plan, or with none to the team."""
    team = record.team if record else team
    roles = {each.role for each in person.memberships}
    prescribes = Role.PRESCRIBER in roles
    colleague = _belongs(person, Role.PRESCRIBER, team)
    cares = _belongs(person, Role.CARE_TEAM, team)
    held = {
        Capacity.ANYBODY: True,
        Capacity.PRESCRIBER: prescribes,
        Capacity.OWNER: prescribes and record is not None and record.owner == person.who,
        Capacity.COLLEAGUE: colleague,
        Capacity.CARE_TEAM: cares,
        Capacity.SECOND: (
            (colleague or cares) and record is not None and not had_a_hand(person.who, record)
        ),
        Capacity.ADMINISTRATOR: Role.ADMINISTRATOR in roles,
    }
    return frozenset(standing for standing, holds in held.items() if holds)


def _belongs(person: Person, role: Role, team: int) -> bool:
    """Whether the role is held in this team; in no team nobody belongs."""
    return team > 0 and Membership(role=role, team=team) in person.memberships


def had_a_hand(who: int, record: PlanRecord) -> bool:
    """Whether the plan is this person's work in any part: who checks it has none in it."""
    deciders = {decided.by for decided in record.decisions}
    return who in {record.owner, record.made_by, *deciders}
