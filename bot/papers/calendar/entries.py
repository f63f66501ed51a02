"""Entries of the calendar, and those of the drugs beside the steroid: confirmed amounts only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from bot.papers.dates import OPEN, ahead, dose_days
from bot.papers.drugs import folic_acid
from bot.papers.sheet import Sheet
from core.agents.methotrexate import first_on
from core.course.decisions import Drug
from core.course.regimen.drugs import AGENTS
from core.course.regimen.regimen import Regimen, State, Stretch
from core.due import Due, Item
from core.sayable import Medicine

A_WEEK = timedelta(weeks=1)
STEROID, AGENT, PULSE = "paper.category.steroid", "paper.category.agent", "paper.category.pulse"
RESCUE, PREVENTION = "paper.category.rescue", "paper.category.prevention"
TESTS, VISIT = "paper.category.tests", "paper.category.visit"
OF_ITEMS: Mapping[Item, str] = MappingProxyType(
    {
        Item.INTERIM: VISIT,
        Item.REVIEW: VISIT,
        Item.STEROID_OVER: VISIT,
        Item.PNEUMOCYSTIS: PREVENTION,
        Item.VACCINES: PREVENTION,
        Item.BONE: PREVENTION,
        Item.ADRENAL: TESTS,
        Item.LABORATORY: TESTS,
        Item.BEFORE_RISE: TESTS,
        Item.GLUCOSE: TESTS,
        Item.EYES: TESTS,
        Item.TITRATION: AGENT,
        Item.BEGIN: AGENT,
        Item.HELD: AGENT,
        Item.FOLLOW_UP: RESCUE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event: what it is about for all revisions, and what is true of it now."""

    key: str  # the step: it keeps its event wherever its day moves
    day: date
    summary: str
    details: str
    whole_day: bool
    sure: bool
    category: str  # the key of its words
    waits: bool = False  # for a step or for a check that nobody has confirmed
    void: str = ""  # what is said of it once it is cancelled; empty: its summary
    days: int = 1


def named(sheet: Sheet) -> str:
    """Whose plan it is, as an event begins."""
    return sheet.named or sheet.say("paper.event.case")


def footed(sheet: Sheet, *lines: str) -> str:
    """The lines, and what happens when the calendar is imported again: entries of a case follow
    each other only where its caller keeps a label.
    """
    case = "paper.event.foot_series" if sheet.series else "paper.event.foot_case"
    foot = sheet.say("paper.event.foot" if sheet.label else case, stamp=sheet.stamp)
    return "\n".join((*lines, foot))


def not_live(sheet: Sheet) -> tuple[str, ...]:
    """What an entry waits for while nothing of its plan is in force."""
    return (sheet.say("paper.event.not_live"),) if sheet.waits_for_check else ()


def before_the_doses(sheet: Sheet) -> Iterator[Entry]:
    """The pulse that was answered, on its days, and the day that prophylaxis begins."""
    plan = sheet.view.plan
    if plan.case.pulse_days:
        days = plan.case.pulse_days
        yield Entry(
            key="pulse",
            day=sheet.begins,
            summary=sheet.say("paper.event.pulse", head=named(sheet)),
            details=footed(sheet, *not_live(sheet), *sheet.beside_steroid),
            whole_day=True,
            sure=True,
            waits=sheet.waits_for_check,
            category=PULSE,
            days=days,
        )
    needed = plan.pneumocystis
    if needed is not None and needed.start_offset is not None:
        yield Entry(
            key="prophylaxis",
            day=sheet.view.on(needed.start_offset),
            summary=sheet.say("paper.event.prophylaxis", head=named(sheet)),
            details=footed(sheet),
            whole_day=False,
            sure=False,
            category=PREVENTION,
        )


def of_drugs(sheet: Sheet) -> Iterator[Entry]:
    """Each weekly dose as far ahead as it is told; the days on which a drug changes."""
    weekly = dose_days(sheet)
    for due in weekly:
        yield _weekly(sheet, due, last=due is weekly[-1])
    for regimen in sheet.view.plan.regimens:
        for place, stretch in enumerate(regimen.stretches):
            if stretch.state is not State.TAKEN or stretch.weekday is None:
                yield _changed(sheet, regimen, place, stretch)


def no_doses(sheet: Sheet) -> Iterator[Entry]:
    """Every day that a weekly dose was once written for, as one on which none is taken.

    A drug can be held by itself, without a revision: so these do not follow from earlier ones.
    """
    for regimen in sheet.view.plan.regimens:
        for stretch in regimen.stretches:
            if stretch.weekday is None:
                continue
            day = first_on(stretch.weekday, stretch.first)
            while day <= ahead(sheet):
                yield _none(sheet, regimen.drug, day)
                day += A_WEEK


def no_questions(sheet: Sheet) -> Iterator[Entry]:
    """Whatever was ever asked of a drug, as nothing that is asked: a drug is held by itself, and
    tests are entered, without a revision.
    """
    for regimen in sheet.view.plan.regimens:
        none = sheet.say("paper.event.no_question", head=named(sheet), drug=regimen.drug)
        for item in sorted(OPEN) if regimen.drug in AGENTS else ():
            yield Entry(
                key=f"{item}/{regimen.drug}/1",
                day=regimen.begun,
                summary=none,
                details=footed(sheet),
                whole_day=False,
                sure=False,
                category=AGENT,
                void=none,
            )


def _weekly(sheet: Sheet, due: Due, *, last: bool) -> Entry:
    drug, values = Drug.METHOTREXATE, due.values
    made = "weekly_tablets" if "count" in values else "weekly_skin"
    rules = sheet.view.guideline.agents
    apart, late_days = rules.methotrexate.apart_days.value, rules.life.late_days.value
    lines = (
        sheet.say(f"paper.event.{made}", drug=drug, **values),
        sheet.say("paper.event.weekly_days", apart=apart, late_days=late_days, **values),
        *folic_acid(sheet),
        sheet.say("paper.event.weekly_rise"),
        *((sheet.say("paper.event.weekly_last", drug=drug),) if last else ()),
        *not_live(sheet),
        *sheet.beside(Medicine.METHOTREXATE),
    )
    return Entry(
        key=_weekly_key(drug, due.day),
        day=due.day,
        summary=sheet.say("paper.event.weekly", head=named(sheet), drug=drug, **values),
        details=footed(sheet, *lines),
        whole_day=True,
        sure=True,
        waits=sheet.waits_for_check,
        category=AGENT,
        void=_no_dose(sheet, drug),
    )


def _none(sheet: Sheet, drug: Drug, day: date) -> Entry:
    none = _no_dose(sheet, drug)
    key = _weekly_key(drug, day)
    return Entry(
        key=key,
        day=day,
        summary=none,
        details=footed(sheet),
        whole_day=True,
        sure=True,
        category=AGENT,
        void=none,
    )


def _weekly_key(drug: Drug, day: date) -> str:
    return f"weekly/{drug}/{day.isoformat()}"


def _no_dose(sheet: Sheet, drug: Drug) -> str:
    return sheet.say("paper.event.no_dose", head=named(sheet), drug=drug)


def _changed(sheet: Sheet, regimen: Regimen, place: int, stretch: Stretch) -> Entry:
    """From this day on another amount of a daily drug, a hold, an end, a treatment."""
    drug = regimen.drug
    beside = sheet.beside(Medicine(drug)) if drug in AGENTS else ()
    says = sheet.say(_change(drug, stretch), head=named(sheet), drug=drug, mg=stretch.mg or 0)
    return Entry(
        key=f"drug/{drug}/{regimen.begun.isoformat()}/{place}",
        day=stretch.first,
        summary=says,
        details=footed(sheet, *not_live(sheet), *beside),
        whole_day=True,
        sure=True,
        waits=sheet.waits_for_check,
        category=AGENT if drug in AGENTS else RESCUE,
        void=_no_dose(sheet, drug),
    )


def _change(drug: Drug, stretch: Stretch) -> str:
    match stretch.state:
        case State.HELD:
            return "paper.event.drug_held"
        case State.ENDED:
            return "paper.event.drug_left" if stretch.left else "paper.event.drug_ended"
    known = drug in AGENTS and stretch.mg is not None
    return "paper.event.daily" if known else "paper.event.recorded"
