"""The planner's answer as JSON values: every field, doses as text, days as whole numbers."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from bot.commands.json_line import Json, written
from bot.guideline import shipped
from core.agents.choice import AgentChoice, AgentDose, WeeklyAgentDose
from core.evidence import Fact
from core.plan import Outcome, Plan, plan_for
from core.prevention.bone import FractureRisk
from core.prevention.pneumocystis import Pneumocystis
from core.reading import Refused
from core.rescue.weighed import Weighed
from core.steroid.exposure import earlier
from core.steroid.start_dose import Milestone, StartOption
from core.steroid.tablets import Tablets
from core.steroid.taper import DosePeriod

EMPTY: Json = {
    "outcome": None,
    "reason": None,
    "allowed": None,
    "start_mg": None,
    "start_options": [],
    "rows": [],
    "milestones": [],
    "total_days": None,
    "total_mg": None,
    "mg_first_year": None,
    "days_ge_30": None,
    "days_ge_20": None,
    "exposure_earlier": None,
    "rows_provisional": None,
    "agent": None,
    "pneumocystis": None,
    "bone": None,
    "vaccines": None,
    "adrenal_gate_offset": None,
    "rescue": [],
    "notices": [],
    "unknown": [],
    "lines": [],
    "guideline": None,
}


def answer(given: Mapping[str, object]) -> Json:
    """What the shipped guideline answers to a case of plain values."""
    guideline = shipped()
    plan = plan_for(guideline, given)
    if isinstance(plan, Refused):
        return refused(plan, guideline.stamp)
    return to_json(plan)


def refused(refusal: Refused, stamp: str) -> Json:
    """A case that must not be answered: its reason, and nothing else but the guideline."""
    outcome = Outcome.REFUSED.value
    why = {"reason": refusal.reason, "allowed": refusal.allowed}
    return EMPTY | {"outcome": outcome, **why, "guideline": stamp}


def to_json(plan: Plan) -> Json:
    """The plan with every field of the contract, in its order."""
    return {
        **EMPTY,
        "outcome": plan.outcome.value,
        **_start(plan),
        **_sums(plan),
        "agent": _agent(plan.agent),
        "pneumocystis": _pneumocystis(plan.pneumocystis),
        "rescue": [_weighed(each) for each in plan.rescue],
        "notices": [
            {"level": notice.level.value, "code": str(notice.code)} for notice in plan.notices
        ],
        "unknown": list(plan.unknown),
        "lines": [_line(line.says, line.because) for line in plan.lines],
        "guideline": plan.guideline,
    }


def _start(plan: Plan) -> Json:
    """The start dose and what follows it, or why there is none."""
    if plan.start is None:
        return {"reason": plan.case.subtype.value}
    return {
        "start_mg": written(plan.start.mg),
        "start_options": [_option(option) for option in plan.start.options],
        "rows": [_row(row) for row in plan.periods],
        "milestones": [_milestone(point) for point in plan.milestones],
        "rows_provisional": plan.provisional,
    }


def _option(option: StartOption) -> Json:
    return {"mg": written(option.mg), "factor": written(option.factor)}


def _row(row: DosePeriod) -> Json:
    return {
        "offset": row.offset,
        "days": row.days,
        "mg": written(row.mg),
        "from": row.first.isoformat(),
        "to": row.last.isoformat(),
        "tablets": _tablets(row.tablets),
    }


@lru_cache(maxsize=2**10)
def _tablets(tablets: Tablets) -> dict[str, str]:
    """How many of each strength; one value for all rows with them."""
    return {written(strength): written(count) for strength, count in tablets}


def _milestone(point: Milestone) -> Json:
    return {"offset": point.offset, "mg_per_kg": written(point.mg_per_kg)}


def _sums(plan: Plan) -> Json:
    """Everything that comes from rows."""
    sums = plan.exposure
    if sums is None:
        return {}
    return {
        "total_days": sums.total_days,
        "total_mg": written(sums.total_mg),
        "mg_first_year": written(sums.mg_first_year),
        "days_ge_30": sums.days_ge_30,
        "days_ge_20": sums.days_ge_20,
        "exposure_earlier": earlier(plan.case).value,
        "bone": _bone(plan.fracture_risk),
        "vaccines": {"nonlive_from_offset": sums.first_below_20},
        "adrenal_gate_offset": sums.first_at_5,
    }


def _bone(risk: FractureRisk | None) -> Json | None:
    if risk is None:
        return None
    return {
        "very_high_by_dose": risk.by_dose,
        "very_high": risk.very_high,
        "from_this_course_alone": risk.from_this_course_alone,
    }


def _weighed(each: Weighed) -> Json:
    return {
        "treatment": each.treatment.value,
        "status": each.status.value,
        "because": _words(each.because),
    }


def _agent(choice: AgentChoice) -> Json:
    """The agent; a target or a body surface only where there is one."""
    found: Json = {
        "first": choice.first.value,
        "status": choice.status and choice.status.value,
        "if_cleared": choice.if_cleared and choice.if_cleared.value,
        "withheld_for": _words(choice.withheld_for),
        "blocked": {agent.value: _words(codes) for agent, codes in choice.blocked.items()},
        "doses": [_dose(dose) for dose in choice.doses],
    }
    if choice.target_mg_per_day is not None:
        found["target_mg_per_day"] = written(choice.target_mg_per_day)
    if choice.bsa_m2 is not None:
        found["bsa_m2"] = str(choice.bsa_m2)
    return found


def _dose(dose: AgentDose | WeeklyAgentDose) -> Json:
    """Intakes of a day, or the one amount of a week; never both."""
    match dose:
        case AgentDose():
            return {"week": dose.week, "intakes": [written(mg) for mg in dose.intakes]}
        case WeeklyAgentDose():
            return {
                "week": dose.week,
                "mg": written(dose.dose.mg),
                "once_weekly": True,
                "weekday": dose.dose.weekday.value,
            }


def _pneumocystis(found: Pneumocystis | None) -> Json | None:
    if found is None:
        return None
    return {
        "needed": found.needed,
        "start_offset": found.start_offset,
        "review_offset": found.review_offset,
        "extend": found.extend,
        "drugs": _words(found.drugs),
        "cautions": _words(found.cautions),
    }


def _words(codes: Iterable[str]) -> list[str]:
    return [str(code) for code in codes]


@cache
def _line(says: str, because: tuple[Fact[Any], ...]) -> Json:
    """What a line says and the keys of the facts it rests on; one value for all plans with it."""
    return {"says": says, "because": [fact.key for fact in because]}
