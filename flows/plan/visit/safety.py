"""The values of a visit against what is taken, and what of them speaks against a drug."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from core.course.course import in_force
from core.course.decisions import Drug, Reason
from core.course.regimen.regimen import running
from core.guideline.schema import Guideline
from core.plan import Plan
from core.response.beside import Judged, Taken
from core.response.cutoffs import judged
from core.response.visit import Measure, Visit, Visits, by_day
from core.response.watched import Verdict, Watched
from core.sayable import Medicine, of
from flows.plan.drugs import taken_of
from flows.plan.live import Live
from flows.plan.visit.found import visits
from flows.plan.visit.measured import measured
from flows.talk.records import PlanRecord
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
VERBS: Mapping[Reason, str] = MappingProxyType({Reason.PREGNANCY: "end"})  # all others: held


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """A plan with its visits, on the day on which its values are looked at."""

    guideline: Guideline
    plan: Plan
    visits: Visits
    today: date

    @property
    def agents(self) -> tuple[Drug, ...]:
        """Those that are taken."""
        return taken_of(self.plan.regimens, self.today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """A drug that is taken, and the values of one day that speak against it."""

    drug: Drug
    day: date
    reason: Reason  # for which it would be held
    values: tuple[Wording, ...]


def watching(live: Live) -> Watching:
    """The plan as it stands in this turn."""
    return watching_on(live.guideline, live.plan, live.record, live.today)


def watching_on(guideline: Guideline, plan: Plan, record: PlanRecord, today: date) -> Watching:
    """The plan as it stands on this day."""
    return Watching(guideline=guideline, plan=plan, visits=visits(record), today=today)


def verdicts(there: Watching, visit: Visit) -> tuple[Judged, ...]:
    """What the values of this day mean for everything that is taken now, where it is more than
    that they are in range."""
    found = judged(there.guideline, there.visits, visit, _taken(there))
    return tuple(each for each in found if each.verdict in ACTED_ON)


def against(there: Watching, visit: Visit) -> tuple[Against, ...]:
    """Each agent that is taken and that a value of this visit withholds."""
    found = [e for e in verdicts(there, visit) if e.verdict is Verdict.WITHHOLD]
    each = ((drug, _of(drug, found)) for drug in there.agents)
    return tuple(_against(drug, visit, theirs) for drug, theirs in each if theirs)


def standing_against(there: Watching) -> tuple[Against, ...]:
    """Each agent that is taken and that a value withholds which nobody has measured anew since."""
    if not there.agents:
        return ()
    last = dict[Measure | None, Visit]()
    for visit in by_day(there.visits):
        last |= {each.measure: visit for each in visit.findings}
        last |= {None: visit} if visit.pregnant is not None else {}
    found = dict[Drug, Against]()
    for day in {visit.day: visit for visit in last.values()}.values():
        still = [
            each
            for each in verdicts(there, day)
            if each.verdict is Verdict.WITHHOLD and last.get(each.measure) is day
        ]
        for drug in there.agents:
            if theirs := _of(drug, still):
                here = _against(drug, day, theirs)
                found[drug] = _together(found[drug], here) if drug in found else here
    return tuple(found.values())


def speaks_against(there: Watching, drug: Drug) -> Against | None:
    """What of that speaks against this drug; None where nothing does."""
    return next((each for each in standing_against(there) if each.drug is drug), None)


def said_value(visit: Visit, measure: Measure | None) -> Wording:
    """A value of the visit in words; that of no measure is the pregnancy test."""
    found = visit.found(measure) if measure else None
    return measured(found) if found else Wording("measured.pregnant.yes")


def _together(one: Against, other: Against) -> Against:
    """What two days say, under the later one."""
    first, last = sorted((one, other), key=lambda each: each.day)
    return Against(
        drug=last.drug, day=last.day, reason=last.reason, values=(*last.values, *first.values)
    )


def _against(drug: Drug, visit: Visit, found: tuple[Judged, ...]) -> Against:
    return Against(
        drug=drug,
        day=visit.day,
        reason=REASONS.get(found[0].measure, Reason.LOW_COUNTS),
        values=tuple(said_value(visit, each.measure) for each in found),
    )


def _of(drug: Drug, found: list[Judged]) -> tuple[Judged, ...]:
    return tuple(each for each in found if str(each.drug) == str(drug))


def _taken(there: Watching) -> Taken:
    course, overlap = there.plan.course, there.plan.case.ssc_overlap
    period = in_force(course, there.today) if course else None
    return Taken(
        drugs=tuple(_watched(there)),
        steroid_mg=period.mg if period else Decimal(0),
        sclerosis=overlap if isinstance(overlap, bool) else None,
    )


def _watched(there: Watching) -> Iterator[Watched]:
    """The agents that are taken, rescue drugs that are given, prophylaxis that is printed, and the
    steroid."""
    agents = {str(each) for each in there.agents}
    known = {each.value for each in Drug}
    for each in Watched:
        if str(each) in agents:
            yield each
        elif str(each) in known:
            if running(there.plan.regimens, Drug(each), there.today):
                yield each
        elif each is Watched.TMP_SMX:
            if any(found.doses for found in of(there.plan.said, Medicine.TMP_SMX)):
                yield each
        else:
            yield each
