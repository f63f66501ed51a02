"""Every screen that a case can lead to, as the page layer writes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bot.guideline import shipped
from bot.page import Page
from bot.page.render import SECTION_ROWS, Pages, Seat
from bot.words import catalogue
from core.evidence import Section
from core.plan import Outcome, Plan, digest, plan_for
from core.reading import Refused
from flows.talk import NoPlan, PlanRecord, Review, ShowPlan, Signs

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


@dataclass(frozen=True, slots=True)
class Screen:
    """One page and the region whose names it is written in."""

    page: Page
    region: str


def screens(case: Mapping[str, Any]) -> Iterator[Screen]:
    """The review and every screen of the plan, or the one that says why there is none."""
    plan = plan_for(PAGES.guideline, case)
    if isinstance(plan, Refused):
        return
    region = str(plan.case.region)
    for reply in _replies(case, plan):
        for page in PAGES.pages(reply, SEAT):
            yield Screen(page, region)


def _replies(case: Mapping[str, Any], plan: Plan) -> Iterator[Review | NoPlan | ShowPlan]:
    if plan.outcome is Outcome.DECLINED:
        yield NoPlan(label="K7Q-2M3", plan=plan)
        return
    yield _review(plan)
    record = record_of(case, plan)
    yield ShowPlan(record=record)
    for section, why in [(None, True), *((s, w) for s in SECTIONS for w in (False, True))]:
        yield from _every_part(record, section, why=why)


def _every_part(
    record: PlanRecord, section: Section | None, *, why: bool
) -> Iterator[ShowPlan]:
    """Each part, until asking for the next one shows the last one again."""
    before, part = "", 0
    while True:
        reply = ShowPlan(record=record, section=section, why=why, part=part)
        (page,) = PAGES.pages(reply, SEAT)
        if page.text == before:
            return
        yield reply
        before, part = page.text, part + 1


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
        digest=digest(plan),
    )
