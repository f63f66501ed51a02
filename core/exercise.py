"""Fictional cases to learn on: every right answer is the planner's, none is written down.

A file has the answers of a case, what was decided since, a story, and exercises with the wrong
answers. It is checked against the planner when it is read, so that no case goes stale.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from core.course.decisions import Decision, Move, Reason
from core.evidence import Line, Value
from core.guideline.schema import Guideline
from core.plan import Plan, plan_for, recalled
from core.reading import Refused, UnknownKey
from core.response.visit import EnteredBy, Visit
from core.response.visit_text import read as read_visit
from core.topics import TOPICS, NoAnswer, Topic
from core.visit_topics import Attended, topics_of

HEAD = frozenset({"title", "story", "answers", "exercises"})
AND_PERHAPS = frozenset({"decisions", "visits"})
PREDICT = frozenset({"topic", "others"})
SPOT = frozenset({"statements"})


class BadLesson(ValueError):
    """The case cannot be taught with; the message begins with its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One answer on one topic: offered, or said of the case."""

    topic: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """Claims to choose from. One is the planner's answer or, where `spot`, the only wrong one."""

    topic: str
    options: tuple[Claim, ...]
    right: int  # the place of what is to be chosen
    truth: Claim  # what the planner says on the topic
    because: tuple[Line, ...]
    spot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A fictional case with its plan and its exercises."""

    name: str
    title: str
    story: str
    plan: Plan
    answers: tuple[tuple[str, Value], ...]  # read back as the planner has read them
    seen: Attended
    exercises: tuple[Exercise, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """What every exercise of one file is read with."""

    name: str
    guideline: Guideline
    plan: Plan
    topics: Mapping[str, Topic]

    def wrong(self, why: object) -> BadLesson:
        return BadLesson(f"{self.name}: {why}")

    def topic(self, name: object) -> Topic:
        if name not in self.topics:
            raise self.wrong(f"no topic is called {name}")
        return self.topics[str(name)]

    def truth(self, name: str) -> Claim:
        """What the planner says on this topic."""
        try:
            value = self.topic(name).of(self.guideline, self.plan)
        except NoAnswer as error:
            raise self.wrong(f"{name}: {error}") from error
        return Claim(topic=name, value=value)

    def read(self, name: str, text: object) -> Claim:
        """An answer as the file has it."""
        try:
            value = self.topic(name).read(str(text), self.plan)
        except NoAnswer as error:
            raise self.wrong(f"{name}: {error} is no answer to it") from error
        return Claim(topic=name, value=value)

    def because(self, name: str) -> tuple[Line, ...]:
        lines = self.topic(name).lines(self.guideline, self.plan)
        if not lines:
            raise self.wrong(f"{name}: no line of the plan says why")
        return lines


def parse(
    name: str, text: str, guideline: Guideline, loads: Callable[[str], dict[str, Any]]
) -> Lesson:
    """The lesson, or BadLesson for the first thing that does not hold; `loads` reads TOML."""
    try:
        table = loads(text)
    except ValueError as error:
        raise BadLesson(f"{name}: not TOML: {error}") from error
    if missing := (HEAD - table.keys()) | (table.keys() - HEAD - AND_PERHAPS):
        raise BadLesson(f"{name}: missing or unknown: {', '.join(sorted(missing))}")
    seen = _attended(name, table, guideline)
    topics = {**TOPICS, **topics_of(seen)}
    case = _Case(name=name, guideline=guideline, plan=seen.plan, topics=topics)
    return Lesson(
        name=name,
        title=str(table["title"]),
        story=str(table["story"]),
        plan=case.plan,
        answers=tuple((key, getattr(case.plan.case, key)) for key in table["answers"]),
        seen=seen,
        exercises=tuple(_exercise(case, each) for each in table["exercises"]),
    )


def _attended(name: str, table: Mapping[str, Any], guideline: Guideline) -> Attended:
    """The plan after what was decided, with its visits; one that is refused is no case to teach
    with."""
    answers, decisions, visits = table["answers"], tuple[Decision, ...](), tuple[Visit, ...]()
    try:
        plan = plan_for(guideline, answers)
        if not isinstance(plan, Refused):
            decisions = tuple(_decision(plan, each) for each in table.get("decisions", ()))
            given = enumerate(table.get("visits", ()), start=1)
            visits = tuple(_visit(plan, number, each) for number, each in given)
            plan = recalled(guideline, answers, decisions)
    except (UnknownKey, KeyError, TypeError, ValueError) as error:
        raise BadLesson(f"{name}: {error}") from error
    if isinstance(plan, Refused):
        raise BadLesson(f"{name}: the planner refuses it: {plan.reason}")
    return Attended(plan=plan, decisions=decisions, visits=visits)


def _visit(plan: Plan, number: int, given: Mapping[str, Any]) -> Visit:
    """What was found, its day written as the days from the first oral dose."""
    day = plan.case.start_date + timedelta(days=given["day"])
    role = EnteredBy.PRESCRIBER
    return read_visit({**given, "visit": number, "day": day.isoformat(), "role": role})


def _decision(plan: Plan, given: Mapping[str, Any]) -> Decision:
    """What was decided, its day written as the days from the first oral dose."""
    return Decision(
        move=Move(given["move"]),
        on=plan.case.start_date + timedelta(days=given["day"]),
        reason=Reason(given["reason"]),
        mg=Decimal(given["mg"]) if "mg" in given else None,
        weeks=given.get("weeks", 0),
    )


def _exercise(case: _Case, given: Mapping[str, Any]) -> Exercise:
    if given.keys() == PREDICT:
        return _predict(case, given)
    if given.keys() == SPOT:
        return _spot(case, given["statements"])
    raise case.wrong(f"not an exercise: {', '.join(sorted(given))}")


def _predict(case: _Case, given: Mapping[str, Any]) -> Exercise:
    """The planner's answer among others, in the order of their values."""
    topic = str(given["topic"])
    truth = case.truth(topic)
    others = [case.read(topic, each) for each in given["others"]]
    options = sorted((truth, *others), key=_place)
    if not others or len({each.value for each in options}) < len(options):
        raise case.wrong(f"{topic}: the answers to choose from are not all different")
    return Exercise(
        topic=topic,
        options=tuple(options),
        right=options.index(truth),
        truth=truth,
        because=case.because(topic),
    )


def _place(claim: Claim) -> tuple[str, Any]:
    """Amounts and dates in their order, words in theirs; so the right one may stand anywhere."""
    return type(claim.value).__name__, claim.value


def _spot(case: _Case, given: list[Any]) -> Exercise:
    """Statements that the planner bears out, and one that it does not."""
    planted = [place for place, each in enumerate(given) if isinstance(each, Mapping)]
    if len(planted) != 1 or not given[1:]:
        raise case.wrong("one statement must be wrong, and others right")
    right = planted[0]
    topic = str(given[right].get("topic"))
    truth, wrong = case.truth(topic), case.read(topic, given[right].get("value"))
    if wrong == truth:
        raise case.wrong(f"{topic}: what is planted as an error is what the planner says")
    others = [case.truth(str(each)) for place, each in enumerate(given) if place != right]
    if truth in others:
        raise case.wrong(f"{topic}: the error and the truth stand side by side")
    return Exercise(
        topic=topic,
        options=(*others[:right], wrong, *others[right:]),
        right=right,
        truth=truth,
        because=case.because(topic),
        spot=True,
    )
