"""Methotrexate that was taken twice, or too soon after the last dose: held at once, by itself.

Days are counted between the days that doses were taken for or on, never between presses.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from core.course.decisions import Decision, Drug, Move, Reason
from flows.plan.decided import as_decided, in_one_revision
from flows.plan.drugs import is_taken
from flows.plan.live import Live, live_in
from flows.reminder.call import OVERDOSE, overdose, overdose_head, say_whom_to_call
from flows.reminder.classes import URGENT_EVERY
from flows.reminder.elsewhere import shown_in
from flows.reminder.hours import reading
from flows.reminder.message.buttons import doubted
from flows.reminder.message.taken import GIVEN, days_of_an_alarm, days_of_the_call, taken_day
from flows.reminder.press.calls import call
from flows.reminder.press.check import Admitted, everywhere
from flows.reminder.stages import in_stage
from flows.reminder.wanted.wanted import raised, replanned
from flows.talk.machine import NoWay
from flows.talk.records import Intake, Matter, Reminder, Stage
from flows.talk.replies import Moment, Note, Sentence
from flows.talk.screens import Rows, say
from flows.talk.turn import Context, Deed, Session, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The plan once a drug is held by itself, and its reminders as they are to be written."""

    admitted: Admitted
    keeps: tuple[Reminder, ...]
    deeds: tuple[Deed, ...]


def held_by_itself(
    admitted: Admitted,
    decisions: tuple[Decision, ...],
    changed: tuple[Reminder, ...],
    context: Context,
    *,
    tested: date | None = None,
) -> Held:
    """The holds as decisions of whoever pressed, one revision of the plan like any other.

    `changed` are reminders that this turn has changed already.
    """
    made, now_is = admitted.record, admitted.live
    for decision in decisions:
        _, made = as_decided(
            made,
            now_is.kept,
            decision,
            by=context.who,
            name=context.known.name,
            at=context.now,
        )
        made = replace(in_one_revision(admitted.record, made), tested=tested or made.tested)
        now_is = live_in(context, made, context.known.team)
    news = raised(now_is, Matter.REVISED, str(made.revision))
    return Held(
        admitted=replace(admitted, record=made, live=now_is),
        keeps=(*followed(now_is, changed, context), news),
        deeds=tuple(
            Deed(
                action="decided",
                label=made.label,
                reason="_".join(filter(None, (each.drug, each.move, each.reason))),
            )
            for each in decisions
        ),
    )


def followed(live: Live, changed: tuple[Reminder, ...], context: Context) -> tuple[Reminder, ...]:
    """These reminders, and all others as the plan now wants them; each is written once."""
    before = {each.id: each for each in context.known.reminders}
    there = before | {each.id: each for each in changed}
    follows = replanned(tuple(there.values()), live, context.now)
    after = {each.id: each for each in changed} | {each.id: each for each in follows}
    return tuple(
        replace(each, serial=before[each.id].serial + 1) if each.id in before else each
        for each in after.values()
    )


def alarmed(
    session: Session, admitted: Admitted, dose: Reminder, context: Context, *, sure: bool = False
) -> Turn:
    """The dose as it was answered, and methotrexate held from now on; what to do at once stands
    in this chat, and a call leaves: now where it is sure, else by itself in a quarter of an hour
    unless somebody says that it was one dose only."""
    held = _held(admitted, dose, context)
    there = held.admitted
    at = context.now if sure else context.now + URGENT_EVERY
    called = call(there.live, context.known.reminders, OVERDOSE, context, at=at)
    urgent = called and replace(called, taken_on=taken_day(dose))
    until = say("overdose.until", at=Moment(at, there.live.zone))
    says = (say("overdose.called") if sure else until, say_whom_to_call(there.live))
    rows = doubted(urgent) if urgent and not sure else ()
    days = days_of_an_alarm(context.guideline, dose, context.known.reminders)
    is_new = there.record != admitted.record
    return Turn(
        session=session,
        replies=(
            *everywhere(there, dose, context),
            _note(there, context, days, *says, rows=rows),
        ),
        made=there.record if is_new else None,
        keeps=(*held.keeps, *((urgent,) if urgent else ())),
        deeds=(
            Deed(action="acknowledged", label=dose.label, reason=dose.matter),
            Deed(action="overdose_sure" if sure else "overdose", label=dose.label),
            *held.deeds,
        ),
    )


def _held(admitted: Admitted, dose: Reminder, context: Context) -> Held:
    """Methotrexate held from today on; where none of it is taken now the plan is as it was."""
    if not is_taken(admitted.live, Drug.METHOTREXATE):
        return Held(admitted=admitted, keeps=(dose,), deeds=())
    decision = Decision(
        move=Move.SUSPEND,
        on=admitted.live.today,
        reason=Reason.OVERDOSE,
        drug=Drug.METHOTREXATE,
    )
    return held_by_itself(admitted, (decision,), (dose,), context)


def taken_twice(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """It was: the call leaves now."""
    if reminder.stage is not Stage.PENDING or reminder.tries:
        raise NoWay(reminder.stage, "claim")
    now = context.now
    urgent = replace(
        reminder, due=now, wall=reading(now, reminder.zone), serial=reminder.serial + 1
    )
    says = (say("overdose.called"), say_whom_to_call(admitted.live))
    days = days_of_the_call(context.guideline, reminder, context.known.reminders)
    note = replace(_note(admitted, context, days, *says), anew=False)
    deed = Deed(action="overdose_sure", label=reminder.label)
    return Turn(session=session, replies=(note,), keeps=(urgent,), deeds=(deed,))


def taken_once(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """It was not: nobody is called, and the last tick counts as a dose that was not taken. The
    hold stays until a prescriber resumes it; once the call has left, only a prescriber ends it."""
    if reminder.stage is not Stage.PENDING or reminder.tries:
        raise NoWay(reminder.stage, "withdraw")
    gone = replace(
        in_stage(reminder, "withdraw"), by=context.who, name=context.known.name, at=context.now
    )
    ticks = [each for each in context.known.reminders if each.intake in GIVEN and each.at]
    last = max(ticks, key=lambda each: each.at or context.now, default=None)
    not_taken = (
        (replace(last, intake=Intake.MISSED, taken_on=None, serial=last.serial + 1),)
        if last
        else ()
    )
    at = Moment(context.now, reminder.zone)
    note = Note(
        label=reminder.label,
        number=admitted.record.revision,
        blocks=(
            (
                say("overdose.once_head", strong=True, label=reminder.label),
                say("overdose.once", name=context.known.name, at=at),
                say("overdose.stop", strong=True),
            ),
        ),
    )
    deed = Deed(action="overdose_denied", label=reminder.label)
    replies = (note, *_whoever_was_told(note, admitted, context))
    return Turn(session=session, replies=replies, keeps=(gone, *not_taken), deeds=(deed,))


def _whoever_was_told(note: Note, admitted: Admitted, context: Context) -> Iterator[Note]:
    """The same in every other chat that has read of the hold."""
    chats = {
        chat
        for each in context.known.reminders
        if each.matter in {Matter.HELD, Matter.REVISED} and each.stage.is_open
        for chat, _ in shown_in(each, admitted.recipients, context)
    } - {context.known.chat}
    yield from (replace(note, chat=chat, anew=True) for chat in sorted(chats))


def _note(
    admitted: Admitted,
    context: Context,
    days: tuple[date, ...],
    *says: Sentence,
    rows: Rows = (),
) -> Note:
    record = admitted.record
    return Note(
        label=record.label,
        number=record.revision,
        blocks=(
            (overdose_head(record.label),),
            overdose(context.guideline, days),
            (say("overdose.stop", strong=True), *says),
        ),
        choices=rows,
        anew=True,
    )
