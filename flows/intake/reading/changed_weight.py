"""Whether a weight is far from the one that the plan has."""

from decimal import Decimal

from flows.intake.subject import Subject

PERCENT = 100


def changed_much(subject: Subject, kg: Decimal) -> bool:
    """Whether the weight is far from the one that the plan has."""
    was = weight_before(subject)
    most = subject.guideline.limits.weight_change_percent.value
    return was is not None and abs(kg - was) * PERCENT > most * was


def weight_before(subject: Subject) -> Decimal | None:
    """The weight of the plan whose answers are given anew."""
    return Decimal(str(subject.kept.answers["weight_kg"])) if subject.kept else None
