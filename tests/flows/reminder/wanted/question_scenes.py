"""Moments at which questions are open, and everything that can happen to them then."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from functools import cache

from core.course.decisions import Drug, Move
from flows.reminder.call import subject
from flows.reminder.stages import handle
from flows.reminder.wanted.wanted import raised, replanned
from flows.talk.records import Matter, Membership, Reminder, Role, Stage
from flows.talk.replies import Note
from flows.talk.turn import Pressed, Reachable
from tests.flows.following import (
    GROUP,
    LABEL,
    MODERATE,
    NURSE,
    OTHER,
    OWNER,
    READY,
    SECOND_TEAM,
    TEAM,
    Ward,
    at,
    planned,
    ward,
)

COLLEAGUE = 12
WEEKLY = MODERATE | READY | {"methotrexate_weekday": "tuesday", "agent_start": "2026-11-24"}


class Event(StrEnum):
    """What can happen beside a decision."""

    ANSWERS = "answers"  # given anew, and nothing of it speaks against anything
    CLOSING = "closing"  # an answer that closes the drug
    EMERGENCY = "emergency"  # a sign is answered
    TAKEN_BACK = "taken_back"  # and answered otherwise
    TESTED = "tested"
    TAKEN = "taken"  # a weekly dose
    TWICE = "twice"
    LEFT_OUT = "left_out"
    CHECKED = "checked"
    SENT_BACK = "sent_back"
    SHARED = "shared"  # with another team
    ALONE = "alone"  # with none
    HANDED = "handed"  # to a colleague
    LEFT = "left"  # the owner leaves the team
    GROUP_GONE = "group_gone"
    GROUP_BACK = "group_back"
    ZONE = "zone"
    NEWER = "newer"  # a week goes by, and each is asked again
    CLOSED = "closed"


EVENTS = (*(each for each in Move if each is not Move.UNDO), *Event)  # an undoing restores


def drug_press(verb: str, drug: Drug = Drug.METHOTREXATE) -> str:
    letter = {Drug.METHOTREXATE: "m", Drug.IMMUNOGLOBULIN: "i"}[drug]
    return f"{verb}.{letter}"


def go(there: Ward, first: str, *typed: str) -> bool:
    """Through a decision by the first button of each screen; whether it was taken."""
    before, texts = there.plan().revision, list(typed)
    there.press(first)
    for _ in range(9):
        if there.plan().revision != before:
            return True
        parts = len(first.split("."))
        ahead = [x for x in there.presses if x.split(".")[0] == first.split(".", maxsplit=1)[0]]
        further = [x for x in ahead if len(x.split(".")) > parts]
        if further:
            first = further[0]
            there.press(first)
        elif texts:
            there.type(texts.pop(0))
            ahead = [x for x in there.presses if x.split(".")[0] == first.split(".")[0]]
            first = max(ahead, key=lambda x: len(x.split(".")), default=first)
            first = first.rpartition(".")[0] if ahead else first
        else:
            return False
    return False


def anew(there: Ward, *presses: str) -> bool:
    """Answers given anew by the owner, and made."""
    before = there.plan().revision
    there.press("anew")
    for each in (*presses, "make"):
        draft = there.session_of(OWNER).draft
        if draft is None:
            return False
        press = _made(there) if each == "make" else each
        there.take(Pressed(label=LABEL, number=draft.serial, press=press), who=OWNER)
    return there.plan().revision != before


def _made(there: Ward) -> str:
    rows = [row for reply in there.turn.replies for row in getattr(reply, "choices", ())]
    presses = (choice.press for row in rows for choice in row)
    return next((each for each in presses if each.startswith("make.")), "nothing")


def detail(group: str, key: str, value: str) -> tuple[str, ...]:
    return ("open.details", f"group.{group}", f"key.{key}", f"set.{value}", "back", "back")


SIGN = ("open.signs", "toggle.respiratory_weakness", "back")


def on_last_dose(verb: str) -> Callable[[Ward], bool]:
    """An answer under the last weekly dose that was told."""

    def play(there: Ward) -> bool:
        doses = [e for e in there.of() if e.matter is Matter.METHOTREXATE and e.stage.is_told]
        if not doses:
            return False
        last = max(doses, key=lambda each: each.day)
        there.press(f"{verb}.{handle(last)}", who=NURSE, chat=GROUP)
        return there.reminder_of(last.id).stage is not last.stage

    return play


def tested(there: Ward) -> bool:
    tests = [e for e in there.of() if e.matter is Matter.LABORATORY and e.stage.is_told]
    for each in tests[-1:]:
        there.press(f"ack.{handle(each)}", who=NURSE, chat=GROUP)
    return bool(tests)


def left(there: Ward) -> bool:
    there.press("team.left", label="", number=TEAM.number)
    return not any(each.team == TEAM.number for each in there.people[OWNER].memberships)


def shared(team: int) -> Callable[[Ward], bool]:
    """With this team, or where it is with it already with the other one."""

    def play(there: Ward) -> bool:
        number = TEAM.number if team and there.plan().team == team else team
        there.press(f"share.{number}")
        return there.plan().team == number

    return play


def handed(there: Ward) -> bool:
    there.press(f"hand.{COLLEAGUE}.{OWNER}")
    return there.plan().owner == COLLEAGUE


def group_is(*, writable: bool) -> Callable[[Ward], bool]:
    def play(there: Ward) -> bool:
        there.take(Reachable(writable=writable), who=NURSE, chat=GROUP)
        return there.teams[TEAM.number].dead is not writable

    return play


def newer(there: Ward) -> bool:
    there.passes(there.now + timedelta(days=7))
    there.put(*replanned(there.of(), there.live(), there.utc()))
    return True


def zone(there: Ward) -> bool:
    there.press("zone.yes.Europe/Paris", label="", number=TEAM.number)
    return there.teams[TEAM.number].zone == "Europe/Paris"


def checked(there: Ward) -> bool:
    there.press("check.4", who=COLLEAGUE)
    there.press(f"check.yes.{COLLEAGUE}", who=COLLEAGUE)
    if f"check.taken.{COLLEAGUE}" in there.presses:  # its first day is over
        there.press(f"check.taken.{COLLEAGUE}", who=COLLEAGUE)
    return there.plan().checked_by == COLLEAGUE


def sent_back(there: Ward) -> bool:
    there.press("check.no.dose", who=COLLEAGUE)
    return there.plan().sent_back is not None


def closed(there: Ward) -> bool:
    there.press("close.yes")
    return there.plan().closed_at is not None


PLAYED: Mapping[Move | Event, Callable[[Ward], bool]] = {
    Move.STEP: lambda there: go(there, "step"),
    Move.HOLD: lambda there: go(there, "hold"),
    Move.FLARE: lambda there: go(there, "flare"),
    Move.OFF_PLAN: lambda there: go(there, "off", "50"),
    Move.STOP: lambda there: go(there, "stop.moved"),
    Move.BEGIN: lambda there: go(there, drug_press("begin")),
    Move.RISE: lambda there: go(there, drug_press("rise")),
    Move.STAY: lambda there: go(there, drug_press("stay")),
    Move.SUSPEND: lambda there: go(there, drug_press("halt")),
    Move.RESUME: lambda there: go(there, drug_press("retake")),
    Move.RECOVER: lambda there: go(there, drug_press("well")),
    Move.GIVEN: lambda there: go(there, drug_press("again", Drug.IMMUNOGLOBULIN)),
    Move.AMOUNT: lambda there: go(there, drug_press("own"), "12.5"),
    Move.WEEKDAY: lambda there: go(there, drug_press("move")),
    Move.END: lambda there: go(there, drug_press("end")),
    Event.ANSWERS: lambda there: anew(there, *detail("medicines", "statin", "true")),
    Event.CLOSING: lambda there: anew(there, *detail("blood", "cytopenia", "true")),
    Event.EMERGENCY: lambda there: anew(there, *SIGN),
    Event.TAKEN_BACK: lambda there: anew(there, *SIGN) and anew(there, *SIGN),
    Event.TESTED: tested,
    Event.TAKEN: on_last_dose("taken"),
    Event.TWICE: on_last_dose("double"),
    Event.LEFT_OUT: on_last_dose("not_this"),
    Event.CHECKED: checked,
    Event.SENT_BACK: sent_back,
    Event.SHARED: shared(SECOND_TEAM.number),
    Event.ALONE: shared(0),
    Event.HANDED: handed,
    Event.LEFT: left,
    Event.GROUP_GONE: group_is(writable=False),
    Event.GROUP_BACK: group_is(writable=True),
    Event.ZONE: zone,
    Event.NEWER: newer,
    Event.CLOSED: closed,
}  # to go by another edition is played in tests/editions


# ------------------------------------------------------------------ the moments


class Moment(Ward):
    """A ward in which a colleague prescribes too."""

    def reminder_of(self, id_: str) -> Reminder:
        return self.reminders[id_]


def day(number: int, clock: str = "10:00", **answers: object) -> Moment:
    """A plan of methotrexate, played up to this day with nobody answering."""
    there = Moment(now=at(0)).put(*ward().people.values(), TEAM, SECOND_TEAM)
    both = (Membership(role=Role.PRESCRIBER, team=1), Membership(role=Role.PRESCRIBER, team=2))
    there.people[COLLEAGUE] = replace(
        there.people[OTHER], who=COLLEAGUE, name="Colleague", memberships=both
    )
    there.people[OWNER] = replace(
        there.people[OWNER],
        memberships=(Membership(role=Role.PRESCRIBER), *both),
    )
    there.add(planned(answers=WEEKLY | answers))
    there.passes(max(there.now, at(number - 1, "06:30")))
    there.put(*replanned(there.of(), there.live(), there.utc()))
    there.passes(at(number, clock))
    there.put(*replanned(there.of(), there.live(), there.utc()))
    return there


def asked(there: Moment, verb: str, *matters: Matter) -> Moment:
    """The care team asks under each of these, and it is told."""
    for matter in matters:
        told = [e for e in there.of() if e.matter is matter and e.stage.is_told]
        there.press(f"{verb}.{handle(told[-1])}", who=NURSE, chat=GROUP)
    return there


def morning(there: Moment) -> Moment:
    there.passes(there.now + timedelta(days=1))
    return there


UNDER = (Matter.GATE, Matter.TITRATION, Matter.BONE, Matter.DOSE)


def questions() -> Moment:
    return morning(asked(day(29), "morning", *UNDER))


def calls() -> Moment:
    there = asked(day(29), "now", *UNDER)
    there.tick()
    return there


def left_out() -> Moment:
    there = day(29)
    on_last_dose("not_this")(there)
    return morning(there)


def overdose() -> Moment:
    there = day(29)
    on_last_dose("double")(there)
    return morning(there)


def emergency() -> Moment:
    there = day(29)
    anew(there, *SIGN)
    return morning(there)


def flared() -> Moment:
    there = day(29)
    go(there, "off", "50")
    return morning(there)


def reassessed() -> Moment:
    there = day(29)
    for _ in range(3):
        go(there, "hold.4.not_better")
    return morning(morning(there))


def to_check() -> Moment:
    there = day(0)
    there.teams[2] = replace(SECOND_TEAM, second_check=True)
    there.press("share.2")
    there.passes(at(1, "10:00"))
    return there


def steroid_over() -> Moment:
    there = day(5)
    go(there, "stop.remission")
    there.passes(at(8, "10:00"))
    return there


def stopped() -> Moment:
    """Methotrexate was stopped for low counts a week ago: its tests go on until they recover."""
    there = day(29)
    go(there, drug_press("end"))
    there.passes(at(38, "10:00"))
    return there


def rescued() -> Moment:
    there = day(3)
    there.press("rescue.i")
    there.press("rescue.i.261125")
    there.press("rescue.i.261125.0")
    there.press("rescue.i.261125.0.2")
    there.press(there.presses[0])
    there.passes(at(45, "10:00"))
    return there


def low(**answers: object) -> Moment:
    """A dose so low that prophylaxis, vaccines and the adrenal glands are asked about."""
    there = day(30, **answers)
    go(there, "off", "5")
    there.passes(at(45, "10:00"))
    return there


def unreached() -> Moment:
    there = day(2)
    group_is(writable=False)(there)
    return morning(there)


def owner_lost() -> Moment:
    there = day(2)
    there.put(raised(there.live(), Matter.UNDELIVERED, "owner_2"))
    there.tick()
    return there


MOMENTS: Mapping[str, Callable[[], Moment]] = {
    "questions": questions,  # the first: most is open here, and the checks play this one alone
    "first_day": lambda: day(0),
    "interim": lambda: day(14),
    "heads_up": lambda: day(27),
    "gate": lambda: day(29),
    "eyes": lambda: day(31),
    "review": lambda: day(91),
    "flared": flared,
    "calls": calls,
    "left_out": left_out,
    "overdose": overdose,
    "emergency": emergency,
    "reassess": reassessed,
    "held": lambda: day(44),
    "asked_of_held": lambda: morning(asked(day(44), "morning", Matter.HELD)),
    "begin": lambda: day(9, agent_start=None),
    "check": to_check,
    "steroid_over": steroid_over,
    "stopped": stopped,
    "rescued": rescued,
    "low": low,
    "low_severe": lambda: low(severity="severe"),
    "unreached": unreached,
    "owner_lost": owner_lost,
    "questions_low": lambda: morning(asked(low(), "morning", Matter.GATE)),
    "calls_low": lambda: morning(asked(low(), "now", Matter.GATE)),
}


@cache
def moment(name: str) -> Moment:
    """The moment as it stands; whoever plays on takes a copy."""
    there = MOMENTS[name]()
    return there.put(*replanned(there.of(), there.live(), there.utc()))


def kind(reminder: Reminder) -> str:
    """What a question is, as the table has it: a question of people by what it is about."""
    if reminder.matter is Matter.UNDELIVERED:
        return f"{reminder.matter}_{reminder.detail.partition('_')[0]}"
    if reminder.matter not in {Matter.ASKED, Matter.URGENT}:
        return reminder.matter
    return f"{reminder.matter}_{subject(reminder)}"


def open_questions(there: Moment) -> dict[str, Reminder]:
    """What was told and waits for somebody, or is still to be told on this day, by its id."""
    return {
        each.id: each
        for each in there.of()
        if each.stage.is_told
        or (each.stage is Stage.PENDING and each.matter in {Matter.ASKED, Matter.URGENT})
    }


def shows(there: Moment, reminder: Reminder) -> list[str]:
    """The buttons that still lead to it, wherever one of its messages stands."""
    found = []
    for each in reminder.deliveries:
        note = there.screens.get((each.chat, each.message))
        if isinstance(note, Note):
            presses = [choice.press for row in note.choices for choice in row]
            found += [press for press in presses if press.endswith(f".{handle(reminder)}")]
    return found
