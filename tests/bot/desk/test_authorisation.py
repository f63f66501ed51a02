"""Who may what, through the whole desk: every role, in every place, at every action.

The expected cells are written out here; a cell that is not written is a no.
"""

from dataclasses import dataclass, replace
from itertools import count

import pytest

from bot.alarm.health import health
from bot.desk.access import Gate
from flows.reminder.stages import handle
from flows.talk.records import Delivery, Landing, Matter, Person, Reminder, Stage
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
    World,
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
    Action.FORGET: {PRIVATE: {"owner", "administrator"}},
    Action.LEARN: {PRIVATE: set(WHO)},  # everybody, but not in a group
}


@dataclass(slots=True, kw_only=True)
class Office(World):
    """What is said here goes through the whole desk; the prescribers have their role by
    invitation."""

    def hear(self, who: int, chat: int, heard: Heard) -> str:
        """Everything that was shown for it, with the data of the buttons."""
        self.code = f"code {self.updates}"
        self.health = health(self.store, self.utc(), "0.1.0")
        pages = self.converse(heard, who=who, chat=chat)
        buttons = (button.data for page in pages for row in page.buttons for button in row)
        return "\n".join((*(page.text for page in pages), *buttons))


@pytest.fixture
def there() -> Office:
    members = (each for each in PEOPLE if each.who != BOSS)
    return Office().put(*members, *TEAMS, record())


def pressed(press: str, number: int = 1, label: str = LABEL) -> Heard:
    return Pressed(label=label, number=number, press=press)


def commanded(name: str, argument: str = "") -> Heard:
    return Commanded(name=name, argument=argument)


def acknowledged(there: Office, who: int, chat: int, turn: int) -> bool:
    """Whether a reminder that was told is over after the press."""
    told = _told(turn)
    there.put(told)
    there.hear(who, chat, pressed(f"ack.{handle(told)}"))
    return there.reminders[told.id].stage is Stage.ACKNOWLEDGED


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
    Action.CHECK: (pressed("check.9"), "|check.no|"),
    Action.FORGET: (commanded("forget", LABEL), "|forget.yes|"),
    Action.LEARN: (commanded("learn"), "TRAINING"),
}


@pytest.mark.parametrize("action", Action)
def test_every_role_in_every_place(action: Action, there: Office) -> None:
    """One cell for each role, place and kind of sender; all of an action in one installation."""
    wrong = []
    turns = count()
    if action is Action.CHECK:
        there.put(replace(record(), live=False, serial=2))
    for role, people in WHO.items():
        for place, chat in PLACES.items():
            for who in people:
                if action is Action.ACKNOWLEDGE:
                    done = acknowledged(there, who, chat, next(turns))
                else:
                    heard, marker = SHOWN[action]
                    done = marker in there.hear(who, chat, heard)
                if done is not (role in MAY[action].get(place, set())):
                    wrong.append((role, who, place, done))
    assert wrong == []


OF_A_DRUG = {
    "drugs": "About which drug?",
    "drug.m": "what is decided about methotrexate?",
    "spec.m": "From which day is methotrexate taken?",
    "halt.m": "methotrexate is not taken by this plan",
    "rescue.i.261123": "Which dose of immunoglobulin was given",
    "rescue.i.261123.0.2": "Nothing has changed yet.",
}


@pytest.mark.parametrize("press", OF_A_DRUG)
def test_about_a_drug_decides_who_decides_about_the_steroid(press: str, there: Office) -> None:
    """Every role in every place; nobody else comes to a question, a check or a refusal."""
    wrong = []
    for role, people in WHO.items():
        for place, chat in PLACES.items():
            for who in people:
                shown = OF_A_DRUG[press] in there.hear(who, chat, pressed(press))
                if shown is not (role in MAY[Action.DECIDE].get(place, set())):
                    wrong.append((role, who, place, shown))
    assert wrong == []


def test_a_drug_is_recorded_only_by_whoever_may_decide(there: Office) -> None:
    given = pressed("rescue.i.261123.0.2.261123")
    for role, people in WHO.items():
        for place, chat in PLACES.items():
            if role in MAY[Action.DECIDE].get(place, set()):
                continue
            for who in people:
                there.hear(who, chat, given)
    assert there.plans[LABEL].revision == 1
    there.hear(COLLEAGUE, GROUP, given)
    assert there.plans[LABEL].revision == 2


def test_answers_are_given_anew_by_the_prescribers_of_the_plan_and_in_private(
    there: Office,
) -> None:
    wrong = []
    for role, people in WHO.items():
        for place, chat in PLACES.items():
            for who in people:
                opened = "Which answer has changed" in there.hear(who, chat, pressed("anew"))
                if opened is not (place == PRIVATE and role in {"owner", "colleague"}):
                    wrong.append((role, who, place, opened))
    assert wrong == []


def test_every_action_has_its_cells() -> None:
    assert set(MAY) == set(Action)
    assert set(SHOWN) == set(Action) - {Action.ACKNOWLEDGE}


def test_no_word_of_a_plan_reaches_whoever_may_not_see_it(there: Office) -> None:
    """Whatever a stranger presses or types, in whichever chat, no label and no dose comes back."""
    presses = (
        "show", "why.card", "decide", "step", "share", "hand", "close", "check", "stop",
        "visit", "visit.1_261123.b.f.0", "undo.0", "undo.0.y",
        "drugs", "drug.m", "begin.m", "rise.m", "halt.m", "retake.m", "end.m", "since.m",
        "rescue.i.261123.0.2", "rescue.i.261123.0.2.261123",
    )  # fmt: skip
    typed = ("today", "upcoming", "dose", "plans", "status", "team", "invite", "stop")
    for who in (STRANGER, TRAINEE, OUTSIDER, *NO_PERSON):
        for chat in (0, GROUP, UNBOUND):
            for heard in (*map(pressed, presses), *map(commanded, typed)):
                text = there.hear(who, chat, heard)
                assert LABEL not in text
                assert "50 mg" not in text


def test_a_role_that_was_taken_away_is_gone_at_the_next_press(there: Office) -> None:
    assert LABEL in there.hear(NURSE, GROUP, commanded("today"))
    there.hear(OWNER, 0, pressed(f"team.removed.{NURSE}", OURS, ""))
    assert LABEL not in there.hear(NURSE, GROUP, commanded("today"))
    kept = there.store.person(NURSE)
    assert kept == Person(who=NURSE, serial=2, name="Nurse")


def test_a_role_of_the_settings_is_never_written_down(there: Office) -> None:
    """Whoever makes a team as a prescriber of the settings keeps only the role in that team."""
    there.prescribers = (STRANGER,)
    there.gate = Gate(prescribers=frozenset({STRANGER}))
    there.hear(STRANGER, 0, pressed("team.new", 3, ""))
    kept = there.store.person(STRANGER)
    assert kept is not None
    assert [each.team for each in kept.memberships] == [3]
    assert there.desk.reader.person(STRANGER).memberships[0].team == 0
