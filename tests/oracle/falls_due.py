"""What falls due along a plan, against a life: every date of its drugs, none more, none less."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from core.due import Due, Item
from core.plan import Plan
from tests.oracle import repeats
from tests.oracle.diary import Diary
from tests.oracle.life import AGENTS, Life
from tests.oracle.reading import WEEKDAYS

AHEAD = 84
RESTS = "weekly day, held"
BY_ITSELF = ("overdose", "tests_overdue", "closed")  # asked about at once
OF_THE_STEROID = (Item.PNEUMOCYSTIS, Item.VACCINES, Item.BONE, Item.ADRENAL)
MAY_NAME = (Item.METHOTREXATE, Item.BEFORE_RISE, Item.TITRATION, *OF_THE_STEROID)
HARM = {"cytopenia", "liver_disease", "egfr_below_60", "egfr_below_30", "egfr_below_10"}
GIVES = ("second_infusion", "next_course", "before_pulse")


def due_days(life: Life, plan: Plan, agenda: tuple[Due, ...]) -> Iterator[str]:
    """Each day on which something falls due that should not, and each that is lost."""
    until = life.today + AHEAD
    found = [each for each in agenda if each.day <= life.day(until)]
    yield from _of_the_agents(life, found, until)
    for due in found:
        if due.item not in MAY_NAME and {*due.values} & {"mg", "intakes", "amounts"}:
            yield f"(a) {due.item} names an amount"
    yield from _follow_up(life, found)
    yield from _fixed(life, plan, agenda)


def _of_the_agents(life: Life, found: list[Due], until: int) -> Iterator[str]:
    theirs = Counter(filter(None, (_told(life, each) for each in found)))
    agents = (each for each in life.diaries if each.drug in AGENTS)
    ours = Counter(day for each in agents for day in _of_an_agent(life, each, until))
    beside = (each for each in life.diaries if each.drug not in AGENTS)
    ours.update(
        ("laboratory", e.drug, day, None)
        for e in beside
        for day in repeats.weekly(e, until, harm=_tells_of_a_harm(life, e))
    )
    ours.update(_not_begun(life, until))
    for day in sorted({*theirs} | {*ours}, key=str):
        if theirs[day] != ours[day]:
            letter = "a" if day[0] == "methotrexate" and theirs[day] else "d"
            yield f"({letter}) due {day}: {theirs[day]} times, not {ours[day]}"


def _not_begun(life: Life, until: int) -> Iterator[tuple[Any, ...]]:
    """The question about an agent that is ready and was never begun."""
    named, known = life.named, {each.drug for each in life.diaries}
    if named["status"] != "ready" or named["first"] in known or life.agent_running():
        return
    start = life.case.get("agent_start") or life.case["start_date"]
    stops = [each.end for each in life.diaries if each.drug in AGENTS and each.ended]
    ready = max((date.fromisoformat(start) - life.first).days, life.ready, *stops, -1000)
    day = _weekly(ready + 7, life.today)
    if day <= until:
        yield "begin", named["first"], day, None


def _told(life: Life, due: Due) -> tuple[Any, ...] | None:
    """What is compared of one thing that falls due; None for what is not of an agent."""
    day, values = (due.day - life.first).days, due.values
    match due.item:
        case Item.METHOTREXATE if due.detail == "held":
            return RESTS, str(values["drug"]), day, None
        case Item.METHOTREXATE:
            weekday = WEEKDAYS.index(str(values["weekday"]))
            right = weekday == life.weekday(day)
            return "methotrexate", "methotrexate", day, values["mg"] if right else "weekday"
        case Item.LABORATORY:
            return "laboratory", str(values["agent"]), day, None
        case Item.BEFORE_RISE | Item.TITRATION:
            return str(due.item), str(values["drug"]), day, values["mg"]
        case Item.HELD | Item.BEGIN:
            return str(due.item), str(values["drug"]), day, None
    return None


def _of_an_agent(life: Life, diary: Diary, until: int) -> Iterator[tuple[Any, ...]]:
    drug, today = diary.drug, life.today
    for day in repeats.tests(diary, until, harm=_tells_of_a_harm(life, diary)):
        yield "laboratory", drug, day, None
    if diary.weekday is not None:
        for day, mark in diary.days.items():
            if mark.dose and day <= until and mark.mg is not None:
                yield "methotrexate", drug, day, mark.mg
            if mark.rests and day <= until:
                yield RESTS, drug, day, None
    if diary.due is not None:
        if diary.due - 3 <= until:
            yield "before_rise", drug, diary.due - 3, diary.following()
        if diary.due <= until:
            yield "titration", drug, _weekly(diary.due, today), diary.following()
    if diary.held and not diary.over(today):
        since, asked = diary.holds[-1]
        first = max(since + 7 if asked is None else asked, since + 1)
        first = since if diary.stands.why in BY_ITSELF else first
        if _weekly(first, today) <= until and _weekly(first, today) < diary.end:
            yield "held", drug, _weekly(first, today), None


def _tells_of_a_harm(life: Life, diary: Diary) -> bool:
    """Whether an answer against it is one of low counts, the liver or the kidney."""
    return not HARM.isdisjoint(life.answered_against(diary.drug))


def _follow_up(life: Life, found: list[Due]) -> Iterator[str]:
    """Of each treatment that was recorded what follows from its first day."""
    told = [
        (
            str(due.values["drug"]),
            _day_of(life, due.values["first"]),
            due.detail,
            (due.day - life.first).days,
        )
        for due in found
        if due.item is Item.FOLLOW_UP
    ]
    for each in life.diaries:
        if each.drug in AGENTS:
            continue
        mine = (each.drug, min(each.days))
        if [(e.drug, min(e.days)) for e in life.diaries].count(mine) > 1:
            continue  # begun twice on one day: nobody can tell which of the two is meant
        days = [(detail, day) for drug, first, detail, day in told if (drug, first) == mine]
        yield from _followed(each, life, days)


def _day_of(life: Life, value: object) -> int:
    assert isinstance(value, date)
    return (value - life.first).days


def _fixed(life: Life, plan: Plan, found: tuple[Due, ...]) -> Iterator[str]:
    """Reviews at 3 and 6 months; glucose before the first dose of any steroid, and twice more."""
    if plan.course is None or plan.course.ends is not None:
        return
    reviews = [(due.day - life.first).days for due in found if due.item is Item.REVIEW]
    if reviews != [91, 182]:
        yield f"(d) reviews on {reviews}"
    glucose = [(due.day - life.first).days for due in found if due.item is Item.GLUCOSE]
    drips = int(life.case.get("pulse_days", 0))
    if [day + drips for day in glucose] != [0, 14, 28]:
        yield f"(d) glucose on {glucose}, after {drips} days of a pulse"


def _followed(diary: Diary, life: Life, told: list[tuple[str, int]]) -> Iterator[str]:
    begun, until = min(diary.days), life.today + AHEAD
    for detail, day in told:
        mark = diary.on(day)
        if detail in GIVES and mark and mark.state != "taken":
            yield f"(c) {detail} of {diary.drug} on day {day}, which is {mark.state}"
    if diary.ended or diary.held:
        return
    windows = {
        "rituximab": [("second_infusion", 14, 14), ("levels", 84, 92), ("levels", 168, 184)],
        "immunoglobulin": [("next_course", 28, 31), ("next_course", 56, 62)],
        "cyclophosphamide": [("nadir", 10, 14), ("before_pulse", 28, 31)],
        "calcineurin_inhibitor": [
            ("calcineurin_tests", day, day) for day in range(14, until - begun + 1, 14)
        ],
    }
    for detail, first, last in windows.get(diary.drug, []):
        fits = (name.startswith(detail) and first <= day - begun <= last for name, day in told)
        given = all(diary.days[begun + day].state == "taken" for day in range(first, last + 1))
        if begun + last <= until and given and not any(fits):
            yield f"(d) {detail} of {diary.drug} at {first} to {last} days is lost: {told}"


def _weekly(first: int, today: int) -> int:
    """A question comes again every week."""
    return first if today < first else first + (today - first) // 7 * 7
