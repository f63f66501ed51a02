"""Every screen that a case can lead to, as the page layer writes it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from bot.guideline import shipped
from bot.page import Page, Placed
from bot.page.render import SECTION_ROWS, Pages, Seat
from bot.page.sections import stands
from bot.words import catalogue
from core.edition import kept_plan
from core.plan import Outcome, Plan, plan_for
from core.reading import Refused
from flows.talk.records import PlanRecord
from flows.talk.replies import NoPlan, Review, ShowPlan, Signs

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEAT = Seat(chat=7, who=7, prompt=1, pressed=2)
PAGES = Pages(
    words=catalogue(),
    guideline=shipped(),
    key=bytes(32),
    region="us",
    zone=UTC,
    zone_name="UTC",
    version="0.1.0",
)
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


def record_of(case: Mapping[str, Any], plan: Plan) -> PlanRecord:
    """The plan as it would be kept."""
    return PlanRecord(
        label="K7Q-2M3",
        revision=1,
        owner=7,
        answers=dict(case),
        entered="",
        entered_on=date(2026, 11, 22),
        made_at=NOON,
        confirmed=(),
        provisional=plan.provisional,
        guideline=plan.guideline,
        shown=kept_plan.made(shipped(), case) if plan.start else "",
    )
