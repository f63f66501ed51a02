"""What a reminder says under its first line, matter by matter; the dose comes first."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from core.agenda import agenda
from core.agents.choice import Agent
from core.course.course import Course, decided, in_force
from core.evidence import Value
from core.guideline.schema import Guideline
from core.steroid.tablets import tablets_for
from core.steroid.taper import DosePeriod
from flows.plan.changes import last_change
from flows.plan.live import Live
from flows.plan.status import asks_for_a_gain
from flows.talk.records import Matter, PlanRecord, Reminder
from flows.talk.replies import MadeOf, Moment, Sentence, Words
from flows.talk.screens import Block, say

NOTHING = "0"  # the detail of what ends the course
OF_A_DOSE = frozenset({Matter.HEADS_UP, Matter.GATE, Matter.DOSE})
OVERDOSE = "overdose"  # the detail of a question that cannot wait
ABOUT = frozenset(Matter) - {Matter.ASKED}
KINDS = frozenset({"treatment", "density", "pressure", "cataract", "extend"})
CAN_BE_LOST = ("group", "owner")  # the detail of what could not be delivered begins so


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A reminder beside the plan as it stands now."""

    reminder: Reminder
    record: PlanRecord
    live: Live

    @property
    def mg(self) -> Decimal:
        """The amount that the reminder is about."""
        return Decimal(self.reminder.detail)

    @property
    def tablets(self) -> MadeOf:
        """The tablets that make the amount."""
        region = self.live.plan.case.region
        return MadeOf(tablets_for(self.live.guideline, region, self.mg))

    @property
    def values(self) -> Mapping[str, Value]:
        """What the plan says of it with figures; nothing where it no longer does."""
        reminder = self.reminder
        wanted = (reminder.matter, reminder.day, reminder.detail)
        due = agenda(self.live.guideline, self.live.plan)
        found = (d.values for d in due if (Matter(d.item), d.day, d.detail) == wanted)
        return next(found, {})

    @property
    def ends(self) -> bool:
        """Whether it is about the end of the course."""
        return self.reminder.detail == NOTHING


Body = Callable[[Told], Iterator[Sentence]]


def of_period(period: DosePeriod) -> dict[str, Words]:
    """The dose of a period and its tablets."""
    return {"mg": period.mg, "tablets": MadeOf(period.tablets)}


def head(reminder: Reminder, matter: str = "") -> Sentence:
    """The first line: the plan and the matter, no dose."""
    if is_overdose(reminder):
        return overdose_head(reminder.label)
    matter = matter or reminder.matter
    end = "_end" if reminder.detail == NOTHING and matter in OF_A_DOSE else ""
    values: dict[str, Value] = {
        "label": reminder.label,
        "day": reminder.day,
        "revision": reminder.revision,
    }
    return Sentence(says=f"reminder.head.{matter}{end}", values=values, strong=True)


def overdose_head(label: str) -> Sentence:
    """The first line where a weekly dose was perhaps taken twice."""
    return say("overdose.head", strong=True, label=label)


def overdose(guideline: Guideline) -> Block:
    """What is to be asked and done at once; the antidote waits for no result."""
    days = guideline.agents.methotrexate.apart_days.value
    return (say("overdose.taken", days=days), say("overdose.do"), say("overdose.rescue"))


def is_overdose(reminder: Reminder) -> bool:
    """Whether the prescriber is asked because a weekly dose was perhaps taken twice."""
    return reminder.matter is Matter.ASKED and _subject(reminder) == OVERDOSE


def _subject(reminder: Reminder) -> str:
    """What a question is about: the first word of its detail."""
    return reminder.detail.partition(".")[0]


def dose_now(live: Live, *, of_plan: bool = False) -> Iterator[Sentence]:
    """The dose in force, or the first one; nothing of a child, whose doses are not planned here.

    Among several plans it names its own.
    """
    course = live.course
    if course is None:
        return
    says = "reminder.of_plan" if of_plan else "reminder.dose"
    values: dict[str, Words] = {"label": live.record.label} if of_plan else {}
    period, first = in_force(course, live.today), course.periods[:1]
    if period:
        yield Sentence(says=f"{says}.in_force", values=values | of_period(period))
    elif first and course.ends is None:
        values |= {"day": first[0].first, **of_period(first[0])}
        yield Sentence(says=f"{says}.begins", values=values)
    else:
        yield Sentence(says=f"{says}.none", values=values)


def _gate(told: Told, course: Course) -> Iterator[Sentence]:
    mg = course.present.mg
    if told.ends:
        yield say("reminder.dose.stays_to_the_end", mg=mg)
    else:
        yield say("reminder.dose.stays", mg=mg, next_mg=told.mg, tablets=told.tablets)
    yield say("reminder.ask.first" if asks_for_a_gain(told.record) else "reminder.ask.later")
    yield say("reminder.ask.otherwise")
    if told.ends:
        yield say("reminder.ask.end")


def _heads_up(told: Told, course: Course) -> Iterator[Sentence]:
    mg, day = course.present.mg, told.reminder.day
    if told.ends:
        yield say("reminder.dose.planned_end", mg=mg, day=day)
    else:
        yield say("reminder.dose.planned", mg=mg, day=day, next_mg=told.mg, tablets=told.tablets)
    yield say("reminder.why.heads_up")


def _stays(told: Told, course: Course) -> Iterator[Sentence]:
    yield say("reminder.dose.stays_open", mg=course.present.mg)
    yield say(f"reminder.why.{told.reminder.matter}")


def _dose(told: Told, course: Course) -> Iterator[Sentence]:
    """The absolute dose with its first day, and what it was before."""
    day = told.reminder.day
    earlier = [each for each in decided(course) if each.first < day]
    if told.ends:
        last = [say("reminder.dose.last", mg=each.mg, day=each.last) for each in earlier[-1:]]
        yield from (say("reminder.dose.ends", day=day), *last, say("reminder.ask.end"))
        return
    values = {"day": day, **of_period(course.present)}
    if earlier:
        values |= {"before_mg": earlier[-1].mg}
    says = "reminder.dose.changes" if earlier else "reminder.dose.begins"
    yield Sentence(says=says, values=values)
    yield say("reminder.why.dose")
    yield from what_is_next(course)


def _revised(told: Told) -> Iterator[Sentence]:
    yield from dose_now(told.live)
    for each in told.record.decisions[-1:]:
        yield say("reminder.over.decided", name=each.name, moment=Moment(each.at, told.live.zone))
    if told.live.course:
        yield from what_is_next(told.live.course)
    yield from last_change(told.live)
    yield say("reminder.why.revised")


def what_is_next(course: Course) -> Iterator[Sentence]:
    """What comes after the dose that was decided last."""
    if course.reassess:
        yield say("reminder.next.reassess")
    elif course.due is None or course.following_mg is None:
        yield say("reminder.next.nothing")
    elif course.following_mg:
        yield say("reminder.next.step", day=course.due, next_mg=course.following_mg)
    else:
        yield say("reminder.next.end", day=course.due)


def _asked(told: Told) -> Iterator[Sentence]:
    """Who asks about what; what is to be done at once where it cannot wait for an answer."""
    reminder = told.reminder
    if is_overdose(reminder):
        yield from overdose(told.live.guideline)
        return
    yield from dose_now(told.live)
    yield (
        say("reminder.why.asked", name=reminder.name)
        if reminder.name
        else say("reminder.why.asked_by_one")
    )
    if _subject(reminder) in ABOUT:
        yield say(f"reminder.about.{_subject(reminder)}")


def _about_the_plan(told: Told) -> Iterator[Sentence]:
    yield from dose_now(told.live)
    yield from _any_other(told)


def _weekly(told: Told) -> Iterator[Sentence]:
    """The amount of this week with its weekday in full, and the folic acid beside it."""
    values = told.values
    kind = "weekly" if "count" in values else "weekly_child" if values else "weekly_planned"
    yield Sentence(says=f"reminder.agent.{kind}", values={"day": told.reminder.day, **values})
    yield _folic_acid(told)
    yield say(
        "reminder.agent.apart", days=told.live.guideline.agents.methotrexate.apart_days.value
    )
    yield say("reminder.agent.if_acceptable")


def _titration(told: Told) -> Iterator[Sentence]:
    agent = told.live.plan.agent.first
    values = {"mg": told.mg, "day": told.reminder.day, **told.values}
    yield Sentence(says=f"reminder.agent.{agent}", values=values)
    if agent is Agent.METHOTREXATE:
        yield _folic_acid(told)


def _folic_acid(told: Told) -> Sentence:
    """As the plan has it, which for a child names no amount."""
    for line in told.live.plan.lines:
        if line.says.startswith("folic_acid"):
            return Sentence(says=f"lines.{line.says}", values=line.values)
    return say("reminder.agent.folic_acid")


def _undelivered(told: Told) -> Iterator[Sentence]:
    lost = told.reminder.detail.partition("_")[0]
    yield say(f"reminder.why.{lost}_gone" if lost in CAN_BE_LOST else "reminder.why.undelivered")


def _any_other(told: Told) -> Iterator[Sentence]:
    matter, detail = told.reminder.matter, told.reminder.detail
    yield say(f"reminder.why.{matter}_{detail}" if detail in KINDS else f"reminder.why.{matter}")


def _along(body: Callable[[Told, Course], Iterator[Sentence]]) -> Body:
    """The body of a matter that only a course has."""

    def told_of(told: Told) -> Iterator[Sentence]:
        course = told.live.course
        return body(told, course) if course else iter(())

    return told_of


BODIES: Mapping[Matter, Body] = MappingProxyType(
    {
        Matter.HEADS_UP: _along(_heads_up),
        Matter.GATE: _along(_gate),
        Matter.INTERIM: _along(_stays),
        Matter.REASSESS: _along(_stays),
        Matter.DOSE: _along(_dose),
        Matter.REVISED: _revised,
        Matter.PNEUMOCYSTIS: _about_the_plan,
        Matter.VACCINES: _about_the_plan,
        Matter.ADRENAL: _about_the_plan,
        Matter.ASKED: _asked,
        Matter.CHECK: _about_the_plan,
        Matter.METHOTREXATE: _weekly,
        Matter.TITRATION: _titration,
        Matter.UNDELIVERED: _undelivered,
    }
)


def body(told: Told) -> tuple[Sentence, ...]:
    """Every sentence under the first line."""
    return tuple(BODIES.get(told.reminder.matter, _any_other)(told))
