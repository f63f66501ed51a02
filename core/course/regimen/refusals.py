"""What may not be decided about a drug for the reason that is given, ever, or afterwards."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from core.answers import harms_a_child
from core.course.decisions import FOR_LESS, FOR_MORE, REASONS, Decision, Drug, Move, Reason
from core.course.regimen.amounts import Background, Refusal
from core.course.regimen.drugs import without_override
from core.course.regimen.recovery import BY_TESTS, unrecovered
from core.course.regimen.regimen import Regimen

HARM_A_CHILD = frozenset({Drug.METHOTREXATE, Drug.MYCOPHENOLATE, Drug.CYCLOPHOSPHAMIDE})
GIVEN_AGAIN = frozenset({Drug.RITUXIMAB, Drug.IMMUNOGLOBULIN, Drug.CYCLOPHOSPHAMIDE})


def reasons_for(regimen: Regimen | None, move: Move, mg: Decimal | None) -> tuple[Reason, ...]:
    """Why this may be decided; of another amount only what can speak for more, or for less."""
    found = REASONS[move]
    if move is not Move.AMOUNT or regimen is None or mg is None:
        return found
    against = (*(() if regimen.more(mg) else FOR_MORE), *(() if _less(regimen, mg) else FOR_LESS))
    if not regimen.harm:  # nothing was recovered from
        against = (*against, Reason.RECOVERED)
    return tuple(each for each in found if each not in against)


def _less(regimen: Regimen, mg: Decimal) -> bool:
    """Whether it is not more, or may not be."""
    return regimen.last.mg is None or not regimen.more(mg)


def never_resumed(stands: Background, drug: Drug) -> Refusal | None:
    """Why no resume of this drug can be decided as it is answered now, whoever decides."""
    if drug in HARM_A_CHILD and harms_a_child(stands.case):
        return Refusal.PREGNANCY
    closed = without_override(stands.guideline, stands.lived_but(drug), drug, anew=False)
    return Refusal.NO_OVERRIDE if closed else None


def recovery_refusals(stands: Background, decision: Decision) -> Iterator[Refusal]:
    """On its own day, of what was stopped; on blood tests where they tell of it."""
    mine = [each for each in stands.regimens if each.drug is decision.drug]
    found = [each for regimen in mine for each in unrecovered(regimen, stands.today)]
    if not found or any(not each.over(stands.today) for each in mine):
        yield Refusal.NOTHING_TO_RECOVER
    if decision.on != stands.today:
        yield Refusal.IN_THE_PAST if decision.on < stands.today else Refusal.TOO_FAR_AHEAD
    since = max((each.first for each in found if each.reason in BY_TESTS), default=None)
    if since is not None:
        yield from tests_refusals(stands, decision, since)


def tests_refusals(stands: Background, decision: Decision, since: date) -> Iterator[Refusal]:
    """Of the blood tests that it rests on: after this day, and not to come."""
    if decision.tested is None:
        yield Refusal.TESTS_MISSING
    elif decision.tested > stands.today:
        yield Refusal.TESTS_IN_FUTURE
    elif decision.tested <= since:
        yield Refusal.TESTS_TOO_OLD


def given_refusals(stands: Background, regimen: Regimen, decision: Decision) -> Iterator[Refusal]:
    """Of what is given in hospital, after the last time that was recorded, and only afterwards."""
    if regimen.drug not in GIVEN_AGAIN:
        yield Refusal.REASON
    if decision.on > stands.today:
        yield Refusal.TOO_FAR_AHEAD
    if decision.on <= regimen.last.first:
        yield Refusal.BEFORE_LAST_DECISION
