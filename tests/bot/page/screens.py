"""Every screen that a case can lead to, as the page layer writes it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.page import Page
from bot.page.parts import seen
from bot.page.plan.contents import contents, opened
from bot.page.plan.first.every import FIRST
from bot.page.plan.opened import OF_ALL
from bot.page.plan.sections import stands
from bot.page.render import Seat
from bot.page.seal import press_of
from core.plan import Outcome, Plan, plan_for
from core.reading import OPTIONAL_KEYS, Refused
from flows.plan.answered import several
from flows.plan.sections import MORE, plan_pressed
from flows.talk.records import Decided, PlanRecord
from flows.talk.replies import NoPlan, PaperMenu, Review, ShowPlan, Signs
from flows.talk.turn import Pressed, Session
from tests.world.plan_record import plan_record
from tests.world.pure import wired

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEAT = Seat(chat=7, who=7, prompt=1, pressed=2)
PAGES = wired("UTC").pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What one look on a phone holds: characters as Telegram counts them, those apart that a
    quote folds away until it is tapped, and keys."""

    characters: int
    keys: int


NO_PLAN, REVIEW, CARD, WHY, PAPERS, TOPIC, SOURCES, LINE = (
    "no_plan", "review", "card", "why", "papers", "topic", "sources", "line"
)  # fmt: skip
LIMITS: Mapping[str, Limit] = {
    NO_PLAN: Limit(characters=1_600, keys=1),
    REVIEW: Limit(characters=450, keys=8),
    CARD: Limit(characters=450, keys=6),
    MORE: Limit(characters=700, keys=12),
    **{str(each): Limit(characters=700, keys=12) for each in FIRST},
    WHY: Limit(characters=700, keys=12),
    PAPERS: Limit(characters=200, keys=9),
    TOPIC: Limit(characters=1_750, keys=22),
    SOURCES: Limit(characters=1_900, keys=32),
    LINE: Limit(characters=700, keys=2),
}
QUOTE = re.compile(r"<blockquote expandable>.*?</blockquote>", re.DOTALL)
OPENING = frozenset({"show", "why"})  # what changes nothing


def first_screens(case: Mapping[str, Any]) -> Iterator[tuple[str, Page]]:
    """The screens that are read between two patients, each with its name in the limits."""
    plan = plan_for(PAGES.guideline, case)
    if isinstance(plan, Refused) or plan.outcome is Outcome.DECLINED:
        return
    for state in (Signs.OPEN, Signs.ABSENT):
        (page,) = PAGES.pages(_review(plan, state), SEAT)
        yield REVIEW, page
    yield from opening_of(record_of(case, plan), SEAT)


def opening_of(record: PlanRecord, seat: Seat) -> Iterator[tuple[str, Page]]:
    """The card, More, and what each section opens with, on the day of this seat."""
    view = PAGES.seen(record, seat)
    for name, topic in ((CARD, ""), (MORE, MORE)):
        yield name, page_of(ShowPlan(record=record, topic=topic), seat)
    yield WHY, page_of(ShowPlan(record=record, why=True), seat)
    (papers,) = PAGES.pages(PaperMenu(record=record), seat)
    yield PAPERS, papers
    for section in FIRST:
        if stands(view, section):
            yield str(section), page_of(ShowPlan(record=record, section=section), seat)


def behind(record: PlanRecord, seat: Seat) -> Iterator[tuple[str, Page]]:
    """Every topic of every section, and the sources of each."""
    view = PAGES.seen(record, seat)
    for section in (each for each in OF_ALL if each not in FIRST or stands(view, each)):
        asked = ShowPlan(record=record, section=section)
        yield SOURCES, page_of(replace(asked, why=True), seat)
        for each in opened(view, section) if section in FIRST else ():
            yield TOPIC, page_of(replace(asked, topic=each.name), seat)
        for each in contents(view, section):
            if each.reasoned and not each.values:
                yield SOURCES, page_of(replace(asked, topic=each.name, why=True), seat)


def reachable(record: PlanRecord, seat: Seat) -> dict[str, Page]:
    """Every screen that keys lead to from the card, by what is pressed."""
    found = {"show": page_of(ShowPlan(record=record), seat)}
    ahead = ["show"]
    while ahead:
        for row in found[ahead.pop()].buttons:
            for button in row:
                press = press_of(button.data)
                if press in found or press.partition(".")[0] not in OPENING:
                    continue
                heard = Pressed(label=record.label, number=record.revision, press=press)
                (reply,) = plan_pressed(Session(), heard, record).replies
                assert isinstance(reply, ShowPlan), press
                found[press] = page_of(reply, seat)
                ahead.append(press)
    return found


def page_of(reply: ShowPlan, seat: Seat) -> Page:
    (page,) = PAGES.pages(reply, seat)
    return page


def unfolded(page: Page) -> int:
    """How much of it is read before a quote is opened."""
    return seen(QUOTE.sub("", page.text))


def is_within(page: Page, limit: Limit) -> bool:
    """Whether the screen is one look."""
    return unfolded(page) <= limit.characters and sum(map(len, page.buttons)) <= limit.keys


def screens(case: Mapping[str, Any], *, deep: bool = True) -> Iterator[tuple[str, Page]]:
    """The review and every screen of the plan, or the one that says why there is none, each with
    its name in the limits; what is behind the keys of a section where that is asked for."""
    plan = plan_for(PAGES.guideline, case)
    if isinstance(plan, Plan) and plan.outcome is Outcome.DECLINED:
        (page,) = PAGES.pages(NoPlan(label="K7Q-2M3", plan=plan), SEAT)
        yield NO_PLAN, page
        return
    yield from first_screens(case)
    if deep and isinstance(plan, Plan):
        yield from behind(record_of(case, plan), SEAT)


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
