"""What an answer says, where its absence must not be read as normal."""

from datetime import date
from decimal import Decimal

from core.amounts import UNKNOWN, Unknown
from core.guideline.schema_agents import Choice
from core.patient import (
    Case,
    Experience,
    Ild,
    Immunosuppressant,
    Pregnancy,
    Sex,
    Subtype,
)

CARRYING = (Pregnancy.YES, Pregnancy.PLANNING, Pregnancy.BREASTFEEDING)


def below(value: Decimal | int | Unknown, limit: Decimal | int) -> bool:
    """Whether a known value lies under the limit; what is unknown lies nowhere."""
    return not isinstance(value, Unknown) and value < limit


def at_least(value: Decimal | int | Unknown, limit: Decimal | int) -> bool:
    """Whether a known value reaches the limit; what is unknown lies nowhere."""
    return not isinstance(value, Unknown) and value >= limit


def harms_a_child(case: Case) -> bool:
    """Whether pregnancy, its planning or breastfeeding was answered, by either sex."""
    return case.pregnancy in CARRYING


def pregnancy_open(rule: Choice, case: Case) -> bool:
    """Whether pregnancy is not answered where it must be: childbearing age, or not excluded."""
    if case.pregnancy is not UNKNOWN or case.sex is Sex.MALE:
        return False
    youngest, oldest = rule.pregnancy_ages.value
    return isinstance(case.age, Unknown) or youngest <= case.age <= oldest


def unanswered(case: Case, key: str) -> bool:
    """Whether the answer of this name was not given, or given as not known."""
    value = getattr(case, key)
    return value is UNKNOWN or value is Ild.UNKNOWN


def open_questions(case: Case, unknown: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the keys that are not known are questions at all: a man is not asked of one."""
    return tuple(key for key in unknown if key != "pregnancy" or case.sex is not Sex.MALE)


def is_child(case: Case) -> bool:
    """Whether the juvenile pathway applies."""
    return case.subtype is Subtype.JUVENILE


def is_young(case: Case, years: int) -> bool:
    """Whether a child is known to be younger than this."""
    return is_child(case) and below(case.age, years)


def experience(case: Case, drug: Immunosuppressant) -> Experience | None:
    """What is known of this drug in this patient; None where nothing is, or nothing was asked."""
    known = case.immunosuppressants
    if isinstance(known, Unknown):
        return None
    return next((how for each, how in known if each is drug), None)


def taken(case: Case) -> tuple[Immunosuppressant, ...]:
    """The drugs beside the steroid that are taken already, in their order."""
    known = case.immunosuppressants
    if isinstance(known, Unknown):
        return ()
    return tuple(drug for drug, how in known if how is Experience.TAKING)


def agent_begins(case: Case) -> date:
    """The first day of the agent: with the steroid, or the day that was named."""
    return case.agent_start or case.start_date
