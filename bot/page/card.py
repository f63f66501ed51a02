"""The plan card: one phone screen with the dose in force, what comes next, what matters first."""

from datetime import timedelta

from bot.page.view import View, mg
from bot.page.write import bold, day
from core.evidence import Section
from core.plan import Outcome


def card(view: View) -> str:
    """The whole card as HTML."""
    blocks = [_who(view), _dose(view), _course(view), _before(view)]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _who(view: View) -> list[str]:
    case = view.plan.case
    return [
        view.head,
        view.say("card.disease", subtype=case.subtype, severity=case.severity, ild=case.ild),
        weight(view),
    ]


def weight(view: View) -> str:
    """The weight, with the day it was entered and what was typed where it was converted."""
    record = view.record
    if record is None:
        return view.say("card.weight_only", weight=view.plan.case.weight_kg)
    key = "card.weight_converted" if record.entered else "card.weight"
    return view.say(
        key,
        weight=view.plan.case.weight_kg,
        entered_on=day(record.entered_on),
        entered=record.entered,
    )


def _dose(view: View) -> list[str]:
    """The dose that stands alone, in the fixed order: name, amount, route, frequency, dates."""
    plan = view.plan
    if plan.start is None:
        return []
    template = view.writer.words["card.dose"]
    dose = template.format(drug=bold(view.steroid), mg=mg(plan.start.mg))
    if not plan.periods:
        return [dose, view.say("card.from", first=plan.case.start_date)]
    row = plan.periods[0]
    return [dose, view.say("card.dates", first=row.first, last=row.last, days=row.days)]


def _course(view: View) -> list[str]:
    plan = view.plan
    if plan.outcome is Outcome.MILESTONES:
        return [view.say("card.milestones")]
    if not plan.periods or plan.provisional:
        return []
    interim = view.guideline.taper.gate.interim_day.value
    first = plan.periods[0]
    check = view.on(interim) if first.days > interim else first.last + timedelta(days=1)
    count, last = len(plan.periods), plan.periods[-1].last
    return [view.say("card.check", day=check), view.say("card.course", count=count, last=last)]


def _before(view: View) -> list[str]:
    lines = view.lines(Section.START)
    if not lines:
        return []
    return [bold(view.say("card.before")), *(f" ! {view.line(line)}" for line in lines)]
