"""A drug along its course: what of it was confirmed from which day on, held, and ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile

from core.agents.choice import AgentChoice, AgentDose, WeeklyAgentDose
from core.agents.methotrexate import first_on
from core.amounts import A_DAY, WEEKDAYS, Weekday, plain
from core.course.decisions import Decision, Drug, Move, Reason
from core.patient import Route

WEEKLY = frozenset({Drug.METHOTREXATE})  # all else is taken every day, or in hospital


class NoRegimen(ValueError):
    """A decision about a drug that was never begun."""


class State(StrEnum):
    """What is done with a drug on a day."""

    TAKEN = "taken"
    HELD = "held"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From a day on: the confirmed amount, or that none of it is taken, until the next stretch."""

    first: date
    state: State
    mg: Decimal | None = None  # a day, or once a week; while held the last one; None: not recorded
    weekday: Weekday | None = None  # of what is taken once a week
    route: Route | None = None
    reason: Reason | None = None  # why it is held or has ended
    until: date | None = None  # a hold: the day on which it is asked about
    days: int = 0  # of a treatment in hospital

    @property
    def dose_day(self) -> date:
        """The first day on which any of it is taken."""
        return first_on(self.weekday, self.first) if self.weekday else self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimen:
    """One drug along the plan. Nothing of it is taken that is not one of its stretches."""

    drug: Drug
    stretches: tuple[Stretch, ...]  # in the order of their days, never empty
    ladder: tuple[Decimal, ...] = ()  # the amounts it was to rise through, lowest first
    every_weeks: int = 0  # between two of them
    due: date | None = None  # of the next rise; None: none follows, or it is held
    recorded: date | None = None  # the day on which it was recorded, where it had begun before

    @property
    def begun(self) -> date:
        """The first day: week 0 of everything that follows from the drug."""
        return self.stretches[0].first

    @property
    def last(self) -> Stretch:
        """What was decided last."""
        return self.stretches[-1]

    @property
    def ended(self) -> date | None:
        """The first day without it, where that was decided."""
        return self.last.first if self.last.state is State.ENDED else None

    def over(self, on: date | None) -> bool:
        """Whether it was stopped by this day; without a day, whether it ever is."""
        ended = self.ended
        return ended is not None and (on is None or on >= ended or not self.stretches[1:])

    @property
    def to_its_end(self) -> "Regimen":
        """The same without the end, where that is still to come."""
        to_come = self.ended and self.stretches[1:]
        return replace(self, stretches=self.stretches[:-1]) if to_come else self

    @property
    def held(self) -> Stretch | None:
        """The hold that was decided last and is not resumed."""
        return self.last if self.last.state is State.HELD else None

    @property
    def following_mg(self) -> Decimal | None:
        """The amount that a rise would come to; None at the top, or where none is computed.

        From an amount under its ladder it is one of its steps, not the whole way back.
        """
        mg, steps = self.last.mg, self.ladder
        above = None if mg is None else next((each for each in steps if each > mg), None)
        if mg is None or above is None or not steps[1:]:
            return above
        return min(above, mg + steps[1] - steps[0])

    @property
    def same_since(self) -> date:
        """From when the present amount is taken, on whichever weekday; else the last decision."""
        present = (State.TAKEN, self.last.mg)
        runs = takewhile(lambda each: (each.state, each.mg) == present, reversed(self.stretches))
        return min((each.first for each in runs), default=self.last.first)

    @property
    def rises(self) -> tuple[date, ...]:
        """The days after which blood is tested more often: begun, raised, taken again.

        It was begun where it is held from its first day on: a dose of that day may be taken.
        """
        pairs = zip((None, *self.stretches), self.stretches, strict=False)
        return tuple(new.first for was, new in pairs if _is_rise(was, new))

    def on(self, day: date) -> Stretch | None:
        """The stretch that this day lies in; None before the first."""
        return next((each for each in reversed(self.stretches) if each.first <= day), None)


def _is_rise(was: Stretch | None, new: Stretch) -> bool:
    if was is None:
        return new.state is not State.ENDED
    if new.state is not State.TAKEN:
        return False
    if was.state is not State.TAKEN or was.mg is None:
        return was.state is not State.TAKEN
    return new.mg is not None and new.mg > was.mg


Regimens = tuple[Regimen, ...]  # in the order they were begun; one that ended may be begun again


def running(regimens: Regimens, drug: Drug, on: date | None = None) -> Regimen | None:
    """The regimen of this drug that has not ended by this day, or never does; None without one."""
    return next((each for each in regimens if each.drug is drug and not each.over(on)), None)


def latest(regimens: Regimens, drug: Drug) -> Regimen | None:
    """The last regimen of this drug, also one that has ended."""
    return next((each for each in reversed(regimens) if each.drug is drug), None)


def ladder_of(choice: AgentChoice, drug: Drug) -> tuple[tuple[Decimal, ...], int]:
    """The amounts of the agent that was named, and the weeks between them; none of another."""
    if str(choice.first) != str(drug) or not choice.doses:
        return (), 0
    weeks = [each.week for each in choice.doses]
    return tuple(map(_mg_of, choice.doses)), weeks[1] - weeks[0] if weeks[1:] else 0


def _mg_of(dose: AgentDose | WeeklyAgentDose) -> Decimal:
    if isinstance(dose, WeeklyAgentDose):
        return plain(dose.dose.mg)
    return plain(sum(dose.intakes, Decimal(0)))


def begun(choice: AgentChoice, decision: Decision, today: date | None = None) -> Regimen:
    """The drug from its first day on: a weekly one from the first of its weekdays."""
    drug = decision.drug
    if drug is None:
        raise NoRegimen(decision)
    ladder, every = ladder_of(choice, drug)
    first, weekday = decision.on, None
    if drug in WEEKLY:
        weekday = decision.weekday or WEEKDAYS[first.weekday()]
        first = first_on(weekday, first)
    mg = decision.mg if decision.mg is not None else (ladder[0] if ladder else None)
    stretch = Stretch(
        first=first,
        state=State.TAKEN,
        mg=None if mg is None else plain(mg),
        weekday=weekday,
        route=decision.route,
        days=decision.days,
    )
    made = Regimen(
        drug=drug,
        stretches=(stretch,),
        ladder=ladder,
        every_weeks=every,
        recorded=today if today and today > first else None,
    )
    return replace(made, due=_due(made, first))


def after(
    choice: AgentChoice, regimens: Regimens, decision: Decision, today: date | None = None
) -> Regimens:
    """The regimens once this is decided too; what was taken before its day stays as it is."""
    if decision.drug is None:
        return regimens
    if decision.move is Move.BEGIN:
        return (*regimens, begun(choice, decision, today))
    changed = running(regimens, decision.drug, decision.on)
    if changed is None and decision.move is Move.END:
        ended = Stretch(first=decision.on, state=State.ENDED, reason=decision.reason)
        return (*regimens, Regimen(drug=decision.drug, stretches=(ended,)))
    if changed is None:
        raise NoRegimen(decision)
    given = _given_on(decision, today)
    return tuple(
        _until_its_end(each, decision, given) if each is changed else each for each in regimens
    )


def _given_on(decision: Decision, today: date | None) -> date:
    """The last day whose weekly dose counts as taken: it may have been told and taken this
    morning, unless it was said that it was not."""
    before = decision.on - A_DAY
    return before if today is None or decision.missed else max(before, min(today, decision.on))


def _until_its_end(regimen: Regimen, decision: Decision, given: date) -> Regimen:
    """The regimen once this is decided too; an end that was decided for a later day stays."""
    end = regimen.last
    if end.state is not State.ENDED or decision.move is Move.END:
        return _decided(regimen.to_its_end, decision, given)
    then = _decided(regimen.to_its_end, decision, given)
    before = tuple(each for each in then.stretches if each.first < end.first)
    return replace(then, stretches=(*before, end), due=None)


def with_stretch(regimen: Regimen, stretch: Stretch) -> Regimen:
    """The regimen with one stretch more, in the place of those that would begin later."""
    kept = tuple(each for each in regimen.stretches if each.first < stretch.first)
    return replace(regimen, stretches=(*kept, stretch))


def held_at_once(regimen: Regimen, on: date, reason: Reason) -> Regimen:
    """Nothing of it is taken from this day on, whatever was decided for later but an end; a hold
    that is in force stays the one it is."""
    now = regimen.on(on)
    if now is None or now.state is State.ENDED:
        return regimen
    past = tuple(e for e in regimen.stretches if e.first < on)
    held = now if now.state is State.HELD else _hold(now, on, reason)
    ends = (e for e in regimen.stretches if e.first > on and e.state is State.ENDED)
    return replace(regimen, stretches=(*past, *(() if held in past else (held,)), *ends), due=None)


def _hold(was: Stretch, on: date, reason: Reason, until: date | None = None) -> Stretch:
    return replace(was, first=on, state=State.HELD, reason=reason, until=until)


def _decided(regimen: Regimen, decision: Decision, given: date) -> Regimen:
    last, on = regimen.last, decision.on
    taken = regimen.on(on) or regimen.stretches[0]  # what a hold or an end interrupts
    match decision.move:
        case Move.RISE:
            return _taken(regimen, decision, regimen.following_mg, given)
        case Move.AMOUNT | Move.RESUME:
            mg = last.mg if decision.mg is None else decision.mg
            return _taken(regimen, decision, mg, given)
        case Move.STAY:
            since = max(on, regimen.due or on)
            return replace(regimen, due=since + timedelta(weeks=decision.weeks))
        case Move.SUSPEND:
            held = _hold(taken, on, decision.reason, decision.until)
            return replace(with_stretch(regimen, held), due=None)
        case Move.WEEKDAY:
            return _moved(regimen, decision, given)
        case Move.END:
            ended = replace(taken, first=on, state=State.ENDED, reason=decision.reason, until=None)
            return replace(with_stretch(regimen, ended), due=None)
    raise NoRegimen(decision)


def _taken(regimen: Regimen, decision: Decision, mg: Decimal | None, given: date) -> Regimen:
    """Taken in this amount from then on, on the weekday it has; the next rise is due anew."""
    last, first = regimen.last, decision.on
    weekday = last.weekday and (decision.weekday or last.weekday)
    if weekday:
        first = first_on(weekday, first_apart(regimen, first, given))
    stretch = replace(
        last,
        first=first,
        state=State.TAKEN,
        mg=None if mg is None else plain(mg),
        weekday=weekday,
        route=decision.route or last.route,
        reason=None,
        until=None,
    )
    raised = with_stretch(regimen, stretch)
    return replace(raised, due=_due(raised, first))


def _moved(regimen: Regimen, decision: Decision, given: date) -> Regimen:
    """On another weekday, the first one a week or more after the last dose; none in between."""
    last, weekday = regimen.last, decision.weekday
    if weekday is None:
        raise NoRegimen(decision)
    dose_day = first_on(weekday, first_apart(regimen, decision.on, given))
    first = max(decision.on, dose_day - timedelta(days=len(WEEKDAYS) - 1))
    moved = with_stretch(regimen, replace(last, first=first, weekday=weekday))
    due = regimen.due and first_on(weekday, regimen.due)
    return replace(moved, due=due)


def first_apart(regimen: Regimen, on: date, given: date) -> date:
    """The first day from this one on, a week after the last weekly dose of those that count as
    taken, up to the day `given`."""
    doses = dose_days(regimen, regimen.begun, given)
    return max(on, doses[-1][0] + timedelta(weeks=1)) if doses else on


def _due(regimen: Regimen, since: date) -> date | None:
    """When the next rise may be asked for, after an amount that began on this day."""
    if regimen.following_mg is None or not regimen.every_weeks:
        return None
    return since + timedelta(weeks=regimen.every_weeks)


def dose_days(
    regimen: Regimen, first: date, last: date, state: State = State.TAKEN
) -> Sequence[tuple[date, Stretch]]:
    """Every day between these two on which a weekly dose is confirmed, with its stretch; or on
    which none is taken because the drug is held."""
    ends = [*(each.first for each in regimen.stretches[1:]), last + A_DAY]
    found = []
    for each, end in zip(regimen.stretches, ends, strict=True):
        if each.state is not state or each.weekday is None:
            continue
        day = first_on(each.weekday, max(each.first, first))
        while day < min(end, last + A_DAY):
            found.append((day, each))
            day += timedelta(weeks=1)
    return found
