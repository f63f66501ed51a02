"""Answers of a plan that a visit says otherwise: which ones, and as a button carries them."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from core.patient import Pregnancy
from core.plan import Plan, plan_for
from core.response.visit import Measure, Visit
from core.response.watched import Verdict
from flows.plan.live import Live
from flows.plan.sections import ANEW
from flows.plan.visit.safety import COUNTS, verdicts, watching
from flows.talk.records import Answer

YES = "yes"
READ: Mapping[str, Callable[[str], Answer]] = MappingProxyType(
    {
        "egfr": int,
        "pregnancy": lambda code: Pregnancy(code).value,
        "cytopenia": lambda code: {YES: True}[code],
    }
)


def press_of(key: str, answer: Answer) -> str:
    """The press that gives this answer anew."""
    return f"{ANEW}.{key}.{YES if answer is True else answer}"


def answer_in(press: str) -> Mapping[str, Answer]:
    """The answer that the press gives; none where it names none. Raises KeyError or ValueError
    where it cannot be one."""
    _, *named = press.split(".")
    if not named:
        return {}
    key, code = named
    return {key: READ[key](code)}


def said_otherwise(live: Live, visit: Visit) -> Iterator[tuple[str, Answer]]:
    """Each answer that the visit gives and that the plan would be another one by."""
    answers = live.record.answers
    before = plan_for(live.guideline, answers)
    for key, answer in _given(live, visit):
        after = plan_for(live.guideline, {**answers, key: answer})
        plans = isinstance(before, Plan) and isinstance(after, Plan)
        if answers.get(key) != answer and plans and before != after:
            yield key, answer


def _given(live: Live, visit: Visit) -> Iterator[tuple[str, Answer]]:
    egfr = visit.value(Measure.EGFR)
    if egfr is not None:
        yield "egfr", int(egfr)
    if visit.pregnant:
        yield "pregnancy", Pregnancy.YES.value
    low = (e for e in verdicts(watching(live), visit) if e.verdict is Verdict.WITHHOLD)
    if any(each.measure in COUNTS for each in low):
        yield "cytopenia", True
