"""The agent that is named, as it is kept of a plan."""

from decimal import Decimal
from typing import Any

from core.agents.choice import (
    Agent,
    AgentChoice,
    AgentDose,
    Doses,
    Status,
    WeeklyAgentDose,
    Withheld,
)
from core.amounts import Weekday, WeeklyDose, plain

Json = Any  # a JSON value


def of_agent(choice: AgentChoice) -> Json:
    """The agent with its amounts, what it waits for, and what closes the others."""
    return {
        "first": str(choice.first),
        "status": choice.status and str(choice.status),
        "if_cleared": choice.if_cleared and str(choice.if_cleared),
        "withheld_for": [str(each) for each in choice.withheld_for],
        "blocked": {str(drug): [*map(str, why)] for drug, why in choice.blocked.items()},
        "doses": [_agent_dose_text(each) for each in choice.doses],
        "target": _number_text(choice.target_mg_per_day),
        "bsa": _number_text(choice.bsa_m2),
    }


def agent(found: Json) -> AgentChoice:
    """The choice that this part of a text says."""
    weekly = [_weekly(each) for each in found["doses"] if "weekday" in each]
    daily = [_daily(each) for each in found["doses"] if "weekday" not in each]
    doses: Doses = tuple(weekly) if weekly else tuple(daily)
    return AgentChoice(
        first=Agent(found["first"]),
        status=found["status"] and Status(found["status"]),
        if_cleared=found["if_cleared"] and Agent(found["if_cleared"]),
        withheld_for=tuple(Withheld(each) for each in found["withheld_for"]),
        blocked={Agent(drug): tuple(why) for drug, why in found["blocked"].items()},
        doses=doses,
        target_mg_per_day=_decimal(found["target"]),
        bsa_m2=_decimal(found["bsa"]),
    )


def _agent_dose_text(dose: AgentDose | WeeklyAgentDose) -> Json:
    if isinstance(dose, AgentDose):
        return {"week": dose.week, "intakes": [number(mg) for mg in dose.intakes]}
    return {
        "week": dose.week,
        "mg": number(dose.dose.mg),
        "weekday": str(dose.dose.weekday),
        "limit": number(dose.dose.limit_mg),
    }


def _daily(found: Json) -> AgentDose:
    return AgentDose(week=found["week"], intakes=tuple(Decimal(mg) for mg in found["intakes"]))


def _weekly(found: Json) -> WeeklyAgentDose:
    dose = WeeklyDose(
        mg=Decimal(found["mg"]),
        weekday=Weekday(found["weekday"]),
        limit_mg=Decimal(found["limit"]),
    )
    return WeeklyAgentDose(week=found["week"], dose=dose)


def number(value: Decimal) -> str:
    """In full, without trailing zeros."""
    return f"{plain(value):f}"


def _number_text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal(found: str | None) -> Decimal | None:
    return None if found is None else Decimal(found)
