"""A weight that is asked about once more: why, and beside which other ones."""

from decimal import Decimal

from core.evidence import Value
from core.reading import weight_limit
from flows.intake.reading.changed_weight import changed_much, weight_before
from flows.intake.reading.taken import Check
from flows.intake.subject import Subject


def says_of_a_weight(subject: Subject) -> str:
    """Why a weight is asked about once more, as its words are named."""
    held = subject.draft.held
    limit = weight_limit(subject.guideline, subject.subtype)
    usual = limit.is_usual(Decimal(str(held["answer"])))
    changed = changed_much(subject, Decimal(str(held["answer"])))
    if changed and held["check"] == Check.CONVERTED:
        return "converted_changed"
    if changed and held["check"] == Check.POUNDS:
        return "pounds_changed"
    if held["check"] == Check.CONVERTED and not usual:
        return "converted_unusual"
    return str(held["check"])


def weights(subject: Subject) -> dict[str, Value]:
    """The weight as it was read, as it was typed, and the one before it."""
    held = subject.draft.held
    values: dict[str, Value] = {
        "weight": Decimal(str(held["answer"])),
        "entered": str(held["entered"]),
    }
    if subject.kept and (was := weight_before(subject)):
        values |= {"was": was, "day": subject.kept.entered_on}
    if held["in_pounds_kg"]:
        values["in_pounds"] = Decimal(str(held["in_pounds_kg"]))
    return values
