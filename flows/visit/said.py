"""What a visit says: the response since the baseline, patterns, and values that are acted on."""

from collections.abc import Iterator
from datetime import date, timedelta

from core.answers import is_child
from core.course.course import decided
from core.response.assessed import Assessed, Since, assessed
from core.response.beside import Judged
from core.response.patterns import Course, patterns
from core.response.score import CoreMeasure
from core.response.visit import Visit, by_day
from core.response.watched import Verdict
from flows.plan.found import OPEN, concern, suggestion, suggests, visits
from flows.plan.live import Live
from flows.plan.safety import said_value, verdicts
from flows.talk.replies import Quoted, Sentence
from flows.talk.screens import Block, say

NOW = "now."  # how a missing measure begins that this visit lacks


def says(live: Live, day: date) -> Iterator[Block]:
    """What the visit of this day says, block by block."""
    found = _assessed(live, day)
    yield _response(found)
    yield tuple(_patterns(live, found))
    yield tuple(_values(live, found.now))
    if visits_last(live) == day:
        yield _suggests(live)


def _suggests(live: Live) -> Block:
    """The suggestion where nothing is open; of a child, which has no steps, what calls for
    somebody."""
    found, suggested = concern(live), suggestion(live)
    if suggested is not None and suggested.why not in OPEN:
        return suggests(suggested)
    if live.course is None and found is not None:
        return (say("visit.pattern", strong=True, statement=Quoted(found.because.statement)),)
    return ()


def visits_last(live: Live) -> date:
    """The day of the last visit."""
    return by_day(visits(live.record))[-1].day


def _assessed(live: Live, day: date) -> Assessed:
    case = live.plan.case
    return assessed(
        live.guideline,
        visits(live.record),
        day,
        first_dose=case.start_date - timedelta(days=case.pulse_days),
        juvenile=is_child(case),
        subtype=case.subtype,
    )


def _response(found: Assessed) -> Block:
    """The score, or where the disease has gone and what would complete the score."""
    since = found.since_baseline
    if since is None:
        here = found.baseline.visit is not None and found.baseline.visit.day == found.now.day
        known = say("visit.is_baseline" if here else "visit.no_baseline")
        return (known, *_direction(found.since_before))
    total, category = since.scored.total, since.scored.category
    begun = (say("visit.baseline_begun"),) if found.baseline.begun else ()
    if total is None or category is None:
        return (*_direction(since), *_lately(found, since), *_missing(since))
    valid = () if since.scored.validated else (say("visit.not_validated"),)
    score = say("visit.score", score=total, category=category, day=since.visit.day)
    return (score, *_lately(found, since), *valid, *begun)


def _lately(found: Assessed, baseline: Since) -> Block:
    """Where it has gone since the visit before, if that is another way than since the baseline."""
    last = found.since_before
    if last is None or last.directed.direction is baseline.directed.direction:
        return ()
    return _direction(last)


def _direction(since: Since | None) -> Block:
    way = since.directed.direction if since else None
    if since is None or way is None:
        return ()
    return (say("visit.direction", direction=way, by=since.directed.by, day=since.visit.day),)


def _missing(since: Since) -> Block:
    """Which measures of this day would complete the score; nothing where it has none of them."""
    if not since.pair.now:
        return ()
    lacking = tuple(
        CoreMeasure(each.removeprefix(NOW))
        for each in since.scored.missing
        if each.startswith(NOW)
    )
    other = len(since.scored.missing) > len(lacking)
    if other or not lacking:
        return (say("visit.no_score", day=since.visit.day),)
    return (say("visit.completes", measures=lacking),)


def _patterns(live: Live, found: Assessed) -> Iterator[Sentence]:
    case, course = live.plan.case, live.course
    doses = tuple((each.first, each.mg) for each in decided(course)) if course else ()
    first = case.start_date - timedelta(days=case.pulse_days)
    shown = patterns(live.guideline, Course(case=case, first_dose=first, doses=doses), found)
    for each in shown:
        yield say("visit.pattern", statement=Quoted(each.because[0].statement))


def _values(live: Live, visit: Visit) -> Iterator[Sentence]:
    """Each value that is not in range, once with every drug that it means the same for; the
    severest first."""
    found = verdicts(live, visit)
    for verdict in reversed(Verdict):
        together = dict[tuple[object, str], list[Judged]]()
        for each in (e for e in found if e.verdict is verdict):
            together.setdefault((each.measure, each.because[0].statement), []).append(each)
        for alike in together.values():
            yield _value(visit, verdict, alike)


def _value(visit: Visit, verdict: Verdict, alike: list[Judged]) -> Sentence:
    return say(
        f"visit.verdict.{verdict}",
        strong=verdict is not Verdict.REPEAT,
        value=said_value(visit, alike[0].measure),
        drugs=tuple(each.drug for each in alike),
        because=Quoted(alike[0].because[0].statement),
    )
