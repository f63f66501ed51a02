"""The schedule: the dose of this day and those after it, as many as one look holds."""

from itertools import product

from bot.page.parts import fitted, joined
from bot.page.plan import doses
from bot.page.plan.first.fitting import ROOM, head, stop
from bot.page.plan.matters import short
from bot.page.plan.sections import schedule_end, schedule_head
from bot.page.plan.view import View
from bot.page.write import bold
from core.course.course import decided
from core.evidence import Line
from core.sayable import beside_steroid
from core.steroid.taper import DosePeriod

MOST = 8  # doses on the first screen: each takes two lines or three


def schedule(view: View) -> str:
    """The whole of it where that fits; else the doses to come, then how many there are."""
    rows = doses.rows(view)
    ahead = doses.to_come(view)
    most = min(len(ahead), MOST)
    tried = [*([rows] if len(rows) <= MOST else []), *(ahead[:n] for n in range(most, 0, -1))]
    texts = (
        _composed(view, shown, brief=brief)
        for shown, brief in product(tried if rows else [()], (False, True))
    )
    return fitted(texts, ROOM)


def _composed(view: View, shown: tuple[DosePeriod, ...], *, brief: bool) -> str:
    """Drug, route and frequency once; rows; what stands beside the doses; how it ends."""
    title = f"{head(view)}\n{bold(view.say('section.schedule'))}"
    later = sum(shown[-1].first < each.first for each in doses.rows(view)) if shown else 0
    return joined(
        [title],
        [schedule_head(view), *_rows(view, shown)],
        beside(view, brief=brief),
        [
            *([view.say("first.schedule.later", count=later)] if later else []),
            *(each.strip() for each in schedule_end(view)),
        ],
    )


def _rows(view: View, shown: tuple[DosePeriod, ...]) -> list[str]:
    """The doses; what is only planned stands under its own head."""
    if not view.plan.periods:
        return [view.say("card.milestones")] if view.plan.milestones else []
    course = view.plan.course
    sure = decided(course) if course else ()
    known = [doses.row(view, each) for each in shown if each in sure]
    planned = [doses.row(view, each) for each in shown if each not in sure]
    return [
        *known,
        *([bold(view.say("schedule.planned"))] if planned else []),
        *planned,
        *([bold(view.say("schedule.waits"))] if view.waits else []),
    ]


def beside(view: View, *, brief: bool) -> list[str]:
    """What came before, and what answers say of the steroid: shortly, or only by its names."""
    lines = beside_steroid(view.plan.said)
    if not brief:
        return [f"! {stop(short(view, line))}" for line in lines]
    names = tuple(dict.fromkeys(_name(view, line) for line in lines))
    return [view.say("first.schedule.also", names=names)] if names else []


def _name(view: View, line: Line) -> str:
    return view.writer.words[f"named.{line.says}"]
