"""What may not be decided about a drug, and what only after a second confirmation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from core.agents.azathioprine import ideal_kg
from core.agents.choice import AgentChoice, Status
from core.answers import below, harms_a_child, is_child
from core.course.decisions import OF_A_DRUG, REASONS, Decision, Drug, Move, Reason
from core.course.drugs import AGENTS, closed_for
from core.course.regimen import Regimen, Regimens, begun, running
from core.guideline.schema import Guideline
from core.patient import Case, Region, Route, Sex

MG_PER_G = 1000
HARM_A_CHILD = frozenset({Drug.METHOTREXATE, Drug.MYCOPHENOLATE, Drug.CYCLOPHOSPHAMIDE})
TOGETHER = frozenset({Drug.AZATHIOPRINE, Drug.MYCOPHENOLATE})  # never
FROM_TODAY = frozenset({Move.RISE, Move.STAY, Move.RESUME, Move.AMOUNT, Move.WEEKDAY})
WHILE_TAKEN = frozenset({Move.RISE, Move.STAY, Move.SUSPEND, Move.AMOUNT, Move.WEEKDAY})
TESTED = frozenset({Move.RISE, Move.RESUME})


class Refusal(StrEnum):
    """Why a decision about a drug cannot be taken."""

    REASON = "reason"
    NOT_BEGUN = "not_begun"
    ALREADY_BEGUN = "already_begun"
    IS_HELD = "is_held"
    NOT_HELD = "not_held"
    NOT_READY = "not_ready"  # something that the drug turns on is not known
    CLOSED = "closed"  # an answer keeps it closed
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
    STAY_WEEKS = "stay_weeks"
    UNTIL_TOO_EARLY = "until_too_early"
    TOO_EARLY_TO_FAIL = "too_early_to_fail"
    WEEKDAY_MISSING = "weekday_missing"
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


class Confirm(StrEnum):
    """What is confirmed a second time before it is taken."""

    AGAINST_AN_ANSWER = "against_an_answer"
    BESIDE = "beside"
    OWN_AMOUNT = "own_amount"
    PREGNANCY_AGAIN = "pregnancy_again"
    VACCINE = "vaccine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a decision about a drug is weighed against."""

    guideline: Guideline
    case: Case  # as it was answered
    agent: AgentChoice
    regimens: Regimens
    today: date

    def of(self, decision: Decision) -> Regimen | None:
        """The regimen of its drug that has not ended."""
        return running(self.regimens, decision.drug) if decision.drug else None

    def closed(self, drug: Drug) -> tuple[str, ...]:
        """The blocks that hold against a drug, whatever was tried of it before."""
        tried = ("failed", "not_tolerated")
        found = closed_for(self.guideline, self.case, drug)
        return tuple(name for name in found if name not in tried or drug in self._ended)

    @property
    def _ended(self) -> frozenset[Drug]:
        return frozenset(each.drug for each in self.regimens if each.ended)


def refused(stands: Standing, decision: Decision) -> Refusal | None:
    """The code of why the decision cannot be taken; None where it can."""
    return next(_refusals(stands, decision), None)


def to_confirm(stands: Standing, decision: Decision) -> Confirm | None:
    """The code of what must be confirmed a second time; None for nothing."""
    return next(_confirms(stands, decision), None)


def amount_of(stands: Standing, decision: Decision) -> Decimal | None:
    """The amount that the decision comes to; None where none is recorded or it has none."""
    regimen = stands.of(decision)
    if decision.mg is not None:
        return decision.mg
    if decision.move is Move.BEGIN:
        return begun(stands.agent, decision).last.mg
    if regimen is None:
        return None
    return regimen.following_mg if decision.move is Move.RISE else regimen.last.mg


def may_carry(stands: Standing) -> bool:
    """Whether pregnancy is asked again: it was excluded, or could not be."""
    if stands.case.sex is Sex.MALE:
        return False
    _, oldest = stands.guideline.agents.choice.pregnancy_ages.value
    return below(stands.case.age, oldest + 1) or not isinstance(stands.case.age, int)


def _confirms(stands: Standing, decision: Decision) -> Iterator[Confirm]:
    move, drug = decision.move, decision.drug
    if drug is None:
        return
    if move in (Move.BEGIN, Move.RESUME) and stands.closed(drug):
        yield Confirm.AGAINST_AN_ANSWER
    if move is Move.BEGIN and drug in AGENTS and _others(stands, drug):
        yield Confirm.BESIDE
    starts = move in (Move.BEGIN, Move.RISE, Move.RESUME)
    if starts and drug in HARM_A_CHILD and may_carry(stands):
        yield Confirm.PREGNANCY_AGAIN
    if move is Move.AMOUNT or (move is Move.BEGIN and decision.reason is Reason.SPECIALIST):
        yield Confirm.OWN_AMOUNT
    if decision.reason is Reason.INFLUENZA_VACCINE:
        yield Confirm.VACCINE


def _others(stands: Standing, drug: Drug) -> bool:
    return any(
        each.ended is None and each.drug in AGENTS and each.drug is not drug
        for each in stands.regimens
    )


def _refusals(stands: Standing, decision: Decision) -> Iterator[Refusal]:
    """Every reason against it, the first one first."""
    if decision.drug is None or decision.move not in OF_A_DRUG:
        yield Refusal.NOT_BEGUN
        return
    if decision.reason not in REASONS[decision.move]:
        yield Refusal.REASON
    regimen = stands.of(decision)
    if decision.move is Move.BEGIN:
        yield from _begin(stands, decision, decision.drug)
    elif regimen is None:
        yield Refusal.NOT_BEGUN
        return
    else:
        yield from _state(regimen, decision)
        yield from _day(stands, regimen, decision)
        yield from _further(stands, regimen, decision)
    if decision.move in TESTED:
        yield from _tests(stands, regimen, decision)
    if decision.move in (Move.BEGIN, Move.RISE, Move.RESUME, Move.AMOUNT):
        yield from _harm(stands, decision, decision.drug)
        yield from _amount(stands, decision, decision.drug)


def _begin(stands: Standing, decision: Decision, drug: Drug) -> Iterator[Refusal]:
    agent, case = stands.agent, stands.case
    by_plan = decision.reason is Reason.AS_PLANNED
    if stands.of(decision) is not None:
        yield Refusal.ALREADY_BEGUN
    if by_plan and (str(agent.first) != str(drug) or agent.status is not Status.READY):
        yield Refusal.NOT_READY
    if by_plan and _others(stands, drug):
        yield Refusal.ALREADY_BEGUN
    taken = {each.drug for each in stands.regimens if each.ended is None}
    if {*TOGETHER} <= {*taken, drug}:
        yield Refusal.NEVER_TOGETHER
    if stands.closed(drug) and decision.reason is not Reason.SPECIALIST:
        yield Refusal.CLOSED
    if drug is Drug.METHOTREXATE and decision.weekday is None:
        yield Refusal.WEEKDAY_MISSING
    if by_plan and decision.on < case.start_date:
        yield Refusal.BEFORE_COURSE
    if by_plan and decision.on < stands.today:
        yield Refusal.IN_THE_PAST
    latest = timedelta(days=stands.guideline.limits.agent_start_days.value)
    if decision.on > max(stands.today, case.start_date) + latest:
        yield Refusal.TOO_FAR_AHEAD


def _state(regimen: Regimen, decision: Decision) -> Iterator[Refusal]:
    if decision.move is Move.RESUME and regimen.held is None:
        yield Refusal.NOT_HELD
    if decision.move in WHILE_TAKEN and regimen.held is not None:
        yield Refusal.IS_HELD


def _day(stands: Standing, regimen: Regimen, decision: Decision) -> Iterator[Refusal]:
    ahead = timedelta(days=stands.guideline.taper.change.ahead_days.value)
    if decision.on < regimen.last.first:
        yield Refusal.BEFORE_LAST_DECISION
    if decision.move in FROM_TODAY and decision.on < stands.today:
        yield Refusal.IN_THE_PAST
    if decision.on > stands.today + ahead + timedelta(weeks=1):
        yield Refusal.TOO_FAR_AHEAD


def _further(stands: Standing, regimen: Regimen, decision: Decision) -> Iterator[Refusal]:
    life = stands.guideline.agents.life
    match decision.move:
        case Move.RISE if regimen.following_mg is None:
            yield Refusal.AT_THE_TOP
        case Move.RISE if regimen.due is None or decision.on < regimen.due:
            yield Refusal.RISE_BEFORE_DUE
        case Move.STAY if decision.weeks != life.stay_weeks.value:
            yield Refusal.STAY_WEEKS
        case Move.SUSPEND if decision.until is not None and decision.until <= decision.on:
            yield Refusal.UNTIL_TOO_EARLY
        case Move.END if decision.reason is Reason.NO_EFFECT:
            month = stands.guideline.monitoring.laboratory.month_weeks.value
            if decision.on < regimen.begun + timedelta(weeks=month * life.try_months.value):
                yield Refusal.TOO_EARLY_TO_FAIL
        case Move.WEEKDAY if decision.weekday is None:
            yield Refusal.WEEKDAY_MISSING
        case Move.WEEKDAY if decision.weekday == regimen.last.weekday:
            yield Refusal.SAME_WEEKDAY
        case Move.WEEKDAY if decision.on < regimen.begun + timedelta(weeks=1):
            yield Refusal.TOO_CLOSE


def _tests(stands: Standing, regimen: Regimen | None, decision: Decision) -> Iterator[Refusal]:
    """Blood tests after the present amount began, and after the hold that ends."""
    if decision.drug not in AGENTS or regimen is None:
        return
    if decision.tested is None:
        yield Refusal.TESTS_MISSING
    elif decision.tested > stands.today:
        yield Refusal.TESTS_IN_FUTURE
    elif decision.tested <= regimen.last.first:
        yield Refusal.TESTS_TOO_OLD


def _harm(stands: Standing, decision: Decision, drug: Drug) -> Iterator[Refusal]:
    if drug in HARM_A_CHILD and harms_a_child(stands.case):
        yield Refusal.PREGNANCY
    if decision.move is Move.RISE and stands.closed(drug):
        yield Refusal.CLOSED
    if (
        decision.move is Move.RESUME
        and stands.closed(drug)
        and decision.reason is not Reason.SPECIALIST
    ):
        yield Refusal.CLOSED


def _amount(stands: Standing, decision: Decision, drug: Drug) -> Iterator[Refusal]:
    """The limits of every amount, whoever chooses it."""
    regimen, mg = stands.of(decision), amount_of(stands, decision)
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
    last = regimen.last.mg if regimen else None
    if decision.move is Move.RESUME and last is not None and mg > last:
        yield Refusal.MG_ABOVE_THE_LAST
    yield from _within(stands, drug, mg)
    if drug is Drug.METHOTREXATE and not is_child(stands.case):
        yield from _route(stands, decision, mg)


def _first(stands: Standing, decision: Decision) -> tuple[Decimal, ...]:
    return begun(stands.agent, decision).ladder[:1]


def _within(stands: Standing, drug: Drug, mg: Decimal) -> Iterator[Refusal]:
    most, grid = _limits(stands, drug)
    if most is not None and mg > most:
        yield Refusal.MG_OVER_LIMIT
    elif grid is not None and mg % grid:
        yield Refusal.MG_WITHOUT_TABLETS


def _limits(stands: Standing, drug: Drug) -> tuple[Decimal | None, Decimal | None]:
    """The highest amount that is ever recorded, and what it is a multiple of."""
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


def _route(stands: Standing, decision: Decision, mg: Decimal) -> Iterator[Refusal]:
    rule, regimen = stands.guideline.agents, stands.of(decision)
    route = decision.route or (regimen.last.route if regimen else None)
    only = rule.life.under_skin_only_mg.value
    if mg > rule.methotrexate.under_skin_above_mg.value and route is None:
        yield Refusal.ROUTE_MISSING
    elif mg > only and route is Route.MOUTH and stands.case.region is Region.UK:
        yield Refusal.UNDER_THE_SKIN
