"""What is said to a child's team beside the start dose and the published milestones."""

from core.evidence import Line, Section, stated
from core.guideline.schema import Guideline
from core.patient import Case
from core.steroid.start_dose import takes_liquid


def lines(guideline: Guideline, case: Case) -> tuple[Line, ...]:
    """Who leads and that no adult taper is used; liquid for the smallest; then the care."""
    care, steroid = guideline.monitoring.juvenile, guideline.steroid.juvenile
    liquid = takes_liquid(steroid, case.weight_kg)
    return (
        stated(Section.START, care.leads),
        stated(Section.SCHEDULE, steroid.no_adult_taper),
        stated(Section.SCHEDULE, steroid.milestone_mg_per_kg, steroid.milestone_days),
        stated(Section.SCHEDULE, steroid.milestone_limit, steroid.cap_mg),
        *((stated(Section.SCHEDULE, steroid.liquid_below_kg),) if liquid else ()),
        stated(Section.SCHEDULE, guideline.tablets.liquid),
        stated(Section.MONITORING, care.intensify_weeks),
        *(stated(Section.MONITORING, fact) for fact in care.care.values()),
    )
