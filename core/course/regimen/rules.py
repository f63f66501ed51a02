"""What may not be decided about a drug, and what only after a second confirmation."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from core.agents.choice import Status
from core.agents.methotrexate import first_on
from core.amounts import A_DAY, Unknown, Weekday
from core.answers import harms_a_child
from core.course.decisions import OF_A_DRUG, Decision, Drug, Move, Reason
from core.course.regimen.amounts import Background, Refusal, amount_refusals
from core.course.regimen.drugs import AGENTS, without_override
from core.course.regimen.recovery import by_tests
from core.course.regimen.refusals import (
    HARM_A_CHILD,
    given_refusals,
    reasons_for,
    recovery_refusals,
    tests_refusals,
)
from core.course.regimen.regimen import WEEKLY, Regimen, first_apart, latest
from core.patient import Experience, Sex

TOGETHER = frozenset({Drug.AZATHIOPRINE, Drug.MYCOPHENOLATE})  # never
FROM_TODAY = frozenset({Move.RISE, Move.STAY, Move.RESUME, Move.AMOUNT, Move.WEEKDAY})
WHILE_TAKEN = frozenset(
    {Move.RISE, Move.STAY, Move.SUSPEND, Move.AMOUNT, Move.WEEKDAY, Move.GIVEN}
)
IN_PREGNANCY = frozenset({Drug.AZATHIOPRINE, Drug.CALCINEURIN_INHIBITOR, Drug.IMMUNOGLOBULIN})
AT_ANY_TIME = frozenset({Move.SUSPEND, Move.END})


class Confirm(StrEnum):
    """What is confirmed a second time before it is taken."""

    AGAINST_AN_ANSWER = "against_an_answer"
    BESIDE = "beside"
    OWN_AMOUNT = "own_amount"
    PREGNANCY_AGAIN = "pregnancy_again"
    VACCINE = "vaccine"
    GOES_ON = "goes_on"  # stopped for a pregnancy that it may be taken in


def refused(stands: Background, decision: Decision) -> Refusal | None:
    """The code of why the decision cannot be taken; None where it can."""
    return next(refusals(stands, decision), None)


def to_confirm(stands: Background, decision: Decision) -> Confirm | None:
    """The code of what must be confirmed a second time; None for nothing."""
    return next(confirms(stands, decision), None)


def may_carry(stands: Background) -> bool:
    """Whether pregnancy is asked again: it was excluded, or could not be."""
    if stands.case.sex is Sex.MALE:
        return False
    youngest, oldest = stands.guideline.agents.choice.pregnancy_ages.value
    age = stands.case.age
    return isinstance(age, Unknown) or youngest <= age <= oldest


def confirms(stands: Background, decision: Decision) -> Iterator[Confirm]:
    """Everything that must be confirmed a second time."""
    move, drug = decision.move, decision.drug
    if drug is None:
        return
    if _closing(stands, decision, drug):
        yield Confirm.AGAINST_AN_ANSWER
    if move is Move.BEGIN and drug in AGENTS and _others(stands, drug, decision.on):
        yield Confirm.BESIDE
    starts = move in (Move.BEGIN, Move.RESUME) or raises(stands, decision)
    if starts and drug in HARM_A_CHILD and may_carry(stands):
        yield Confirm.PREGNANCY_AGAIN
    if move is Move.AMOUNT or (move is Move.BEGIN and decision.reason is Reason.SPECIALIST):
        yield Confirm.OWN_AMOUNT
    if decision.reason is Reason.INFLUENZA_VACCINE:
        yield Confirm.VACCINE
    if decision.reason is Reason.PREGNANCY and drug in IN_PREGNANCY:
        yield Confirm.GOES_ON


def _others(stands: Background, drug: Drug, on: date) -> bool:
    return any(
        not each.over(on) and each.drug in AGENTS and each.drug is not drug
        for each in stands.regimens
    )


def refusals(stands: Background, decision: Decision) -> Iterator[Refusal]:
    """Every reason against it, the first one first."""
    if decision.drug is None or decision.move not in OF_A_DRUG:
        yield Refusal.NOT_BEGUN
        return
    before = stands
    stands = replace(stands, regimens=by_tests(stands.regimens, decision.tested))
    regimen = stands.of(decision.drug)
    if decision.reason not in reasons_for(regimen, decision.move, decision.mg):
        yield Refusal.REASON
    if decision.move is Move.RECOVER:
        yield from recovery_refusals(before, decision)
        return
    if decision.move is Move.BEGIN:
        yield from _begin(stands, decision, decision.drug)
    elif regimen is None or stands.over(decision.drug, decision.on):
        if not (decision.move is Move.END and may_be_taken(stands, decision.drug)):
            yield Refusal.NOT_BEGUN
        return
    else:
        yield from _state(regimen, decision)
        yield from _day(stands, regimen, decision)
        yield from _further(stands, regimen, decision)
    if decision.move is Move.RESUME or raises(stands, decision):
        yield from _tests(stands, regimen, decision)
    if decision.move in (Move.BEGIN, Move.RISE, Move.RESUME, Move.AMOUNT):
        yield from _harm(stands, decision, decision.drug)
    if decision.move in (Move.BEGIN, Move.RISE, Move.RESUME, Move.AMOUNT, Move.GIVEN):
        yield from amount_refusals(stands, decision, decision.drug)


def raises(stands: Background, decision: Decision) -> bool:
    """Whether more of it is taken than before: by the schedule, or in an amount of one's own."""
    regimen = stands.of(decision.drug)
    own = decision.move is Move.AMOUNT and regimen is not None and regimen.more(decision.mg)
    return decision.move is Move.RISE or own


def may_be_taken(stands: Background, drug: Drug) -> bool:
    """Whether the answers say that it is taken, or a plan was made before anybody could say so."""
    if stands.of(drug) is not None:
        return False
    answered, ended = stands.case.immunosuppressants, {each.drug for each in stands.regimens}
    tried = () if isinstance(answered, Unknown) else answered
    said = any(str(each) == str(drug) and how is Experience.TAKING for each, how in tried)
    named = not stands.recorded and str(stands.agent.first) == str(drug)
    return drug not in ended and (said or named)


def _begin(stands: Background, decision: Decision, drug: Drug) -> Iterator[Refusal]:
    agent, case = stands.agent, stands.case
    by_plan = decision.reason is Reason.AS_PLANNED
    if stands.of(decision.drug) is not None:
        yield Refusal.ALREADY_BEGUN
    if by_plan and (str(agent.first) != str(drug) or agent.status is not Status.READY):
        yield Refusal.NOT_READY
    if by_plan and _others(stands, drug, decision.on):
        yield Refusal.ALREADY_BEGUN
    taken = {each.drug for each in stands.regimens if not each.over(decision.on)}
    if {*TOGETHER} <= {*taken, drug}:
        yield Refusal.NEVER_TOGETHER
    if stands.closed(drug) and decision.reason is not Reason.SPECIALIST:
        yield Refusal.CLOSED
    if drug in WEEKLY and decision.weekday is None:
        yield Refusal.WEEKDAY_MISSING
    day = decision.weekday if drug in WEEKLY else None
    if day is not None and _too_close(stands, drug, day, decision.on):
        yield Refusal.TOO_CLOSE
    if by_plan and decision.on < case.start_date:
        yield Refusal.BEFORE_COURSE
    if by_plan and decision.on < stands.today:
        yield Refusal.IN_THE_PAST
    latest = timedelta(days=stands.guideline.limits.agent_start_days.value)
    if decision.on > max(stands.today, case.start_date) + latest:
        yield Refusal.TOO_FAR_AHEAD


def _too_close(stands: Background, drug: Drug, weekday: Weekday, on: date) -> bool:
    """Whether the first weekly dose would come within a week of one before."""
    before, first = latest(stands.regimens, drug), first_on(weekday, on)
    return before is not None and first < first_apart(before, first, first - A_DAY)


def _state(regimen: Regimen, decision: Decision) -> Iterator[Refusal]:
    if decision.move is Move.RESUME and regimen.held is None:
        yield Refusal.NOT_HELD
    if decision.move in WHILE_TAKEN and regimen.held is not None:
        yield Refusal.IS_HELD


def _day(stands: Background, regimen: Regimen, decision: Decision) -> Iterator[Refusal]:
    ahead = timedelta(days=stands.guideline.taper.change.ahead_days.value)
    before = regimen.same_since  # another weekday alone is none that others wait for
    if decision.move in AT_ANY_TIME:  # what was only decided ahead gives way
        before = min(before, stands.today)
    if decision.on < before:
        yield Refusal.BEFORE_LAST_DECISION
    if decision.move in FROM_TODAY and decision.on < stands.today:
        yield Refusal.IN_THE_PAST
    if decision.on > stands.today + ahead + timedelta(weeks=1):
        yield Refusal.TOO_FAR_AHEAD


def _further(stands: Background, regimen: Regimen, decision: Decision) -> Iterator[Refusal]:
    life = stands.guideline.agents.life
    match decision.move:
        case Move.GIVEN:
            yield from given_refusals(stands, regimen, decision)
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
        case Move.WEEKDAY if regimen.drug not in WEEKLY:
            yield Refusal.NOT_WEEKLY
        case Move.WEEKDAY if decision.weekday is None:
            yield Refusal.WEEKDAY_MISSING
        case Move.WEEKDAY if decision.weekday == regimen.last.weekday:
            yield Refusal.SAME_WEEKDAY
        case Move.WEEKDAY if decision.on < regimen.begun + timedelta(weeks=1):
            yield Refusal.TOO_CLOSE


def _tests(stands: Background, regimen: Regimen | None, decision: Decision) -> Iterator[Refusal]:
    """Blood tests after the present amount began, and after the hold that ends; for a rise those
    of its week."""
    if decision.drug not in AGENTS or regimen is None:
        return
    since = regimen.same_since
    if decision.move is not Move.RESUME:
        since = max(since, decision.on - timedelta(weeks=1) - A_DAY)
    yield from tests_refusals(stands, decision, since)


def _harm(stands: Background, decision: Decision, drug: Drug) -> Iterator[Refusal]:
    if drug in HARM_A_CHILD and harms_a_child(stands.case):
        yield Refusal.PREGNANCY
    anew = decision.move is Move.BEGIN and decision.on >= stands.today
    own = decision.move is Move.AMOUNT and raises(stands, decision)
    starts = anew or own or decision.move is Move.RESUME  # one taken already is only recorded
    if starts and without_override(stands.guideline, stands.lived_but(drug), drug, anew=anew):
        yield Refusal.NO_OVERRIDE
    if decision.move is Move.RISE and stands.closed(drug):
        yield Refusal.CLOSED
    again = decision.move in (Move.RESUME, Move.AMOUNT)
    specialist = decision.reason is Reason.SPECIALIST
    if again and not specialist and _closing(stands, decision, drug):
        yield Refusal.CLOSED


def _closing(stands: Background, decision: Decision, drug: Drug) -> tuple[str, ...]:
    """What was answered against it, where it is begun, taken again, or more of it is taken."""
    match decision.move:
        case Move.RESUME:
            return stands.against(drug)
        case Move.BEGIN:
            return stands.closed(drug)
        case Move.AMOUNT if raises(stands, decision):
            return stands.closed(drug)
    return ()
