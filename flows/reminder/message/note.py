"""A reminder as the message that tells it: what is due, the dose in force, what can be pressed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from core.course.decisions import Decision, Drug, Move
from core.course.regimen import State
from flows.plan.live import Live
from flows.plan.standing import standing
from flows.plan.status import said_anew
from flows.reminder.classes import class_of
from flows.reminder.following import COMES_AGAIN
from flows.reminder.hours import instant, reading
from flows.reminder.last_told import tellings
from flows.reminder.message.answers import answer
from flows.reminder.message.body import OF_A_DOSE, body, head
from flows.reminder.message.buttons import (
    TESTS,
    back,
    buttons,
    days_taken,
    days_tested,
    kinds_of_abnormal,
    more,
    times,
    times_to_ask,
)
from flows.reminder.message.call import (
    is_emergency,
    one_dose_only,
    say_whom_to_call,
    whom_to_call,
)
from flows.reminder.message.corrections import corrections
from flows.reminder.message.dose import dose_now
from flows.reminder.message.drugs import drugs_now
from flows.reminder.message.marks import late, marks, nobody_took_up
from flows.reminder.message.revision import is_shortened
from flows.reminder.message.told import NOTHING, Told
from flows.reminder.recipients import Recipients
from flows.reminder.stages import handle
from flows.reminder.wanted import drifted
from flows.talk.records import Intake, Matter, PlanRecord, Reminder, Stage
from flows.talk.replies import Choice, Moment, Note, Sentence
from flows.talk.screens import Block, Rows, button, say

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
NOBODY_KNOWN: Mapping[str, Recipients] = MappingProxyType({})


def told(
    reminder: Reminder,
    record: PlanRecord,
    live: Live,
    recipients: Recipients,
    *,
    chat: int,
    now: datetime,
    unheeded: Sequence[Reminder] = (),
    others: Sequence[Reminder] = (),
    whole: bool = False,
) -> Note:
    """The whole message for this chat, absolute in every dose and date.

    Its owner is told above it what else of the plan nobody took up. By the `others` of the plan
    it says which dose this chat was told before.

    Marked as late, and as a possible repeat, where it is one. Once it is over it says who ended it
    and when, with no button.
    """
    if not reminder.stage.is_open:
        treats = _may_see_doses(chat, recipients)
        outcome = (*_outcomes(reminder, record, live), *answer(reminder, live)) if treats else ()
        about = Told(reminder=reminder, record=record, live=live, others=tuple(others))
        dose = _dose_seen(about) if treats else ()
        over = (*_over_head(reminder), *dose, *_over(reminder), *outcome)
        today = reading(now, reminder.zone).date()
        return _note(record, (over,), corrections(reminder, live, today) if treats else ())
    urgent = class_of(reminder.matter).at_any_hour
    owners = unheeded if chat == recipients.owner and not urgent else ()
    first, marked = head(reminder), (*nobody_took_up(owners), *marks(reminder, chat, now))
    if not _may_see_doses(chat, recipients):
        about = Told(reminder=reminder, record=record, live=live, before=(), whole=whole)
        told_first = reminder.matter is Matter.UNDELIVERED  # and it speaks of no dose
        why = body(about) if told_first else (say("reminder.mark.nobody"),)
        nobody = (*why, *whom_to_call(reminder, live))
        return _note(record, ((first,), marked, nobody))
    before = tellings(others, chat, reminder)
    about = Told(
        reminder=reminder,
        record=record,
        live=live,
        others=tuple(others),
        before=before,
        whole=whole,
    )
    second, *rest = body(about)
    is_late = not reminder.rounds and any(late(reminder, now))
    names_a_dose = any(each.says.startswith("reminder.dose.") for each in (second, *rest))
    dose = dose_now(live) if is_late and not names_a_dose else ()
    return _note(
        record,
        ((first, second), marked, one_dose_only(reminder, live, others), (*rest, *dose)),
        (
            *buttons(reminder, live, recipients, chat=chat, now=now),
            *((more(reminder),) if is_shortened(about) else ()),
            *((back(reminder),) if whole else ()),
        ),
    )


def closed(reminder: Reminder) -> Note:
    """That it is over, with nothing of the plan in it: for any chat that shows it."""
    block = (*_over_head(reminder), *_over(reminder))
    return Note(label=reminder.label, number=reminder.revision, blocks=(block,))


def told_below(reminders: Sequence[Reminder]) -> Note:
    """That these were told again in a newer message, for an older one; nothing of the plan."""
    first, heads = reminders[0], [each for row in reminders for each in _over_head(row)]
    block = (*heads, say("reminder.over.told_below"))
    return Note(label=first.label, number=first.revision, blocks=(block,))


def ask_when(told_as: Note, reminder: Reminder, live: Live, now: datetime) -> Note:
    """The same message with what asking the prescriber offers: now, or the next morning."""
    when = (say("reminder.ask_when"), say_whom_to_call(live))
    return replace(
        told_as,
        blocks=(*told_as.blocks, when),
        choices=times_to_ask(reminder, live, now),
    )


def put_off(told_as: Note, reminder: Reminder, live: Live, now: datetime) -> Note:
    """The same message with the times that it can be put off to."""
    return replace(told_as, choices=times(reminder, live, now))


def ask_day(told_as: Note, reminder: Reminder, now: datetime) -> Note:
    """The same message with the days on which a dose, or blood, may have been taken."""
    today = reading(now, reminder.zone).date()
    days = days_tested if reminder.matter in TESTS else days_taken
    says = "reminder.ask_tested" if reminder.matter in TESTS else "reminder.ask_taken"
    return replace(
        told_as,
        blocks=(*told_as.blocks, (say(says, day=reminder.day),)),
        choices=days(reminder, today),
    )


def ask_abnormal(told_as: Note, reminder: Reminder, drugs: tuple[Drug, ...], day: date) -> Note:
    """The same message with what is abnormal, each of which holds these drugs from this day on."""
    return replace(
        told_as,
        blocks=(*told_as.blocks, (say("reminder.ask_abnormal", drugs=drugs, day=day),)),
        choices=kinds_of_abnormal(reminder),
    )


def digest(
    late: Sequence[tuple[Reminder, PlanRecord, Live]],
    chat: int,
    now: datetime,
    recipients: Mapping[str, Recipients] = NOBODY_KNOWN,
) -> Note:
    """One message for everything that is late in this chat: what was due, the dose in force now,
    and a button for each that opens it.

    `recipients` has those of each plan by its label; where it does not, only the group and the
    owner are told doses.
    """
    oldest_first = sorted(late, key=lambda each: instant(each[0].wall, each[0].zone))
    plans = {record.label: (record, live) for _, record, live in oldest_first}
    matters = ((head(reminder), *marks(reminder, chat, now)) for reminder, _, _ in oldest_first)
    doses = (
        sentence
        for record, live in plans.values()
        if _told_doses(chat, record, recipients)
        for sentence in (
            *dose_now(live, of_plan=True),
            *drugs_now(live, live.today, of_plan=True),
        )
    )
    count = len(oldest_first)
    note = _note(
        oldest_first[0][1],
        (
            (say("reminder.digest.head", count=count),),
            *matters,
            (*doses, say("reminder.digest.open")),
        ),
        tuple((_opens(reminder, record),) for reminder, record, _ in oldest_first),
    )
    return replace(note, label="", number=0)


def _note(record: PlanRecord, blocks: tuple[Block, ...], choices: Rows = ()) -> Note:
    filled = tuple(block for block in blocks if block)
    return Note(label=record.label, number=record.revision, blocks=filled, choices=choices)


def _opens(reminder: Reminder, record: PlanRecord) -> Choice:
    return button(
        f"rem.{handle(reminder)}",
        f"reminder.button.open_{reminder.matter}",
        its_label=record.label,
        its_number=record.revision,
        label=record.label,
    )


def _may_see_doses(chat: int, recipients: Recipients) -> bool:
    """An administrator who treats nobody here sees no dose."""
    treats = {recipients.group, recipients.owner, *recipients.prescribers}
    return chat in treats or chat not in recipients.administrators


def _told_doses(chat: int, record: PlanRecord, recipients: Mapping[str, Recipients]) -> bool:
    if record.label in recipients:
        return _may_see_doses(chat, recipients[record.label])
    return chat < 0 or chat == record.owner


def _over_head(reminder: Reminder) -> Block:
    """A question that is answered is no longer unconfirmed; of a call it is said first that it
    is over."""
    first = head(reminder, Matter.HEADS_UP if reminder.matter is Matter.GATE else "")
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
        case Decision(move=Move.HOLD, weeks=1):
            return say("reminder.decided.hold_one")
        case Decision(move=Move.HOLD):
            return say("reminder.decided.hold", weeks=decision.weeks)
        case Decision(mg=Decimal() as mg):
            return say("reminder.decided.dose", day=decision.on, mg=mg)
        case _:
            return say("reminder.decided.stop", day=decision.on)
