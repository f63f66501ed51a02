"""A lost chat is one again with whatever is heard from it, and gets what it missed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.talk.records import Delivery, Landing, Matter, Reminder, Stage
from flows.talk.turn import Commanded, Moved, NoAnswer, Pressed, Reachable, Typed, Unusable
from tests.flows.world import BOSS, COLLEAGUE, GROUP, NURSE, OURS, OWNER, World, record, world

PRESS = Pressed(label="", number=OURS, press="today.0")
IN_GROUP = [Commanded(name="today", argument=""), PRESS, Typed(text=""), Reachable(writable=True)]
IN_PRIVATE = [
    Commanded(name="help", argument=""),
    Pressed(label="", number=0, press="help"),
    Typed(text="hello"),
    Unusable(kind=NoAnswer.PICTURE),
    Reachable(writable=True),
]


def lost(*who: int, group: bool = True) -> World:
    """A followed plan whose people cannot be reached, and its first reminders reached nobody."""
    there = world(record(), administrators=())
    for each in who:
        there.put(replace(there.people[each], reachable=False, serial=2))
    if group:
        there.put(replace(there.teams[OURS], dead=True, serial=2))
    there.passes(there.now + timedelta(hours=1))
    there.administrators = (BOSS,)
    return there


def given_up(there: World) -> World:
    """What reached nobody as an earlier program left it: it waits for a human."""
    for each in there.of():
        if each.stage.is_open and each.tries and not reached(each):
            there.put(replace(each, stage=Stage.NEEDS_HUMAN, due=None, serial=each.serial + 1))
    return there


def reached(reminder: Reminder) -> bool:
    return any(each.landing is Landing.SENT for each in reminder.deliveries)


def test_what_reached_nobody_goes_out_within_half_an_hour_of_a_sign_of_life() -> None:
    there = lost(OWNER, COLLEAGUE, BOSS)
    waits = {each.id for each in there.of() if each.tries and not reached(each)}
    assert waits
    there.hear(NURSE, Commanded(name="today", argument=""), GROUP)
    there.passes(there.now + timedelta(minutes=31))
    assert waits <= {each.id for each in there.of() if reached(each)}


def stuck(there: World) -> list[Matter]:
    return [each.matter for each in there.of() if each.stage is Stage.NEEDS_HUMAN]


@pytest.mark.parametrize("heard", IN_GROUP, ids=lambda each: type(each).__name__)
def test_a_group_is_reached_again_and_told_what_nobody_was_left_to_tell(heard: object) -> None:
    there = given_up(lost(OWNER, COLLEAGUE, BOSS))
    held = stuck(there)
    assert Matter.DOSE in held
    there.hear(NURSE, heard, GROUP)
    assert not there.teams[OURS].dead
    there.passes(there.now + timedelta(minutes=1))
    told = {each.matter for each in there.of() if each.deliveries and each.stage is Stage.SENT}
    assert told.issuperset(held)
    assert stuck(there) == []


@pytest.mark.parametrize("heard", IN_PRIVATE, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("who", [OWNER, COLLEAGUE, BOSS])
def test_a_person_is_too(heard: object, who: int) -> None:
    there = given_up(lost(OWNER, COLLEAGUE, BOSS))
    held = stuck(there)
    there.hear(who, heard)
    assert there.people[who].reachable
    there.passes(there.now + timedelta(minutes=1))
    told = [each for each in there.of() if each.stage is Stage.SENT]
    assert {each.matter for each in told} == set(held)
    assert {delivery.chat for each in told for delivery in each.deliveries} == {who}


def test_whoever_is_not_told_of_the_plan_brings_nothing_of_it_back() -> None:
    there = given_up(lost(OWNER, COLLEAGUE, BOSS, NURSE))
    held = stuck(there)
    there.hear(NURSE, Typed(text="hello"))
    assert (there.people[NURSE].reachable, stuck(there)) == (True, held)


def test_what_says_that_the_group_is_gone_is_withdrawn() -> None:
    there = world(record())
    there.hear(0, Reachable(writable=False), GROUP)
    (says,) = (each for each in there.of() if each.matter is Matter.UNDELIVERED)
    assert says.stage.is_open
    there.hear(NURSE, Commanded(name="today", argument=""), GROUP)
    (over,) = (each for each in there.of() if each.matter is Matter.UNDELIVERED)
    assert over.stage is Stage.WITHDRAWN


def test_a_group_that_moves_is_in_reach() -> None:
    there = given_up(lost(OWNER, COLLEAGUE, BOSS))
    there.hear(0, Moved(chat=-101), GROUP)
    assert (there.teams[OURS].dead, there.teams[OURS].chat) == (False, -101)
    there.passes(there.now + timedelta(minutes=1))
    assert stuck(there) == []


def test_what_the_turn_keeps_of_the_same_person_is_kept_with_it() -> None:
    """A press that changes a record, and the sign of life, are one writing."""
    there = lost(OWNER, group=False)
    there.hear(OWNER, Pressed(label="", number=OURS, press="team.left"))
    kept = there.people[OWNER]
    assert (kept.reachable, [each.team for each in kept.memberships]) == (True, [])


def test_what_may_have_arrived_comes_marked_and_what_has_arrived_not_again() -> None:
    there = given_up(lost(OWNER, COLLEAGUE, BOSS))
    (dose,) = (each for each in there.of() if each.matter is Matter.DOSE)
    tried = (
        Delivery(chat=GROUP, landing=Landing.REFUSED, unknowns=3),
        Delivery(chat=BOSS, landing=Landing.SENT, message=5),
    )
    there.put(replace(dose, deliveries=tried, serial=dose.serial + 1))
    there.hear(NURSE, Commanded(name="today", argument=""), GROUP)
    (again,) = (each for each in there.of() if each.matter is Matter.DOSE)
    landed = {each.chat: (each.landing, each.unknowns) for each in again.deliveries}
    assert landed == {GROUP: (Landing.UNKNOWN, 1), BOSS: (Landing.SENT, 0)}
