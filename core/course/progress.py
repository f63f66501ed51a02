"""How far a course has come: the doses decided so far, and those that are to follow.

It is kept as it was shown. A decision leads on from it, so what was taken and what was announced
stays as it is, whatever the rules of a later edition would have made of the same answers.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from core.amounts import plain
from core.course.decisions import Decision, Move, Reason
from core.guideline.schema import Guideline
from core.patient import Case
from core.steroid.tablets import Tablets, tablets_for
from core.steroid.taper import Ladder, falling, ladder


class NoDose(ValueError):
    """A decision for another dose does not say which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """A daily dose that was decided, from a day on."""

    first: date
    mg: Decimal
    tablets: Tablets


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where the course stands after some of the decisions."""

    doses: tuple[Dose, ...]  # in order; the last one lasts until a further decision
    ahead: Ladder  # what follows the last of them; nothing where its step is the end
    ladder: Ladder  # the whole schedule as it was made: a course that goes back goes back to it
    due: date  # of the next step; while reassessing only a projection
    reassess: bool = False
    urgent: bool = False  # it waits for an emergency: no step before the day it was planned for
    held_days: int = 0
    ends: date | None = None
    decided: date | None = None
    joined: date | None = None


def begun(guideline: Guideline, case: Case, start_mg: Decimal) -> Progress:
    """The start dose from the first day on, and the schedule of these rules after it."""
    rungs = ladder(
        guideline,
        start_mg=start_mg,
        hold_weeks=case.hold_weeks,
        tail=case.tail,
        region=case.region,
    )
    first, *ahead = rungs
    return Progress(
        doses=(Dose(first=case.start_date, mg=first.mg, tablets=first.tablets),),
        ahead=tuple(ahead),
        ladder=rungs,
        due=case.start_date + timedelta(days=first.days),
    )


def after(guideline: Guideline, case: Case, stands: Progress, decision: Decision) -> Progress:
    """Where the course stands once this is decided too; the earliest decision comes first."""
    if decision.move is Move.CARRY_OVER:
        return carried(guideline, case, stands)
    joined = _joined(case, decision) or stands.joined
    found = _decided(guideline, case, stands, decision)
    return replace(found, decided=decision.on, joined=joined, urgent=False)


def carried(guideline: Guideline, case: Case, stands: Progress) -> Progress:
    """The same course under these rules: what was decided stays, what follows is theirs.

    The day of the next step was announced, and stays too; an end is an end.
    """
    if stands.ends is not None:
        return stands
    start, present = stands.ladder[0], stands.doses[-1]
    return replace(
        stands,
        ahead=falling(guideline, present.mg, tail=case.tail, region=case.region),
        ladder=(start, *falling(guideline, start.mg, tail=case.tail, region=case.region)),
    )


def _decided(guideline: Guideline, case: Case, stands: Progress, decision: Decision) -> Progress:
    match decision:
        case Decision(move=Move.STEP):
            return _stepped(stands, decision.on)
        case Decision(move=Move.HOLD):
            return _held(guideline, case, stands, decision)
        case Decision(move=Move.STOP):
            return replace(stands, ends=decision.on, reassess=False)
        case Decision(mg=Decimal() as mg):
            return _begun_anew(guideline, case, stands, decision, plain(mg))
    raise NoDose(decision)


def _joined(case: Case, decision: Decision) -> date | None:
    """Until when a first dose is taken that the patient was on before there was a plan."""
    before = decision.reason is Reason.ALREADY_TAKEN and decision.on == case.start_date
    return decision.on + timedelta(weeks=decision.weeks) if before else None


def _stepped(stands: Progress, on: date) -> Progress:
    """On the next dose of the schedule for as long as it says, or at the end."""
    held = 0 if stands.reassess else stands.held_days
    if not stands.ahead:
        return replace(stands, ends=on, reassess=False, held_days=held)
    rung, *ahead = stands.ahead
    return replace(
        stands,
        doses=_with(stands, Dose(first=on, mg=rung.mg, tablets=rung.tablets)),
        ahead=tuple(ahead),
        due=on + timedelta(days=rung.days),
        reassess=False,
        held_days=held,
        ends=None,
    )


def _held(guideline: Guideline, case: Case, stands: Progress, decision: Decision) -> Progress:
    """The step is due so much later; held too long or without a gain, nothing is due by itself."""
    rule = guideline.taper.gate
    longer = timedelta(weeks=decision.weeks)
    anew = stands.reassess and not stands.urgent
    since = decision.on if anew else max(stands.due, decision.on)
    held = longer.days + (0 if stands.reassess else stands.held_days)
    judged = case.start_date + timedelta(days=rule.reassess_day.value)
    failed = decision.reason is Reason.NOT_BETTER and decision.on >= judged
    return replace(
        stands,
        due=since + longer,
        held_days=held,
        reassess=failed or held > timedelta(weeks=rule.over_plan_weeks.value).days,
    )


def _begun_anew(
    guideline: Guideline, case: Case, stands: Progress, decision: Decision, mg: Decimal
) -> Progress:
    """On this dose for the weeks that were decided, then down from it."""
    known = next((rung for rung in stands.ladder if rung.mg == mg), None)
    tablets = known.tablets if known else tablets_for(guideline, case.region, mg)
    return replace(
        stands,
        doses=_with(stands, Dose(first=decision.on, mg=mg, tablets=tablets)),
        ahead=_down_from(guideline, case, stands.ladder, mg),
        due=decision.on + timedelta(weeks=decision.weeks),
        reassess=False,
        held_days=0,
        ends=None,
    )


def _down_from(guideline: Guideline, case: Case, rungs: Ladder, mg: Decimal) -> Ladder:
    """What follows a dose: the rest of the ladder where it stands on it, else by the rules.

    Where the rules at hand are not those of the ladder, a dose beside it never falls further at
    once than either of them lets it.
    """
    for place, rung in enumerate(rungs):
        if rung.mg == mg:
            return rungs[place + 1 :]
    by_rule = falling(guideline, mg, tail=case.tail, region=case.region)
    start, *rest = rungs
    if tuple(rest) == falling(guideline, start.mg, tail=case.tail, region=case.region):
        return by_rule
    lower = next((place for place, rung in enumerate(rungs) if rung.mg < mg), len(rungs))
    above = rungs[lower].mg if rungs[lower:] else Decimal(0)
    beside = tuple(rung for rung in by_rule if rung.mg > above)
    return (*beside, *rungs[lower:]) if rungs[lower:] else by_rule


def _with(stands: Progress, dose: Dose) -> tuple[Dose, ...]:
    """The doses with one more; it takes the place of one that would begin on the same day."""
    return (*(each for each in stands.doses if each.first < dose.first), dose)
