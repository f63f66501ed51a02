"""The amounts of a drug that may be decided: the limits of each, whoever chooses it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.agents.azathioprine import ideal_kg
from core.agents.choice import AgentChoice
from core.amounts import down_to
from core.answers import below, is_child
from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen.after import begun
from core.course.regimen.as_given import MG_PER_G
from core.course.regimen.drugs import AGENTS, as_lived, as_weighed, closed_for, speaks_against
from core.course.regimen.regimen import Regimen, Regimens, more_of, running
from core.guideline.schema import Guideline
from core.patient import Case, Region, Route


class Refusal(StrEnum):
    """Why a decision about a drug cannot be taken."""

    REASON = "reason"
    NOT_BEGUN = "not_begun"
    ALREADY_BEGUN = "already_begun"
    IS_HELD = "is_held"
    NOT_HELD = "not_held"
    NOT_READY = "not_ready"  # something that the drug turns on is not known
    CLOSED = "closed"  # an answer keeps it closed
    NO_OVERRIDE = "no_override"  # an answer closes it whoever decides
    PREGNANCY = "pregnancy"
    NEVER_TOGETHER = "never_together"
    IN_THE_PAST = "in_the_past"
    TOO_FAR_AHEAD = "too_far_ahead"
    BEFORE_COURSE = "before_course"
    BEFORE_LAST_DECISION = "before_last_decision"
    AT_THE_TOP = "at_the_top"  # no higher amount is computed
    RISE_BEFORE_DUE = "rise_before_due"
    TESTS_MISSING = "tests_missing"
    TESTS_TOO_OLD = "tests_too_old"
    TESTS_IN_FUTURE = "tests_in_future"
    NOTHING_TO_RECOVER = "nothing_to_recover"
    STAY_WEEKS = "stay_weeks"
    UNTIL_TOO_EARLY = "until_too_early"
    TOO_EARLY_TO_FAIL = "too_early_to_fail"
    WEEKDAY_MISSING = "weekday_missing"
    NOT_WEEKLY = "not_weekly"  # taken every day, and so on no weekday
    SAME_WEEKDAY = "same_weekday"
    TOO_CLOSE = "too_close"  # to the last weekly dose
    ROUTE_MISSING = "route_missing"
    UNDER_THE_SKIN = "under_the_skin"  # only, from this amount on
    MG_MISSING = "mg_missing"
    MG_NOT_ABOVE_ZERO = "mg_not_above_zero"
    MG_OVER_LIMIT = "mg_over_limit"
    MG_WITHOUT_TABLETS = "mg_without_tablets"
    MG_NOT_THE_FIRST = "mg_not_the_first"  # of the schedule that was named
    MG_ABOVE_THE_LAST = "mg_above_the_last"  # a drug is resumed at its amount or a lower one


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What a decision about a drug is weighed against."""

    guideline: Guideline
    case: Case  # as it was answered
    agent: AgentChoice
    regimens: Regimens
    today: date
    recorded: bool = True  # False: the agent may be taken, and nobody has said so here

    def of(self, drug: Drug | None) -> Regimen | None:
        """The regimen of this drug that has not ended today, up to the end that may be decided."""
        found = running(self.regimens, drug, self.today) if drug else None
        return found and found.to_its_end

    def over(self, drug: Drug, on: date) -> bool:
        """Whether what is taken of this drug today has ended by this day."""
        found = running(self.regimens, drug, self.today)
        return found is not None and found.over(on)

    def closed(self, drug: Drug) -> tuple[str, ...]:
        """The blocks that hold against a drug; that it was tried is none while it is taken."""
        return closed_for(self.guideline, self.lived_but(drug), drug)

    def against(self, drug: Drug) -> tuple[str, ...]:
        """The same of any drug that is taken up again: a rescue treatment can be closed too."""
        return speaks_against(self.guideline, self.lived_but(drug), drug)

    @property
    def lived(self) -> Case:
        """The case with what was recorded of its drugs."""
        return as_lived(self.case, self.regimens, self.today)

    def lived_but(self, drug: Drug) -> Case:
        """The same without what this drug is held for: that is asked when it is resumed."""
        return as_weighed(self.guideline, self.case, self.regimens, self.today, but=drug)


def amount_of(stands: Background, decision: Decision) -> Decimal | None:
    """The amount that the decision comes to; None where none is recorded or it has none."""
    regimen = stands.of(decision.drug)
    if decision.mg is not None:
        return decision.mg
    if decision.move is Move.BEGIN:
        return begun(stands.agent, decision).last.mg
    if regimen is None:
        return None
    return regimen.following_mg if decision.move is Move.RISE else regimen.last.mg


def amount_refusals(stands: Background, decision: Decision, drug: Drug) -> Iterator[Refusal]:
    """The limits of every amount, whoever chooses it."""
    regimen, mg = stands.of(decision.drug), amount_of(stands, decision)
    own = decision.reason in (Reason.ALREADY_TAKEN, Reason.SPECIALIST)
    asked = decision.move is Move.AMOUNT or (decision.move is Move.BEGIN and own)
    if mg is None:
        if asked and drug in AGENTS:
            yield Refusal.MG_MISSING
        return
    if mg <= 0:
        yield Refusal.MG_NOT_ABOVE_ZERO
        return
    by_plan = decision.move is Move.BEGIN and decision.reason is Reason.AS_PLANNED
    if by_plan and decision.mg not in (None, *_first(stands, decision)):
        yield Refusal.MG_NOT_THE_FIRST
    if decision.move is Move.RESUME and regimen and more_of(regimen.last, mg):
        yield Refusal.MG_ABOVE_THE_LAST
    yield from _within(stands, drug, mg)
    if drug is Drug.METHOTREXATE and not is_child(stands.case):
        yield from _route(stands, decision, mg)


def _first(stands: Background, decision: Decision) -> tuple[Decimal, ...]:
    return begun(stands.agent, decision).ladder[:1]


def _within(stands: Background, drug: Drug, mg: Decimal) -> Iterator[Refusal]:
    most, grid = limits(stands, drug)
    if most is not None and mg > most:
        yield Refusal.MG_OVER_LIMIT
    elif grid is not None and mg % grid:
        yield Refusal.MG_WITHOUT_TABLETS


def limits(stands: Background, drug: Drug) -> tuple[Decimal | None, Decimal | None]:
    """The highest amount that is ever recorded, down to what can be given of it, and what an
    amount is a multiple of; of what is given in hospital whole milligrams."""
    most, grid = _limits(stands, drug)
    return most and down_to(most, Decimal(1) if grid is None else grid), grid


def _limits(stands: Background, drug: Drug) -> tuple[Decimal | None, Decimal | None]:
    rule, rescue, case = stands.guideline.agents, stands.guideline.rescue, stands.case
    match drug:
        case Drug.METHOTREXATE if is_child(case):
            young = rule.juvenile_methotrexate
            return rule.methotrexate.limit_mg.value, young.grid_mg.value
        case Drug.METHOTREXATE:
            return rule.methotrexate.limit_mg.value, rule.methotrexate.tablet_mg.value
        case Drug.AZATHIOPRINE:
            kg = min(case.weight_kg, ideal_kg(rule.azathioprine, case) or case.weight_kg)
            return rule.azathioprine.limit_mg_per_kg.value * kg, rule.azathioprine.tablet_mg.value
        case Drug.MYCOPHENOLATE:
            drug_rule = rule.mycophenolate
            low = below(case.egfr, drug_rule.low_egfr.value)
            return (drug_rule.target_mg if low else drug_rule.limit_mg).value, (
                drug_rule.step_mg.value
            )
        case Drug.METHYLPREDNISOLONE:
            pulse = stands.guideline.steroid.pulse
            return min(pulse.max_mg.value, pulse.max_mg_per_kg.value * case.weight_kg), None
        case Drug.RITUXIMAB:
            return rescue.rituximab.mg.value, None
        case Drug.CYCLOPHOSPHAMIDE:
            return rescue.cyclophosphamide.most_g.value * MG_PER_G, None
        case Drug.IMMUNOGLOBULIN:
            return rescue.immunoglobulin.most_g.value * MG_PER_G, None
    return None, None


def _route(stands: Background, decision: Decision, mg: Decimal) -> Iterator[Refusal]:
    rule, regimen = stands.guideline.agents, stands.of(decision.drug)
    route = decision.route or (regimen.last.route if regimen else None)
    only = rule.life.under_skin_only_mg.value
    if mg > rule.methotrexate.under_skin_above_mg.value and route is None:
        yield Refusal.ROUTE_MISSING
    elif mg > only and route is Route.MOUTH and stands.case.region is Region.UK:
        yield Refusal.UNDER_THE_SKIN
