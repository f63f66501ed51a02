"""A reminder that is over, or was told again below: who ended it, and the dose that was seen."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen.regimen import State
from flows.plan.live import Live
from flows.plan.standing import standing
from flows.plan.status import said_anew
from flows.reminder.call import is_emergency
from flows.reminder.classes import class_of
from flows.reminder.hours import reading
from flows.reminder.message.answers import answer
from flows.reminder.message.body import OF_A_DOSE, body, head
from flows.reminder.message.told import NOTHING, Told
from flows.reminder.wanted.following import COMES_AGAIN
from flows.reminder.wanted.wanted import drifted
from flows.talk.records import Intake, Matter, PlanRecord, Reminder, Stage
from flows.talk.replies import Moment, Note, Sentence
from flows.talk.screens import Block, say

DAYS_TO_ANSWER = MappingProxyType(
    {Matter.HEADS_UP: 0} | dict.fromkeys(sorted({*COMES_AGAIN, Matter.INTERIM}), 1)
)  # from its day on; then the next one is asked
TAKEN_FROM = frozenset({Move.BEGIN, Move.RISE, Move.RESUME, Move.AMOUNT, Move.WEEKDAY})
NAMES_A_DOSE = (
    "reminder.dose.",
    "reminder.agent.weekly",
    "reminder.agent.is",
    "reminder.agent.folic_acid",
)


def over(told: Told, *, treats: bool) -> Block:
    """What it was about, who ended it and when; for whoever treats, with the dose and outcome."""
    reminder, live = told.reminder, told.live
    dose = _dose_seen(told) if treats else ()
    outcome = (*_outcomes(reminder, told.record, live), *answer(reminder, live)) if treats else ()
    return (*_over_head(reminder), *dose, *_over(reminder), *outcome)


def closed(reminder: Reminder) -> Note:
    """That it is over, with nothing of the plan in it: for any chat that shows it."""
    block = (*_over_head(reminder), *_over(reminder))
    return Note(label=reminder.label, number=reminder.revision, blocks=(block,))


def told_below(reminders: Sequence[Reminder]) -> Note:
    """That these were told again in a newer message, for an older one; nothing of the plan."""
    first, heads = reminders[0], [_asked_before(row) for row in reminders]
    block = (*heads, say("reminder.over.told_below"))
    return Note(label=first.label, number=first.revision, blocks=(block,))


def _asked_before(reminder: Reminder) -> Sentence:
    """What it was about, which may be confirmed by now."""
    return head(reminder, Matter.HEADS_UP if reminder.matter is Matter.GATE else "")


def _over_head(reminder: Reminder) -> Block:
    """A question that is answered is no longer unconfirmed; of a call it is said first that it
    is over."""
    first = _asked_before(reminder)
    if not class_of(reminder.matter).at_any_hour:
        return (first,)
    return (say("reminder.over.call", strong=True, label=reminder.label), first)


def _over(reminder: Reminder) -> Iterator[Sentence]:
    """Who ended it, and when."""
    if reminder.stage is Stage.WITHDRAWN or reminder.at is None:
        yield say("reminder.over.passed" if _has_passed(reminder) else "reminder.over.withdrawn")
        return
    moment = Moment(reminder.at, reminder.zone)
    yield say(f"reminder.over.{reminder.stage}", name=reminder.name, moment=moment)


def _dose_seen(told: Told) -> Iterator[Sentence]:
    """The dose that somebody has acknowledged, while it is still what the plan says."""
    reminder = told.reminder
    not_taken = reminder.intake not in {None, Intake.TAKEN, Intake.LATE}
    if reminder.stage is Stage.ACKNOWLEDGED and not (not_taken or drifted(reminder, told.live)):
        yield from (each for each in body(told) if each.says.startswith(NAMES_A_DOSE))


def _has_passed(reminder: Reminder) -> bool:
    """Whether it was withdrawn because its day had come, and no plan has moved on."""
    days = DAYS_TO_ANSWER.get(reminder.matter)
    if days is None or reminder.at is None:
        return False
    return reading(reminder.at, reminder.zone).date() >= reminder.day + timedelta(days=days)


def _outcomes(reminder: Reminder, record: PlanRecord, live: Live) -> Iterator[Sentence]:
    """What was decided, where that answered it."""
    if reminder.stage is Stage.ANSWERED:
        same = [each.decision for each in standing(record) if each.at == reminder.at]
        yield from (_outcome(decision, reminder, live) for decision in same)
        anew = (each for each in record.answered if each.at == reminder.at)
        yield from (said_anew("reminder.over.anew", each, reminder.zone) for each in anew)
        if is_emergency(reminder):
            yield say("reminder.over.no_sign", strong=True)


def _first_dose(decision: Decision, live: Live) -> date:
    """The day from which it holds: of what is taken once a week that of its first dose."""
    days = (
        each.dose_day
        for regimen in live.plan.regimens
        if regimen.drug is decision.drug
        for each in regimen.stretches
        if each.first >= decision.on and each.state is State.TAKEN
    )
    return next(days, decision.on) if decision.move in TAKEN_FROM else decision.on


def _outcome(decision: Decision, reminder: Reminder, live: Live) -> Sentence:
    """What was decided, in one sentence."""
    match decision:
        case Decision(drug=Drug() as drug, move=move, reason=reason):
            day = _first_dose(decision, live)
            return say("reminder.decided.of_a_drug", drug=drug, move=move, day=day, reason=reason)
        case Decision(move=Move.STEP) if reminder.matter not in OF_A_DOSE or not reminder.detail:
            return say("reminder.decided.stepped", day=decision.on)
        case Decision(move=Move.STEP) if reminder.detail == NOTHING:
            return say("reminder.decided.step_end", day=decision.on)
        case Decision(move=Move.STEP):
            return say("reminder.decided.step", day=decision.on, mg=Decimal(reminder.detail))
        case Decision(move=Move.HOLD) if live.course and live.course.reassess:
            return say("reminder.decided.hold_open")
        case Decision(move=Move.HOLD, weeks=1):
            return say("reminder.decided.hold_one")
        case Decision(move=Move.HOLD):
            return say("reminder.decided.hold", weeks=decision.weeks)
        case Decision(mg=Decimal() as mg):
            return say("reminder.decided.dose", day=decision.on, mg=mg)
        case Decision(reason=Reason.MOVED | Reason.DIED as reason):
            return say(f"reminder.decided.{reason}", day=decision.on)
        case _:
            return say("reminder.decided.stop", day=decision.on)
