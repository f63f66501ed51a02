"""The steps of a decision as a table, and what each offers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType

from core.amounts import A_DAY
from core.course.course import Course, effective
from core.course.decision_rules import flare_doses, refused, to_confirm
from core.course.decisions import REASONS, Decision, Move, Reason
from core.course.regimen_amounts import Refusal, amount_refusals
from core.course.regimen_rules import confirms, refusals
from flows.decision import drug_options, drug_rows
from flows.decision.button_code import (
    ASKED,
    NOT_ASKED,
    PATHS,
    Wish,
    amount,
    day_code,
    day_of,
    kind_of,
    mg_of,
)
from flows.decision.of_drug import OfDrug
from flows.decision.typed import is_typed
from flows.plan.live import Live
from flows.talk.machine import Table, Transition

YES = "y"
AT_ONCE = frozenset(
    {
        Refusal.NOT_BEGUN,
        Refusal.ALREADY_BEGUN,
        Refusal.IS_HELD,
        Refusal.NOT_HELD,
        Refusal.NOT_READY,
        Refusal.CLOSED,
        Refusal.PREGNANCY,
        Refusal.NEVER_TOGETHER,
        Refusal.AT_THE_TOP,
        Refusal.RISE_BEFORE_DUE,
        Refusal.TESTS_TOO_OLD,
    }
)  # known before anything is chosen
OFFERED = (1, 2, 3, 4, 6, 8, 12)  # weeks, as far as the guideline allows them
EARLY = timedelta(days=2)  # a step can be confirmed so long before it is due


@dataclass(frozen=True, kw_only=True)
class Choosing:
    """A wish beside the plan it is about; every guard of the table asks this."""

    wish: Wish
    live: Live
    ticked: frozenset[date] = frozenset()  # the weekly doses that were said to be taken

    @cached_property
    def of(self) -> OfDrug:
        """The same, as everything about a drug is asked."""
        return OfDrug(wish=self.wish, live=self.live, ticked=self.ticked)

    @property
    def course(self) -> Course:
        """The course of the steroid, which no decision about it is without."""
        if self.live.course is None:
            raise NoCourse(self.wish.verb)
        return self.live.course

    @cached_property
    def decision(self) -> Decision:
        """What was chosen, as the core knows it."""
        if self.wish.drug:
            return drug_options.decision(self.of)
        return DECIDES[self.wish.verb](self)

    @cached_property
    def refusal(self) -> str | None:
        """The code of why it cannot be taken."""
        live = self.live
        if self.wish.drug:
            return next(refusals(self.of.stands, self.decision), None)
        return refused(live.guideline, live.plan.case, self.course, self.decision)

    @cached_property
    def cautions(self) -> tuple[str, ...]:
        """The codes of what must be confirmed once more."""
        live = self.live
        if self.wish.drug:
            return tuple(confirms(self.of.stands, self.decision))
        found = to_confirm(live.guideline, live.plan.case, self.course, self.decision)
        return (found,) if found else ()

    @property
    def next_state(self) -> str:
        """What is to be asked next about a drug."""
        return self.of.next_state()

    @cached_property
    def refused_here(self) -> str | None:
        """Why a decision about a drug ends here: at once, or once everything was chosen."""
        if not self.wish.chosen:
            early = (each for each in refusals(self.of.stands, self.decision) if each in AT_ONCE)
            if found := next(early, None):
                return found
        everything = kind_of(self.next_state) in {"check", ""}
        return self.refusal if everything else None

    @property
    def first_open(self) -> date:
        """The first day that a dose decided now can hold from: never before what was decided."""
        return max(self.live.soonest, self.course.decided or self.live.soonest)

    @property
    def still_stands(self) -> Wish:
        """The wish up to the first choice that is not offered now: days and doses move on."""
        path = ASKED[self.wish.verb]
        for place, (state, value) in enumerate(zip(path, self.wish.chosen, strict=False)):
            until_then = replace(self.wish, chosen=self.wish.chosen[:place])
            if not replace(self, wish=until_then).offers(state, value):
                return until_then
        return replace(self.wish, chosen=self.wish.chosen[: len(path)])

    @property
    def amount_refusal(self) -> str | None:
        """Why what was typed cannot be taken, whatever is chosen after it."""
        wish = self.wish
        if wish.drug:
            found = amount_refusals(self.of.stands, self.decision, wish.drug)
            typed = wish.chosen and kind_of(ASKED[wish.verb][len(wish.chosen) - 1]) == "mg"
            return next((each for each in found if each in OF_AN_AMOUNT), None) if typed else None
        for state in PATHS["off"][1:-1]:
            wish = wish.then(self.options(state)[0])
        return replace(self, wish=wish).refusal

    def options(self, state: str) -> tuple[str, ...]:
        """The choices of a state, as buttons carry them."""
        if self.wish.drug:
            return drug_options.options(self.of, state)
        return OPTIONS[state](self)

    def offers(self, state: str, value: str) -> bool:
        """Whether this can be chosen in the state: a button, what can be typed, or nothing."""
        if self.wish.drug and not self.of.asks(state):
            return value == NOT_ASKED
        return value in self.options(state) or is_typed(state, value)


OF_AN_AMOUNT = frozenset(
    {
        Refusal.MG_NOT_ABOVE_ZERO,
        Refusal.MG_OVER_LIMIT,
        Refusal.MG_WITHOUT_TABLETS,
        Refusal.MG_ABOVE_THE_LAST,
    }
)


class NoCourse(ValueError):
    """A decision about the steroid of a child, whose doses are not planned here."""


def may_step(live: Live, course: Course) -> bool:
    """Whether the next step is due, or nearly; while nothing is due by itself it can be."""
    return course.reassess or (course.due is not None and live.today >= course.due - EARLY)


def is_refused(choosing: Choosing) -> bool:
    """It cannot be taken."""
    return choosing.refusal is not None


def can_be_taken(choosing: Choosing) -> bool:
    """Nothing speaks against it that cannot be confirmed."""
    return choosing.refusal is None


def wants_a_second_look(choosing: Choosing) -> bool:
    """It can be taken once something is confirmed."""
    return choosing.refusal is None and bool(choosing.cautions)


def needs_no_second_look(choosing: Choosing) -> bool:
    """It can be taken as it is."""
    return choosing.refusal is None and not choosing.cautions


DECISION_STEPS = Table(
    name="decision",
    states=(
        "menu",
        *(state for path in PATHS.values() for state in path),
        *drug_rows.STATES,
        "refused",
        "done",
    ),
    rows=(
        Transition("step", "menu", "done", needs_no_second_look),
        Transition("step", "menu", "step_check", wants_a_second_look),
        Transition("step", "menu", "refused", is_refused),
        Transition("chosen", "step_check", "done", can_be_taken),
        Transition("chosen", "step_check", "refused", is_refused),
        Transition("hold", "menu", "hold_weeks"),
        Transition("chosen", "hold_weeks", "hold_reason"),
        Transition("chosen", "hold_reason", "done", needs_no_second_look),
        Transition("chosen", "hold_reason", "hold_check", wants_a_second_look),
        Transition("chosen", "hold_reason", "refused", is_refused),
        Transition("chosen", "hold_check", "done", can_be_taken),
        Transition("chosen", "hold_check", "refused", is_refused),
        Transition("flare", "menu", "flare_dose"),
        Transition("chosen", "flare_dose", "flare_weeks"),
        Transition("chosen", "flare_weeks", "flare_check", can_be_taken),
        Transition("chosen", "flare_weeks", "refused", is_refused),
        Transition("chosen", "flare_check", "done", can_be_taken),
        Transition("chosen", "flare_check", "refused", is_refused),
        Transition("off", "menu", "off_dose"),
        Transition("chosen", "off_dose", "off_day"),
        Transition("chosen", "off_day", "off_weeks"),
        Transition("chosen", "off_weeks", "off_reason"),
        Transition("chosen", "off_reason", "off_check", can_be_taken),
        Transition("chosen", "off_reason", "refused", is_refused),
        Transition("chosen", "off_check", "done", can_be_taken),
        Transition("chosen", "off_check", "refused", is_refused),
        Transition("stop", "menu", "stop_reason"),
        Transition("chosen", "stop_reason", "stop_check", can_be_taken),
        Transition("chosen", "stop_reason", "refused", is_refused),
        Transition("chosen", "stop_check", "done", can_be_taken),
        Transition("chosen", "stop_check", "refused", is_refused),
        *drug_rows.rows(),
    ),
)


def _days(choosing: Choosing) -> tuple[str, ...]:
    """This day while its dose may still be to come, and the next."""
    first = choosing.first_open
    days = dict.fromkeys((first, max(first, choosing.live.today + A_DAY)))
    return tuple(map(day_code, days))


def _first_day(choosing: Choosing) -> tuple[str, ...]:
    """A check holds for the first day that it has shown."""
    return (day_code(choosing.first_open),)


def _doses(choosing: Choosing) -> tuple[str, ...]:
    live = choosing.live
    doses = flare_doses(live.guideline, live.plan.case, choosing.course, choosing.first_open)
    return tuple(map(amount, doses))


def _step(choosing: Choosing) -> Decision:
    live, due = choosing.live, choosing.course.due
    before_noon = live.soonest == live.today
    on = effective(due, live.today, before_noon=before_noon) if due else choosing.first_open
    return Decision(move=Move.STEP, on=on, reason=Reason.RESPONSE)


def _held_from(choosing: Choosing) -> date:
    """A hold changes no dose, so it needs no morning that is still to come."""
    return max(choosing.live.today, choosing.course.decided or choosing.live.today)


def _this_day(choosing: Choosing) -> tuple[str, ...]:
    """The same for a hold, which may move dates from this day on."""
    return (day_code(_held_from(choosing)),)


def _hold(choosing: Choosing) -> Decision:
    weeks, reason = choosing.wish.chosen[:2]
    on = _held_from(choosing)
    return Decision(move=Move.HOLD, on=on, reason=Reason(reason), weeks=int(weeks))


def _flare(choosing: Choosing) -> Decision:
    mg, weeks = choosing.wish.chosen[:2]
    return Decision(
        move=Move.FLARE,
        on=choosing.first_open,
        reason=Reason.ACTIVE_DISEASE,
        mg=mg_of(mg),
        weeks=int(weeks),
    )


def _off(choosing: Choosing) -> Decision:
    mg, day, weeks, reason = choosing.wish.chosen[:4]
    return Decision(
        move=Move.OFF_PLAN,
        on=day_of(day),
        reason=Reason(reason),
        mg=mg_of(mg),
        weeks=int(weeks),
    )


def _stop(choosing: Choosing) -> Decision:
    reason = Reason(choosing.wish.chosen[0])
    return Decision(move=Move.STOP, on=choosing.first_open, reason=reason)


Options = Callable[[Choosing], tuple[str, ...]]


def _weeks(move: Move) -> Options:
    """The weeks of a button each, within what the guideline allows."""

    def options(choosing: Choosing) -> tuple[str, ...]:
        change = choosing.live.guideline.taper.change
        allowed = {
            Move.HOLD: change.hold_weeks,
            Move.FLARE: change.flare_weeks,
            Move.OFF_PLAN: change.off_plan_weeks,
        }
        fewest, most = allowed[move].value
        return tuple(str(weeks) for weeks in OFFERED if fewest <= weeks <= most)

    return options


def _always(*values: str) -> Options:
    def options(_choosing: Choosing) -> tuple[str, ...]:
        return values

    return options


OPTIONS: Mapping[str, Options] = MappingProxyType(
    {
        "step_check": _first_day,
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
DECIDES: Mapping[str, Callable[[Choosing], Decision]] = MappingProxyType(
    {"step": _step, "hold": _hold, "flare": _flare, "off": _off, "stop": _stop}
)
