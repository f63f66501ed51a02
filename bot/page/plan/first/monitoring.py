"""Monitoring: dated reviews, blood tests with their figures, glucose and eyes, steroid myopathy,
cancer, and what this patient has to be watched for beside."""

from collections.abc import Iterator
from datetime import date

from bot.page.plan.first.fitting import Sentences, fitting, said_short
from bot.page.plan.standing import agents
from bot.page.plan.view import View
from core.course.regimen.drugs import AGENTS
from core.evidence import Line, Section, Value
from core.patient import Subtype
from core.response.visit import Measure
from core.response.watched import Side, Verdict, Watched, rows

BLOOD = "laboratory"  # from a day on; without it once an agent begins
COUNTS = (Measure.WHITE_CELLS, Measure.NEUTROPHILS, Measure.PLATELETS)
LIVER = Measure.ALT  # AST has the same figure
LUNG = "monitoring.lung"
WATCHED = (
    "monitoring.steroid.renal_crisis_mg", "monitoring.steroid.systemic_sclerosis",
    "monitoring.synthetase", LUNG, "monitoring.mimic_years",
    "monitoring.juvenile.intensify_weeks", "monitoring.juvenile.care.growth",
)  # fmt: skip
MYOPATHY = "monitoring.steroid.watch.myopathy"
KNOWN_DIABETES = "monitoring.steroid.diabetes"
ACT = "monitoring.steroid.glucose.act"
# What is said shorter, in this order, until it fits: nothing; from when glucose is treated; its
# days but for the next one; what a review asks; the days of the eyes and that figure; platelets,
# what speaks for steroid myopathy, how cancer and the lungs are followed.
FULL, BRIEF, BRIEFER, SHORT, LEAST, FEWER = LESS = range(6)


def monitoring(view: View) -> str:
    """Each in an item; those of a review or a test that is past name what is to come."""
    lines = {line.says: line for line in view.lines(Section.MONITORING)}
    tried = (
        (
            _reviews(view, less),
            _blood(view, lines, less),
            _glucose(view, lines, less),
            _myopathy(view, lines[MYOPATHY], less),
            _cancer(view, lines, less),
            _watched(view, lines, less),
        )
        for less in LESS
    )
    return fitting(view, Section.MONITORING, tried)


def _reviews(view: View, less: int) -> Sentences:
    """The days of the reviews that are to come; of those that are past the last one."""
    days = [
        line.values["date"] for line in view.lines(Section.MONITORING) if line.says == "review"
    ]
    ahead = tuple(day for day in days if _is_ahead(view, day))
    if not ahead:
        return [view.say("first.monitoring.reviewed", day=days[-1])]
    says = "first.monitoring.reviews_brief" if less >= SHORT else "first.monitoring.reviews"
    return [view.say(says, days=ahead)]


def _is_ahead(view: View, day: Value) -> bool:
    return isinstance(day, date) and (view.today is None or day >= view.today)


def _blood(view: View, lines: dict[str, Line], less: int) -> Sentences:
    """How often from when, and the figures at which each drug is withheld."""
    weeks = view.guideline.monitoring.laboratory.weeks.value
    often = (
        said_short(view, [lines[BLOOD]])
        if BLOOD in lines
        else [view.say("first.monitoring.blood", weeks=weeks)]
    )
    return [*often, *_figures(view, COUNTS[:2] if less >= FEWER else COUNTS)]


def _figures(view: View, counts: tuple[Measure, ...]) -> Iterator[str]:
    """The figures at which each agent that is taken, or the one that is named, is withheld: first
    those of all of them, then what a drug has of its own."""
    each = {drug: _withheld(view, Watched(drug), counts) for drug in _drugs(view)}
    if not each:
        return
    first, *others = each.values()
    shared = [said for said in first if all(said in other for other in others)]
    drugs = tuple(map(view.writer.drug, each))
    yield view.say("first.monitoring.withhold", drugs=drugs, values=tuple(shared))
    for drug, figures in each.items():
        if own := tuple(said for said in figures if said not in shared):
            name = view.writer.drug(drug)
            yield view.say("first.monitoring.withhold_also", drug=name, values=own)


def _drugs(view: View) -> tuple[str, ...]:
    taken = tuple(dict.fromkeys(str(each.drug) for each in agents(view)))
    return taken or tuple(str(each) for each in AGENTS if str(each) == str(view.plan.agent.first))


def _withheld(view: View, drug: Watched, counts: tuple[Measure, ...]) -> list[str]:
    """Each value at which it is withheld and somebody called."""
    figures = {
        row.measure: row.fact.value
        for row in rows(view.guideline, drug)
        if row.verdict is Verdict.WITHHOLD
    }
    rise = view.guideline.cutoffs.creatinine.rise_percent.value
    figures[Measure.CREATININE] = rise
    return [
        view.writer.say(f"first.monitoring.{each}", {"figure": figures[each]})
        for each in (*counts, LIVER, Measure.CREATININE, Measure.EGFR)
        if each in figures
    ]


def _glucose(view: View, lines: dict[str, Line], less: int) -> Sentences:
    """The days that are to come, the figure to act on in adults, and the eyes."""
    dates, eyes = lines["glucose"].values["dates"], lines["eyes"].values
    days = tuple(day for day in dates if _is_ahead(view, day)) if isinstance(dates, tuple) else ()
    days = days[:1] if less >= BRIEFER else days
    known = KNOWN_DIABETES in lines
    says = "diabetes" if known else "glucose" if days else "glucose_visits"
    sight = "eyes" if _is_ahead(view, eyes["last"]) and less < LEAST else "cataract"
    return [
        view.say(f"first.monitoring.{says}", days=days),
        *([] if known or ACT not in lines else _act(view, lines[ACT], less)),
        view.say(f"first.monitoring.{sight}", first=eyes["first"], last=eyes["last"]),
    ]


def _act(view: View, line: Line, less: int) -> Sentences:
    """From which value on glucose is measured more often, and treated where there is room."""
    if less == FULL:
        return [view.line(line)]
    figure = view.guideline.cutoffs.drugs[Watched.STEROID][Side.REPEAT_ABOVE]["glucose"].value
    times, by = view.guideline.visit.units["glucose"]["mg_dl"].value
    says = "first.monitoring.glucose_act"
    return [view.say(says, figure=figure, mg=figure * by / times)] if less < LEAST else []


def _myopathy(view: View, line: Line, less: int) -> Sentences:
    if less >= FEWER:
        return [view.say("first.monitoring.myopathy")]
    return said_short(view, [line])


def _watched(view: View, lines: dict[str, Line], less: int) -> Sentences:
    """What this patient has to be watched for; of the lungs that they are, where there is no
    room for how often."""
    told = [
        lines[each] for each in WATCHED if each in lines and not (each == LUNG and less >= FEWER)
    ]
    lungs = [view.say("first.monitoring.lungs")] if LUNG in lines and less >= FEWER else []
    return [*said_short(view, told), *lungs]


def _cancer(view: View, lines: dict[str, Line], less: int) -> Sentences:
    """How it is looked for, by the risk that was answered; in children it is not."""
    if view.plan.case.subtype is Subtype.JUVENILE:
        return []
    level = next(
        (each for each in ("high", "moderate") if f"monitoring.cancer.{each}" in lines), "any"
    )
    years = view.guideline.monitoring.cancer_years.value
    end = "_brief" if less >= FEWER else ""
    return [view.say(f"first.monitoring.cancer_{level}{end}", years=years)]
