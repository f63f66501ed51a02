"""The numbers of a visit in words: each with its unit and what it is counted by."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from core.amounts import plain
from core.response.visit import ON_A_SCALE, Finding, Visit
from flows.talk.replies import Wording, Words

TENTHS, CENTS, WITHOUT_CENTS = Decimal("0.1"), Decimal("0.01"), Decimal(10)


def shown(value: Decimal) -> Decimal:
    """A value as it is read: one that was converted to more than its own places is rounded."""
    if value == value.quantize(CENTS):
        return value
    return plain(value.quantize(TENTHS if value >= WITHOUT_CENTS else CENTS, ROUND_HALF_UP))


def measured(found: Finding) -> Wording:
    """One number with its unit; its upper limit, hours or time where they are known."""
    values: dict[str, Words] = {"value": shown(found.value)}
    scaled = found.of is not None and found.measure in ON_A_SCALE
    if scaled and found.of is not None:
        values["of"] = found.of
    said = Wording(f"measured.{found.measure}", values)
    if found.of is not None and not scaled:
        said = Wording("measured.with_limit", {"measured": said, "limit": found.of})
    if found.hours is not None:
        said = Wording("measured.with_hours", {"measured": said, "hours": found.hours})
    if found.at is not None:
        said = Wording("measured.with_time", {"measured": said, "time": f"{found.at:%H%M}"})
    return said


def results(visit: Visit) -> Iterator[Wording]:
    """What was found as a number, then each test that has none."""
    yield from map(measured, visit.findings)
    yield from (says for _, says in tests(visit))
    if visit.signs is not None:
        yield from (Wording(f"found.signs.{each}") for each in visit.signs or ("none",))


def tests(visit: Visit) -> Iterator[tuple[str, Wording]]:
    """Each test that has no number, by its name."""
    if visit.pregnant is not None:
        yield "pregnant", Wording(f"measured.pregnant.{'yes' if visit.pregnant else 'no'}")
    if visit.urine:
        yield "urine", Wording(f"measured.urine.{visit.urine}")
    if visit.ecg:
        yield "ecg", Wording(f"measured.ecg.{visit.ecg}")
