"""What a reminder says of a medicine: its amount, and what the answers say of it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from core.course.decisions import Drug
from core.course.regimen.against import why_held
from core.course.regimen.agenda import amount_values, overdue_since
from core.course.regimen.drugs import AGENTS
from core.course.regimen.regimen import Regimen, State, Stretch, dose_days
from core.evidence import Value
from core.sayable import Medicine, each_once, of
from flows.plan.drugs import amount
from flows.plan.live import Live
from flows.plan.spoken import spoken
from flows.plan.visit.safety import speaks_against, watching
from flows.reminder.message.told import Told
from flows.talk.records import Intake
from flows.talk.replies import Sentence, Words
from flows.talk.screens import say

FRACTURE_HEADS = ("fracture_very_high", "fracture_very_high_but")


def beside(told: Told, *medicines: Medicine) -> Iterator[Sentence]:
    """What the answers say of a medicine, in every message that has an amount of it."""
    for line in each_once(of(told.live.plan.said, *medicines)):
        yield spoken(line)


def weekly(told: Told) -> Iterator[Sentence]:
    """The confirmed amount of this week with its weekday in full, and the folic acid beside it.

    Where none is taken now, by whatever reason, that alone: no amount.
    """
    regimen = told.regimen
    day = told.reminder.day
    stretch = regimen.on(max(day, told.live.today)) if regimen else None
    if regimen is None or stretch is None:
        yield say("reminder.agent.not_recorded", drug=Drug.METHOTREXATE)
        return
    if stretch.state is not State.TAKEN:
        yield not_taken(told.live, regimen, stretch)
        yield say("reminder.agent.not_that_day", drug=regimen.drug, day=day)
        yield from tests_late(told.live, regimen.drug)
        return
    if told.reminder.intake is Intake.TOO_SOON:
        last, apart = told.reminder.taken_on or day, told.live.guideline.agents.life
        yield say(
            "reminder.agent.too_soon",
            day=day,
            last=last,
            days=apart.late_apart_days.value,
            next_day=day + timedelta(weeks=1),
        )
        return
    planned = dose_days(regimen, day, day)
    if not planned:
        yield say("reminder.agent.not_that_day", drug=regimen.drug, day=day)
        yield from taken_now(told.live, regimen, stretch)
        return
    late = timedelta(days=told.live.guideline.agents.life.late_days.value)
    if told.live.today > day + late:
        yield say("reminder.agent.left_out", day=day, next_day=day + timedelta(weeks=1))
        yield from tests_late(told.live, regimen.drug)
        return
    yield from _amount(told, planned[0][1])


def _amount(told: Told, stretch: Stretch) -> Iterator[Sentence]:
    rules, day = told.live.guideline.agents, told.reminder.day
    values: Mapping[str, Value] = amount_values(told.live.guideline, told.live.plan.case, stretch)
    if not values:
        yield say("reminder.agent.not_recorded", drug=Drug.METHOTREXATE)
        return
    says = f"reminder.agent.weekly{_form(values)}"
    yield Sentence(says=says, values={"day": day, **values})
    yield _folic_acid(told.live)
    yield say(
        "reminder.agent.apart",
        days=rules.methotrexate.apart_days.value,
        late_days=rules.life.late_days.value,
        late_apart=rules.life.late_apart_days.value,
    )
    yield from tests_late(told.live, Drug.METHOTREXATE)
    yield from _speaks_against(told.live, Drug.METHOTREXATE)
    yield from beside(told, Medicine.METHOTREXATE)


def _speaks_against(live: Live, drug: Drug) -> Iterator[Sentence]:
    """The values that withhold the drug, while nobody has measured them anew."""
    if found := speaks_against(watching(live), drug):
        yield say("visit.stands", strong=True, drug=drug, day=found.day, values=found.values)


def taken_now(live: Live, regimen: Regimen, stretch: Stretch) -> Iterator[Sentence]:
    """The confirmed amount of a day, or that none is taken and why.

    An amount of methotrexate is never without folic acid beside it, and none without what the
    answers say of the drug.
    """
    drug = regimen.drug
    if stretch.state is not State.TAKEN:
        yield not_taken(live, regimen, stretch)
    elif drug not in AGENTS and stretch.mg is not None:
        given: dict[str, Words] = {"drug": drug, "day": stretch.dose_day}
        given["amount"] = amount(drug, stretch.mg, stretch.days)
        yield Sentence(says="reminder.agent.as_given", values=given)
    elif stretch.mg is None:
        yield say("reminder.agent.recorded", drug=drug, day=stretch.dose_day)
    elif stretch.weekday:
        values = amount_values(live.guideline, live.plan.case, stretch)
        yield Sentence(says=f"reminder.agent.is{_form(values)}", values={"drug": drug, **values})
        yield _folic_acid(live)
        yield from _cautions(live, drug)
    else:
        yield say("reminder.agent.is_daily", drug=drug, mg=stretch.mg)
        yield from _cautions(live, drug)


def _form(values: Mapping[str, Value]) -> str:
    """How a weekly amount is written: in tablets, by its route, or asking for it."""
    return "" if "count" in values else "_routed" if "route" in values else "_open"


def _cautions(live: Live, drug: Drug) -> Iterator[Sentence]:
    return map(spoken, each_once(of(live.plan.said, Medicine(str(drug)))))


def not_taken(live: Live, regimen: Regimen, stretch: Stretch) -> Sentence:
    """Held or ended, since when and why."""
    says = "is_held" if stretch.state is State.HELD else "has_ended"
    reason = why_held(live.guideline, live.plan.case, regimen.drug, stretch)
    return say(f"reminder.agent.{says}", drug=regimen.drug, day=stretch.first, reason=reason)


def tests_late(live: Live, drug: Drug) -> Iterator[Sentence]:
    """Since when the blood tests of a drug are due, where that is a week ago or more."""
    for each in live.plan.regimens:
        if each.drug is not drug or each.over(live.today):
            continue
        since = overdue_since(live.guideline, each, live.record.tested, live.today)
        late = (live.today - since).days if since else 0
        if since and late >= live.guideline.agents.life.overdue_days.value:
            yield say("reminder.agent.tests_late", strong=True, day=since, days=late)


def _folic_acid(live: Live) -> Sentence:
    """As the plan has it, which for a child names no amount."""
    for each in of(live.plan.said, Medicine.FOLIC_ACID):
        for line in each.doses:
            if line.values:
                return spoken(line)
    return say("reminder.agent.folic_acid")


def fracture_risk(told: Told) -> Iterator[Sentence]:
    """The headline as the card has it, with what closes the usual drugs."""
    yield from (spoken(line) for line in told.live.plan.lines if line.says in FRACTURE_HEADS)
