"""The steps of a decision as a table, and what each offers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from core.course.course import Course
from core.course.decision_rules import refused, to_confirm
from core.course.decisions import Decision
from core.course.regimen.amounts import Refusal, amount_refusals
from core.course.regimen.rules import confirms, refusals
from core.response.suggested import Suggestion
from flows.decision.button_code import (
    ASKED,
    NOT_ASKED,
    PATHS,
    Wish,
    kind_of,
)
from flows.decision.drug import options as drug_options
from flows.decision.drug import rows as drug_rows
from flows.decision.drug.of_drug import OfDrug
from flows.decision.finding.findings import MARK
from flows.decision.of_steroid import DECIDES, OPTIONS, OfSteroid
from flows.decision.typed import is_typed
from flows.plan.live import Live
from flows.plan.visit.found import fresh_number, suggestion
from flows.talk.machine import Table, Transition

AT_ONCE = frozenset(
    {
        Refusal.NOT_BEGUN,
        Refusal.ALREADY_BEGUN,
        Refusal.IS_HELD,
        Refusal.NOT_HELD,
        Refusal.NOT_READY,
        Refusal.CLOSED,
        Refusal.NO_OVERRIDE,
        Refusal.PREGNANCY,
        Refusal.NEVER_TOGETHER,
        Refusal.AT_THE_TOP,
        Refusal.RISE_BEFORE_DUE,
        Refusal.TESTS_TOO_OLD,
        Refusal.NOTHING_TO_RECOVER,
    }
)  # known before anything is chosen
MENDED_BY_TESTS = frozenset(
    {Refusal.TESTS_MISSING, Refusal.TESTS_TOO_OLD, Refusal.TESTS_IN_FUTURE}
)  # and so said only where nothing else keeps the decision from being taken


def _first(found: Iterable[Refusal]) -> Refusal | None:
    """What is said of several refusals: one that other blood tests would not mend, if there is."""
    each = tuple(found)
    return next((e for e in each if e not in MENDED_BY_TESTS), next(iter(each), None))


@dataclass(frozen=True, kw_only=True)
class Choosing:
    """A wish beside the plan it is about; every guard of the table asks this."""

    wish: Wish
    live: Live
    ticked: frozenset[date] = frozenset()  # the weekly doses that were said to be taken
    missed: frozenset[date] = frozenset()  # and those that were said not to be

    @cached_property
    def of(self) -> OfDrug:
        """The same, as everything about a drug is asked."""
        return OfDrug(wish=self.wish, live=self.live, ticked=self.ticked, missed=self.missed)

    @property
    def course(self) -> Course:
        """The course of the steroid, which no decision about it is without."""
        if self.live.course is None:
            raise NoCourse(self.wish.verb)
        return self.live.course

    @property
    def of_steroid(self) -> OfSteroid:
        """The same, as everything about the steroid is asked."""
        return OfSteroid(wish=self.wish, live=self.live, course=self.course)

    @cached_property
    def decision(self) -> Decision:
        """What was chosen, as the core knows it."""
        if self.wish.drug:
            return drug_options.decision(self.of)
        return DECIDES[self.wish.verb](self.of_steroid)

    @cached_property
    def refusal(self) -> str | None:
        """The code of why it cannot be taken."""
        live = self.live
        if self.wish.drug:
            return _first(refusals(self.of.stands, self.decision))
        return refused(live.guideline, live.plan.case, self.course, self.decision)

    @cached_property
    def suggested(self) -> Suggestion | None:
        """What the fresh findings suggest of the steroid."""
        return suggestion(self.live)

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
            if found := _first(early):
                return found
        everything = kind_of(self.next_state) in {"check", ""}
        return self.refusal if everything else None

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
        return OPTIONS[state](self.of_steroid)

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


def is_found(choosing: Choosing) -> bool:
    """It can be taken, and was looked at before."""
    return choosing.refusal is None and fresh_number(choosing.live) > 0


def is_not_found(choosing: Choosing) -> bool:
    """It can be taken, and what was found is asked first."""
    return choosing.refusal is None and not fresh_number(choosing.live)


def is_marked(choosing: Choosing) -> bool:
    """Warning signs are still being named."""
    return choosing.wish.chosen[-1].endswith(MARK)


def is_said(choosing: Choosing) -> bool:
    """Every question was answered."""
    return not is_marked(choosing)


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
        "kept",
        "done",
    ),
    rows=(
        Transition("visit", "menu", "found_strength"),
        Transition("chosen", "found_today", "found_strength"),
        Transition("chosen", "found_strength", "found_ck"),
        Transition("chosen", "found_ck", "found_signs"),
        Transition("chosen", "found_signs", "found_signs", is_marked),
        Transition("chosen", "found_signs", "kept", is_said),
        Transition("step", "menu", "step_check", is_found),
        Transition("step", "menu", "step_found", is_not_found),
        Transition("step", "menu", "refused", is_refused),
        Transition("chosen", "step_found", "step_check", can_be_taken),
        Transition("chosen", "step_found", "refused", is_refused),
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
