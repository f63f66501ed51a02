"""Every screen that a case can lead to, as the page layer writes it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.page import Page, Placed
from bot.page.render import SECTION_ROWS, Seat
from bot.page.sections import stands
from core.plan import Outcome, Plan, plan_for
from core.reading import Refused
from flows.talk.records import Decided, PlanRecord
from flows.talk.replies import NoPlan, Review, ShowPlan, Signs
from tests.world.plan_record import plan_record
from tests.world.pure import wired

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEAT = Seat(chat=7, who=7, prompt=1, pressed=2)
PAGES = wired("UTC").pages
SECTIONS = tuple(section for row in SECTION_ROWS for section in row)


def screens(case: Mapping[str, Any]) -> Iterator[Page]:
    """The review and every screen of the plan, or the one that says why there is none."""
    plan = plan_for(PAGES.guideline, case)
    if isinstance(plan, Refused):
        return
    if plan.outcome is Outcome.DECLINED:
        yield from PAGES.pages(NoPlan(label="K7Q-2M3", plan=plan), SEAT)
        return
    yield from PAGES.pages(_review(plan), SEAT)
    record = record_of(case, plan)
    view = PAGES.view(record)
    assert view
    yield from PAGES.pages(ShowPlan(record=record), SEAT)
    for section, why in [(None, True), *((s, w) for s in SECTIONS for w in (False, True))]:
        if section is None or stands(view, section):
            for text in PAGES.screens(view, ShowPlan(record=record, section=section, why=why)):
                yield Page(text=text, place=Placed.NEW)


def _review(plan: Plan) -> Review:
    return Review(
        label="K7Q-2M3",
        number=4,
        plan=plan,
        answers=(("weight_kg", plan.case.weight_kg), ("subtype", plan.case.subtype)),
        entered="154 lb",
        entered_on=NOON.date(),
        points=tuple(n.code for n in plan.notices if n.level == "confirm"),
        signs=Signs.OPEN,
    )


def record_of(
    case: Mapping[str, Any], plan: Plan, *decided: Decided, entered: str = ""
) -> PlanRecord:
    """The plan as it would be kept."""
    return plan_record(dict(case), *decided, at=NOON, plan=plan, entered=entered)
