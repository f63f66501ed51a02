"""Presses under a weekly dose and under blood tests: what was taken or tested, and when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from flows.reminder.call import NOT_THIS, subject
from flows.reminder.message.buttons import CORRECTED, TESTS
from flows.reminder.message.corrections import held_after_an_overdose, undecided_since
from flows.reminder.message.note import ask_day
from flows.reminder.message.taken import GIVEN, too_close
from flows.reminder.press.blood_tests import abnormal, ask_what, tested
from flows.reminder.press.calls import question
from flows.reminder.press.check import Admitted, as_told, everywhere
from flows.reminder.press.ended import SHORT
from flows.reminder.press.overdose import alarmed
from flows.reminder.stages import acknowledged
from flows.reminder.wanted.wanted import withdrawn
from flows.talk.machine import NoWay
from flows.talk.records import Intake, Matter, Reminder
from flows.talk.screens import toast
from flows.talk.turn import Context, Deed, Session, Turn

CENTURY = "20"  # left out of a day: a button holds 64 bytes
MENDED = GIVEN | {Intake.MISSED}  # answers that may have been wrong
Act = Callable[[Session, Admitted, Reminder, Context, str], Turn]


def _day(code: str, first: date, last: date) -> date:
    """The day that a button carries; raises NoWay where it was never offered."""
    try:
        day = date.fromisoformat(f"{CENTURY}{code[:2]}-{code[2:4]}-{code[4:]}")
    except ValueError:
        raise NoWay("acknowledged", "day") from None
    if not first <= day <= last:
        raise NoWay("acknowledged", "day")
    return day


# ---------------------------------------------------------------- a weekly dose


def _taken(
    session: Session, admitted: Admitted, dose: Reminder, context: Context, _code: str
) -> Turn:
    """On its own day, whenever that is said."""
    _weekly(dose)
    done = _answered(dose, context, Intake.TAKEN, dose.day)
    return _given(session, admitted, done, context)


def _late(
    session: Session, admitted: Admitted, dose: Reminder, context: Context, _code: str
) -> Turn:
    """The days on which it may have been taken, in place of the buttons."""
    if dose.matter not in TESTS:
        _weekly(dose)
    if not (dose.stage.is_open or dose.intake is Intake.MISSED):
        raise NoWay(dose.stage, "acknowledge")
    note = ask_day(as_told(context, admitted), dose, context.now)
    return Turn(session=session, replies=(note,))


def _took(
    session: Session, admitted: Admitted, dose: Reminder, context: Context, code: str
) -> Turn:
    """On the day that the button names: the next dose is on its own weekday, or left out."""
    _weekly(dose)
    today = admitted.live.today
    day = _day(code, dose.day + timedelta(days=1), min(today, dose.day + CORRECTED))
    done = _answered(dose, context, Intake.LATE, day)
    return _given(session, admitted, done, context)


def _after_all(
    session: Session, admitted: Admitted, dose: Reminder, context: Context, _code: str
) -> Turn:
    """It was said not to be taken, and was on its own day."""
    _weekly(dose)
    if dose.intake is not Intake.MISSED:
        raise NoWay(dose.stage, "acknowledge")
    done = _mended(dose, admitted, context, Intake.TAKEN, dose.day)
    return _given(session, admitted, done, context)


def _double(
    session: Session, admitted: Admitted, dose: Reminder, context: Context, _code: str
) -> Turn:
    """More of it was taken than once: held at once, and a prescriber is called now."""
    _weekly(dose)
    if dose.stage.is_open:
        done = _answered(dose, context, Intake.TAKEN, dose.day)
    else:
        intake = dose.intake if dose.intake in GIVEN else Intake.TAKEN
        done = _mended(dose, admitted, context, intake, dose.taken_on or dose.day)
    return alarmed(session, admitted, done, context, sure=True)


def _slip(
    session: Session, admitted: Admitted, dose: Reminder, context: Context, _code: str
) -> Turn:
    """It was ticked as taken by mistake: it was not, and leaves out no other."""
    _weekly(dose)
    if dose.intake not in GIVEN:
        raise NoWay(dose.stage, "acknowledge")
    done = _mended(dose, admitted, context, Intake.MISSED, None)
    turn = _kept(session, admitted, done, context)
    deed = Deed(action="corrected", label=dose.label, reason=dose.matter)
    wanted = tuple(
        replace(each, intake=None, taken_on=None, serial=each.serial + 1)
        for each in context.known.reminders
        if each.matter is Matter.METHOTREXATE and each.stage.is_open
        if each.intake is Intake.TOO_SOON and each.taken_on == dose.taken_on
    )
    elsewhere = (note for each in wanted for note in everywhere(admitted, each, context)[1:])
    return replace(
        turn, replies=(*turn.replies, *elsewhere), keeps=(*turn.keeps, *wanted), deeds=(deed,)
    )


def _missed(
    session: Session, admitted: Admitted, dose: Reminder, context: Context, _code: str
) -> Turn:
    """It was not taken."""
    _weekly(dose)
    done = _answered(dose, context, Intake.MISSED, None)
    return _kept(session, admitted, done, context)


def _not_this(
    session: Session, admitted: Admitted, dose: Reminder, context: Context, _code: str
) -> Turn:
    """The team has left it out, and a prescriber is asked at once."""
    _weekly(dose)
    done = _answered(dose, context, Intake.WITHHELD, None)
    asked = question(admitted.live, context.known.reminders, Matter.ASKED, NOT_THIS, context)
    turn = _kept(session, admitted, done, context)
    deed = Deed(action="asked", label=dose.label, reason=dose.matter)
    keeps = (*turn.keeps, *((asked,) if asked else ()))
    return replace(turn, keeps=keeps, deeds=(*turn.deeds, deed))


def _unleft(
    session: Session, admitted: Admitted, dose: Reminder, context: Context, _code: str
) -> Turn:
    """Whoever left it out takes that back, while nothing was decided since: it is a dose that was
    not taken, which can still be, and no prescriber is asked."""
    _weekly(dose)
    late = admitted.live.today > dose.day + CORRECTED
    if dose.intake is not Intake.WITHHELD or late or not undecided_since(dose, admitted.live):
        raise NoWay(dose.stage, "acknowledge")
    if dose.by != context.who:
        return toast(session, "only_theirs", name=dose.name[:SHORT])
    done = replace(_by_now(dose, context), intake=Intake.MISSED, taken_on=None)
    asked = [each for each in context.known.reminders if _asks_of_this(each)]
    gone = withdrawn(asked, context.now)
    turn = _kept(session, admitted, done, context)
    deed = Deed(action="corrected", label=dose.label, reason=dose.matter)
    return replace(turn, keeps=(*turn.keeps, *gone), deeds=(deed,))


def _asks_of_this(reminder: Reminder) -> bool:
    return reminder.matter is Matter.ASKED and subject(reminder) == NOT_THIS


def _given(session: Session, admitted: Admitted, done: Reminder, context: Context) -> Turn:
    """A dose that was taken; the alarm where that was too soon."""
    if too_close(context.guideline, done, context.known.reminders):
        return alarmed(session, admitted, done, context)
    turn = _kept(session, admitted, done, context)
    return replace(turn, keeps=(*turn.keeps, *_left_out(done, context)))


def _left_out(done: Reminder, context: Context) -> tuple[Reminder, ...]:
    """The next dose, where its day comes too soon after this one."""
    apart = timedelta(days=context.guideline.agents.life.late_apart_days.value)
    day = done.taken_on or done.day
    return tuple(
        replace(each, intake=Intake.TOO_SOON, taken_on=day, serial=each.serial + 1)
        for each in context.known.reminders
        if each.matter is Matter.METHOTREXATE and not each.detail and each.stage.is_open
        if each.id != done.id and day < each.day < day + apart
    )


def _weekly(dose: Reminder) -> None:
    """Raises NoWay where it is no dose."""
    if dose.matter is not Matter.METHOTREXATE or dose.detail:
        raise NoWay(dose.stage, "acknowledge")


def _answered(dose: Reminder, context: Context, intake: Intake, day: date | None) -> Reminder:
    """The dose with what was said of it; one that was not taken may still be said to be late."""
    if dose.intake is Intake.MISSED and intake is Intake.LATE and not dose.stage.is_open:
        done = _by_now(dose, context)
    else:
        done = acknowledged(dose, by=context.who, name=context.known.name, now=context.now)
    return replace(done, intake=intake, taken_on=day)


def _mended(
    dose: Reminder, admitted: Admitted, context: Context, intake: Intake, day: date | None
) -> Reminder:
    """An answered dose with another answer, of whoever gives it now; raises NoWay from the next
    dose day on, and once the alarm was raised."""
    late = admitted.live.today > dose.day + CORRECTED
    if late or dose.intake not in MENDED or held_after_an_overdose(admitted.live):
        raise NoWay(dose.stage, "acknowledge")
    return replace(_by_now(dose, context), intake=intake, taken_on=day)


def _by_now(dose: Reminder, context: Context) -> Reminder:
    return replace(
        dose, by=context.who, name=context.known.name, at=context.now, serial=dose.serial + 1
    )


def _kept(session: Session, admitted: Admitted, done: Reminder, context: Context) -> Turn:
    deed = Deed(action="acknowledged", label=done.label, reason=done.matter)
    return Turn(
        session=session, replies=everywhere(admitted, done, context), keeps=(done,), deeds=(deed,)
    )


# ---------------------------------------------------------------- blood tests


def tests_done(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """Done today."""
    return tested(session, admitted, reminder, context, admitted.live.today)


def _tested_on(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, code: str
) -> Turn:
    """Done on the day that the button names."""
    today = admitted.live.today
    if reminder.matter not in TESTS:
        raise NoWay(reminder.stage, "acknowledge")
    day = _day(code, today - timedelta(weeks=2), today)
    return tested(session, admitted, reminder, context, day)


PRESSES: MappingProxyType[str, Act] = MappingProxyType(
    {
        "taken": _taken,
        "late": _late,
        "after_all": _after_all,
        "took": _took,
        "double": _double,
        "slip": _slip,
        "missed": _missed,
        "not_this": _not_this,
        "unleft": _unleft,
        "tested": _late,
        "on": _tested_on,
        "abnormal": ask_what,
        "found": abnormal,
    }
)
WITH_A_CODE = frozenset({"took", "on", "found"})
