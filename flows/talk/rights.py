"""Who may do what: one table, read at every press and command."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from flows.talk.records import Person, PlanRecord, Role


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
    team = record.team if record else team
    return any(HOLDS[each](person, record, team) for each in ALLOWED[action])


def allowed(
    action: Action, person: Person, records: Iterable[PlanRecord]
) -> tuple[PlanRecord, ...]:
    """Those of the plans with which this person may do it.

    How somebody stands to a plan follows from its owner and its team alone, but for a second
    person: that one action is asked about plan by plan.
    """
    if Capacity.SECOND in ALLOWED[action]:
        return tuple(each for each in records if may(action, person, each))
    known = dict[tuple[bool, int], bool]()
    found = list[PlanRecord]()
    for record in records:
        stands = record.owner == person.who, record.team
        if stands not in known:
            known[stands] = may(action, person, record)
        if known[stands]:
            found.append(record)
    return tuple(found)


def _is(role: Role, person: Person) -> bool:
    """Whether the role is held anywhere."""
    return any(each.role == role for each in person.memberships)


def _belongs(role: Role, person: Person, team: int) -> bool:
    """Whether the role is held in this team; in no team nobody belongs."""
    return team > 0 and any(each.role == role and each.team == team for each in person.memberships)


def _is_second(person: Person, record: PlanRecord | None, team: int) -> bool:
    there = _belongs(Role.PRESCRIBER, person, team) or _belongs(Role.CARE_TEAM, person, team)
    return there and record is not None and not had_a_hand(person.who, record)


HOLDS: Mapping[Capacity, Callable[[Person, PlanRecord | None, int], bool]] = MappingProxyType(
    {  # to the plan, or with none to the team
        Capacity.ANYBODY: lambda _person, _record, _team: True,
        Capacity.PRESCRIBER: lambda person, _record, _team: _is(Role.PRESCRIBER, person),
        Capacity.OWNER: lambda person, record, _team: (
            record is not None and record.owner == person.who and _is(Role.PRESCRIBER, person)
        ),
        Capacity.COLLEAGUE: lambda person, _record, team: _belongs(Role.PRESCRIBER, person, team),
        Capacity.CARE_TEAM: lambda person, _record, team: _belongs(Role.CARE_TEAM, person, team),
        Capacity.SECOND: _is_second,
        Capacity.ADMINISTRATOR: lambda person, _record, _team: _is(Role.ADMINISTRATOR, person),
    }
)


def had_a_hand(who: int, record: PlanRecord) -> bool:
    """Whether the plan is this person's work in any part: who checks it has none in it."""
    deciders = {decided.by for decided in record.decisions}
    return who in {record.owner, record.made_by, *deciders}
