"""What a visit says: the response since the baseline, patterns, and values that are acted on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from core.answers import is_child
from core.course.course import decided
from core.response.assessed import Assessed, Since, assessed
from core.response.beside import Judged
from core.response.patterns import Course, patterns
from core.response.score import CoreMeasure
from core.response.visit import GLOBALS, STRENGTH, Measure, Visit, by_day
from core.response.watched import Side, Verdict, Watched, rows
from flows.plan.live import Live
from flows.plan.visit.found import OPEN, concern, suggestion, suggests, visits
from flows.plan.visit.measured import measured
from flows.plan.visit.safety import said_value, verdicts, watching
from flows.talk.replies import Quoted, Sentence, Wording
from flows.talk.screens import Block, say

OF_THE_RESPONSE = (*STRENGTH, *GLOBALS, Measure.CK)
NOW = "now."  # how a missing measure begins that this visit lacks


def says(live: Live, day: date) -> Iterator[Block]:
    """What the visit of this day says, block by block."""
    found = _assessed(live, day)
    yield _response(found) if _tells_of_it(found.now) else ()
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


def _tells_of_it(visit: Visit) -> bool:
    """Whether anything was measured that the response is judged by."""
    return visit.strength is not None or any(map(visit.found, OF_THE_RESPONSE))


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
    """Which measures of this day would complete the score, or are needed on both."""
    names = {str(each): each for each in CoreMeasure}
    lacking = since.scored.missing
    here = tuple(names[each.removeprefix(NOW)] for each in lacking if each.startswith(NOW))
    if here and len(here) == len(lacking):
        return (say("visit.completes", measures=here),)
    both = tuple(each for each in CoreMeasure if any(_is_of(each, name) for name in lacking))
    return (say("visit.no_score", day=since.visit.day, measures=both),) if both else ()


def _is_of(measure: CoreMeasure, missing: str) -> bool:
    """Whether what is missing is this measure on either day, or what it is counted by."""
    counted_by = {CoreMeasure.ENZYME: {"enzyme", "upper_limit"}, CoreMeasure.MMT: {"mmt_max"}}
    own = {f"baseline.{measure}", f"{NOW}{measure}", f"{measure}_scale"}
    return missing in own | counted_by.get(measure, set())


def _patterns(live: Live, found: Assessed) -> Iterator[Sentence]:
    case, course = live.plan.case, live.course
    doses = tuple((each.first, each.mg) for each in decided(course)) if course else ()
    first = case.start_date - timedelta(days=case.pulse_days)
    shown = patterns(live.guideline, Course(case=case, first_dose=first, doses=doses), found)
    for each in shown:
        yield say("visit.pattern", statement=Quoted(each.because[0].statement))


def _values(live: Live, visit: Visit) -> Iterator[Sentence]:
    """Each value that is not in range, with those that mean the same for the same drugs; the
    severest first."""
    found = verdicts(watching(live), visit)
    for verdict in reversed(Verdict):
        alike = dict[tuple[Measure | None, str], tuple[Judged, ...]]()
        for each in (e for e in found if e.verdict is verdict):
            value = each.measure, each.because[0].statement
            alike[value] = (*alike.get(value, ()), each)
        by_drugs = dict[tuple[Watched, ...], list[Wording]]()
        for theirs in alike.values():
            drugs = tuple(each.drug for each in theirs)
            by_drugs.setdefault(drugs, []).append(_said(live, visit, theirs[0]))
        for drugs, values in by_drugs.items():
            strong = verdict is not Verdict.REPEAT
            yield say(f"visit.verdict.{verdict}", strong=strong, drugs=drugs, values=tuple(values))
        firsts = [theirs[0] for theirs in alike.values()]
        rules = (each.because[0].statement for each in firsts if _side(live, each) is None)
        yield from (say("visit.rule", rule=Quoted(each)) for each in dict.fromkeys(rules))


def _said(live: Live, visit: Visit, judged: Judged) -> Wording:
    """The value, beside the figure that it lies beyond where it goes by one."""
    side = _side(live, judged)
    found = visit.found(judged.measure) if judged.measure else None
    if side is None or found is None:
        return said_value(visit, judged.measure)
    beyond = "under" if side.endswith("_below") else "above"
    bare = measured(replace(found, of=None))
    return Wording(f"visit.beyond.{beyond}", {"value": bare, "figure": judged.because[0].value})


def _side(live: Live, judged: Judged) -> Side | None:
    """On which side of a figure of the drug the value lies; None where it goes by a rule."""
    figures = {row.fact: row.side for row in rows(live.guideline, judged.drug)}
    return figures.get(judged.because[0])
