"""Who may what, through the whole desk: every role, in every place, at every action.

The expected cells are written out here; a cell that is not written is a no.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.settings import Settings
from bot.store import Change
from bot.wiring import local_desk
from flows.reminder.stages import handle
from flows.talk.records import Delivery, Kept, Landing, Matter, Person, Place, Reminder, Stage
from flows.talk.rights import Action
from flows.talk.turn import Commanded, Heard, Pressed
from tests.flows.world import (
    BOSS,
    COLLEAGUE,
    GROUP,
    LABEL,
    MORNING,
    NURSE,
    OTHER_GROUP,
    OURS,
    OUTSIDER,
    OWNER,
    PEOPLE,
    STRANGER,
    TEAMS,
    TRAINEE,
    UNBOUND,
    ZONE,
    record,
)

# An anonymous administrator of a group, a channel, Telegram itself, and no sender at all: the
# transport lets none of them through, and here they are nobody in any case.
NO_PERSON = (1_087_968_824, 136_817_688, 777_000, 0)
WHO = {
    "owner": (OWNER,),
    "colleague": (COLLEAGUE,),
    "outsider": (OUTSIDER,),
    "care team": (NURSE,),
    "trainee": (TRAINEE,),
    "nobody": (STRANGER, *NO_PERSON),
    "administrator": (BOSS,),
}
PLACES = {"private": 0, "own group": GROUP, "other group": OTHER_GROUP, "unbound group": UNBOUND}
PRIVATE, OWN = "private", "own group"
MAY: dict[Action, dict[str, set[str]]] = {
    Action.MAKE: {PRIVATE: {"owner", "colleague", "outsider"}},
    Action.DECIDE: {PRIVATE: {"owner", "colleague"}, OWN: {"owner", "colleague"}},
    Action.OPEN: {PRIVATE: {"owner", "colleague"}},
    Action.SHARE: {PRIVATE: {"owner", "colleague"}},
    Action.HAND_OVER: {PRIVATE: {"owner", "administrator"}},
    Action.ACKNOWLEDGE: {
        PRIVATE: {"owner", "colleague", "care team"},
        OWN: {"owner", "colleague", "care team"},
    },
    Action.READ_TODAY: {
        PRIVATE: {"owner", "colleague"},
        OWN: {"owner", "colleague", "care team"},
    },
    Action.INVITE_CARE_TEAM: {PRIVATE: {"owner", "colleague", "administrator"}},
    Action.INVITE_ANYBODY: {PRIVATE: {"administrator"}},
    Action.STATUS: {PRIVATE: {"owner", "colleague", "outsider", "administrator"}},
    Action.AUDIT: {PRIVATE: {"administrator"}},
    Action.CHECK: {PRIVATE: {"colleague", "care team"}, OWN: {"colleague", "care team"}},
    Action.FORGET: {},  # nothing can be forgotten yet, by anybody
    Action.LEARN: {PRIVATE: set(WHO)},  # everybody, but not in a group
}
SETTINGS = Settings(timezone=ZONE)
"""The prescribers here have their role by invitation."""


@dataclass(slots=True)
class Office:
    """A desk with two teams and one plan; the clock goes on by itself."""

    desk: Desk
    updates: Iterator[int]

    async def hear(self, who: int, chat: int, heard: Heard) -> str:
        """Everything that was shown for it, with the data of the buttons."""
        at = self.desk.clock()
        pages = await self.desk.converse(
            Arrival(
                chat=chat or who,
                who=who,
                update=next(self.updates),
                heard=heard,
                sent=at,
                arrived=at,
                place=Place.GROUP if chat else Place.PRIVATE,
                name="Somebody",
            )
        )
        buttons = (button.data for page in pages for row in page.buttons for button in row)
        return "\n".join((*(page.text for page in pages), *buttons))

    async def keep(self, *kept: Kept) -> None:
        await self.desk.store.commit(Change(keeps=kept, at=self.desk.clock()))


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[Office]:
    ticks = count(1)
    desk = local_desk(
        SETTINGS, folder / "data", prescribers=frozenset(), administrators=frozenset({BOSS})
    )
    desk = replace(desk, clock=lambda: MORNING + timedelta(seconds=5 * next(ticks)))
    there = Office(desk, count(1))
    try:
        members = (each for each in PEOPLE if each.who != BOSS)
        plan = record()
        await desk.store.commit(Change(made=plan, keeps=(*TEAMS, *members), at=MORNING))
        yield there
    finally:
        desk.store.close()


def pressed(press: str, number: int = 1, label: str = LABEL) -> Heard:
    return Pressed(label=label, number=number, press=press)


def commanded(name: str) -> Heard:
    return Commanded(name=name, argument="")


async def acknowledged(there: Office, who: int, chat: int, turn: int) -> bool:
    """Whether a reminder that was told is over after the press."""
    told = _told(turn)
    await there.keep(told)
    await there.hear(who, chat, pressed(f"ack.{handle(told)}"))
    (now,) = (each for each in there.desk.store.reminders(LABEL) if each.id == told.id)
    return now.stage is Stage.ACKNOWLEDGED


def _told(turn: int) -> Reminder:
    return Reminder(
        label=LABEL,
        matter=Matter.ASKED,
        day=MORNING.date(),
        detail=str(turn),
        revision=1,
        zone=ZONE,
        wall=MORNING.replace(tzinfo=None),
        due=None,
        stage=Stage.SENT,
        deliveries=(Delivery(chat=GROUP, landing=Landing.SENT, message=turn + 1),),
    )


def _waits_for_its_check(there: Office) -> Kept:
    plan = there.desk.store.plan(LABEL)
    assert plan
    return replace(plan, live=False, serial=plan.serial + 1)


SHOWN: dict[Action, tuple[Heard, str]] = {
    Action.MAKE: (commanded("new"), "How much does the patient weigh"),
    Action.DECIDE: (pressed("decide"), "|hold"),
    Action.OPEN: (pressed("show"), "Plan K7Q-2M3, revision 1"),
    Action.SHARE: (pressed("share"), "K7Q-2M3: share with a team"),
    Action.HAND_OVER: (pressed("hand"), "K7Q-2M3: hand over"),
    Action.READ_TODAY: (commanded("today"), "K7Q-2M3, Monday 23-Nov-2026"),
    Action.INVITE_CARE_TEAM: (pressed("invite.care_team", OURS, ""), "/start "),
    Action.INVITE_ANYBODY: (pressed("invite.prescriber", OURS, ""), "/start "),
    Action.STATUS: (commanded("status"), "Reminders to come: "),
    Action.AUDIT: (pressed("clock.right", 0, ""), "|clock."),
    Action.CHECK: (pressed("check"), "|check.yes|"),
    Action.FORGET: (commanded("forget"), LABEL),
    Action.LEARN: (commanded("learn"), "TRAINING"),
}


@pytest.mark.parametrize("action", Action)
async def test_every_role_in_every_place(action: Action, tmp_path: Path) -> None:
    """One cell for each role, place and kind of sender; all of an action in one installation."""
    wrong = []
    turns = count()
    async with office(tmp_path) as there:
        if action is Action.CHECK:
            await there.keep(_waits_for_its_check(there))
        for role, people in WHO.items():
            for place, chat in PLACES.items():
                for who in people:
                    if action is Action.ACKNOWLEDGE:
                        done = await acknowledged(there, who, chat, next(turns))
                    else:
                        heard, marker = SHOWN[action]
                        done = marker in await there.hear(who, chat, heard)
                    if done is not (role in MAY[action].get(place, set())):
                        wrong.append((role, who, place, done))
        assert wrong == []


def test_every_action_has_its_cells() -> None:
    assert set(MAY) == set(Action)
    assert set(SHOWN) == set(Action) - {Action.ACKNOWLEDGE}


async def test_no_word_of_a_plan_reaches_whoever_may_not_see_it(tmp_path: Path) -> None:
    """Whatever a stranger presses or types, in whichever chat, no label and no dose comes back."""
    presses = ("show", "why.card", "decide", "step", "share", "hand", "close", "check", "stop")
    typed = ("today", "upcoming", "dose", "plans", "status", "team", "invite", "stop")
    async with office(tmp_path) as there:
        for who in (STRANGER, TRAINEE, OUTSIDER, *NO_PERSON):
            for chat in (0, GROUP, UNBOUND):
                for heard in (*map(pressed, presses), *map(commanded, typed)):
                    text = await there.hear(who, chat, heard)
                    assert LABEL not in text
                    assert "50 mg" not in text


async def test_a_role_that_was_taken_away_is_gone_at_the_next_press(tmp_path: Path) -> None:
    async with office(tmp_path) as there:
        assert LABEL in await there.hear(NURSE, GROUP, commanded("today"))
        await there.hear(OWNER, 0, pressed(f"team.removed.{NURSE}", OURS, ""))
        assert LABEL not in await there.hear(NURSE, GROUP, commanded("today"))
        kept = there.desk.store.person(NURSE)
        assert kept == Person(who=NURSE, serial=2, name="Nurse")


async def test_a_role_of_the_settings_is_never_written_down(tmp_path: Path) -> None:
    """Whoever makes a team as a prescriber of the settings keeps only the role in that team."""
    async with office(tmp_path) as there:
        reader = replace(there.desk.reader, prescribers=frozenset({STRANGER}))
        there.desk = replace(there.desk, reader=reader)
        await there.hear(STRANGER, 0, pressed("team.new", 3, ""))
        kept = there.desk.store.person(STRANGER)
        assert kept is not None
        assert [each.team for each in kept.memberships] == [3]
        assert reader.person(STRANGER).memberships[0].team == 0
