"""What falls due for the drugs of a plan: beginning, rises, blood tests, the weekly day, holds.

Everything is counted from the day on which a drug was begun, never from the steroid's.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from core.agents.choice import Status
from core.agents.methotrexate import given_as
from core.agents.titration import week_begins
from core.amounts import A_DAY, plain
from core.answers import agent_begins
from core.course.decisions import BY_ITSELF, Drug, Reason
from core.course.regimen.against import for_its_harm
from core.course.regimen.drugs import AGENTS, Drugs, before_rise
from core.course.regimen.recovery import repeated
from core.course.regimen.regimen import Regimen, State, Stretch, dose_days
from core.due import Due, Item
from core.evidence import Fact, Value
from core.guideline.schema import Guideline
from core.patient import Case

BLIND = frozenset({Drug.METHOTREXATE, Drug.AZATHIOPRINE})  # held where nobody looks at the blood
HELD = "held"  # the detail of a weekly day on which nothing is taken


def agent_agenda(
    guideline: Guideline,
    case: Case,
    drugs: Drugs,
    last: date,
    *,
    today: date | None,
    joined: date | None,
) -> Iterator[Due]:
    """Up to the last day. Today a question that was not answered comes again, week by week.

    Until `joined` the first dose is taken of a course that was under way before its plan.
    """
    yield from _begin(guideline, case, drugs, today)
    yield from _not_recorded(guideline, case, drugs, last, joined)
    for each in drugs.regimens:
        yield from _laboratory(guideline, for_its_harm(guideline, case, each), last)
        if each.drug in AGENTS:
            yield from _rise(guideline, each, today)
            yield from _weekly(guideline, case, each, last)
            yield from _held(guideline, each, today)


def laboratory_days(
    guideline: Guideline, rises: Sequence[date], last: date, *, ended: date | None = None
) -> Iterator[tuple[date, int]]:
    """The day of each blood test with the weeks since the one before it, up to the last day.

    Often after the first of these days and after each rise, then monthly, then every few months.
    """
    if not rises:  # stopped before its first day, or of another schedule
        return
    rule, day, months = guideline.monitoring.laboratory, rises[0], 0
    while True:
        rise = max(each for each in rises if each <= day)
        stable = day >= rise + timedelta(weeks=rule.stable_weeks.value)
        weeks = rule.weeks.value
        if stable and months < rule.months.value:
            weeks, months = rule.month_weeks.value, months + 1
        elif stable:
            weeks = rule.month_weeks.value * rule.then_months.value
        else:
            months = 0
        soon = [each + timedelta(weeks=rule.weeks.value) for each in rises if each > day]
        day = min(day + timedelta(weeks=weeks), *soon, date.max)
        if day > last or (ended and day >= ended):
            return
        yield day, weeks


def test_days(guideline: Guideline, regimen: Regimen, last: date) -> list[tuple[date, int]]:
    """The same of one drug; every week while it is held or stopped for what blood tests tell of,
    which a stop does not end. Of what is no agent those are the only ones."""
    spans = [(first, until or last + A_DAY) for first, until in repeated(regimen)]
    rises = regimen.rises if regimen.drug in AGENTS else ()
    usual = laboratory_days(guideline, rises, last, ended=regimen.ended)
    found = {
        day: weeks for day, weeks in usual if not any(first < day < end for first, end in spans)
    }
    weeks = guideline.agents.life.repeat_weeks.value
    for first, end in spans:
        day = first + timedelta(weeks=weeks)
        while day < end and day <= last:
            found[day] = weeks
            day += timedelta(weeks=weeks)
    return sorted(found.items())


def overdue_since(
    guideline: Guideline, regimen: Regimen, tested: date | None, today: date
) -> date | None:
    """The day of the first blood test that is due and was not done; None while none is.

    `tested` is the day of the last test that is known here: it counts for a week after it.
    """
    if not regimen.rises:
        return None
    known = max(
        tested + timedelta(weeks=1) if tested else regimen.begun,
        regimen.recorded or regimen.begun,
    )
    days = (day for day, _ in test_days(guideline, regimen, today))
    return next((day for day in days if known < day < today), None)


def held_blind(
    guideline: Guideline, regimen: Regimen, tested: date | None, today: date
) -> date | None:
    """From when the drug is held because its blood tests are too late; None: it is not.

    That stays so where a hold or an end was decided for a day after it, which has come since.
    """
    since = overdue_since(guideline, regimen, tested, today) if regimen.drug in BLIND else None
    if since is None:
        return None
    first = since + timedelta(days=guideline.agents.life.overdue_hold_days.value)
    then = regimen.on(first)
    taken = then is not None and then.state is State.TAKEN
    return first if taken and first <= today else None


def weekly_again(first: date, today: date | None) -> date:
    """The day of a question: its own, then every week until it is answered."""
    if today is None or today < first:
        return first
    return first + timedelta(weeks=(today - first).days // 7)


def _begin(guideline: Guideline, case: Case, drugs: Drugs, today: date | None) -> Iterator[Due]:
    """An agent that is ready and was never begun; nothing while another one is taken.

    It is asked about some days after it was ready, and the last agent over. One that may be
    taken, as nobody has said, is asked about from the day that was once planned.
    """
    agent, life = drugs.agent, guideline.agents.life
    known = {str(each.drug) for each in drugs.regimens}
    running = drugs.begun(today) is not None
    if agent.status is not Status.READY or str(agent.first) in known or running:
        return
    ends = (each.ended for each in drugs.regimens if each.drug in AGENTS)
    first = max(filter(None, (agent_begins(case), drugs.ready, *ends)))
    if drugs.recorded:
        first += timedelta(days=life.not_begun_days.value)
    yield Due(
        item=Item.BEGIN,
        day=weekly_again(first, today),
        because=(life.not_begun_days, life.not_confirmed, life.begin),
        detail=str(agent.first),
        values={"drug": Drug(str(agent.first))},
    )


def _not_recorded(
    guideline: Guideline, case: Case, drugs: Drugs, last: date, joined: date | None
) -> Iterator[Due]:
    """The blood tests of an agent that may be taken since the day that was once planned; of a
    course that was joined on its way as after a rise."""
    choice = drugs.agent
    if drugs.recorded or not choice.doses:
        return
    planned = [week_begins(agent_begins(case), each.week) for each in choice.doses]
    rises = [joined] if joined else planned
    drug = Drug(str(choice.first))
    yield from _tests(guideline, drug, laboratory_days(guideline, rises, last))


def _laboratory(guideline: Guideline, regimen: Regimen, last: date) -> Iterator[Due]:
    yield from _tests(guideline, regimen.drug, test_days(guideline, regimen, last))


def _tests(guideline: Guideline, drug: Drug, days: Iterable[tuple[date, int]]) -> Iterator[Due]:
    rule = guideline.monitoring.laboratory
    facts: tuple[Fact[Any], ...] = (
        rule.weeks, rule.months, rule.then_months, rule.again, rule.month_weeks,
        guideline.agents.life.repeat_weeks,
    )  # fmt: skip
    for day, weeks in days:
        yield Due(
            item=Item.LABORATORY,
            day=day,
            because=facts,
            values={"agent": drug, "weeks": weeks},
        )


def _rise(guideline: Guideline, regimen: Regimen, today: date | None) -> Iterator[Due]:
    """The question whether the amount may rise, and what it needs some days before."""
    life, mg = guideline.agents.life, regimen.following_mg
    if regimen.due is None or mg is None:
        return
    before = before_rise(guideline, regimen.drug)
    values: dict[str, Value] = {"drug": regimen.drug, "mg": mg, "date": regimen.due}
    detail = f"{regimen.drug}.{plain(mg):f}"
    early = regimen.due - timedelta(days=life.before_rise_days.value)
    yield Due(
        item=Item.BEFORE_RISE,
        day=early,
        because=before,
        detail=detail,
        values=values,
    )
    yield Due(
        item=Item.TITRATION,
        day=weekly_again(regimen.due, today),
        because=(*before, life.silence),
        detail=detail,
        values=values,
    )


def _weekly(guideline: Guideline, case: Case, regimen: Regimen, last: date) -> Iterator[Due]:
    """Every dose day of what is taken once a week, with its confirmed amount or its hold."""
    rule = guideline.agents.methotrexate
    for day, stretch in dose_days(regimen, regimen.begun, last):
        if stretch.mg is None:
            continue
        yield Due(
            item=Item.METHOTREXATE,
            day=day,
            because=(rule.weekly, rule.apart_days),
            values=amount_values(guideline, case, stretch),
        )
    for day, stretch in dose_days(regimen, regimen.begun, last, State.HELD):
        yield Due(
            item=Item.METHOTREXATE,
            day=day,
            because=(rule.weekly, guideline.agents.life.hold),
            detail=HELD,
            values={
                "drug": regimen.drug,
                "date": stretch.first,
                "reason": stretch.reason or Reason.OTHER,
            },
        )


def amount_values(guideline: Guideline, case: Case, stretch: Stretch) -> dict[str, Value]:
    """Milligrams and weekday, with the tablets or the route."""
    if stretch.mg is None or stretch.weekday is None:
        return {}
    given = given_as(guideline.agents.methotrexate, case, stretch.mg, stretch.route)
    return {"mg": stretch.mg, "weekday": stretch.weekday, **given}


def _held(guideline: Guideline, regimen: Regimen, today: date | None) -> Iterator[Due]:
    """A drug that is held is asked about: on the day that was named, else after a week.

    Where nobody decided the hold, somebody is asked at once.
    """
    held, life = regimen.held, guideline.agents.life
    if held is None or regimen.over(today):
        return
    reason = held.reason or Reason.OTHER
    first = max(held.until or held.first + timedelta(weeks=1), held.first + A_DAY)
    if reason in BY_ITSELF:
        first = held.first
    day = weekly_again(first, today)
    if regimen.over(day):
        return
    yield Due(
        item=Item.HELD,
        day=day,
        because=(life.hold, life.resume),
        detail=str(regimen.drug),
        values={
            "drug": regimen.drug,
            "date": held.first,
            "reason": reason,
        },
    )
