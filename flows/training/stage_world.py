"""A plan that exists nowhere else, with its people and a clock of its own: what becomes of it.

Everything that happens is done by what does it to a real plan: rounds, decisions, presses.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from core.edition.kept_plan import made
from core.guideline.schema import Guideline
from flows.decision.presses import DECISION
from flows.plan.live import Live, live
from flows.reminder.escalation import Landed, claimed, settled
from flows.reminder.hours import instant
from flows.reminder.message.buttons import TESTS
from flows.reminder.press.presses import ANSWERING
from flows.reminder.recipients import Recipients, recipients_of
from flows.reminder.stages import handle, outstanding
from flows.reminder.wanted.wanted import drifted, replanned, wanted
from flows.talk.handlers import OnPress
from flows.talk.known import Known
from flows.talk.records import (
    Answer,
    Kept,
    Landing,
    Matter,
    Membership,
    Person,
    PlanRecord,
    Reminder,
    Role,
    Stage,
    Team,
)
from flows.talk.replies import Note
from flows.talk.turn import Context, Pressed, Session, Turn

LABEL = "TRY-234"  # its check character is wrong, so no real plan is ever called so
FIRST = date(2026, 11, 23)
PRESCRIBER, COLLEAGUE, NURSE, ADMINISTRATOR, GROUP = 1, 2, 3, 4, -1
MESSAGE = 1
EVENING = timedelta(hours=6)  # before the first day
PATIENT: MappingProxyType[str, Answer] = MappingProxyType(
    {
        "weight_kg": "60",
        "subtype": "dermatomyositis",
        "severity": "mild",
        "ild": "no",
        "sex": "M",
        "age": 50,
        "egfr": 90,
        "liver_disease": False,
        "alcohol_excess": False,
        "cytopenia": False,
        "active_infection": False,
        "hbv": "neg",
        "immunosuppressants": {},
        "start_date": FIRST.isoformat(),
        "hold_weeks": 4,
        "tail": "standard",
    }
)


class Actor(StrEnum):
    """Who acts in the course."""

    PRESCRIBER = "prescriber"
    COLLEAGUE = "colleague"
    NURSE = "nurse"
    ADMINISTRATOR = "administrator"


ROLES = {
    PRESCRIBER: (Actor.PRESCRIBER, Membership(role=Role.PRESCRIBER, team=1)),
    COLLEAGUE: (Actor.COLLEAGUE, Membership(role=Role.PRESCRIBER, team=1)),
    NURSE: (Actor.NURSE, Membership(role=Role.CARE_TEAM, team=1)),
}
PEOPLE = tuple(
    Person(who=who, name=name, memberships=(role,)) for who, (name, role) in ROLES.items()
)
ASKED = frozenset({Matter.BEGIN, Matter.HELD, Matter.STEROID_OVER})  # a prescriber alone
PRESSES: dict[str, OnPress] = {**DECISION.presses, **ANSWERING.presses}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything there is while the course is played."""

    guideline: Guideline
    zone: str  # IANA name
    record: PlanRecord
    now: datetime  # aware
    reminders: tuple[Reminder, ...] = ()

    @property
    def team(self) -> Team:
        """The care team, whose group is reached."""
        return Team(number=1, zone=self.zone, chat=GROUP, proved=True)

    @property
    def recipients(self) -> Recipients:
        """Whom reminders may reach."""
        return recipients_of(self.record, self.team, PEOPLE, (ADMINISTRATOR,))

    @property
    def live(self) -> Live:
        """The plan as it stands."""
        return live(self.guideline, self.record, self.team, self.zone, self.now)

    def with_(self, *kept: Kept) -> "World":
        """The world in which this is written down."""
        changed = {each.id: each for each in kept if isinstance(each, Reminder)}
        there = {each.id: each for each in self.reminders} | changed
        return replace(self, reminders=tuple(there.values()))

    def of(self, matter: Matter) -> Reminder:
        """The last of this matter."""
        return [each for each in self.reminders if each.matter is matter][-1]


def begun(guideline: Guideline, zone: str, region: str) -> World:
    """The evening before the first dose: the plan is made, and its reminders wait."""
    answers = {**PATIENT, "region": region}
    evening = datetime.combine(FIRST, datetime.min.time()) - EVENING
    now = instant(evening, zone)
    record = PlanRecord(
        label=LABEL,
        revision=1,
        owner=PRESCRIBER,
        answers=answers,
        entered="",
        entered_on=FIRST - timedelta(days=1),
        made_at=now,
        confirmed=(),
        provisional=False,
        guideline=guideline.stamp,
        shown=made(guideline, answers, begins=False),  # its agent waits, and is begun late
        team=1,
    )
    world = World(guideline=guideline, zone=zone, record=record, now=now)
    return world.with_(*wanted(world.live))


def due(world: World) -> Reminder:
    """What the alarm sends next."""
    waiting = (each for each in world.reminders if each.stage.is_open and each.due)
    return min(waiting, key=lambda each: (each.due or world.now, each.id))


def rung(world: World) -> World:
    """The alarm has done what was due next."""
    reminder = due(world)
    world = replace(world, now=max(world.now, reminder.due or world.now))
    if drifted(reminder, world.live):
        return world.with_(*replanned(world.reminders, world.live, world.now))
    sent = claimed(reminder, world.recipients, world.now)
    if sent.stage is not Stage.SENDING:
        return world.with_(sent)
    landed = {
        each.chat: Landed(landing=Landing.SENT, message=MESSAGE) for each in outstanding(sent)
    }
    return world.with_(settled(sent, landed, world.team, world.now))


def until(world: World, matter: Matter, detail: str) -> World:
    """Time goes on to the first message of this matter; what comes before it is dealt with."""
    while True:
        sent = due(world).id
        world = rung(world)
        after = next(each for each in world.reminders if each.id == sent)
        if after.stage is Stage.SENT and after.matter is matter and detail in {"", after.detail}:
            return world
        world = _dealt_with(world, after)


def passed(world: World, until: datetime) -> World:
    """Time goes on to this instant; what comes before it is dealt with."""
    while (due(world).due or until) < until:
        sent = due(world).id
        world = rung(world)
        world = _dealt_with(world, next(each for each in world.reminders if each.id == sent))
    return replace(world, now=until)


def _dealt_with(world: World, reminder: Reminder) -> World:
    """As a good day goes: a question is answered with the step, a weekly dose was taken, blood
    was tested, anything else is ticked."""
    held = handle(reminder)
    if reminder.stage is not Stage.SENT or reminder.matter is Matter.HEADS_UP:
        return world
    if reminder.matter is Matter.GATE:
        return decided(world, f"step.{held}")[0]
    if reminder.matter in TESTS:
        return pressed(world, NURSE, f"on.{world.live.today:%y%m%d}.{held}")[0]
    if reminder.matter is Matter.METHOTREXATE and not reminder.detail:
        return pressed(world, NURSE, f"taken.{held}")[0]
    return pressed(world, PRESCRIBER if reminder.matter in ASKED else NURSE, f"ack.{held}")[0]


def pressed(world: World, who: int, press: str) -> tuple[World, Turn]:
    """The press of a button, by the handler of the real one."""
    heard = Pressed(label=LABEL, number=world.record.revision, press=press)
    turn = PRESSES[press.partition(".")[0]](Session(), heard, _context(world, who))
    kept = next((each for each in turn.keeps if isinstance(each, PlanRecord)), world.record)
    return replace(world.with_(*turn.keeps), record=turn.made or kept), turn


def decided(world: World, press: str) -> tuple[World, Note]:
    """A decision of the prescriber: what is offered first is chosen, and then confirmed."""
    world, turn = pressed(world, PRESCRIBER, press)
    while turn.made is None:
        world, turn = pressed(world, PRESCRIBER, first(turn).choices[0][0].press)
    return world, first(turn)


def first(turn: Turn) -> Note:
    return next(each for each in turn.replies if isinstance(each, Note))


def _context(world: World, who: int) -> Context:
    person = next(each for each in PEOPLE if each.who == who)
    return Context(
        guideline=world.guideline,
        now=world.now,
        sent=world.now,
        arrived=world.now,
        zone=ZoneInfo(world.zone),
        zone_name=world.zone,
        who=who,
        region=str(world.record.answers["region"]),
        fresh_label="",
        plan=world.record,
        known=Known(
            chat=who,
            name=person.name,
            person=person,
            team=world.team,
            people=PEOPLE,
            administrators=(ADMINISTRATOR,),
            reminders=world.reminders,
        ),
    )
