"""What a trainee can be asked about the last visit of a case: what the engine reads in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Any

from core.answers import is_child
from core.course.course import decided
from core.course.decisions import Decision, Move, asks_for_a_gain
from core.evidence import Fact, Section, Value, stated
from core.guideline.schema import Guideline
from core.plan import Plan
from core.response.assessed import Assessed, assessed
from core.response.patterns import Code, Course, patterns
from core.response.score import Category
from core.response.suggested import Suggested, suggested
from core.response.visit import Visits
from core.topics import NoAnswer, Read, Topic, term


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """A plan with its visits, the last of them the one that is asked about."""

    plan: Plan
    decisions: tuple[Decision, ...]
    visits: Visits

    @property
    def course(self) -> Course:
        """What the reading of a visit hangs on."""
        case, course = self.plan.case, self.plan.course
        return Course(
            case=case,
            first_dose=case.start_date - timedelta(days=case.pulse_days),
            doses=tuple((each.first, each.mg) for each in decided(course)) if course else (),
        )

    def read(self, guideline: Guideline) -> Assessed:
        """What the last visit says; raises NoAnswer where there is none."""
        if not self.visits:
            raise NoAnswer("no visit")
        case = self.plan.case
        return assessed(
            guideline,
            self.visits,
            self.visits[-1].day,
            first_dose=self.course.first_dose,
            juvenile=is_child(case),
            subtype=case.subtype,
        )


Said = tuple[Value, tuple[Fact[Any], ...]]  # and what it rests on
Reads = Callable[[Guideline, Attended], Said]


def _suggests(guideline: Guideline, seen: Attended) -> Said:
    """Step, hold or flare."""
    seen.read(guideline)
    flares = (each.on for each in seen.decisions if each.move is Move.FLARE)
    start = max(flares, default=seen.plan.case.start_date)
    found = suggested(
        guideline,
        seen.course,
        seen.visits,
        gain_since=start if asks_for_a_gain(seen.decisions) else None,
    )
    return found.what, (found.because,)


def _pattern(guideline: Guideline, seen: Attended) -> Said:
    """The first pattern that it shows."""
    shown = patterns(guideline, seen.course, seen.read(guideline))
    if not shown:
        raise NoAnswer("no pattern")
    return shown[0].code, shown[0].because


def _improved(guideline: Guideline, seen: Attended) -> Said:
    """The category of the improvement score."""
    since, score = seen.read(guideline).since_baseline, guideline.response.score
    if since is None or since.scored.category is None:
        raise NoAnswer("no score")
    return since.scored.category, (score.juvenile if is_child(seen.plan.case) else score.adult,)


VISIT_TOPICS: Mapping[str, tuple[Reads, Read]] = MappingProxyType(
    {
        "suggests": (_suggests, partial(term, Suggested)),
        "pattern": (_pattern, partial(term, Code)),
        "improved": (_improved, partial(term, Category)),
    }
)


def topics_of(seen: Attended) -> Mapping[str, Topic]:
    """The same of this case, asked like every other topic."""
    return {name: _topic(seen, *each) for name, each in VISIT_TOPICS.items()}


def _topic(seen: Attended, reads: Reads, read: Read) -> Topic:
    return Topic(
        of=lambda guideline, _plan: reads(guideline, seen)[0],
        read=read,
        lines=lambda guideline, _plan: (stated(Section.MONITORING, *reads(guideline, seen)[1]),),
    )
