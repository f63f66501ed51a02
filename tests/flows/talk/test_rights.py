"""Who may do what: every role against every action, with a plan, in a team, and with neither."""

from dataclasses import replace

import pytest

from core.course.decisions import Decision, Move, Reason
from flows.talk.known import NOBODY
from flows.talk.records import Decided, Membership, Person, Role
from flows.talk.rights import ALLOWED, Action, allowed, may
from tests.flows.world import (
    ALONE,
    BOSS,
    COLLEAGUE,
    MORNING,
    NURSE,
    OURS,
    OUTSIDER,
    OWNER,
    PEOPLE,
    PHARMACIST,
    THEIRS,
    TRAINEE,
    record,
)

WHO = {each.who: each for each in PEOPLE} | {0: NOBODY}
COLUMNS = ("owner", "colleague", "outsider", "care team", "trainee", "nobody", "administrator")
PERSONS = (OWNER, COLLEAGUE, OUTSIDER, NURSE, TRAINEE, 0, BOSS)

# With a plan of a team: the prescriber whose own it is, another of its team, one of another
# team, its care team, a trainee, nobody, an administrator.
WITH_THE_PLAN = {
    Action.MAKE:             (1, 1, 1, 0, 0, 0, 0),
    Action.DECIDE:           (1, 1, 0, 0, 0, 0, 0),
    Action.OPEN:             (1, 1, 0, 0, 0, 0, 0),
    Action.SHARE:            (1, 1, 0, 0, 0, 0, 0),
    Action.FORGET:           (1, 0, 0, 0, 0, 0, 1),
    Action.HAND_OVER:        (1, 0, 0, 0, 0, 0, 1),
    Action.ACKNOWLEDGE:      (1, 1, 0, 1, 0, 0, 0),
    Action.READ_TODAY:       (1, 1, 0, 1, 0, 0, 0),
    Action.LEARN:            (1, 1, 1, 1, 1, 1, 1),
    Action.INVITE_CARE_TEAM: (1, 1, 0, 0, 0, 0, 1),
    Action.INVITE_ANYBODY:   (0, 0, 0, 0, 0, 0, 1),
    Action.STATUS:           (1, 1, 1, 0, 0, 0, 1),
    Action.AUDIT:            (0, 0, 0, 0, 0, 0, 1),
    Action.CHECK:            (0, 1, 0, 1, 0, 0, 0),
}  # fmt: skip
IN_THE_TEAM = {
    Action.MAKE:             (1, 1, 1, 0, 0, 0, 0),
    Action.DECIDE:           (1, 1, 0, 0, 0, 0, 0),
    Action.OPEN:             (1, 1, 0, 0, 0, 0, 0),
    Action.SHARE:            (1, 1, 0, 0, 0, 0, 0),
    Action.FORGET:           (0, 0, 0, 0, 0, 0, 1),
    Action.HAND_OVER:        (0, 0, 0, 0, 0, 0, 1),
    Action.ACKNOWLEDGE:      (1, 1, 0, 1, 0, 0, 0),
    Action.READ_TODAY:       (1, 1, 0, 1, 0, 0, 0),
    Action.LEARN:            (1, 1, 1, 1, 1, 1, 1),
    Action.INVITE_CARE_TEAM: (1, 1, 0, 0, 0, 0, 1),
    Action.INVITE_ANYBODY:   (0, 0, 0, 0, 0, 0, 1),
    Action.STATUS:           (1, 1, 1, 0, 0, 0, 1),
    Action.AUDIT:            (0, 0, 0, 0, 0, 0, 1),
    Action.CHECK:            (0, 0, 0, 0, 0, 0, 0),
}  # fmt: skip
WITH_NEITHER = {
    Action.MAKE:             (1, 1, 1, 0, 0, 0, 0),
    Action.DECIDE:           (0, 0, 0, 0, 0, 0, 0),
    Action.OPEN:             (0, 0, 0, 0, 0, 0, 0),
    Action.SHARE:            (0, 0, 0, 0, 0, 0, 0),
    Action.FORGET:           (0, 0, 0, 0, 0, 0, 1),
    Action.HAND_OVER:        (0, 0, 0, 0, 0, 0, 1),
    Action.ACKNOWLEDGE:      (0, 0, 0, 0, 0, 0, 0),
    Action.READ_TODAY:       (0, 0, 0, 0, 0, 0, 0),
    Action.LEARN:            (1, 1, 1, 1, 1, 1, 1),
    Action.INVITE_CARE_TEAM: (0, 0, 0, 0, 0, 0, 1),
    Action.INVITE_ANYBODY:   (0, 0, 0, 0, 0, 0, 1),
    Action.STATUS:           (1, 1, 1, 0, 0, 0, 1),
    Action.AUDIT:            (0, 0, 0, 0, 0, 0, 1),
    Action.CHECK:            (0, 0, 0, 0, 0, 0, 0),
}  # fmt: skip


def row(action: Action, **about: object) -> dict[str, bool]:
    return dict(
        zip(COLUMNS, (may(action, WHO[who], **about) for who in PERSONS), strict=True)  # type: ignore[arg-type]
    )


def expected(cells: tuple[int, ...]) -> dict[str, bool]:
    return dict(zip(COLUMNS, map(bool, cells), strict=True))


def test_every_action_stands_in_every_table() -> None:
    for table in (ALLOWED, WITH_THE_PLAN, IN_THE_TEAM, WITH_NEITHER):
        assert set(table) == set(Action)


@pytest.mark.parametrize("action", Action)
def test_with_a_plan_of_the_team(action: Action) -> None:
    assert row(action, record=record()) == expected(WITH_THE_PLAN[action])


@pytest.mark.parametrize("action", Action)
def test_in_the_team_with_no_plan_named(action: Action) -> None:
    assert row(action, team=OURS) == expected(IN_THE_TEAM[action])


@pytest.mark.parametrize("action", Action)
def test_with_neither_plan_nor_team(action: Action) -> None:
    assert row(action) == expected(WITH_NEITHER[action])


@pytest.mark.parametrize("action", Action)
def test_a_plan_of_no_team_is_its_owners_alone(action: Action) -> None:
    alone = record(ALONE, team=0)
    nobody_else = {Action.MAKE, Action.LEARN, Action.STATUS}
    assert may(action, WHO[COLLEAGUE], alone) is (action in nobody_else)
    assert may(action, WHO[NURSE], alone) is (action is Action.LEARN)


@pytest.mark.parametrize("action", Action)
def test_an_owner_who_prescribes_nowhere_any_more_is_nobody(action: Action) -> None:
    gone = replace(WHO[OWNER], memberships=())
    assert may(action, gone, record()) is (action is Action.LEARN)


@pytest.mark.parametrize("action", Action)
def test_an_owner_who_left_the_team_keeps_the_own_plan_and_no_more(action: Action) -> None:
    elsewhere = replace(WHO[OWNER], memberships=(Membership(role=Role.PRESCRIBER, team=THEIRS),))
    assert may(action, elsewhere, record()) is bool(WITH_THE_PLAN[action][0])
    assert may(action, elsewhere, record(owner=COLLEAGUE)) is bool(WITH_THE_PLAN[action][2])


def test_a_role_outside_of_teams_makes_nobody_a_colleague() -> None:
    by_settings = Person(who=50, memberships=(Membership(role=Role.PRESCRIBER),))
    cares_nowhere = Person(who=51, memberships=(Membership(role=Role.CARE_TEAM),))
    assert may(Action.MAKE, by_settings)
    assert not may(Action.OPEN, by_settings, record())
    assert not may(Action.OPEN, by_settings, record(team=0))
    assert not may(Action.ACKNOWLEDGE, cares_nowhere, record(team=0))


def test_two_roles_are_both_held() -> None:
    both = Person(
        who=52,
        memberships=(
            Membership(role=Role.ADMINISTRATOR),
            Membership(role=Role.CARE_TEAM, team=OURS),
        ),
    )
    assert may(Action.AUDIT, both, record())
    assert may(Action.ACKNOWLEDGE, both, record())
    assert not may(Action.DECIDE, both, record())


def test_the_second_person_is_none_of_those_who_made_or_decided_it() -> None:
    step = Decision(move=Move.STEP, on=MORNING.date(), reason=Reason.RESPONSE)
    decided = Decided(decision=step, by=COLLEAGUE, name="Dr Colleague", at=MORNING)
    plan = record(owner=COLLEAGUE, made_by=OWNER)
    assert not may(Action.CHECK, WHO[OWNER], plan)
    assert not may(Action.CHECK, WHO[COLLEAGUE], record(decisions=(decided,)))
    assert may(Action.CHECK, WHO[PHARMACIST], record(decisions=(decided,)))
    assert not may(Action.CHECK, WHO[OUTSIDER], record())


@pytest.mark.parametrize("action", Action)
def test_those_plans_are_allowed_with_which_each_alone_may_be(action: Action) -> None:
    plans = [record(), record(ALONE, team=0), record("A45-672", team=THEIRS)]
    for who in PERSONS:
        each = tuple(plan for plan in plans if may(action, WHO[who], plan))
        assert allowed(action, WHO[who], plans) == each
