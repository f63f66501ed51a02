"""The values of a visit against what is taken, and what of them speaks against a drug."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from core.course.course import in_force
from core.course.decisions import Drug, Reason
from core.course.regimen.regimen import running
from core.response.beside import Judged, Taken
from core.response.cutoffs import judged
from core.response.visit import Measure, Visit, by_day
from core.response.watched import Verdict, Watched
from core.sayable import Medicine, of
from flows.plan.drugs import agents_taken
from flows.plan.live import Live
from flows.plan.visit.found import visits
from flows.plan.visit.measured import measured
from flows.talk.replies import Wording

COUNTS = frozenset({Measure.WHITE_CELLS, Measure.NEUTROPHILS, Measure.PLATELETS})
ACTED_ON = frozenset({Verdict.REPEAT, Verdict.CALL, Verdict.WITHHOLD})
REASONS: Mapping[Measure | None, Reason] = MappingProxyType(
    {
        None: Reason.PREGNANCY,
        **dict.fromkeys((Measure.ALT, Measure.AST, Measure.ALBUMIN), Reason.LIVER),
        **dict.fromkeys((Measure.CREATININE, Measure.EGFR), Reason.KIDNEY),
        **dict.fromkeys((Measure.POTASSIUM, Measure.SYSTOLIC, Measure.DIASTOLIC), Reason.OTHER),
    }
)  # for which a drug is held; of all others that counts are low


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """A drug that is taken, and the values of one day that speak against it."""

    drug: Drug
    day: date
    reason: Reason  # for which it would be held
    values: tuple[Wording, ...]


def verdicts(live: Live, visit: Visit) -> tuple[Judged, ...]:
    """What the values of this day mean for everything that is taken now, where it is more than
    that they are in range."""
    found = judged(live.guideline, visits(live.record), visit, _taken(live))
    return tuple(each for each in found if each.verdict in ACTED_ON)


def against(live: Live, visit: Visit) -> tuple[Against, ...]:
    """Each agent that is taken and that a value of this visit withholds."""
    found = [e for e in verdicts(live, visit) if e.verdict is Verdict.WITHHOLD]
    each = ((drug, _of(drug, found)) for drug in agents_taken(live))
    return tuple(_against(drug, visit, theirs) for drug, theirs in each if theirs)


def last_against(live: Live, drug: Drug) -> Against | None:
    """What was found last that speaks against this drug; None where nothing was."""
    days = reversed(by_day(visits(live.record)))
    return next((e for day in days for e in against(live, day) if e.drug is drug), None)


def said_value(visit: Visit, measure: Measure | None) -> Wording:
    """A value of the visit in words; that of no measure is the pregnancy test."""
    found = visit.found(measure) if measure else None
    return measured(found) if found else Wording("measured.pregnant.yes")


def _against(drug: Drug, visit: Visit, found: tuple[Judged, ...]) -> Against:
    return Against(
        drug=drug,
        day=visit.day,
        reason=REASONS.get(found[0].measure, Reason.LOW_COUNTS),
        values=tuple(said_value(visit, each.measure) for each in found),
    )


def _of(drug: Drug, found: list[Judged]) -> tuple[Judged, ...]:
    return tuple(each for each in found if str(each.drug) == str(drug))


def _taken(live: Live) -> Taken:
    course, overlap = live.course, live.plan.case.ssc_overlap
    period = in_force(course, live.today) if course else None
    return Taken(
        drugs=tuple(_watched(live)),
        steroid_mg=period.mg if period else Decimal(0),
        sclerosis=overlap if isinstance(overlap, bool) else None,
    )


def _watched(live: Live) -> Iterator[Watched]:
    """The agents that are taken, rescue drugs that are given, prophylaxis that is printed, and the
    steroid."""
    agents = {str(each) for each in agents_taken(live)}
    known = {each.value for each in Drug}
    for each in Watched:
        if str(each) in agents:
            yield each
        elif str(each) in known:
            if running(live.plan.regimens, Drug(each), live.today):
                yield each
        elif each is Watched.TMP_SMX:
            if any(found.doses for found in of(live.plan.said, Medicine.TMP_SMX)):
                yield each
        else:
            yield each
