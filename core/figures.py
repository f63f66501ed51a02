"""The figures of a plan, part by part, as they are kept of what was shown."""

from zlib import crc32

from core import shown
from core.agenda import agenda
from core.guideline.schema import Guideline
from core.plan import Plan
from core.pneumocystis import Pneumocystis
from core.shown import Json, Parts, number

NO_DOSES: Parts = {"ladder": [], "doses": None}  # of a child


class NotPlanned(ValueError):
    """The rules refuse the case, or have no plan for it, so nothing can be kept of it."""


def text_of(rules: Guideline, plan: Plan, *, edition: str = "") -> str:
    """Every part of the plan as it is kept, by this edition or that of the rules.

    Raises NotPlanned where there is nothing to keep.
    """
    if plan.start is None:
        raise NotPlanned(plan.case.subtype.value)
    return shown.written(
        {
            "edition": edition or rules.edition,
            "start": {
                "mg": number(plan.start.mg),
                "by_rule": number(plan.start.suggested.mg),
                "offered": [number(option.mg) for option in plan.start.options],
            },
            **(shown.of_progress(plan.course.progress) if plan.course else NO_DOSES),
            "milestones": [shown.of_milestone(point) for point in plan.milestones],
            "sums": _sums(plan),
            "agent": shown.of_agent(plan.agent),
            "notices": [shown.of_notice(notice) for notice in plan.notices],
            "pneumocystis": _pneumocystis(plan.pneumocystis),
            "fracture_risk": plan.very_high_fracture_risk,
            "monitoring": _monitoring(rules, plan),
        }
    )


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
