"""A plan as it stands now, in sentences: the dose in force, what is due, who decided last."""

from collections.abc import Iterator
from datetime import date

from core.course import decisions
from core.course.course import Course, in_force, to_come
from core.course.decisions import BY_ITSELF, Decision, Drug, Move
from core.reading import OPTIONAL_KEYS
from core.steroid.taper import DosePeriod
from flows.plan.drugs import amount, drugs
from flows.plan.live import Live
from flows.plan.standing import standing
from flows.talk.records import Answered, Decided, Place, PlanRecord
from flows.talk.replies import MadeOf, Moment, Note, Sentence, Wording, Words
from flows.talk.screens import Block, Rows, button, say
from flows.talk.turn import Context

CARD: Rows = ((button("show", "pick.decision.card"),),)


def as_it_stands(record: PlanRecord, live: Live, context: Context) -> Note:
    """What is true now, in place of a message that no longer is."""
    waits = not record.live and record.closed_at is None
    says = "stands.plan_not_live" if waits else "stands.plan"
    head = say(says, strong=True, label=record.label, revision=record.revision)
    last = record.decisions[-1:]
    return Note(
        label=record.label,
        number=record.revision,
        blocks=(
            (head, *(decided_by(each, zone_of(context)) for each in last)),
            *(((say("stands.not_live"),),) if waits else ()),
            dose_and_next(record, live, zone_of(context)),
        ),
        choices=to_the_card(context),
    )


def dose_and_next(record: PlanRecord, live: Live, zone: str) -> Block:
    """The dose in force and what is due next, or why there is none."""
    if record.closed_at is not None:
        return (say("stands.closed", moment=Moment(record.closed_at, zone)),)
    if live.course is None:
        return (say("stands.no_course"), *drugs(live))
    course, today = live.course, live.today
    if course.left and course.over(today):
        mg, day = course.present.mg, course.ends or today
        return (say("stands.left", strong=True, day=day, mg=mg), *drugs(live))
    dose = (_dose(course, today), *decided_ahead(course, today), *_next(course))
    return (*dose, *drugs(live))


def decided_ahead(course: Course, day: date, label: str = "") -> Block:
    """Every dose that is decided and not in force yet on this day, and the end where it is.

    Whoever names the dose in force says this after it. Before the first dose there is none: that
    one is to begin. Among several plans each line names its own.
    """
    if day < course.periods[0].first:
        return ()
    of_plan = "_of_plan" if label else ""
    dose, end = f"ahead.dose{of_plan}", f"ahead.{'left' if course.left else 'end'}{of_plan}"
    named: dict[str, Words] = {"label": label} if label else {}
    doses = tuple(
        Sentence(says=dose, values={**named, **of_period(each), "day": each.first})
        for each in to_come(course, day)
    )
    if course.ends is None or course.ends <= day:
        return doses
    return (*doses, Sentence(says=end, values={**named, "day": course.ends}))


def of_period(period: DosePeriod) -> dict[str, Words]:
    """The dose of a period and its tablets."""
    return {"mg": period.mg, "tablets": MadeOf(period.tablets)}


def decided_by(decided: Decided, zone: str) -> Sentence:
    """Who decided what, when and why."""
    decision = decided.decision
    if decision.move is Move.UNDO:
        moment = Moment(decided.at, zone)
        return say("stands.undone", undone=decided.revision - 1, name=decided.name, moment=moment)
    if decision.drug:
        return _of_a_drug(decided, decision, decision.drug, zone)
    return say(
        "stands.stepped" if decision.move is Move.STEP else "stands.decided",
        move=decision.move,
        reason=decision.reason,
        name=decided.name,
        moment=Moment(decided.at, zone),
    )


def _of_a_drug(decided: Decided, decision: Decision, drug: Drug, zone: str) -> Sentence:
    """The same of a drug, with the amount where the decision names one.

    An amount of methotrexate stands only with its weekday, as the lines of the plan have it.
    """
    values: dict[str, Words] = {
        "drug": drug,
        "move": decision.move,
        "reason": decision.reason,
        "name": decided.name,
        "moment": Moment(decided.at, zone),
    }
    if decision.move is Move.SUSPEND and decision.reason in BY_ITSELF:
        return Sentence(says="stands.drug_by_itself", values=values)
    if decision.move in {Move.WEEKDAY, Move.RECOVER}:  # nobody is asked why
        alone = {name: each for name, each in values.items() if name != "reason"}
        return Sentence(says="stands.drug_decided_alone", values=alone)
    if decision.mg is None or drug is Drug.METHOTREXATE:
        return Sentence(says="stands.drug_decided", values=values)
    values["amount"] = amount(drug, decision.mg, decision.days)
    return Sentence(says="stands.drug_decided_mg", values=values)


def said_anew(says: str, told: Answered, zone: str, **values: Words) -> Sentence:
    """Who gave which answers anew, and when; of old ones nobody's name is kept."""
    tables = (("keys" if key in OPTIONAL_KEYS else "main_keys", key) for key in told.keys)
    answers = tuple(Wording(f"{table}.{key}") for table, key in tables)
    name = {"name": told.name} if told.name else {}
    says = says if told.name else f"{says}_by_one"
    return Sentence(
        says=says, values={"answers": answers, "moment": Moment(told.at, zone), **name, **values}
    )


def asks_for_a_gain(record: PlanRecord) -> bool:
    """Whether the same strength is not enough: no step yet since the start, or since a flare."""
    return decisions.asks_for_a_gain(each.decision for each in standing(record))


def to_the_card(context: Context) -> Rows:
    """The way to the plan's card, which a group does not show."""
    return () if context.known.place is Place.GROUP else CARD


def zone_of(context: Context) -> str:
    """The zone that the plan is followed in."""
    return context.known.team.zone if context.known.team else context.zone_name


def _dose(course: Course, today: date) -> Sentence:
    period, first = in_force(course, today), course.periods[0]
    if period is None and today < first.first:
        return say("stands.to_begin", strong=True, mg=first.mg, first=first.first)
    if period is None:
        return say("stands.over", strong=True, last=course.periods[-1].last)
    says = "stands.dose" if _is_open(period, course) else "stands.dose_until"
    return say(says, strong=True, mg=period.mg, first=period.first, last=period.last)


def _is_open(period: DosePeriod, course: Course) -> bool:
    """Whether nothing is decided for the day after it."""
    return course.ends is None and period == course.present


def _next(course: Course) -> Block:
    if course.reassess:
        return (say("stands.reassess"),)
    if course.due is None or course.gate is None or course.following_mg is None:
        return ()
    says = "stands.next" if course.following_mg else "stands.next_end"
    due = say(says, mg=course.following_mg, day=course.due)
    later = () if course.gate == course.due else (say("stands.moved", day=course.gate),)
    return (due, *later)


def what_is_next(course: Course) -> Iterator[Sentence]:
    """What comes after the dose that was decided last; since when it waits, where it is late."""
    late = "" if course.gate == course.due else "_late"
    if course.reassess:
        yield say("reminder.next.reassess")
    elif course.due is None or course.following_mg is None:
        yield say("reminder.next.nothing")
    elif course.following_mg:
        yield say(f"reminder.next.step{late}", day=course.due, next_mg=course.following_mg)
    else:
        yield say(f"reminder.next.end{late}", day=course.due)
