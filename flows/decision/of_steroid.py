"""A wish about the steroid beside the plan it is about: what is offered, and what it comes to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from core.amounts import A_DAY
from core.course.course import Course, effective
from core.course.decision_rules import flare_doses, step_planned
from core.course.decisions import REASONS, Decision, Move, Reason
from flows.decision.button_code import Wish, amount, day_code, day_of, mg_of
from flows.decision.finding.findings import SIGNS, STRENGTHS, TRENDS
from flows.plan.live import Live
from flows.plan.visit.found import fresh_number

YES = "y"
OFFERED = (1, 2, 3, 4, 6, 8, 12)  # weeks, as far as the guideline allows them
EARLY = timedelta(days=2)  # a step can be confirmed so long before it is due


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSteroid:
    """What every question about the steroid is asked of."""

    wish: Wish
    live: Live
    course: Course

    @property
    def first_open(self) -> date:
        """The first day that a dose decided now can hold from: never before what was decided."""
        return max(self.live.soonest, self.course.decided or self.live.soonest)


def may_step(live: Live, course: Course) -> bool:
    """Whether the next step is due, or nearly; while nothing is due by itself it can be."""
    planned = step_planned(live.plan.case, course)
    if planned is None:
        return course.reassess
    return live.today >= planned - EARLY


def _days(of: OfSteroid) -> tuple[str, ...]:
    """This day while its dose may still be to come, and the next."""
    first = of.first_open
    days = dict.fromkeys((first, max(first, of.live.today + A_DAY)))
    return tuple(map(day_code, days))


def _first_day(of: OfSteroid) -> tuple[str, ...]:
    """A check holds for the first day that it has shown."""
    return (day_code(of.first_open),)


def _doses(of: OfSteroid) -> tuple[str, ...]:
    live = of.live
    doses = flare_doses(live.guideline, live.plan.case, of.course, of.first_open)
    return tuple(map(amount, doses))


def _step(of: OfSteroid) -> Decision:
    live, due = of.live, step_planned(of.live.plan.case, of.course)
    before_noon = live.soonest == live.today
    on = effective(due, live.today, before_noon=before_noon) if due else of.first_open
    return Decision(move=Move.STEP, on=on, reason=Reason.RESPONSE)


def _step_day(of: OfSteroid) -> tuple[str, ...]:
    """A step is confirmed with the first day of its dose."""
    return (day_code(_step(of).on),)


def _evidence(of: OfSteroid) -> tuple[str, ...]:
    """And with the visit that was shown."""
    return (str(fresh_number(of.live)),)


def _today(of: OfSteroid) -> tuple[str, ...]:
    """Findings are those of one day, and the next entry of the plan."""
    return (f"{len(of.live.record.visited) + 1}_{day_code(of.live.today)}",)


def _held_from(of: OfSteroid) -> date:
    """A hold changes no dose, so it needs no morning that is still to come."""
    return max(of.live.today, of.course.decided or of.live.today)


def _this_day(of: OfSteroid) -> tuple[str, ...]:
    """The same for a hold, which may move dates from this day on."""
    return (day_code(_held_from(of)),)


def _hold(of: OfSteroid) -> Decision:
    weeks, reason = of.wish.chosen[:2]
    on = _held_from(of)
    return Decision(move=Move.HOLD, on=on, reason=Reason(reason), weeks=int(weeks))


def _flare(of: OfSteroid) -> Decision:
    mg, weeks = of.wish.chosen[:2]
    return Decision(
        move=Move.FLARE,
        on=of.first_open,
        reason=Reason.ACTIVE_DISEASE,
        mg=mg_of(mg),
        weeks=int(weeks),
    )


def _off(of: OfSteroid) -> Decision:
    mg, day, weeks, reason = of.wish.chosen[:4]
    return Decision(
        move=Move.OFF_PLAN,
        on=day_of(day),
        reason=Reason(reason),
        mg=mg_of(mg),
        weeks=int(weeks),
    )


def _stop(of: OfSteroid) -> Decision:
    reason = Reason(of.wish.chosen[0])
    return Decision(move=Move.STOP, on=of.first_open, reason=reason)


Options = Callable[[OfSteroid], tuple[str, ...]]


def _weeks(move: Move) -> Options:
    """The weeks of a button each, within what the guideline allows."""

    def options(of: OfSteroid) -> tuple[str, ...]:
        change = of.live.guideline.taper.change
        allowed = {
            Move.HOLD: change.hold_weeks,
            Move.FLARE: change.flare_weeks,
            Move.OFF_PLAN: change.off_plan_weeks,
        }
        fewest, most = allowed[move].value
        return tuple(str(weeks) for weeks in OFFERED if fewest <= weeks <= most)

    return options


def _always(*values: str) -> Options:
    def options(_of: OfSteroid) -> tuple[str, ...]:
        return values

    return options


OPTIONS: Mapping[str, Options] = MappingProxyType(
    {
        "found_today": _today,
        "found_strength": _always(*STRENGTHS),
        "found_ck": _always(*TRENDS),
        "found_signs": _always(*SIGNS),
        "step_found": _evidence,
        "step_check": _step_day,
        "hold_weeks": _weeks(Move.HOLD),
        "hold_reason": _always(*REASONS[Move.HOLD]),
        "hold_check": _this_day,
        "flare_dose": _doses,
        "flare_weeks": _weeks(Move.FLARE),
        "flare_check": _first_day,
        "off_dose": _always(),
        "off_day": _days,
        "off_weeks": _weeks(Move.OFF_PLAN),
        "off_reason": _always(*REASONS[Move.OFF_PLAN]),
        "off_check": _always(YES),
        "stop_reason": _always(*REASONS[Move.STOP]),
        "stop_check": _first_day,
    }
)
DECIDES: Mapping[str, Callable[[OfSteroid], Decision]] = MappingProxyType(
    {"step": _step, "hold": _hold, "flare": _flare, "off": _off, "stop": _stop}
)
