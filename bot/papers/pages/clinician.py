"""The clinician's page: doses, tablets, sums, dates, curve, and what to heed of each treatment."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.page.plain import plain
from bot.page.plan.standing import OF_DRUGS, weight
from bot.page.plan.view import View
from bot.page.write import day, number
from bot.papers.dates import ASKED, STONES, milestones, next_tests
from bot.papers.drugs import told
from bot.papers.pages.columns import dispensed, schedule
from bot.papers.pages.curve import curve
from bot.papers.pages.fit import Size
from bot.papers.pages.ill import beside_the_course, split_to_dispense
from bot.papers.pages.shared import block, dose, shared, standing, stated_of
from bot.papers.sheet import Sheet
from bot.papers.visit.pages import last_visits
from core.evidence import Line, Section
from core.prevention.prophylaxis import OFFERED
from core.steroid.exposure import Exposure, before, counting, doses_before, exposure
from core.steroid.taper import DosePeriod

FEW_VISITS = (3, 1, 0)  # how many of the last ones are tried
DRUGS = OF_DRUGS | {"agent_ready", "agent_candidate", "agent_not_recorded"}  # of the card
NEXT = ("drug_next", "agents.life.washout")  # how lines begin that are not of this day
PULSE = ("pulse_days", "pulse_dose")
YEAR = "year"  # how the line of a year's sum begins
# How the keys of what stands in each block begin, and of what is background there.
ILL = (
    "prevention.adrenal.never_stop",
    "prevention.adrenal.sick_day",
    "monitoring.juvenile.never_stop",
    "monitoring.juvenile.adrenal",
)
SEVERE = ("rescue.", "steroid.pulse")
NOT_SEVERE = (
    "rescue.hospital", "rescue.definition", "rescue.refractory_months", "rescue.rituximab.trial",
    "rescue.rituximab.slow_weeks",
)  # fmt: skip
PNEUMOCYSTIS = ("prevention.pneumocystis",)
NOT_PNEUMOCYSTIS = ("prevention.pneumocystis.published",)
BONE = ("prevention.bone", "exposure.high_mg")
NOT_BONE = ("prevention.bone.also",)
MONITORING = (
    "monitoring.review_days", "monitoring.laboratory", "monitoring.steroid.glucose",
    "monitoring.steroid.eyes", "monitoring.steroid.watch.pressure",
    "monitoring.steroid.watch.myopathy", "monitoring.juvenile",
)  # fmt: skip
OWN_COUNTS = ("agents.mycophenolate.caution.neutrophils",)  # what the blood tests refer to
NOT_MONITORING = ("monitoring.juvenile.never_stop", "monitoring.juvenile.adrenal")


def page(sheet: Sheet, size: Size, bot: str, few: int = FEW_VISITS[0]) -> dict[str, Any]:
    """Everything on it, in the order in which it is read."""
    view, case = sheet.view, sheet.view.plan.case
    start, ill = view.lines(Section.START), _of(view, Section.PREVENTION, ILL)
    gate = view.guideline.taper.gate
    dates = "dates" if sheet.rows and not view.plan.ended else "dates_alone"
    check = stated_of((gate.questions, gate.red_flag)) if sheet.ahead else ()
    return shared(sheet, size, bot, scan="paper.scan") | {
        "title": sheet.head,
        "under": [
            sheet.say("card.disease", subtype=case.subtype, severity=case.severity, ild=case.ild),
            plain(weight(view)),
        ],
        "blanks": [sheet.say("paper.blank.name"), sheet.say("paper.blank.born")],
        "dose": list(dose(sheet)),
        "standing": list(standing(sheet)),
        "schedule": schedule(sheet),
        "dispensed": dispensed(sheet),
        "beside": [
            *block(sheet, "ill_tablets", beside_the_course(sheet)),
            *block(sheet, "sums", _sums(sheet)),
            *block(sheet, dates, _dates(sheet)),
        ],
        "curve": curve(sheet),
        "below": [
            *block(
                sheet,
                "before" if sheet.ahead and not view.begun else "standing",
                map(sheet.line, _but_drugs(start)),
            ),
            *block(sheet, "agent", (*told(sheet), *_next(sheet))),
            *block(sheet, "milestones", _published(sheet)),
            *block(sheet, "visits", last_visits(sheet, few)),
            *_treatments(sheet),
            *block(sheet, "ill", (*map(sheet.line, ill), *split_to_dispense(sheet))),
            *block(sheet, "check", map(sheet.line, check)),
        ],
        "last": [sheet.say("paper.sources", sources=_sources((*start, *ill, *check)))],
    }


def _treatments(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Severe disease where it is, Pneumocystis while a steroid is taken, bone, monitoring."""
    view, over = sheet.view, bool(sheet.rows) and not sheet.ahead
    if view.plan.rescue and not over:
        severe = _of(view, Section.SEVERE, SEVERE, NOT_SEVERE)
        yield from block(sheet, "severe", map(sheet.line, severe))
    if not over:
        lines = _of(view, Section.PREVENTION, PNEUMOCYSTIS, NOT_PNEUMOCYSTIS)
        found = (*map(sheet.line, lines), *sheet.beside(*OFFERED))
        yield from block(sheet, "pneumocystis", dict.fromkeys(found))
    bone = _of(view, Section.PREVENTION, BONE, NOT_BONE)
    yield from block(sheet, "bone", map(sheet.line, bone))
    monitoring = _of(view, Section.MONITORING, MONITORING, NOT_MONITORING)
    own = _of(view, Section.AGENT, OWN_COUNTS)
    yield from block(sheet, "monitoring", map(sheet.line, (*monitoring, *own)))


def _of(
    view: View, section: Section, keys: tuple[str, ...], but: tuple[str, ...] = ()
) -> tuple[Line, ...]:
    """The lines of the section whose first fact begins so, without its background."""
    return tuple(
        line
        for line in view.lines(section)
        if (key := line.because[0].key).startswith(keys) and not (but and key.startswith(but))
    )


def _sums(sheet: Sheet) -> Iterator[str]:
    """What adds up: so far where a day is given, and over the whole course where its end is known.

    Where no date follows by itself only what was decided is counted.
    """
    view, decided = sheet.view, tuple(row.period for row in sheet.rows)
    case = view.plan.case
    sums = view.plan.exposure
    if sums is None:
        return
    if view.begun and view.today is not None:
        taken = _added(view, before(view.plan.periods, view.today))
        mg, days = taken.total_mg, taken.total_days
        yield sheet.say("paper.sum.taken", day=view.today, mg=mg, days=days)
    if sheet.view.waits:
        sums = _added(view, decided)
    else:
        yield sheet.say("paper.sum.whole", mg=sums.total_mg, days=sums.total_days)
    limits = view.guideline.exposure
    for limit, days in (
        (limits.high_mg, sums.days_ge_30),
        (limits.moderate_mg, sums.days_ge_20),
        (limits.low_mg, sums.days_ge_7_5),
    ):
        yield sheet.say(f"paper.sum.days{counting(case)}", mg=limit.value, days=days)
    yield from (sheet.line(line) for line in view.plan.lines if line.says in PULSE)
    if case.pulse_days or doses_before(case):
        yield from (sheet.line(line) for line in view.plan.lines if line.says.startswith(YEAR))


def _added(view: View, periods: tuple[DosePeriod, ...]) -> Exposure:
    case = view.plan.case
    return exposure(view.guideline, case, periods)


def _dates(sheet: Sheet) -> Iterator[str]:
    found = (*milestones(sheet, STONES | ASKED), *next_tests(sheet))
    for stone in sorted(found, key=lambda each: each.day):
        yield sheet.say("paper.stone.dated", day=day(stone.day), says=stone.says)


def _but_drugs(lines: Iterable[Line]) -> Iterator[Line]:
    """Without what the block of the drugs says."""
    return (line for line in lines if line.says not in DRUGS)


def _next(sheet: Sheet) -> Iterator[str]:
    """When an amount may rise, and to what: a question; what goes on after an end."""
    lines = (line for line in sheet.view.lines(Section.AGENT) if line.says.startswith(NEXT))
    yield from map(sheet.line, lines)


def _published(sheet: Sheet) -> Iterator[str]:
    """The published milestones of a child."""
    limit = sheet.view.guideline.steroid.juvenile.cap_mg
    for stone in sheet.view.plan.milestones:
        on = day(sheet.view.on(stone.offset))
        if stone.mg_per_kg:
            dose = number(stone.mg_per_kg)
            yield sheet.say(
                "schedule.milestone", offset=stone.offset, day=on, dose=dose, limit_mg=limit.value
            )
        else:
            yield sheet.say("schedule.milestone_off", offset=stone.offset, day=on)


def _sources(lines: Iterable[Line]) -> str:
    """Every publication behind the lines, once, in the order it is met."""
    sources = {fact.source.key: fact.source for line in lines for fact in line.because}
    return "; ".join(f"{each.title} ({each.edition})" for each in sources.values())
