"""What is urgent: at every hour, to whom, how often, what it says, and who ends it."""

from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.course.decisions import Move
from flows.reminder.call import EMERGENCY, OVERDOSE
from flows.reminder.classes import URGENT_EVERY, class_of
from flows.reminder.escalation import claimed, settled
from flows.reminder.hours import when_allowed
from flows.reminder.message.note import told as written
from flows.reminder.press.calls import call
from flows.reminder.recipients import Recipients
from flows.reminder.stages import handle, may_be_put_off, outstanding, rezoned
from flows.reminder.wanted.wanted import raised
from flows.talk.records import Landing, Matter, Membership, Person, Role, Stage
from flows.talk.turn import Deed
from tests.flows.following import ADMIN as BOSS
from tests.flows.following import GROUP as ROOM
from tests.flows.following import NURSE, STRANGER, at, ward
from tests.flows.following import OTHER as FOREIGN
from tests.flows.following import OWNER as MINE
from tests.flows.following import TEAM as OURS
from tests.flows.reminder.drug_lives import tidied
from tests.flows.reminder.reminding import (
    ADMIN,
    AROUND,
    BERLIN,
    GROUP,
    OTHER,
    OWNER,
    REFUSED,
    SENT,
    TEAM,
    chats,
    later,
    local,
    reading,
    reminder,
)
from tests.flows.reminder.wanted.question_scenes import PLAYED, SIGN, Event, anew, moment

COLLEAGUE = 12
PEOPLE = {
    MINE: True, COLLEAGUE: True, FOREIGN: False, NURSE: False, STRANGER: False, BOSS: False,
}  # fmt: skip
NIGHT = local("21 03:07")


def rounds(matter, begins, *, around=AROUND, landed=None, most=12):
    """(when, to whom) of every round that nobody ends, and the reminder at its end."""
    due = when_allowed(matter, begins, BERLIN, TEAM)
    one, seen = (
        reminder(matter, due=due, wall=due.astimezone(ZoneInfo(BERLIN)).replace(tzinfo=None)),
        [],
    )
    while one.due and len(seen) < most:
        now = one.due
        one = claimed(one, around, now)
        if one.stage is not Stage.SENDING:
            break
        seen.append((now, chats(outstanding(one))))
        outcome = {each.chat: (landed or {}).get(each.chat, SENT) for each in one.deliveries}
        one = settled(one, outcome, TEAM, now)
    return seen, one


def test_it_comes_five_times_to_all_who_treat_then_once_to_the_administrators():
    seen, end = rounds(Matter.URGENT, NIGHT)
    everybody = [GROUP, OWNER, OTHER]
    assert [(reading(when), who) for when, who in seen] == [
        ("21 03:07", everybody),
        ("21 03:22", everybody),
        ("21 03:37", everybody),
        ("21 03:52", everybody),
        ("21 04:07", everybody),
        ("21 04:22", [*everybody, ADMIN]),
    ]
    assert (end.stage, end.at) == (Stage.NEEDS_HUMAN, local("21 04:37"))


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("matter", sorted(Matter))
def test_at_night_nothing_is_told_but_what_is_urgent(matter, hour):
    begins = local("20 00:07") + timedelta(hours=hour)
    seen, end = rounds(matter, begins)
    walls = [when.astimezone(ZoneInfo(BERLIN)).time() for when, _ in seen]
    if matter is Matter.URGENT:
        assert [when - begins for when, _ in seen] == [n * URGENT_EVERY for n in range(6)]
    else:
        assert all(time(6) <= wall <= time(20) for wall in walls)
    assert not end.stage.is_open or end.stage is Stage.NEEDS_HUMAN


@pytest.mark.parametrize(
    ("around", "told", "count"),
    [
        (Recipients(group=GROUP, administrators=(ADMIN,)), [GROUP, ADMIN], 5),
        (Recipients(administrators=(ADMIN,)), [ADMIN], 1),
        (Recipients(group=GROUP), [GROUP], 5),
        (Recipients(owner=OWNER, administrators=(ADMIN,)), [OWNER], 6),
        (Recipients(owner=OWNER, administrators=(OWNER,)), [OWNER], 5),
    ],
)
def test_where_no_prescriber_can_be_reached_the_administrators_are_told_at_once_and_once(
    around, told, count
):
    seen, end = rounds(Matter.URGENT, NIGHT, around=around)
    assert seen[0] == (NIGHT, told)
    assert len(seen) == count
    assert sum(ADMIN in who for _, who in seen) == (ADMIN in around.administrators)
    assert end.stage is Stage.NEEDS_HUMAN


def test_where_every_prescriber_is_blocked_it_goes_up_with_the_next_round():
    seen, _ = rounds(Matter.URGENT, NIGHT, landed={OWNER: REFUSED, OTHER: REFUSED})
    assert [ADMIN in who for _, who in seen].count(True) == 1


def test_a_message_that_did_not_leave_is_tried_again_at_night():
    due = reminder(Matter.URGENT, due=NIGHT)
    sending = claimed(due, AROUND, NIGHT)
    waits = replace(SENT, landing=Landing.WAITS)
    after = settled(sending, dict.fromkeys((GROUP, OWNER, OTHER), waits), TEAM, NIGHT)
    assert after.due == later(NIGHT, seconds=1)


def test_it_cannot_be_put_off_and_waits_for_no_zone():
    urgent = reminder(Matter.URGENT, due=NIGHT)
    assert not may_be_put_off(urgent)
    assert rezoned(urgent, "Asia/Tokyo").due == NIGHT
    assert class_of(Matter.URGENT).for_a_prescriber


# ---------------------------------------------------------------------- who ends it


def called(about=OVERDOSE, *, clock="03:07", on_call=""):
    """A ward with two prescribers in which a call has left at this time of the second day."""
    there = ward().until(1, clock)
    member = Membership(role=Role.PRESCRIBER, team=1)
    there.put(Person(who=COLLEAGUE, name="Colleague", memberships=(member,)))
    there.put(replace(OURS, on_call=on_call))
    there.put(raised(there.live(), Matter.URGENT, about))
    there.tick()
    return there


@pytest.mark.parametrize("hour", [0, 3, 9, 23])
@pytest.mark.parametrize("about", [OVERDOSE, EMERGENCY, "dose"])
@pytest.mark.parametrize("who", PEOPLE)
def test_only_a_prescriber_of_the_plan_ends_it(who, about, hour):
    there = called(about, clock=f"{hour:02d}:07")
    handle = f"urgent.20261124.{about}"
    turn = there.press(f"ack.{handle}", who=who, chat=ROOM)
    ended = there.reminder("urgent").stage is Stage.ACKNOWLEDGED
    assert ended is PEOPLE[who]
    before = len(there.reminder("urgent").deliveries)
    shown = _told(there)
    there.passes(there.now + timedelta(hours=2))
    assert (_told(there) > shown) is not PEOPLE[who]
    assert before == 3
    if ended:
        assert (
            Deed(action="acknowledged", label=turn.deeds[0].label, reason="urgent") in turn.deeds
        )


def _told(there):
    """Where a message of the call was ever shown, by chat and number."""
    heads = {"overdose.head", "reminder.head.emergency", "reminder.head.urgent"}
    notes = ((place, getattr(each, "blocks", ())) for place, each in there.screens.items())
    return {place for place, blocks in notes if blocks and blocks[0][0].says in heads}


def test_the_care_team_is_told_who_may_end_it():
    there = called()
    there.press("ack.urgent.20261124.overdose", who=NURSE, chat=ROOM)
    assert there.toast == "may_not_see_to_it"
    assert "Owner" in there.turn.replies[0].values["names"]


@pytest.mark.parametrize("about", [OVERDOSE, EMERGENCY, "dose"])
@pytest.mark.parametrize(
    ("number", "says"), [("112", "urgent.on_call"), ("", "urgent.no_service")]
)
@pytest.mark.parametrize("who", [ROOM, MINE, BOSS])
def test_it_names_whom_to_call_or_says_that_nobody_watches(about, number, says, who):
    there = called(about, on_call=number)
    around = Recipients(group=ROOM, owner=MINE, administrators=(BOSS,))
    live = there.live()
    note = written(there.reminder("urgent"), live.record, live, around, chat=who, now=there.now)
    said = [each.says for block in note.blocks for each in block]
    assert says in said
    assert ("urgent.until" in said) is (who != BOSS)
    if who == BOSS:
        assert not any("dose" in each for each in said[1:])
        assert note.choices == ()


def test_a_call_is_open_once_and_can_be_made_again_after_it_ended():
    there = called(EMERGENCY)
    context = there.reads(None, who=MINE)
    assert call(there.live(), there.of(), EMERGENCY, context) is None
    there.press("ack.urgent.20261124.emergency")
    again = call(there.live(), there.of(), EMERGENCY, context)
    assert again.detail == "emergency.2"


def test_other_hours_and_another_zone_of_the_team_do_not_move_it():
    there = ward().until(1, "12:00")
    there.put(
        Person(who=MINE, name="Owner", memberships=(Membership(role=Role.PRESCRIBER, team=1),))
    )
    waits = at(1, "23:50")
    there.put(raised(there.live(), Matter.URGENT, OVERDOSE, at=waits))
    there.press("team.to.14", label="", number=1)
    there.press("zone.yes.Asia/Tokyo", label="", number=1)
    assert there.reminder("urgent").due == waits


def acked(there):
    (urgent,) = (e for e in there.of() if e.matter is Matter.URGENT and e.stage.is_open)
    there.press(f"ack.{handle(urgent)}")
    return True


def resumed(there):
    there.passes(there.now + timedelta(days=8))
    tidied(there)
    return PLAYED[Move.RESUME](there)


ENDS = {
    "a sign taken back": ("emergency", lambda there: anew(there, *SIGN)),
    "seen by a prescriber": ("emergency", acked),
    "the drug resumed": ("overdose", resumed),
    "the plan closed": ("calls", PLAYED[Event.CLOSED]),
    "a step": ("calls", PLAYED[Move.STEP]),
    "a rise": ("calls", PLAYED[Move.RISE]),
}


@pytest.mark.parametrize(("name", "ends"), ENDS.values(), ids=ENDS)
def test_whoever_was_called_is_told_below_that_the_call_is_over_and_how(name, ends):
    there = moment(name).copy()
    waits = [e for e in there.of() if e.matter is Matter.URGENT and e.stage.is_told]
    assert waits
    assert ends(there)
    ended = [e for e in map(there.reminder_of, (x.id for x in waits)) if not e.stage.is_open]
    assert ended
    called = {d.chat for each in ended for d in each.deliveries if d.message} - {MINE}
    told = [each for each in there.turn.replies if "reminder.over.call" in spoken(each)]
    assert {each.chat for each in told if each.anew and each.message is None} == called
    treat = [each for each in told if each.chat != BOSS]
    assert all(len(spoken(each)) >= 3 for each in treat)
    no_sign = {"reminder.over.no_sign" in spoken(each) for each in treat}
    assert no_sign == {there.reminder("urgent").stage is Stage.ANSWERED and name == "emergency"}


def spoken(reply):
    return [each.says for block in getattr(reply, "blocks", ()) for each in block]
