"""What an answer says, where its absence must not be read as normal."""

from decimal import Decimal

from core.amounts import UNKNOWN, Unknown
from core.guideline.schema_agents import Choice
from core.patient import Case, Ild, Pregnancy, Sex, Subtype

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


def is_child(case: Case) -> bool:
    """Whether the juvenile pathway applies."""
    return case.subtype is Subtype.JUVENILE
