"""What a decision about a drug makes of its regimen; what was taken before its day stays."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from core.agents.choice import AgentChoice, AgentDose, WeeklyAgentDose
from core.agents.methotrexate import first_on
from core.amounts import A_DAY, WEEKDAYS, plain
from core.course.decisions import HARMS, Decision, Drug, Move, Reason
from core.course.regimen.recovery import ANSWERED_BY, by_tests, recovered
from core.course.regimen.regimen import (
    WEEKLY,
    Regimen,
    Regimens,
    State,
    Stretch,
    first_apart,
    running,
)


class NoRegimen(ValueError):
    """A decision about a drug that was never begun."""


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
    regimens = by_tests(regimens, decision.tested)
    if decision.move is Move.RECOVER:
        return recovered(regimens, frozenset(ANSWERED_BY), decision.on, of=decision.drug)
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
    end, then = regimen.last, _decided(regimen.to_its_end, decision, given)
    if end.state is not State.ENDED or decision.move is Move.END:
        return then
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
    held = now if now.state is State.HELD else _hold(regimen, now, on, reason)
    ends = (e for e in regimen.stretches if e.first > on and e.state is State.ENDED)
    return replace(regimen, stretches=(*past, *(() if held in past else (held,)), *ends), due=None)


def _hold(
    regimen: Regimen, was: Stretch, on: date, reason: Reason, until: date | None = None
) -> Stretch:
    """Held in place of this stretch; the weekday that was decided last stays decided."""
    weekday = regimen.to_its_end.last.weekday
    held = replace(was, first=on, state=State.HELD, weekday=weekday)
    return replace(held, reason=reason, until=until, recovered=None)


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
            held = _hold(regimen, taken, on, decision.reason, decision.until)
            return replace(with_stretch(regimen, held), due=None)
        case Move.GIVEN:
            mg = None if decision.mg is None else plain(decision.mg)
            again = Stretch(
                first=on, state=State.TAKEN, mg=mg, days=decision.days, reason=decision.reason
            )
            return with_stretch(regimen, again)
        case Move.WEEKDAY:
            return _moved(regimen, decision, given)
        case Move.END:
            ended = replace(
                taken,
                first=on,
                state=State.ENDED,
                reason=decision.reason,
                until=None,
                recovered=None,
            )
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
        reason=decision.reason if decision.reason in HARMS else None,
        until=None,
        recovered=None,
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


def _due(regimen: Regimen, since: date) -> date | None:
    """When the next rise may be asked for, after an amount that began on this day; after a harm
    none is asked for, until a prescriber has raised it."""
    if regimen.following_mg is None or not regimen.every_weeks or regimen.harm:
        return None
    return since + timedelta(weeks=regimen.every_weeks)
