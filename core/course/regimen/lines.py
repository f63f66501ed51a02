"""What a plan says about its drugs: amounts that were confirmed, holds, ends, what comes next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter
from typing import Any

from core.agents import lines as agents
from core.agents.choice import Agent, Confirmed, Given, spell
from core.agents.methotrexate import first_on
from core.amounts import A_DAY
from core.answers import taken
from core.course.decisions import Reason
from core.course.regimen.against import why_held
from core.course.regimen.as_given import as_given
from core.course.regimen.drugs import AGENTS, Drugs, before_rise
from core.course.regimen.regimen import Regimen, Regimens, State, Stretch, dose_days
from core.evidence import Fact, Line, Section, Value, stated
from core.guideline.schema import Guideline
from core.patient import Case, Immunosuppressant
from core.sayable import Sayable

Lines = tuple[Line, ...]
TRIED = frozenset({"drug_failed", "drug_not_tolerated"})
START, AGENT = Section.START, Section.AGENT


def lines(guideline: Guideline, case: Case, drugs: Drugs, on: date | None) -> Lines:
    """The card first: every drug as it stands on this day and as it was decided for later ones;
    then the section of the agent. Without a day the whole of each regimen."""
    found = last_of_each(drugs.regimens)
    of_agents = agents.lines(
        guideline,
        case,
        drugs.agent,
        given(drugs.regimens, on),
        recorded=drugs.recorded,
        together=drugs.begun(on) == case.start_date,
    )
    amounts = [place for place, line in enumerate(of_agents) if line.says in agents.AMOUNTS]
    ruled = [place for place, line in enumerate(of_agents) if line.section is AGENT]
    place = max(amounts[-1:] or ruled[:1] or [-1]) + 1
    return (
        *(line for each in found for line in _now(guideline, case, each, on)),
        *not_followed(guideline, case),
        *_infected(guideline, case, drugs),
        *of_agents[:place],
        *(line for each in found for line in _after(guideline, each)),
        *(() if drugs.recorded else (stated(AGENT, guideline.agents.life.not_confirmed),)),
        *of_agents[place:],
    )


def lived(guideline: Guideline, case: Case, regimens: Regimens) -> tuple[tuple[date, Line], ...]:
    """What was decided of every drug, also what is over, each with its day and in their order."""
    found = (
        (_begins(stretch), _line(guideline, case, regimen, stretch, None))
        for regimen in regimens
        for stretch in stretches_from(regimen, None)
    )
    return tuple(sorted(found, key=itemgetter(0)))


def not_followed(guideline: Guideline, case: Case) -> Lines:
    """That a drug without a name here is taken: on the card, and so on every paper of it."""
    other = Immunosuppressant.OTHER in taken(case)
    return (stated(START, guideline.agents.life.other),) if other else ()


def _infected(guideline: Guideline, case: Case, drugs: Drugs) -> Lines:
    """What was answered to be taken, while an infection is active: not what is followed here, nor
    immunoglobulin, which does not weaken the defence."""
    followed = {*map(str, (each.drug for each in drugs.regimens)), "immunoglobulin"}
    found = tuple(each for each in taken(case) if str(each) not in followed)
    if case.active_infection is not True or not found:
        return ()
    because = (guideline.agents.life.hold, guideline.agents.choice.already_treated)
    says, values = "agent_taken_infected", {"drugs": found}
    return (Line(section=START, says=says, because=because, values=values),)


def with_reasons(
    guideline: Guideline, lines: Lines, regimens: Regimens, first: date, on: date | None
) -> Lines:
    """The same; of a drug that was stopped along this plan with the reason that was given for it,
    where else it would be said that it had been tried before; and what comes before a first dose
    as of now, once that was taken."""
    ended = {str(each.drug): each for each in last_of_each(regimens) if each.over(on)}
    if ended:
        lines = tuple(_stopped_for(guideline, line, ended) for line in lines)
    if on is None:
        return lines
    going = [each for each in regimens if each.drug in AGENTS and _is_begun(each, on)]
    begun = first < on
    return tuple(_once_begun(guideline, line, going, begun=begun) for line in lines)


def _once_begun(
    guideline: Guideline, line: Line, going: Sequence[Regimen], *, begun: bool
) -> Line:
    """Of hepatitis B what is to be done beside what was begun by this day: the steroid, or
    agents."""
    if line.says == "steroid_hbv" and begun:
        return replace(line, says="steroid_hbv_begun")
    if line.says != guideline.agents.choice.hepatitis_b.key or not going:
        return line
    held = all(each.held for each in going)
    drugs = tuple(each.drug for each in going)
    says = "agent_hbv_held" if held else "agent_hbv_taken"
    return replace(line, says=says, values={"drugs": drugs})


def _is_begun(regimen: Regimen, on: date) -> bool:
    return regimen.begun <= on and not regimen.over(on)


def _stopped_for(guideline: Guideline, line: Line, ended: Mapping[str, Regimen]) -> Line:
    if line.says not in TRIED or str(line.values.get("drug")) not in ended:
        return line
    reason = ended[str(line.values["drug"])].last.reason or Reason.OTHER
    return Line(
        section=line.section,
        says="drug_stopped",
        because=(guideline.agents.life.stop,),
        values={**line.values, "reason": reason},
    )


def said(lines: Lines, drugs: Drugs, on: date | None) -> tuple[Sayable, ...]:
    """Each drug that is named or taken, as it may be printed; of one that is held no amount."""
    found = tuple(line for line in lines if line.section is AGENT)
    return agents.said(found, drugs.agent, given(drugs.regimens, on))


def last_of_each(regimens: Regimens) -> Regimens:
    """One regimen of each drug, the last one."""
    return tuple({each.drug: each for each in regimens}.values())


def given(regimens: Regimens, on: date | None) -> Given:
    """The confirmed amounts of the drugs that agents are chosen from, those of past days aside.

    A drug that is held, or was not recorded with an amount, is among them without one.
    """
    return {
        Agent(str(each.drug)): tuple(_confirmed(each, on))
        for each in last_of_each(regimens)
        if each.drug in AGENTS and not each.over(on)
    }


def stretches_from(regimen: Regimen, on: date | None) -> tuple[Stretch, ...]:
    """The stretch of this day and what was decided for later ones; all of them without a day.

    One that no dose day is left for is none of them: the next one begins before it.
    """
    ends = (*(each.first for each in regimen.stretches[1:]), date.max)
    kept = tuple(
        each
        for each, end in zip(regimen.stretches, ends, strict=True)
        if each.state is not State.TAKEN or each.dose_day < end
    )
    if on is None:
        return kept
    now = regimen.on(on)
    return tuple(each for each in kept if each.first > on or each is now)


def _confirmed(regimen: Regimen, on: date | None) -> Iterator[Confirmed]:
    for each in stretches_from(regimen, on):
        if each.state is State.TAKEN and each.mg is not None:
            yield Confirmed(
                first=each.dose_day,
                mg=each.mg,
                weekday=each.weekday,
                route=each.route,
                last=last_day(regimen, each),
                none_on=none_on(regimen, each, on),
            )


def last_day(regimen: Regimen, stretch: Stretch) -> date | None:
    """The last day of what another decided stretch follows: of a weekly drug its last dose day.

    A hold has one where the first dose after it is decided; None: it goes on until a decision.
    """
    then = next((each for each in regimen.stretches if each.first > stretch.first), None)
    if then is None or stretch.state is State.ENDED:
        return None
    if stretch.state is State.HELD:
        return then.dose_day - A_DAY if then.state is State.TAKEN else None
    last = then.first - A_DAY
    if stretch.weekday is None:
        return last
    doses = dose_days(regimen, stretch.first, last)
    return doses[-1][0] if doses else last


def none_on(regimen: Regimen, stretch: Stretch, on: date | None) -> tuple[date, ...]:
    """The days of an earlier weekday, between the last dose and the first one of this stretch, on
    which none is taken any more; those of past days aside."""
    doses = dose_days(regimen, regimen.begun, stretch.dose_day - A_DAY)
    if not doses:
        return ()
    last, of = doses[-1]
    since = [each for each in regimen.stretches if of.first <= each.first < stretch.first]
    if any(each.state is not State.TAKEN for each in since):
        return ()
    old = {first_on(each.weekday, last + A_DAY) for each in since if each.weekday}
    return tuple(day for day in sorted(old) if max(day, on or day) == day < stretch.dose_day)


def _now(guideline: Guideline, case: Case, regimen: Regimen, on: date | None) -> Iterator[Line]:
    for each in stretches_from(regimen, on):
        yield _line(guideline, case, regimen, each, on)


def _line(
    guideline: Guideline, case: Case, regimen: Regimen, stretch: Stretch, on: date | None
) -> Line:
    says, facts, values = _told(guideline, case, regimen, stretch, on)
    return Line(section=START, says=says, because=facts, values=values)


def _begins(stretch: Stretch) -> date:
    """The first day on which it makes a difference: of what is taken its first dose day."""
    return stretch.dose_day if stretch.state is State.TAKEN else stretch.first


def _told(
    guideline: Guideline, case: Case, regimen: Regimen, stretch: Stretch, on: date | None
) -> tuple[str, tuple[Fact[Any], ...], dict[str, Value]]:
    """The sentence of one stretch, what it rests on, and its values."""
    life, drug, last = guideline.agents.life, regimen.drug, last_day(regimen, stretch)
    first = _begins(stretch)
    values: dict[str, Value] = {"drug": drug, "date": first}
    if stretch.state is State.ENDED:
        ended = {**values, "date": stretch.first, "reason": stretch.reason or Reason.OTHER}
        return f"drug_{'left' if stretch.left else 'ended'}", (life.stop,), ended
    if stretch.state is State.HELD:
        held = {**values, "reason": why_held(guideline, case, regimen.drug, stretch)}
        if last is not None:
            return "drug_held_up_to", (life.hold, life.resume), {**held, "last": last}
        if stretch.until is None:
            return "drug_held", (life.hold, life.resume), held
        return "drug_held_until", (life.hold, life.resume), {**held, "until": stretch.until}
    if drug not in AGENTS and stretch.mg is not None:
        form, amount = as_given(drug, stretch.mg, stretch.days)
        return f"drug_given_{form}", (life.beside,), {**values, **amount}
    if stretch.mg is None:
        return "drug_recorded", (life.beside,), values
    days = spell(first, last, none_on(regimen, stretch, on))
    taken: dict[str, Value] = {**values, **days, "mg": stretch.mg}
    if stretch.weekday:
        return "drug_weekly", (life.begin, life.silence), {**taken, "weekday": stretch.weekday}
    return "drug_daily", (life.begin, life.silence), taken


def _after(guideline: Guideline, regimen: Regimen) -> Iterator[Line]:
    """The next amount and those above it; how long contraception goes on after a stop."""
    life = guideline.agents.life
    if regimen.ended:
        washout = life.washout.get(str(regimen.drug))
        if washout:
            yield stated(AGENT, washout)
        return
    if regimen.held:
        yield stated(AGENT, life.resume)
        return
    if regimen.following_mg is None:
        return
    if regimen.due is None and regimen.harm:
        yield Line(
            section=AGENT,
            says="drug_next_not_asked",
            because=(life.silence,),
            values={"drug": regimen.drug, "reason": regimen.harm},
        )
    if regimen.due is None:
        return
    yield Line(
        section=AGENT,
        says="drug_next_weekly" if regimen.last.weekday else "drug_next",
        because=(life.silence, *before_rise(guideline, regimen.drug)),
        values={"drug": regimen.drug, "mg": regimen.following_mg, "date": regimen.due},
    )
    above = tuple(mg for mg in regimen.ladder if mg > regimen.following_mg)
    if above:
        yield Line(
            section=AGENT,
            says="drug_above_weekly" if regimen.last.weekday else "drug_above",
            because=(life.silence,),
            values={"amounts": above, "weeks": regimen.every_weeks},
        )
