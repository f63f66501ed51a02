"""What a visit says of the disease: since the baseline, since the visit before, warning signs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.evidence import Fact
from core.guideline.schema import Guideline
from core.guideline.schema_visit import WarningSigns
from core.patient import Subtype
from core.response.baseline import Baseline, baseline
from core.response.compared import pair_of
from core.response.direction import Directed, directed
from core.response.score import Pair, Scored, scored
from core.response.visit import Measure, Sign, Visit, Visits, by_day

WARNING = (
    Sign.SWALLOWING,
    Sign.BREATHING,
    Sign.CHEST_PAIN,
    Sign.FEVER,
    Sign.BLACK_STOOLS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """A visit against an earlier one."""

    visit: Visit  # the earlier one
    pair: Pair
    scored: Scored
    directed: Directed


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A warning sign, under the name of the sign or of the measure that shows it."""

    name: Sign | Measure
    because: Fact[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What one visit says."""

    now: Visit
    earlier: Visits  # one for each day, oldest first
    baseline: Baseline
    since_baseline: Since | None  # None: no baseline, or this visit is it
    since_before: Since | None  # None: it is the first
    warnings: tuple[Warned, ...]


def assessed(
    guideline: Guideline,
    visits: Visits,
    day: date,
    *,
    first_dose: date,
    juvenile: bool | None,
    subtype: Subtype | None,
) -> Assessed:
    """What the visit of this day says; raises KeyError where there is none."""
    days = {each.day: each for each in by_day(visits)}
    now, earlier = days[day], tuple(each for each in days.values() if each.day < day)
    rule = guideline.response

    def since(before: Visit) -> Since:  # the word for strength is against the visit before
        pair = pair_of(rule.score, before, now, juvenile=juvenile, subtype=subtype)
        return Since(
            visit=before,
            pair=pair,
            scored=scored(rule.score, pair),
            directed=directed(rule, pair, now.strength if before is earlier[-1] else None),
        )

    found = baseline(rule.baseline, visits, first_dose)
    base = next((each for each in earlier if found.visit == each), None)
    return Assessed(
        now=now,
        earlier=earlier,
        baseline=found,
        since_baseline=since(base) if base else None,
        since_before=since(earlier[-1]) if earlier else None,
        warnings=warnings(rule.warning, earlier, now),
    )


def warnings(rule: WarningSigns, earlier: Visits, now: Visit) -> tuple[Warned, ...]:
    """The warning signs of a visit: those asked for, then those of the lungs."""
    signs = (
        Warned(name=each, because=rule.signs) for each in WARNING if each in (now.signs or ())
    )
    fvc, dlco = now.value(Measure.FVC), now.value(Measure.DLCO)
    lungs = []
    if fvc is not None and fvc < rule.fvc_low.value:
        lungs.append(Warned(name=Measure.FVC, because=rule.fvc_low))
    for measure, value, fall in (
        (Measure.FVC, fvc, rule.fvc_fall),
        (Measure.DLCO, dlco, rule.dlco_fall),
    ):
        best = max((v for each in earlier if (v := each.value(measure)) is not None), default=None)
        if value is not None and best is not None and best - value >= fall.value:
            lungs.append(Warned(name=measure, because=fall))
    return (*signs, *lungs)
