"""A whole course on a clock of its own: a frame for each thing worth seeing, by its number."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from core.course.regimen.agenda import HELD
from core.guideline.schema import Guideline
from flows.reminder.message.note import digest, told
from flows.reminder.stages import handle
from flows.talk.records import Matter, Reminder, Stage
from flows.talk.replies import Note, Sentence
from flows.training.stage_world import (
    GROUP,
    LABEL,
    NURSE,
    PATIENT,
    PRESCRIBER,
    World,
    begun,
    decided,
    due,
    first,
    passed,
    pressed,
    rung,
    until,
)

AN_HOUR, A_FEW_DAYS, A_WEEK = timedelta(hours=1), timedelta(days=4), timedelta(days=7)
OUTAGE = timedelta(days=6, hours=4)
WEIGHT_KG = Decimal(str(PATIENT["weight_kg"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One frame: what happens, in a sentence, and what the chats show of it."""

    says: Sentence
    blocks: tuple[tuple[Sentence, ...], ...]
    now: datetime
    zone: str


Shown = tuple[World, Note]
Scene = Callable[[World], Shown]


def frame(guideline: Guideline, zone: str, region: str, number: int) -> Seen:
    """The frame of this number; the same whenever and wherever it is asked for."""
    world, note = _after(guideline, zone, region, number)
    name, _ = SCENES[number]
    says = Sentence(says=f"learn.play.{name}", values={"weight_kg": WEIGHT_KG})
    return Seen(says=says, blocks=note.blocks, now=world.now, zone=zone)


@lru_cache(100)
def _after(guideline: Guideline, zone: str, region: str, number: int) -> Shown:
    """The world after this scene, and what it shows."""
    before = (
        _after(guideline, zone, region, number - 1)[0]
        if number
        else begun(guideline, zone, region)
    )
    return SCENES[number][1](before)


def _told(world: World, reminder: Reminder, chat: int) -> Shown:
    """The message as it was sent, before anything came after it."""
    sent = replace(reminder, stage=Stage.SENDING, rounds=reminder.rounds - 1)
    return world, told(sent, world.record, world.live, world.recipients, chat=chat, now=world.now)


def _tells(matter: Matter, detail: str = "") -> Scene:
    """The next message of this matter, as the group sees it."""

    def scene(world: World) -> Shown:
        world = until(world, matter, detail)
        return _told(world, world.of(matter), GROUP)

    return scene


def _again(matter: Matter, chat: int = GROUP) -> Scene:
    """Nobody has answered: the same comes once more, or one level higher."""

    def scene(world: World) -> Shown:
        rounds = world.of(matter).rounds
        while world.of(matter).rounds == rounds or chat not in _reached(world.of(matter)):
            world = rung(world)
        return _told(world, world.of(matter), chat)

    return scene


def _reached(reminder: Reminder) -> set[int]:
    return {each.chat for each in reminder.deliveries}


def _acknowledges(who: int, matter: Matter) -> Scene:
    """Somebody acknowledges it, and its message says so."""

    def scene(world: World) -> Shown:
        world, turn = pressed(_later(world), who, f"ack.{handle(world.of(matter))}")
        return world, first(turn)

    return scene


def _steps(world: World) -> Shown:
    """The prescriber confirms the step that was asked about."""
    return decided(_later(world), f"step.{handle(world.of(Matter.GATE))}")


def _answers(press: str, matter: Matter) -> Scene:
    """The prescriber decides under the question that was asked."""

    def scene(world: World) -> Shown:
        return decided(_later(world), f"{press}.{handle(world.of(matter))}")

    return scene


def _taken(world: World) -> Shown:
    """The weekly dose was taken, and its message says so."""
    held = handle(world.of(Matter.METHOTREXATE))
    world, turn = pressed(_later(world), NURSE, f"taken.{held}")
    return world, first(turn)


def _later(world: World) -> World:
    """An hour on: a person has read what was sent."""
    return replace(world, now=world.now + AN_HOUR)


def _decides(press: str, *, after: timedelta = AN_HOUR) -> Scene:
    """The prescriber decides otherwise, and everybody sees what is different now."""

    def scene(world: World) -> Shown:
        return decided(passed(world, world.now + after), press)

    return scene


def _outage(world: World) -> Shown:
    """Nothing was sent for days, a question among it; then one message says all of it."""
    question = min(each.due for each in world.reminders if each.matter is Matter.GATE and each.due)
    now, late = question + OUTAGE, list[str]()
    world = replace(passed(world, question), now=now)
    while (due(world).due or now) <= now:
        late.append(due(world).id)
        world = rung(world)
    sent = [each for each in world.reminders if each.id in late and each.stage is Stage.SENT]
    rows = [(replace(each, rounds=0), world.record, world.live) for each in sent]
    return world, digest(rows, GROUP, now, {LABEL: world.recipients})


SCENES: tuple[tuple[str, Scene], ...] = (
    ("first_dose", _tells(Matter.DOSE)),
    ("acknowledged", _acknowledges(NURSE, Matter.DOSE)),
    ("agent_waits", _tells(Matter.BEGIN)),
    ("agent_begins", _answers("begin.m", Matter.BEGIN)),
    ("weekly", _tells(Matter.METHOTREXATE)),
    ("weekly_taken", _taken),
    ("heads_up", _tells(Matter.HEADS_UP)),
    ("question", _tells(Matter.GATE)),
    ("step", _steps),
    ("dose", _tells(Matter.DOSE)),
    ("may_rise", _tells(Matter.TITRATION)),
    ("raised", _answers("rise.m", Matter.TITRATION)),
    ("rising", _tells(Matter.GATE)),
    ("hold", _decides("hold.2.enzyme_rising")),
    ("revised", _tells(Matter.REVISED)),
    ("low_counts", _decides("halt.m.low_counts", after=A_FEW_DAYS)),
    ("held_week", _tells(Matter.METHOTREXATE, HELD)),
    ("held_asked", _tells(Matter.HELD)),
    ("recovered", _answers("retake.m", Matter.HELD)),
    ("after_hold", _tells(Matter.GATE)),
    ("unanswered", _again(Matter.GATE)),
    ("answered", _steps),
    ("unseen", _tells(Matter.DOSE)),
    ("repeated", _again(Matter.DOSE)),
    ("escalated", _again(Matter.DOSE, PRESCRIBER)),
    ("seen", _acknowledges(PRESCRIBER, Matter.DOSE)),
    ("agent_stops", _decides("end.m.liver", after=A_WEEK)),
    ("prophylaxis", _tells(Matter.PNEUMOCYSTIS)),
    ("outage", _outage),
    ("after_outage", _steps),
    ("adrenal", _tells(Matter.ADRENAL)),
    ("flare", _decides("flare.10.2", after=A_WEEK)),
    ("falling", _tells(Matter.DOSE, "5")),
    ("last_question", _tells(Matter.GATE, "0")),
    ("end", _steps),
    ("over", _tells(Matter.DOSE, "0")),
)
