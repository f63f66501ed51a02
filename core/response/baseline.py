"""Which visit a response is counted from: close before the first dose, else soon after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.evidence import Fact
from core.guideline.schema_visit import BaselineRule
from core.response.visit import OF_THE_SCORE, Visit, by_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The visit, or none; whether treatment had begun by then; and the rule that says so."""

    visit: Visit | None
    begun: bool
    because: Fact[int] | Fact[None]


def baseline(rule: BaselineRule, visits: Iterable[Visit], first_dose: date) -> Baseline:
    """The last visit up to the first dose, not too old; else the earliest soon after it.

    `first_dose` is the first day of any steroid, a pulse included. A visit without a measure of
    the score is no baseline.
    """
    counted = [each for each in by_day(visits) if _counts(each)]
    oldest = first_dose - timedelta(days=rule.days_before.value)
    latest = first_dose + timedelta(days=rule.days_after.value)
    near = [each for each in counted if oldest <= each.day <= latest]
    before = [each for each in near if each.day <= first_dose]
    if before:
        return Baseline(visit=before[-1], begun=False, because=rule.days_before)
    if near:
        return Baseline(visit=near[0], begun=True, because=rule.days_after)
    return Baseline(visit=None, begun=False, because=rule.none)


def _counts(visit: Visit) -> bool:
    return any(each.measure in OF_THE_SCORE for each in visit.findings)
