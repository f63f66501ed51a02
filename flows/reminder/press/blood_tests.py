"""Presses under blood tests: on which day they were done, and that they are abnormal."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.course.decisions import Decision, Drug, Move
from flows.plan.decided import undecided_holds
from flows.plan.drugs import agents_taken
from flows.plan.live import live_in
from flows.reminder.call import drug_of
from flows.reminder.message.buttons import ABNORMAL, TESTS, TESTS_WANTED
from flows.reminder.message.note import ask_abnormal
from flows.reminder.press.calls import question
from flows.reminder.press.check import Admitted, as_told, everywhere
from flows.reminder.press.overdose import Held, followed, held_by_itself
from flows.reminder.stages import acknowledged, answered
from flows.talk.machine import NoWay
from flows.talk.records import Matter, Reminder
from flows.talk.turn import Context, Deed, Session, Turn

COUNTS_FOR = timedelta(weeks=1)  # a test, before the day that it was due on
# By its letter, and by the word that buttons of an earlier version have.
FOUND = {name: reason for word, reason in ABNORMAL.items() for name in (word[0], word)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """The plan with the day of its last blood tests, and its reminders as they are written."""

    admitted: Admitted
    keeps: tuple[Reminder, ...]
    deeds: tuple[Deed, ...] = ()
    decided: bool = False  # a hold that came by itself is a decision now


def counted(admitted: Admitted, done: tuple[Reminder, ...], context: Context, day: date) -> Tested:
    """The day of the tests is kept with the plan, and `done` are the reminders that they answer.
    A drug that was held because they were late stays held: that becomes a decision first, for
    each such drug, and a prescriber resumes it."""
    record = admitted.record
    last = max(record.tested or day, day)
    hold = next(undecided_holds(record, admitted.live.kept), None)
    if hold is not None:
        held = held_by_itself(admitted, (hold,), done, context, tested=last)
        return Tested(admitted=held.admitted, keeps=held.keeps, deeds=held.deeds, decided=True)
    made = record
    if last != record.tested:
        made = replace(record, tested=last, serial=record.serial + 1)
    now_is = live_in(context, made, context.known.team)
    there = replace(admitted, record=made, live=now_is)
    return Tested(admitted=there, keeps=followed(now_is, done, context))


def tested(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, day: date
) -> Turn:
    """The tests of this day were done, which answers the reminder and whatever asked for them."""
    done = tuple(closed(each, day, context) for each in _told(reminder, day, context))
    found = counted(admitted, done, context, day)
    made = found.admitted.record
    plan = (made,) if made is not admitted.record and not found.decided else ()
    deed = Deed(action="acknowledged", label=made.label, reason=reminder.matter)
    turn = Turn(
        session=session,
        replies=(),
        made=made if found.decided else None,
        keeps=(*plan, *found.keeps),
        deeds=(deed, *found.deeds),
    )
    return _shown(turn, found.admitted, reminder, found.keeps, context)


def ask_what(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """What is not as it should be, in place of the buttons; nothing is held by this alone."""
    drugs = _withheld(admitted, reminder)
    note = ask_abnormal(as_told(context, admitted), reminder, drugs, admitted.live.today)
    return Turn(session=session, replies=(note,))


def abnormal(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, code: str
) -> Turn:
    """Every agent that is taken is held from this day on for what the button names, as a decision
    of whoever pressed; a prescriber is asked what becomes of it."""
    drugs, today = _withheld(admitted, reminder), admitted.live.today
    reason = FOUND.get(code)
    if reason is None:
        raise NoWay(reminder.stage, "answer")
    who, name, now = context.who, context.known.name, context.now
    others = (closed(e, today, context) for e in _told(reminder, today, context) if e != reminder)
    pressed = replace(answered(reminder, by=who, name=name, now=now), taken_on=today)
    holds = tuple(Decision(move=Move.SUSPEND, on=today, reason=reason, drug=e) for e in drugs)
    held = held_by_itself(admitted, holds, (pressed, *others), context, tested=today)
    there, reminders = held.admitted.live, context.known.reminders
    each = (question(there, reminders, Matter.ASKED, f"{Matter.HELD}.{e}", context) for e in drugs)
    held = replace(held, keeps=(*held.keeps, *filter(None, each)))
    deed = Deed(action="asked", label=admitted.record.label, reason=reminder.matter)
    return _held(session, reminder, held, deed, context)


def _withheld(admitted: Admitted, reminder: Reminder) -> tuple[Drug, ...]:
    """What is held by it; raises NoWay where the reminder asks for no tests, or nothing is taken
    that they speak against."""
    drugs = agents_taken(admitted.live)
    about = drug_of(reminder)
    wants = reminder.matter in TESTS_WANTED and reminder.stage.is_open
    if not wants or not drugs or about not in {None, *drugs}:
        raise NoWay(reminder.stage, "answer")
    return drugs


def _held(session: Session, reminder: Reminder, held: Held, deed: Deed, context: Context) -> Turn:
    turn = Turn(
        session=session,
        replies=(),
        made=held.admitted.record,
        keeps=held.keeps,
        deeds=(deed, *held.deeds),
    )
    return _shown(turn, held.admitted, reminder, held.keeps, context)


def _shown(
    turn: Turn,
    there: Admitted,
    reminder: Reminder,
    keeps: tuple[Reminder, ...],
    context: Context,
) -> Turn:
    pressed = next(each for each in keeps if each.id == reminder.id)
    return replace(turn, replies=everywhere(there, pressed, context))


def _told(reminder: Reminder, day: date, context: Context) -> tuple[Reminder, ...]:
    """What these tests answer: the one that was pressed, and all that were told and due by now."""
    others = {each.id for each in answered_by_tests(context.known.reminders, day)}
    known = context.known.reminders
    return tuple(each for each in known if each.id == reminder.id or each.id in others)


def answered_by_tests(reminders: Iterable[Reminder], day: date) -> tuple[Reminder, ...]:
    """Those that were told, and ask for tests that were due by this day."""
    return tuple(e for e in reminders if e.stage.is_told and _is_answered_by_tests(e, day))


def _is_answered_by_tests(each: Reminder, day: date) -> bool:
    """Tests that were due by now; those before a rise once they were asked for."""
    before_rise = each.matter is Matter.BEFORE_RISE and each.day <= day
    return before_rise or (each.matter in TESTS and each.day <= day + COUNTS_FOR)


def closed(each: Reminder, day: date, context: Context) -> Reminder:
    """It is over: the tests that it asked for were done on this day."""
    done = acknowledged(each, by=context.who, name=context.known.name, now=context.now)
    return replace(done, taken_on=day)
