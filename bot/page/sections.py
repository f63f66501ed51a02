"""The sections of a plan, each as blocks that are never split."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.page.parts import SCREEN, units
from bot.page.standing import WITHOUT_AMOUNT
from bot.page.view import View, mg
from bot.page.write import bold, day, number
from core.evidence import Line, Section
from core.sayable import beside_steroid
from core.steroid.tablets import Tablets, to_dispense
from core.steroid.taper import DosePeriod


def blocks(view: View, section: Section) -> list[str]:
    """The section's head and its blocks as HTML."""
    title = bold(view.say(f"section.{section}"))
    head = f"{view.head}\n{title}" if view.record else title
    own = BODIES.get(section, _nothing)(view)
    beside = _beside(view) if own and section is not Section.AGENT else []
    return [head, *own, *beside, *_topics(view, section)]


def stands(view: View, section: Section) -> bool:
    """Whether the section has anything to show."""
    plan = view.plan
    if section is Section.TABLETS:
        return bool(plan.periods)
    if section is Section.SCHEDULE:
        return bool(plan.periods or plan.milestones)
    return bool(view.lines(section))


def _nothing(_view: View) -> list[str]:
    return []


def _beside(view: View) -> list[str]:
    """What came before, and what the answers say, wherever the steroid's doses are listed."""
    return [f"• {view.line(line)}" for line in beside_steroid(view.plan.said)]


def _topics(view: View, section: Section) -> list[str]:
    """The section's lines by topic, each under its heading; a long topic may be split."""
    topics: dict[str, list[str]] = {}
    heading = ""
    for line in view.lines(section):
        heading = _topic(view, section, line) or heading
        topics.setdefault(heading, []).append(f"• {view.line(line)}")
    return [block for heading, rows in topics.items() for block in _blocks(heading, rows)]


def _blocks(heading: str, rows: list[str]) -> list[str]:
    rows = [f"\n{bold(heading)}", *rows] if heading else rows
    whole = "\n".join(rows)
    return [whole] if units(whole) <= SCREEN else rows


def _topic(view: View, section: Section, line: Line) -> str:
    """The heading of the guideline's own part that the line's first fact stands in."""
    words = view.writer.words
    parts = line.because[0].key.split(".")
    named = (f"topic.{section}.{'.'.join(parts[:length])}" for length in (3, 2))
    return next((view.say(key) for key in named if key in words), "")


def _schedule(view: View) -> list[str]:
    """Drug, route and frequency once; then each dose in two short lines."""
    plan = view.plan
    head = view.say("schedule.head", drug=view.steroid)
    rows = _rows(view)
    stones = [_milestone(view, stone.offset, number(stone.mg_per_kg)) for stone in plan.milestones]
    waits = plan.course is not None and plan.course.reassess
    end = [] if not plan.exposure or waits else [_end(view, plan.exposure.total_days)]
    return [f"{head}\n", *rows, *stones, *end, ""]


def _rows(view: View) -> list[str]:
    """Every dose; once something was decided, what is only planned stands apart."""
    course = view.plan.course
    rows = [_row(view, row) for row in view.plan.periods]
    if course is None or view.record is None or not view.record.decisions:
        return rows
    sure, planned = rows[: course.confirmed], rows[course.confirmed :]
    if course.reassess:
        return [*sure, f"\n{bold(view.say('schedule.waits'))}"]
    return [*sure, *([f"\n{bold(view.say('schedule.planned'))}"] if planned else []), *planned]


def _row(view: View, row: DosePeriod) -> str:
    if view.overdue and view.plan.course and row == view.plan.course.present:
        days = view.say("card.until_decided", first=row.first)
    else:
        days = view.say("schedule.days", first=day(row.first), last=day(row.last))
    return f"{mg(row.mg)}{_made_of(view, row.tablets)}\n{days}"


def _made_of(view: View, tablets: Tablets) -> str:
    return f" ({view.tablets(tablets)})" if tablets else ""


def _milestone(view: View, offset: int, dose: str) -> str:
    key = "schedule.milestone_off" if dose == "0" else "schedule.milestone"
    limit_mg = view.guideline.steroid.juvenile.cap_mg.value
    return view.say(key, offset=offset, day=day(view.on(offset)), dose=dose, limit_mg=limit_mg)


def _end(view: View, total_days: int) -> str:
    return "\n" + view.say("schedule.last", day=view.on(total_days), drug=view.steroid)


def _tablets(view: View) -> list[str]:
    plan = view.plan
    if not plan.periods:
        return []
    first = plan.periods[0]
    return [
        view.say("tablets.head", drug=view.steroid, region=plan.case.region),
        _count(view, "tablets.first_row", plan.periods[:1], days=first.days),
        _count(view, "tablets.course", plan.periods),
    ]


def _count(view: View, key: str, periods: tuple[DosePeriod, ...], **values: int) -> str:
    listed = [
        f"• {view.say('tablets.count', count=count, strength=strength)}"
        for strength, count in to_dispense(periods)
    ]
    return "\n".join([f"\n{bold(view.say(key, **values))}", *listed])


def _agent(view: View) -> list[str]:
    """Each drug that is held, has ended or is only recorded: the lines below have amounts."""
    lines = (line for line in view.lines(Section.START) if line.says in WITHOUT_AMOUNT)
    return [f"• {view.line(line)}" for line in lines]


BODIES: Mapping[Section, Callable[[View], list[str]]] = MappingProxyType(
    {Section.SCHEDULE: _schedule, Section.AGENT: _agent, Section.TABLETS: _tablets}
)
