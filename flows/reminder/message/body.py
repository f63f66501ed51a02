"""What a reminder says under its first line, matter by matter; the dose comes first."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType

from core.course.course import Course, decided, in_force
from core.course.regimen.agenda import HELD
from core.course.regimen.regimen import running
from core.emergencies import emergencies
from core.evidence import Value
from core.response.visit import by_day
from core.sayable import Medicine
from flows.plan.live import Live
from flows.plan.spoken import spoken
from flows.plan.status import asks_for_a_gain, decided_ahead, what_is_next
from flows.plan.visit.found import said, visits
from flows.plan.visit.safety import speaks_against, watching
from flows.reminder.call import (
    CALLS,
    EMERGENCY,
    NOT_THIS,
    VALUES,
    is_emergency,
    is_overdose,
    named_drug,
    overdose,
    overdose_head,
    subject,
    subject_drug,
    whom_to_call,
)
from flows.reminder.classes import URGENT, URGENT_EVERY
from flows.reminder.message.dose import dose_now, first_day
from flows.reminder.message.drugs import (
    before_rise,
    begin,
    follow_up,
    held,
    laboratory,
    overdue,
    review,
    steroid_over,
    titration,
)
from flows.reminder.message.medicines import beside, fracture_risk, not_taken, weekly
from flows.reminder.message.revision import revised
from flows.reminder.message.taken import days_of_the_call
from flows.reminder.message.told import NOTHING, Told
from flows.talk.records import Matter, Reminder
from flows.talk.replies import Sentence
from flows.talk.screens import say

OF_A_DOSE = frozenset({Matter.HEADS_UP, Matter.GATE, Matter.DOSE})
READS_OTHERS = CALLS | {
    Matter.DOSE,
    Matter.REVISED,
    Matter.HELD,
    Matter.GATE,
}  # says it, or stands there
ABOUT = frozenset(Matter) - {Matter.ASKED, Matter.URGENT}
TREATMENT = "treatment"  # the detail of a very high fracture risk
GLUCOSE = ("monitoring.steroid.diabetes", "monitoring.steroid.glucose.act")
KINDS = frozenset({"density", "pressure", "cataract", "extend"})
A_MINUTE = timedelta(minutes=1)
CAN_BE_LOST = ("group", "owner")  # the detail of what could not be delivered begins so


Body = Callable[[Told], Iterator[Sentence]]


def head(reminder: Reminder, matter: str = "") -> Sentence:
    """The first line: the plan and the matter, no dose."""
    if is_overdose(reminder):
        return overdose_head(reminder.label)
    matter = matter or (EMERGENCY if is_emergency(reminder) else reminder.matter)
    end = "_end" if reminder.detail == NOTHING and matter in OF_A_DOSE else ""
    if reminder.matter is Matter.UNDELIVERED and (lost := lost_chat(reminder)):
        matter = f"{reminder.matter}_{lost}"
    if reminder.matter is Matter.METHOTREXATE and reminder.detail == HELD:
        matter = "methotrexate_held"
    values: dict[str, Value] = {
        "label": reminder.label,
        "day": reminder.day,
        "revision": reminder.revision,
        **_drug(reminder),
    }
    return Sentence(says=f"reminder.head.{matter}{end}", values=values, strong=True)


def _drug(reminder: Reminder) -> dict[str, Value]:
    """The drug that it names, where it is about one."""
    drug = named_drug(subject(reminder))
    return {"drug": drug} if drug else {}


def _gate(told: Told, course: Course) -> Iterator[Sentence]:
    mg = course.present.mg
    if told.ends:
        yield say("reminder.dose.stays_to_the_end", mg=mg)
    else:
        yield say("reminder.dose.stays", mg=mg, next_mg=told.mg)
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
    today = told.live.today
    mg = (in_force(course, today) or course.present).mg
    yield say("reminder.dose.stays_open", mg=mg)
    yield from decided_ahead(course, today)
    yield say(f"reminder.why.{told.reminder.matter}")


def _dose(told: Told, course: Course) -> Iterator[Sentence]:
    """The absolute dose with its first day, and what it was before."""
    day = told.reminder.day
    earlier = [each for each in decided(course) if each.first < day]
    if told.ends:
        last = [say("reminder.dose.last", mg=each.mg, day=each.last) for each in earlier[-1:]]
        yield from (say("reminder.dose.ends", day=day), *last, say("reminder.ask.end"))
        return
    its_own = next((each for each in decided(course) if each.first == day), course.present)
    yield first_day(told, its_own, earlier)
    yield from decided_ahead(course, day)
    yield say("reminder.why.dose")
    yield from what_is_next(course)


def _asked(told: Told) -> Iterator[Sentence]:
    """Who asks about what; what is to be done at once where it cannot wait for an answer."""
    reminder = told.reminder
    if is_overdose(reminder):
        guideline = told.live.guideline
        yield from overdose(guideline, days_of_the_call(guideline, reminder, told.others))
        return
    yield from dose_now(told.live)
    yield (
        say("reminder.why.asked", name=reminder.name)
        if reminder.name
        else say("reminder.why.asked_by_one")
    )
    if subject(reminder) in ABOUT | {NOT_THIS}:
        yield say(f"reminder.about.{subject(reminder)}", day=reminder.day)
    yield from _found(told)
    yield from _values(told)
    yield from _hold_asked_of(told)


def _found(told: Told) -> Iterator[Sentence]:
    """What was found at the check that a question is about."""
    day = told.reminder.day
    if subject(told.reminder) == Matter.INTERIM:
        found = [each for each in by_day(visits(told.record)) if each.day == day]
        yield from (said(told.record, each) for each in found[-1:])


def _values(told: Told) -> Iterator[Sentence]:
    """Which values of the last visit speak against the drug that a question is about."""
    drug = subject_drug(told.reminder) if subject(told.reminder) == VALUES else None
    found = speaks_against(watching(told.live), drug) if drug else None
    if found:
        yield say("visit.call", strong=True, drug=found.drug, day=found.day, values=found.values)


def _hold_asked_of(told: Told) -> Iterator[Sentence]:
    """Which drug a question about a hold means, since when and why it is held."""
    drug, live = subject_drug(told.reminder), told.live
    regimen = running(live.plan.regimens, drug, live.today) if drug else None
    if subject(told.reminder) == Matter.HELD and regimen and regimen.held:
        yield not_taken(live, regimen, regimen.held)


def _urgent(told: Told) -> Iterator[Sentence]:
    """What is to be done at once, or asked; then whom to call, and what ends it."""
    if is_emergency(told.reminder):
        yield say("urgent.admit", strong=True)
        yield from _signs(told.live)
        yield say("urgent.no_step")
        yield from dose_now(told.live)
    else:
        yield from _asked(told)
    yield from whom_to_call(told.reminder, told.live)
    yield say("urgent.until", minutes=URGENT_EVERY // A_MINUTE, times=URGENT.repeats)


def _signs(live: Live) -> Iterator[Sentence]:
    """The signs that were answered, as the card names them; that there was one, where the answer
    is changed by now."""
    signs = {*emergencies(live.plan.case)}
    found = [spoken(line) for line in live.plan.lines if line.says in signs]
    yield from found or (say("urgent.emergency"),)


def _about_the_plan(told: Told) -> Iterator[Sentence]:
    yield from dose_now(told.live)
    yield from _any_other(told)


def _undelivered(told: Told) -> Iterator[Sentence]:
    lost = lost_chat(told.reminder)
    yield say(f"reminder.why.{lost}_gone" if lost else "reminder.why.undelivered")


def lost_chat(reminder: Reminder) -> str:
    """Whose chat cannot be reached, where it is one; empty where a reminder reached nobody."""
    lost = reminder.detail.partition("_")[0]
    return lost if lost in CAN_BE_LOST else ""


def _bone(told: Told) -> Iterator[Sentence]:
    """The headline of the card, or the scan."""
    yield from fracture_risk(told) if told.reminder.detail == TREATMENT else _any_other(told)


def _glucose(told: Told) -> Iterator[Sentence]:
    """And from which value on it is measured more often; of known diabetes how often from the
    start. The plan of a child names neither."""
    yield from _any_other(told)
    said = {line.says: line for line in told.live.plan.lines}
    yield from [spoken(said[each]) for each in GLUCOSE if each in said][:1]


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
        Matter.REVISED: revised,
        Matter.PNEUMOCYSTIS: _about_the_plan,
        Matter.VACCINES: _about_the_plan,
        Matter.ADRENAL: _about_the_plan,
        Matter.ASKED: _asked,
        Matter.URGENT: _urgent,
        Matter.CHECK: _about_the_plan,
        Matter.BONE: _bone,
        Matter.METHOTREXATE: weekly,
        Matter.BEGIN: begin,
        Matter.BEFORE_RISE: before_rise,
        Matter.TITRATION: titration,
        Matter.HELD: held,
        Matter.LABORATORY: laboratory,
        Matter.OVERDUE: overdue,
        Matter.REVIEW: review,
        Matter.GLUCOSE: _glucose,
        Matter.FOLLOW_UP: follow_up,
        Matter.STEROID_OVER: steroid_over,
        Matter.UNDELIVERED: _undelivered,
    }
)


def body(told: Told) -> tuple[Sentence, ...]:
    """Every sentence under the first line; what is said of the steroid beside its dose."""
    said = tuple(BODIES.get(told.reminder.matter, _any_other)(told))
    doses = any(each.says.startswith("reminder.dose.") for each in said)
    return (*said, *beside(told, Medicine.STEROID)) if doses else said
