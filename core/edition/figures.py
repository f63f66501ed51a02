"""The figures of a plan, part by part, as they are kept of what was shown."""

from zlib import crc32

from core.agenda import agenda
from core.course import shown
from core.course.shown import Json, Parts, number
from core.guideline.schema import Guideline
from core.plan import Plan
from core.prevention.pneumocystis import Pneumocystis

NO_DOSES: Parts = {"ladder": [], "doses": None}  # of a child
NOT_OTHERWISE: Parts = {"agent_by_rule": None, "milestones_by_rule": None}


class NotPlanned(ValueError):
    """The rules refuse the case, or have no plan for it, so nothing can be kept of it."""


def text_of(rules: Guideline, plan: Plan, **instead: Json) -> str:
    """Every part of the plan as it is kept, some of them given; raises NotPlanned."""
    if plan.start is None:
        raise NotPlanned(plan.case.subtype.value)
    return shown.written(
        {
            "edition": rules.edition,
            "since": None,
            "start": {
                "mg": number(plan.start.mg),
                "by_rule": number(plan.start.suggested.mg),
                "offered": [number(option.mg) for option in plan.start.options],
                **shown.of_start(plan.case, plan.at_start),
            },
            **(shown.of_progress(plan.course.progress) if plan.course else NO_DOSES),
            "milestones": _points(plan),
            "sums": _sums(plan),
            "agent": shown.of_named(plan.drugs),
            **NOT_OTHERWISE,
            "regimens": shown.of_regimens(plan.drugs),
            "notices": [shown.of_notice(notice) for notice in plan.notices],
            "pneumocystis": _pneumocystis(plan.pneumocystis),
            "fracture_risk": plan.fracture_risk and plan.fracture_risk.by_dose,
            "monitoring": _monitoring(rules, plan),
        }
        | instead
    )


def by_rule(holds: Plan, rule: Plan) -> Parts:
    """What the rule would name where something else was named before, and holds."""
    other_agent = shown.of_agent(rule.agent) != shown.of_agent(holds.agent)
    other_points = rule.milestones != holds.milestones
    return {
        "agent_by_rule": shown.of_agent(rule.agent) if other_agent else None,
        "milestones_by_rule": _points(rule) if other_points else None,
    }


def _points(plan: Plan) -> list[Json]:
    return [shown.of_milestone(point) for point in plan.milestones]


def _sums(plan: Plan) -> Json:
    found = plan.exposure
    return found and {
        "days": found.total_days,
        "mg": number(found.total_mg),
        "mg_first_year": number(found.mg_first_year),
        "days_high": found.days_ge_30,
        "days_moderate": found.days_ge_20,
        "below_moderate": found.first_below_20,
        "adrenal": found.first_at_5,
    }


def _pneumocystis(found: Pneumocystis | None) -> Json:
    return found and {
        "needed": found.needed,
        "start": found.start_offset,
        "review": found.review_offset,
        "extend": found.extend,
        "drugs": [*map(str, found.drugs)],
        "cautions": [*map(str, found.cautions)],
    }


def _monitoring(rules: Guideline, plan: Plan) -> str:
    """A short code of every dated task: one that moves makes another."""
    tasks = "\n".join(f"{due.item} {due.day} {due.detail}" for due in agenda(rules, plan))
    return f"{crc32(tasks.encode()):x}"
