"""One page to print: the clinician's sheet with its sources, the patient's in plain words."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.page.plain import plain
from bot.page.plan.standing import OF_DRUGS, weight
from bot.page.plan.view import View
from bot.page.write import day, number
from bot.papers.boxes import boxes, on_hold
from bot.papers.columns import dispensed, schedule
from bot.papers.dates import ASKED, STONES, milestones, next_tests
from bot.papers.drugs import drugs, told
from bot.papers.fit import MOST_BOXES, Size, sized
from bot.papers.link import address, code
from bot.papers.sheet import NoPaper, Sheet, stands
from bot.papers.typesetting import pdf
from core.evidence import Fact, Line, Section, stated
from core.steroid.exposure import Exposure, before, counting, doses_before, exposure
from core.steroid.taper import DosePeriod

TEMPLATE = "page"
WHEN_ILL = (
    "prevention.adrenal.never_stop",
    "prevention.adrenal.sick_day",
    "monitoring.juvenile.never_stop",
    "monitoring.juvenile.adrenal",
)
DRUGS = OF_DRUGS | {"agent_ready", "agent_candidate", "agent_not_recorded"}  # of the card
NEXT = ("drug_next", "agents.life.washout")  # how lines begin that are not of this day
PULSE = ("pulse_days", "pulse_dose")
YEAR = "year"  # how the line of a year's sum begins
STILL = ("card", "vaccine")  # what the patient heeds after the last dose too
HASH = 12  # characters of the rules' hash that tell two editions apart


def clinician(sheet: Sheet, size: Size, bot: str = "") -> bytes:
    """The whole plan on one page, with tablets to dispense, sums and sources."""
    return pdf(TEMPLATE, sized(_clinician(sheet, size, bot), size), sheet.made_at)


def patient(sheet: Sheet, size: Size, bot: str = "") -> bytes:
    """The doses to tick off, what to do when ill, when to call; a clinician checks it first."""
    return pdf(TEMPLATE, sized(_patient(sheet, size, bot), size), sheet.made_at)


def _clinician(sheet: Sheet, size: Size, bot: str) -> dict[str, Any]:
    view, guideline = sheet.view, sheet.view.guideline
    case = view.plan.case
    start, ill = view.lines(Section.START), _ill(sheet)
    check = _stated(guideline.taper.gate.questions, guideline.taper.gate.red_flag)
    check = check if sheet.rows else ()
    return _page(sheet, size, bot) | {
        "title": sheet.head,
        "under": [
            sheet.say("card.disease", subtype=case.subtype, severity=case.severity, ild=case.ild),
            plain(weight(view)),
        ],
        "blanks": [sheet.say("paper.blank.name"), sheet.say("paper.blank.born")],
        "schedule": schedule(sheet, days=True),
        "dispensed": dispensed(sheet),
        "beside": [
            *_block(sheet, "sums", _sums(sheet)),
            *_block(sheet, "dates", _dates(sheet)),
        ],
        "below": [
            *_block(
                sheet, "standing" if view.begun else "before", map(sheet.line, _but_drugs(start))
            ),
            *_block(sheet, "agent", (*told(sheet), *_next(sheet))),
            *_block(sheet, "milestones", _published(sheet)),
            *_block(sheet, "ill", map(sheet.line, ill)),
            *_block(sheet, "check", map(sheet.line, check)),
        ],
        "last": [sheet.say("paper.sources", sources=_sources((*start, *ill, *check)))],
    }


def _patient(sheet: Sheet, size: Size, bot: str) -> dict[str, Any]:
    if not sheet.rows:
        raise NoPaper("no_schedule")
    guideline, drug = sheet.view.guideline, sheet.view.steroid
    return _page(sheet, size, bot) | {
        "title": sheet.say("paper.patient.title", drug=drug),
        "under": [sheet.head],
        "standing": [*_standing(sheet), *on_hold(sheet)],
        "blanks": [
            sheet.say("paper.blank.name"),
            sheet.say("paper.blank.phone"),
            sheet.say("paper.blank.checked"),
        ],
        "schedule": schedule(sheet, days=False),
        "below": [
            *(
                _block(sheet, "patient.take", _how(sheet))
                if sheet.present
                else _block(sheet, "patient.after", _after(sheet))
            ),
            *(
                block
                for name, lines in boxes(sheet)
                for block in _block(sheet, f"patient.{name}", lines)
            ),
            *_block(sheet, "patient.ill", _when_ill(sheet)),
            *_block(
                sheet,
                "patient.call",
                map(sheet.line, _stated(*guideline.prevention.patient.call.values())),
            ),
            *_block(
                sheet,
                "checked",
                (
                    *sheet.beside_steroid,
                    *(each for drug in drugs(sheet) for each in drug.cautions),
                ),
            ),
        ],
    }


def _page(sheet: Sheet, size: Size, bot: str) -> dict[str, Any]:
    """What both pages share, and an empty place for what only one of them has."""
    view, label = sheet.view, sheet.label
    link = address(bot, label, sheet.revision, sheet.made_at) if bot and label else ""
    return {
        "lang": "en",
        "paper": size.value,
        "widest": MOST_BOXES,
        "qr": code(link) if link else "",
        "scan": sheet.say("paper.scan") if link else "",
        "dose": list(_dose(sheet)),
        "standing": list(_standing(sheet)),
        "dispensed": {"title": "", "head": [], "rows": [], "total": []},
        "beside": [],
        "last": [],
        "foot": sheet.foot,
        "stamp": _stamp(view.guideline.stamp),
    }


def _stamp(stamp: str) -> str:
    """Name and edition of the rules, with the beginning of their hash."""
    head, _, digest = stamp.rpartition(":")
    return f"{head}:{digest[:HASH]}"


def _dose(sheet: Sheet) -> Iterator[str]:
    """The dose that stands alone: what is taken on the day that the paper is made for."""
    view = sheet.view
    if not sheet.rows and view.plan.start is not None:
        yield sheet.say("paper.dose", drug=view.steroid, mg=view.plan.start.mg)
        yield sheet.say("card.from", first=sheet.first)
        return
    row = sheet.present
    if row is None:
        yield sheet.say("card.over", last=sheet.rows[-1].period.last, drug=view.steroid)
        return
    yield sheet.say("paper.dose", drug=view.steroid, mg=row.period.mg)
    yield stands(sheet, row)


def _standing(sheet: Sheet) -> Iterator[str]:
    """What would make somebody put the paper away, or not rely on its dates."""
    record = sheet.view.record
    if record is not None and record.closed_at is not None:
        yield sheet.say("paper.closed")
    elif record is not None and not record.live:
        yield sheet.say("card.waits")
    if not sheet.rows:
        yield sheet.say("card.milestones")
    elif sheet.waits:
        yield sheet.say("card.reassess")


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
    if sheet.waits:
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


def _how(sheet: Sheet) -> Iterator[str]:
    """How to take it, what the tick boxes are, and what goes with it every day."""
    guideline = sheet.view.guideline
    yield from map(sheet.line, _stated(guideline.steroid.start.once_daily))
    yield sheet.say("paper.patient.table", drug=sheet.view.steroid)
    yield sheet.say("paper.patient.boxes")
    yield sheet.say("paper.patient.confirm")
    yield from map(sheet.line, _stated(*guideline.prevention.patient.daily.values()))


def _after(sheet: Sheet) -> Iterator[str]:
    """What still holds once the last dose was taken."""
    daily = sheet.view.guideline.prevention.patient.daily
    yield from map(sheet.line, _stated(*(daily[name] for name in STILL)))


def _when_ill(sheet: Sheet) -> Iterator[str]:
    rule = sheet.view.guideline.prevention.patient
    yield from map(sheet.line, _stated(*rule.ill.values()))
    yield sheet.say("paper.patient.show")


def _ill(sheet: Sheet) -> tuple[Line, ...]:
    """What the plan itself says of stopping and of sick days: a child's are set by others."""
    return tuple(
        line
        for line in sheet.view.lines(Section.PREVENTION)
        if line.because[0].key.startswith(WHEN_ILL)
    )


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


def _stated(*facts: Fact[Any]) -> tuple[Line, ...]:
    return tuple(stated(Section.PREVENTION, fact) for fact in facts)


def _block(sheet: Sheet, name: str, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The lines under their heading; nothing where there are none."""
    found = list(lines)
    if found:
        yield {"head": sheet.say(f"paper.head.{name}"), "lines": found}


def _sources(lines: Iterable[Line]) -> str:
    """Every publication behind the lines, once, in the order it is met."""
    sources = {fact.source.key: fact.source for line in lines for fact in line.because}
    return "; ".join(f"{each.title} ({each.edition})" for each in sources.values())
