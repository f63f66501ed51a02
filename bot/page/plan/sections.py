"""The sections of a plan, each in full as the document has it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.page.plan import doses
from bot.page.plan.standing import WITHOUT_AMOUNT
from bot.page.plan.view import View
from bot.page.write import bold
from core.evidence import Line, Section
from core.sayable import beside_steroid
from core.steroid.tablets import to_dispense
from core.steroid.taper import DosePeriod


def blocks(view: View, section: Section) -> list[str]:
    """The section's head, then its rows as HTML, one below the other."""
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
    """The section's lines by topic, each under its heading."""
    topics: dict[str, list[str]] = {}
    heading = ""
    for line in view.lines(section):
        heading = _topic(view, section, line) or heading
        topics.setdefault(heading, []).append(f"• {view.line(line)}")
    return [row for heading, rows in topics.items() for row in _headed(heading, rows)]


def _headed(heading: str, rows: list[str]) -> list[str]:
    return [f"\n{bold(heading)}", *rows] if heading else rows


def _topic(view: View, section: Section, line: Line) -> str:
    """The heading of the guideline's own part that the line's first fact stands in."""
    words = view.writer.words
    parts = line.because[0].key.split(".")
    named = (f"heading.{section}.{'.'.join(parts[:length])}" for length in (3, 2))
    return next((view.say(key) for key in named if key in words), "")


def _schedule(view: View) -> list[str]:
    """Drug, route and frequency once; then each dose in two short lines."""
    return [
        f"{schedule_head(view)}\n",
        *_rows(view),
        *doses.milestones(view),
        *schedule_end(view),
        "",
    ]


def schedule_head(view: View) -> str:
    """Drug, route and frequency, and what stands in brackets behind a dose."""
    in_brackets = any(row.tablets for row in view.plan.periods)
    return view.say("schedule.head" if in_brackets else "schedule.head_alone", drug=view.steroid)


def _rows(view: View) -> list[str]:
    """Every dose; once something was decided, what is only planned stands apart."""
    course = view.plan.course
    rows = [doses.row(view, each) for each in doses.rows(view)]
    if course is None or view.record is None or not view.record.decisions:
        return rows
    sure, planned = rows[: course.confirmed], rows[course.confirmed :]
    if course.reassess:
        return [*sure, f"\n{bold(view.say('schedule.waits'))}"]
    return [*sure, *([f"\n{bold(view.say('schedule.planned'))}"] if planned else []), *planned]


def schedule_end(view: View) -> list[str]:
    """From which day on there is none, where that is planned."""
    plan = view.plan
    if not plan.exposure or view.waits:
        return []
    day = view.on(plan.exposure.total_days)
    return ["\n" + view.say(f"schedule.{view.end_says}", day=day, drug=view.steroid)]


def _tablets(view: View) -> list[str]:
    if not view.plan.periods:
        return []
    return [tablets_head(view), *(f"\n{each}" for each in counts(view))]


def tablets_head(view: View) -> str:
    """Which tablets, and of which region."""
    return view.say("tablets.head", drug=view.steroid, region=view.plan.case.region)


def counts(view: View) -> tuple[str, ...]:
    """How many of each strength the first dose and the whole course need."""
    periods = view.plan.periods
    if not periods:
        return ()
    first = _count(view, "tablets.first_row", periods[:1], days=periods[0].days)
    course = "tablets.decided" if view.plan.ended else "tablets.course"
    return (first, _count(view, course, periods))


def _count(view: View, key: str, periods: tuple[DosePeriod, ...], **values: int) -> str:
    listed = [
        f"• {view.say('tablets.count', count=count, strength=strength)}"
        for strength, count in to_dispense(periods)
    ]
    return "\n".join([bold(view.say(key, **values)), *listed])


def _agent(view: View) -> list[str]:
    """Each drug that is held, has ended or is only recorded: the lines below have amounts."""
    lines = (line for line in view.lines(Section.START) if line.says in WITHOUT_AMOUNT)
    return [f"• {view.line(line)}" for line in lines]


BODIES: Mapping[Section, Callable[[View], list[str]]] = MappingProxyType(
    {Section.SCHEDULE: _schedule, Section.AGENT: _agent, Section.TABLETS: _tablets}
)
