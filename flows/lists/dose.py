"""/dose: the dose of a day that is named, past or to come, confirmed or only planned."""

from datetime import date

from flows.lists.day import listed, on_day, page_number
from flows.lists.ways import local, onward
from flows.reminder.readable import held_back, of_each, readable, refused
from flows.talk.label import FORM, check
from flows.talk.replies import Sentence
from flows.talk.screens import screen, toast, told
from flows.talk.turn import Commanded, Context, Pressed, Session, Turn
from flows.talk.typed.day import read_certain_day, without_years
from flows.talk.typed.privacy import looks_like_identifier
from flows.talk.typed.text import LONGEST, Unreadable


def dose(session: Session, heard: Commanded, context: Context) -> Turn:
    """The dose of the day that was typed, of every plan or of the one that was named."""
    if why := refused(context):
        return told(session, why)
    first, _, rest = heard.argument.strip()[:LONGEST].partition(" ")
    named = FORM.fullmatch(first.upper()) is not None
    if named and not check(first.upper()):
        return _not_told(session, context, "list.mistyped", label=first.upper())
    try:
        day = _day(rest if named else heard.argument.strip(), context)
    except Unreadable as fault:
        return _not_read(session, heard.argument, fault, context)
    if not named:
        return _doses(session, context, day, 0, anew=True)
    record = next((each for each in readable(context) if each.label == first.upper()), None)
    if record is None:
        return _not_told(session, context, "list.no_such_plan")
    block = of_each(record, lambda each: on_day(each, day, context))
    above = held_back(context)
    return screen(session, above, block, rows=onward(context, ""), anew=True)


def dose_pressed(session: Session, heard: Pressed, context: Context) -> Turn:
    """Another page of it: dose.2027-01-12.1"""
    _, day, page = (*heard.press.split("."), "", "")[:3]
    try:
        return _doses(session, context, date.fromisoformat(day), page_number(page), anew=False)
    except ValueError:
        return toast(session, "not_now")


def _day(text: str, context: Context) -> date:
    """The day that is meant; this one where none is named."""
    today = local(context).date()
    return read_certain_day(text, today) if text else today


def _not_told(session: Session, context: Context, why: str, **values: str) -> Turn:
    """Why no dose is told, with the ways on."""
    return screen(
        session, (Sentence(says=why, values=values),), rows=onward(context, ""), anew=True
    )


def _not_read(session: Session, argument: str, fault: Unreadable, context: Context) -> Turn:
    """Why the day was not understood; what could name a patient is said first."""
    if looks_like_identifier(without_years(argument[:LONGEST])) and fault.reason == "date":
        return _not_told(session, context, "refused.identifier")
    return _not_told(session, context, "list.how_dose")


def _doses(session: Session, context: Context, day: date, page: int, *, anew: bool) -> Turn:
    turns = f"dose.{day.isoformat()}"
    return listed(
        session, context, turns, page, lambda each: on_day(each, day, context), anew=anew
    )
