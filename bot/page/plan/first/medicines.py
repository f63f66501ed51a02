"""Medicines: this patient's agent first, what it waits for, what is closed, every other drug."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.page.plan.first.fitting import Sentences, against, fitting, said_short, stop
from bot.page.plan.matters import in_a_word, short
from bot.page.plan.standing import (
    AMOUNTS,
    OF_DRUGS,
    WITHOUT_AMOUNT,
    agents,
    beside_agents,
    in_pairs,
)
from bot.page.plan.view import View
from core.agents.choice import Agent
from core.course.regimen.against import for_its_harm
from core.course.regimen.agenda import test_days
from core.course.regimen.drugs import AGENTS
from core.course.regimen.regimen import Regimen
from core.evidence import Section

WAITS = "agent_not_answered"
NEXT = ("drug_next", "drug_next_weekly", "drug_next_not_asked")
# What must come first, beside answers that are missing.
FIRST = (
    "agents.choice.hepatitis_b", "agent_hbv_held", "agent_hbv_taken", "agents.choice.infection",
    "agents.choice.admission", "agents.life.recovery", "agents.life.not_confirmed",
    "agents.life.other", "agents.azathioprine.below_one_tablet",
    "agents.juvenile_methotrexate.not_written", "taken_drug_blocked",
)  # fmt: skip
BRIEF = 2  # how little is said: from here on no amounts
LEAST = 4  # and of other drugs than agents only how they stand
MOST_WEEKS = 52  # ahead, in which the next blood test is looked for


def medicines(view: View) -> str:
    """Amounts with what stands beside them where that fits; else each drug by its name."""
    tried = (
        (
            *_drugs(view, less),
            _named(view),
            _waits(view, less),
            _first(view),
            _closed(view, less),
        )
        for less in range(LEAST + 1)
    )
    return fitting(view, Section.AGENT, tried)


def _drugs(view: View, less: int) -> Iterator[Sentences]:
    """Each drug as it stands: the amounts that are taken in one item, what is held or stopped,
    and those that are only recorded."""
    pairs = [(line, full) for line, full in in_pairs(view) if line.says in OF_DRUGS]
    amounts = [full for line, full in pairs if line.says in AMOUNTS]
    if amounts and less < BRIEF:
        beside = beside_agents(view, again=True)
        lines = [stop(view.line(line)) for line in (*amounts, *beside)]
        yield ["\n".join([*lines, *([] if less else _next(view)), *_tests(view)])]
    elif amounts:
        taken = (line.values["drug"] for line, _ in pairs if line.says in AMOUNTS)
        drugs = tuple(dict.fromkeys(taken))
        yield [view.say("first.medicines.see", drugs=drugs), *_tests(view)]
    others = [line for line, _ in pairs if line.says in WITHOUT_AMOUNT]
    agents_too = [line for line in others if less < LEAST or line.values["drug"] in AGENTS]
    for line in agents_too:
        yield [stop(short(view, line))]
    if named := [in_a_word(view, line) for line in others if line not in agents_too]:
        yield [view.say("first.medicines.others", drugs=tuple(dict.fromkeys(named)))]


def _next(view: View) -> list[str]:
    """The next amount, in a line of its own."""
    return [stop(view.line(line)) for line in view.lines(Section.AGENT) if line.says in NEXT]


def _tests(view: View) -> list[str]:
    """The day of the next blood test of the agent that is followed."""
    days = [day for each in agents(view) for day in _test_days(view, each)]
    return [view.say("first.medicines.tests", day=min(days))] if days else []


def _test_days(view: View, regimen: Regimen) -> list[date]:
    since = view.today or regimen.begun
    last = since + timedelta(weeks=MOST_WEEKS)
    told = for_its_harm(view.guideline, view.plan.case, regimen)
    return [day for day, _ in test_days(view.guideline, told, last) if day >= since][:1]


def _named(view: View) -> list[str]:
    """The agent that is named and not taken, and what else the start says of agents."""
    lines = [
        line
        for line in view.lines(Section.START)
        if line.says.startswith(("agent_", "methotrexate_held")) and line.says not in FIRST
    ]
    return said_short(view, lines)


def _waits(view: View, less: int) -> list[str]:
    """The answers that are missing; where there is little room how many there are."""
    lines = [line for line in view.lines(Section.AGENT) if line.says == WAITS]
    if less < BRIEF:
        return [view.line(line) for line in lines]
    return [
        view.say("first.medicines.waits", count=len(keys))
        for line in lines
        if isinstance(keys := line.values["keys"], tuple)
    ]


def _first(view: View) -> list[str]:
    """What comes before any agent, each once."""
    lines = [*view.lines(Section.START), *view.lines(Section.AGENT)]
    found = {line.says: line for line in lines if line.says in FIRST}
    return said_short(view, found.values())


def _closed(view: View, less: int) -> list[str]:
    """Each agent that is closed, with what closes it where there is room."""
    child = view.plan.milestones
    names = tuple(
        view.writer.term(agent)
        if less > BRIEF
        else f"{view.writer.term(agent)} ({view.writer.listed([*against(view, why)])})"
        for agent, why in view.plan.agent.blocked.items()
        if agent is Agent.METHOTREXATE or not child
    )
    return [view.say("first.medicines.closed", drugs=names)] if names else []
