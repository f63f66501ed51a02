"""What was found at the visits of a plan: entered, still fresh, in words, and what it suggests."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from core.course.course import decided
from core.course.decisions import Move
from core.response import patterns
from core.response.suggested import Suggested, Suggestion, Why, suggested
from core.response.visit import (
    OF_THE_SCORE,
    STRENGTH,
    Finding,
    Measure,
    Strength,
    Visit,
    Visits,
    added,
    by_day,
    in_force,
)
from flows.plan.live import Live
from flows.plan.standing import standing
from flows.plan.status import asks_for_a_gain
from flows.plan.visit.measured import measured, shown
from flows.talk.history import Visited
from flows.talk.records import PlanRecord
from flows.talk.replies import Quoted, Sentence, Wording
from flows.talk.screens import Block, say

NOTHING: Mapping[Measure, Finding] = MappingProxyType({})
OPEN = frozenset({Why.STRENGTH_UNKNOWN, Why.ENZYME_UNKNOWN, Why.SIGNS_UNKNOWN})

CONCERNS = frozenset({Why.WARNING_SIGN, Why.ACTIVE, Why.STEROID_MYOPATHY, Why.WEAKER})


def visits(record: PlanRecord) -> Visits:
    """What was entered, entry by entry."""
    return tuple(each.visit for each in record.visited)


def own(record: PlanRecord, day: date, who: int) -> Visits:
    """What this person has answered in words on this day, but for what a later entry stands for:
    what was measured stands beside it."""
    by = {each.visit.number: each.by for each in record.visited}
    there = (each for each in in_force(visits(record)) if each.is_in_words)
    return tuple(each for each in there if (each.day, by[each.number]) == (day, who))


def entered(record: PlanRecord, visit: Visit, *, by: int, name: str, at: datetime) -> PlanRecord:
    """The plan with this entry; no dose and no date has changed, so neither has the revision.

    Raises BadVisit where it does not follow on from those that were entered.
    """
    added(visits(record), visit)
    entry = Visited(visit=visit, by=by, name=name, at=at, revision=record.revision)
    return replace(record, visited=(*record.visited, entry), serial=record.serial + 1)


def fresh(live: Live) -> Visit | None:
    """The last visit, where it is recent and something of it is newer than what the last decision
    about the dose rests on; what one day's entries say stands together."""
    record, rule = live.record, live.guideline.response.direction
    found = by_day(visits(record))
    if not found:
        return None
    last, used = found[-1], (each.visit for each in standing(record))
    age = live.today - last.day
    recent = timedelta(0) <= age <= timedelta(days=rule.recent_days.value)
    return last if recent and last.number > max(used, default=0) else None


def fresh_number(live: Live) -> int:
    """The number of that visit; 0 where there is none."""
    found = fresh(live)
    return found.number if found else 0


def suggestion(live: Live) -> Suggestion | None:
    """What the fresh visit suggests; None without one, or without a course."""
    return None if live.course is None else _suggested(live)


def concern(live: Live) -> Suggestion | None:
    """A warning sign or worse strength of the fresh visit, a child's as well: whoever treats is
    asked at once; None where there is neither."""
    found = _suggested(live)
    return found if found and found.why in CONCERNS else None


def _suggested(live: Live) -> Suggestion | None:
    course, case = live.course, live.plan.case
    if fresh(live) is None:
        return None
    doses = tuple((each.first, each.mg) for each in decided(course)) if course else ()
    first = case.start_date - timedelta(days=case.pulse_days)
    return suggested(
        live.guideline,
        patterns.Course(case=case, first_dose=first, doses=doses),
        visits(live.record),
        gain_since=_gain_since(live),
    )


def _gain_since(live: Live) -> date | None:
    """From which day on strength must be better before the next step; None where it need not."""
    if not asks_for_a_gain(live.record):
        return None
    flares = (e.decision.on for e in standing(live.record) if e.decision.move is Move.FLARE)
    return max(flares, default=live.plan.case.start_date)


def said(record: PlanRecord, visit: Visit) -> Sentence:
    """What was found on this day, and who entered it last."""
    by = next(each for each in record.visited if each.visit.number == visit.number)
    before = {
        each.measure: each
        for earlier in by_day(visits(record))
        if earlier.day < visit.day
        for each in earlier.findings
    }
    found = tuple(findings(visit, before=before))
    return say("found.said", day=visit.day, name=by.name, findings=found)


def findings(
    visit: Visit, *, whole: bool = False, before: Mapping[Measure, Finding] = NOTHING
) -> Iterator[Wording]:
    """What a decision looks at, in words: strength, creatine kinase and the warning signs, with
    the numbers of the response, each beside the one before; what was not looked at is said so. On
    the `whole` every value."""
    numbers = tuple(visit.findings if whole else _of_the_response(visit))
    yield from (_beside(each, before.get(each.measure)) for each in numbers)
    there = {each.measure for each in visit.findings}
    if whole and there:
        there |= {*STRENGTH, Measure.CK}  # of an entry with values only what was entered is said
    if visit.strength or there.isdisjoint(STRENGTH):
        since = "_since" if visit.number > 1 and visit.strength is Strength.SAME else ""
        yield Wording(f"found.strength.{visit.strength or 'unknown'}{since}")
    if visit.ck_trend or Measure.CK not in there:
        yield Wording(f"found.ck.{visit.ck_trend or 'unknown'}")
    if visit.signs is not None or not (whole and there):
        yield from _signs(visit)
    if left := len(visit.findings) - len(numbers):
        yield Wording("found.others", {"count": left})


def _beside(found: Finding, before: Finding | None) -> Wording:
    """A number; where it was another one on the same scale before, that too."""
    if before is None or before.of != found.of or before.value == found.value:
        return measured(found)
    return Wording("measured.was", {"measured": measured(found), "was": shown(before.value)})


def _signs(visit: Visit) -> Iterator[Wording]:
    if not visit.signs:
        yield Wording("found.signs.unknown" if visit.signs is None else "found.signs.none")
    yield from (Wording(f"found.signs.{each}") for each in visit.signs or ())


def _of_the_response(visit: Visit) -> Iterator[Finding]:
    return (each for each in visit.findings if each.measure in OF_THE_SCORE)


def suggests(suggested: Suggestion) -> Block:
    """The suggestion with its reason: what is not known, or the rule that was found to hold."""
    why = suggested.why
    return (
        say(
            f"found.suggests.{suggested.what}",
            strong=suggested.what is not Suggested.STEP,
            why=Wording(f"found.{why}") if why in OPEN else Quoted(suggested.because.statement),
        ),
    )
