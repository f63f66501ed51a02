"""The dose of the steroid as a message names it: in force, from a first day on, void."""

from collections.abc import Iterator

from core.course.course import in_force
from core.steroid.taper import DosePeriod
from flows.plan.live import Live
from flows.plan.status import decided_ahead, of_period
from flows.reminder.message.told import Told
from flows.reminder.wanted.last_told import void
from flows.talk.replies import Moment, Sentence, Words
from flows.talk.screens import say


def dose_now(live: Live, *, of_plan: bool = False) -> Iterator[Sentence]:
    """The dose in force with all that is decided to follow, or the first one; nothing of a child.

    Among several plans it names its own.
    """
    course = live.course
    if course is None:
        return
    says = "reminder.of_plan" if of_plan else "reminder.dose"
    values: dict[str, Words] = {"label": live.record.label} if of_plan else {}
    period, first = in_force(course, live.today), course.periods[:1]
    if period and not live.record.live:
        yield Sentence(says=f"{says}.not_live", values=values | of_period(period))
    elif period:
        yield Sentence(says=f"{says}.in_force", values=values | of_period(period))
        yield from decided_ahead(course, live.today, live.record.label if of_plan else "")
    elif first and course.ends is None:
        values |= {"day": first[0].first, **of_period(first[0])}
        yield Sentence(says=f"{says}.begins", values=values)
    else:
        yield Sentence(says=f"{says}.{'left' if course.left else 'none'}", values=values)


def first_day(told: Told, dose: DosePeriod, earlier: list[DosePeriod]) -> Sentence:
    """The dose from its first day on: instead of another that this chat was told for that day, or
    with the one that it was told before, and else with the one that was taken."""
    values: dict[str, Words] = {"day": told.reminder.day, **of_period(dose)}
    gone = void(told.before, told.live)
    if gone and gone.first >= dose.first:
        moment = Moment(gone.at, told.live.zone)
        values |= {"moment": moment, "told_mg": gone.mg}
        return Sentence(says="reminder.dose.instead", values=values)
    known = [each.mg for each in told.before if each.first < dose.first]
    was = known[-1] if known else earlier[-1].mg if earlier else dose.mg
    if was in {dose.mg, 0}:
        return Sentence(says="reminder.dose.begins", values=values)
    return Sentence(says="reminder.dose.changes", values={**values, "before_mg": was})


def void_message(told: Told) -> Iterator[Sentence]:
    """That a dose which this chat was told holds no longer."""
    gone = void(told.before, told.live)
    if gone:
        moment = Moment(gone.at, told.live.zone)
        says = "reminder.dose.void" if gone.mg else "reminder.dose.void_end"
        yield say(says, moment=moment, told_mg=gone.mg)
