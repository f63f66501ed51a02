"""The group of a team: bound, proved, moved, gone and back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk.meant import hashed
from flows.talk.known import Room
from flows.talk.limits import LARGE_GROUP
from flows.talk.records import Delivery, Landing, Matter, Stage
from flows.talk.replies import Note
from flows.talk.turn import Moved, Reachable
from tests.editions.changed import by_later_edition
from tests.flows.world import (
    ALONE,
    BOSS,
    CODE,
    COLLEAGUE,
    GROUP,
    LABEL,
    NURSE,
    OTHER_GROUP,
    OURS,
    OUTSIDER,
    OWNER,
    STRANGER,
    THEIRS,
    TRAINEE,
    UNBOUND,
    World,
    record,
    world,
)


def with_a_code(**team: object) -> World:
    there = world()
    there.teams[OURS] = replace(there.teams[OURS], **{"chat": 0, "proved": False} | team)  # type: ignore[arg-type]
    there.press(OWNER, "bind", number=OURS)
    assert f"/link {CODE}" in there.text
    assert there.deeds == ("bind_code",)
    return there


def test_the_code_binds_the_group_that_it_is_sent_in() -> None:
    there = with_a_code()
    there.command(OWNER, "link", CODE, chat=UNBOUND)
    team = there.teams[OURS]
    assert (team.chat, team.dead, team.proved) == (UNBOUND, False, False)
    assert there.invites[hashed(CODE)].used_by == UNBOUND
    assert there.presses == ("proof",)
    assert there.deeds == ("bound",)


def test_the_test_message_is_proved_by_one_press_of_somebody_with_a_role() -> None:
    there = with_a_code()
    there.command(OWNER, "link", CODE, chat=UNBOUND)
    for who in (STRANGER, TRAINEE, OUTSIDER):
        there.press(who, "proof", number=OURS, chat=UNBOUND)
        assert there.says == "toast.no_role"
    there.press(NURSE, "proof", number=OURS, chat=UNBOUND)
    assert there.teams[OURS].proved
    assert "seen by Nurse, 23-Nov-2026 09:00 Europe/Berlin" in there.text
    there.press(OWNER, "proof", number=OURS, chat=UNBOUND)
    assert there.says == "toast.proved"


@pytest.mark.parametrize(("number", "chat"), [(THEIRS, GROUP), (OURS, UNBOUND), (OURS, 0)])
def test_the_press_proves_only_the_group_of_its_team(number: int, chat: int) -> None:
    there = world()
    there.teams[OURS] = replace(there.teams[OURS], proved=False)
    there.press(NURSE, "proof", number=number, chat=chat)
    assert there.says == "toast.no_such_team"
    assert there.turn.keeps == ()


@pytest.mark.parametrize("who", [COLLEAGUE, NURSE, STRANGER, OUTSIDER])
def test_the_code_counts_only_from_its_maker(who: int) -> None:
    there = with_a_code()
    there.command(who, "link", CODE, chat=UNBOUND)
    assert there.says == "bind.refused"
    assert there.teams[OURS].chat == 0


def test_the_code_counts_once_for_a_day_and_while_its_maker_prescribes() -> None:
    there = with_a_code()
    there.command(OWNER, "link", CODE, chat=UNBOUND)
    there.command(OWNER, "link", CODE, chat=UNBOUND)
    assert there.says == "bind.refused"
    there = with_a_code()
    there.now += timedelta(hours=24)
    there.command(OWNER, "link", CODE, chat=UNBOUND)
    assert there.says == "bind.refused"
    there = with_a_code()
    there.people[OWNER] = replace(there.people[NURSE], who=OWNER)
    there.command(OWNER, "link", CODE, chat=UNBOUND)
    assert there.says == "bind.refused"


def test_a_group_of_another_team_is_not_taken() -> None:
    there = with_a_code()
    there.command(OWNER, "link", CODE, chat=OTHER_GROUP)
    assert there.says == "bind.other_team"
    assert there.teams[THEIRS].chat == OTHER_GROUP


def test_an_invitation_and_a_wrong_code_bind_nothing() -> None:
    there = world()
    there.press(OWNER, "invite.care_team", number=OURS)
    there.command(OWNER, "link", CODE, chat=UNBOUND)
    assert there.says == "bind.refused"
    there.command(OWNER, "link", "wrong", chat=UNBOUND)
    assert there.says == "bind.refused"
    there.command(OWNER, "link", CODE)
    assert there.says == "bind.in_the_group"


def test_a_group_that_is_left_is_told_and_the_same_one_may_be_bound_again() -> None:
    there = with_a_code(chat=GROUP, proved=True)
    there.command(OWNER, "link", CODE, chat=UNBOUND)
    note = there.turn.replies[1]
    assert isinstance(note, Note)
    assert note.chat == GROUP
    there = with_a_code(chat=GROUP, dead=True)
    there.command(OWNER, "link", CODE, chat=UNBOUND)
    assert len(there.turn.replies) == 1
    there = with_a_code(chat=GROUP, dead=True, proved=True)
    there.command(OWNER, "link", CODE, chat=GROUP)
    assert (there.teams[OURS].dead, there.teams[OURS].proved) == (False, False)
    assert len(there.turn.replies) == 1


# ------------------------------------------------------------------- moved, gone, back


def test_the_team_and_what_was_sent_follow_a_group_that_moves() -> None:
    there = world(record(), record(ALONE))
    gate = next(each for each in there.of(LABEL) if each.matter is Matter.GATE)
    sent = Delivery(chat=GROUP, landing=Landing.SENT, message=9)
    there.put(replace(gate, serial=2, stage=Stage.SENT, deliveries=(sent,)))
    there.hear(0, Moved(chat=-1_000_100), GROUP)
    assert there.teams[OURS].chat == -1_000_100
    assert there.reminders[gate.id].deliveries == (replace(sent, chat=-1_000_100),)
    assert len(there.turn.keeps) == 2
    assert there.deeds == ("group_moved",)
    there.command(NURSE, "today", chat=-1_000_100)
    assert there.says == "list.plan"


def test_a_group_of_nobody_moves_without_a_trace() -> None:
    there = world()
    assert there.hear(0, Moved(chat=-7), UNBOUND).keeps == ()


def test_a_group_that_is_gone_is_told_of_for_each_of_its_plans_that_reminds() -> None:
    closed = record(ALONE, closed_at=record().made_at)
    there = world(record(), closed)
    there.hear(0, Reachable(writable=False), GROUP)
    assert there.teams[OURS].dead
    told = [each for each in there.reminders.values() if each.matter is Matter.UNDELIVERED]
    assert [(each.label, each.stage) for each in told] == [(LABEL, Stage.PENDING)]
    assert there.deeds == ("group_gone",)
    there.hear(0, Reachable(writable=False), GROUP)
    assert there.turn.keeps == ()
    there.hear(0, Reachable(writable=True), GROUP)
    assert not there.teams[OURS].dead
    there.hear(0, Reachable(writable=False), GROUP)
    assert len(there.turn.keeps) == 2


def test_an_owner_who_is_gone_is_told_of_for_each_of_their_plans_that_reminds() -> None:
    closed = record(ALONE, closed_at=record().made_at)
    there = world(record(), closed)
    there.hear(OWNER, Reachable(writable=False))
    told = [each for each in there.reminders.values() if each.matter is Matter.UNDELIVERED]
    assert [(each.label, each.detail[:6]) for each in told] == [(LABEL, "owner_")]
    there.hear(OWNER, Reachable(writable=False))
    assert there.turn.keeps == ()
    there.hear(OWNER, Reachable(writable=True))
    assert [there.reminders[each.id].stage for each in told] == [Stage.WITHDRAWN]


def test_a_plan_of_another_edition_is_told_of_too() -> None:
    there = world(by_later_edition(record()))
    there.hear(0, Reachable(writable=False), GROUP)
    assert [type(each).__name__ for each in there.turn.keeps] == ["Team", "Reminder"]


def test_a_group_of_no_team_comes_and_goes_without_a_trace() -> None:
    there = world()
    assert there.hear(0, Reachable(writable=False), UNBOUND).keeps == ()


def test_a_person_who_blocks_the_bot_is_marked_until_they_return() -> None:
    there = world()
    there.hear(OWNER, Reachable(writable=False))
    assert not there.people[OWNER].reachable
    there.hear(OWNER, Reachable(writable=False))
    assert there.turn.keeps == ()
    there.hear(OWNER, Reachable(writable=True))
    assert there.people[OWNER].reachable
    assert there.hear(STRANGER, Reachable(writable=False)).keeps == ()


def told_of(there: World) -> list[tuple[int | None, str, str]]:
    """Each chat that is told that somebody is gone, what, and of whom."""
    notes = [each for each in there.turn.replies if isinstance(each, Note)]
    said = ((note.chat, each) for note in notes for block in note.blocks for each in block)
    return [(chat, each.says, str(each.values["name"])) for chat, each in said]


def test_who_relies_on_a_prescriber_that_blocks_the_bot_is_told_once() -> None:
    there = world()
    there.hear(COLLEAGUE, Reachable(writable=False))
    assert told_of(there) == [(OWNER, "team.gone", "Dr Colleague")]
    there.hear(COLLEAGUE, Reachable(writable=False))
    assert told_of(there) == []
    there.hear(OWNER, Reachable(writable=False))  # no other prescriber can be reached
    assert told_of(there) == [(GROUP, "team.gone", "Dr Owner")]


@pytest.mark.parametrize("group", [{"dead": True}, {"chat": 0}])
def test_where_neither_a_prescriber_nor_a_group_is_left_nobody_is_told(
    group: dict[str, object],
) -> None:
    there = world()
    there.teams[THEIRS] = replace(there.teams[THEIRS], **group)  # type: ignore[arg-type]
    there.hear(OUTSIDER, Reachable(writable=False))
    assert (told_of(there), there.people[OUTSIDER].reachable) == ([], False)


def test_of_the_care_team_nobody_is_told_and_of_an_administrator_the_others() -> None:
    there = world(administrators=(BOSS, 98))
    there.hear(NURSE, Reachable(writable=False))  # reads in the group
    assert told_of(there) == []
    there.hear(BOSS, Reachable(writable=False))
    assert told_of(there) == [(98, "team.gone_administrator", "Boss")]


# ---------------------------------------------------------------------- who reads there

PUBLIC, LARGE = Room(public=True), Room(members=LARGE_GROUP)
SMALL = Room(members=LARGE_GROUP - 1)


def warned(there: World) -> set[str]:
    """What was said of the room, in the first reply or the only one."""
    notes = [each for each in there.turn.replies if isinstance(each, Note)]
    said = {each.says for note in notes for block in note.blocks for each in block}
    return {each for each in said if each.startswith("room.")}


@pytest.mark.parametrize(
    ("room", "wanted"),
    [
        (PUBLIC, {"room.public", "room.care"}),
        (LARGE, {"room.large", "room.care"}),
        (Room(public=True, members=9_000), {"room.public", "room.large", "room.care"}),
        (SMALL, set()),
        (Room(), set()),
    ],
)
def test_who_reads_in_a_group_is_said_where_a_plan_is_or_may_be_followed_there(
    room: Room, wanted: set[str]
) -> None:
    there = with_a_code()
    there.room = room
    there.command(OWNER, "link", CODE, chat=UNBOUND)
    assert warned(there) == wanted
    for chat in (GROUP, UNBOUND, -900):
        there.take(Reachable(writable=True, added=True), who=OWNER, chat=chat)
        assert warned(there) == wanted
        there.take(Reachable(writable=True), who=OWNER, chat=chat)
        assert warned(there) == set()
    shares = world(record(team=0))
    shares.room = room
    shares.press(OWNER, "share", label=LABEL)
    assert warned(shares) == set()
    shares.press(OWNER, f"share.{OURS}", label=LABEL)
    assert warned(shares) == wanted
    shares.press(OWNER, "share.0", label=LABEL)
    assert warned(shares) == set()
