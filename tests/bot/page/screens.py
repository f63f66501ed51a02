"""Every screen that a case can lead to, as the page layer writes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.page import Page, Placed
from bot.page.parts import seen
from bot.page.render import Seat
from bot.page.sections import stands
from bot.page.text import SECTIONS
from bot.page.topics import TOPICS, by_topic
from bot.page.view import View
from core.evidence import Section
from core.plan import Outcome, Plan, plan_for
from core.reading import OPTIONAL_KEYS, Refused
from flows.plan.answered import several
from flows.talk.records import Decided, PlanRecord
from flows.talk.replies import NoPlan, Review, ShowPlan, Signs
from tests.world.plan_record import plan_record
from tests.world.pure import wired

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEAT = Seat(chat=7, who=7, prompt=1, pressed=2)
PAGES = wired("UTC").pages
START = Section.START  # the whole of what the card says


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What one look on a phone holds: characters as Telegram counts them, and keys."""

    characters: int
    keys: int


REVIEW, CARD, MORE, PREVENTION = "review", "card", "more", "prevention"
LIMITS: Mapping[str, Limit] = {
    REVIEW: Limit(characters=450, keys=8),
    CARD: Limit(characters=450, keys=6),
    MORE: Limit(characters=700, keys=12),
    PREVENTION: Limit(characters=700, keys=9),
}


def first_screens(case: Mapping[str, Any]) -> Iterator[tuple[str, Page]]:
    """The screens that are read between two patients, each with its name in the limits."""
    plan = plan_for(PAGES.guideline, case)
    if isinstance(plan, Refused) or plan.outcome is Outcome.DECLINED:
        return
    for state in (Signs.OPEN, Signs.ABSENT):
        (page,) = PAGES.pages(_review(plan, state), SEAT)
        yield REVIEW, page
    record = record_of(case, plan)
    for name, topic in ((CARD, ""), (MORE, MORE)):
        (page,) = PAGES.pages(ShowPlan(record=record, topic=topic), SEAT)
        yield name, page
    (page,) = PAGES.pages(ShowPlan(record=record, section=Section.PREVENTION), SEAT)
    yield PREVENTION, page


def topics(view: View, record: PlanRecord) -> Iterator[Page]:
    """Each topic of each section that opens with what to do first."""
    for section in TOPICS:
        for name in by_topic(view, section):
            yield from PAGES.pages(ShowPlan(record=record, section=section, topic=name), SEAT)


def is_within(page: Page, limit: Limit) -> bool:
    """Whether the screen is one look."""
    return seen(page.text) <= limit.characters and sum(map(len, page.buttons)) <= limit.keys


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
    yield from PAGES.pages(ShowPlan(record=record, section=Section.PREVENTION), SEAT)
    yield from topics(view, record)
    for section, why in [
        (None, True),
        (START, False),
        *((s, w) for s in SECTIONS for w in (False, True)),
    ]:
        if section in {None, START} or stands(view, section):
            for text in PAGES.screens(view, ShowPlan(record=record, section=section, why=why)):
                yield Page(text=text, place=Placed.NEW)


def _review(plan: Plan, state: Signs = Signs.OPEN) -> Review:
    """As it reads with every answer that was given; in an emergency as it says that."""
    urgent = any(notice.level == "emergency" for notice in plan.notices)
    told = [key for key in OPTIONAL_KEYS if key not in plan.unknown]
    return Review(
        label="K7Q-2M3",
        number=4,
        plan=plan,
        answers=(
            ("weight_kg", plan.case.weight_kg),
            ("subtype", plan.case.subtype),
            *((key, several(key, getattr(plan.case, key))) for key in told),
        ),
        entered="154 lb",
        entered_on=NOON.date(),
        points=tuple(n.code for n in plan.notices if n.level == "confirm"),
        signs=Signs.PRESENT if urgent else state,
    )


def record_of(
    case: Mapping[str, Any], plan: Plan, *decided: Decided, entered: str = ""
) -> PlanRecord:
    """The plan as it would be kept."""
    return plan_record(dict(case), *decided, at=NOON, plan=plan, entered=entered)
