"""Monitoring: dated reviews, blood tests with their figures, glucose and eyes, steroid myopathy,
cancer, and what this patient has to be watched for beside."""

from collections.abc import Iterator
from datetime import date

from bot.page.first.fitting import Sentences, fitting, said_short
from bot.page.standing import AGENTS
from bot.page.topics import by_topic
from bot.page.view import View
from core.evidence import Line, Section, Value
from core.patient import Subtype
from core.response.visit import Measure
from core.response.watched import Side, Verdict, Watched, rows

BLOOD = ("laboratory", "monitoring.laboratory.weeks")  # from a day on; once an agent begins
COUNTS = (Measure.WHITE_CELLS, Measure.NEUTROPHILS, Measure.PLATELETS)
LIVER = Measure.ALT  # AST has the same figure
WATCHED = (
    "monitoring.steroid.renal_crisis_mg", "monitoring.steroid.systemic_sclerosis",
    "monitoring.synthetase", "monitoring.lung", "monitoring.mimic_years",
    "monitoring.juvenile.intensify_weeks", "monitoring.juvenile.care.growth",
)  # fmt: skip
MYOPATHY = "monitoring.steroid.watch.myopathy"
KNOWN_DIABETES = "monitoring.steroid.diabetes"
BRIEF = 1  # from here on said shorter


def monitoring(view: View) -> str:
    """Each in an item; those of a review or a test that is past name what is to come."""
    lines = {line.says: line for line in view.lines(Section.MONITORING)}
    tried = (
        (
            _reviews(view),
            _blood(view, lines, less),
            _glucose(view, lines, less),
            said_short(view, (lines[each] for each in (MYOPATHY,) if each in lines)),
            _cancer(view),
            said_short(view, (lines[each] for each in WATCHED if each in lines)),
        )
        for less in range(3)
    )
    return fitting(view, Section.MONITORING, tried)


def _reviews(view: View) -> Sentences:
    """The days of the reviews that are to come; of those that are past the last one."""
    days = [
        line.values["date"] for line in view.lines(Section.MONITORING) if line.says == "review"
    ]
    ahead = tuple(day for day in days if _is_ahead(view, day))
    if ahead:
        return [view.say("first.monitoring.reviews", days=ahead)]
    return [view.say("first.monitoring.reviewed", day=days[-1])]


def _is_ahead(view: View, day: Value) -> bool:
    return isinstance(day, date) and (view.today is None or day >= view.today)


def _blood(view: View, lines: dict[str, Line], less: int) -> Sentences:
    """How often from when, and the figures at which each drug is withheld."""
    found = [lines[each] for each in BLOOD if each in lines]
    figures = [] if less > BRIEF else [*_figures(view)]
    return [*said_short(view, found), *figures]


def _figures(view: View) -> Iterator[str]:
    """The figures of the agents that are taken, or of the one that is named."""
    names = set(map(str, AGENTS))
    taken = [str(each.drug) for each in view.plan.regimens if not each.over(view.today)]
    drugs = [each for each in dict.fromkeys(taken) if each in names] or [
        str(each) for each in (view.plan.agent.first,) if str(each) in names
    ]
    for drug in drugs:
        yield _withheld(view, Watched(drug))


def _withheld(view: View, drug: Watched) -> str:
    """At which values it is withheld and somebody called, in one sentence."""
    by_measure = {
        row.measure: (row.side, row.fact.value)
        for row in rows(view.guideline, drug)
        if row.verdict is Verdict.WITHHOLD
    }
    names = [
        view.writer.say(
            f"first.monitoring.{each}",
            {"figure": by_measure[each][1]},
        )
        for each in (*COUNTS, LIVER, Measure.EGFR)
        if each in by_measure
    ]
    rise = view.guideline.cutoffs.creatinine.rise_percent.value
    names.append(view.writer.say("first.monitoring.creatinine", {"figure": rise}))
    name = view.writer.drug(drug)
    return view.say("first.monitoring.withhold", drug=name, values=tuple(names))


def _glucose(view: View, lines: dict[str, Line], less: int) -> Sentences:
    """The days that are to come, the figure to act on in adults, and the eyes."""
    dates = lines["glucose"].values["dates"]
    days = tuple(day for day in dates if _is_ahead(view, day)) if isinstance(dates, tuple) else ()
    known = KNOWN_DIABETES in lines
    rule = view.guideline.cutoffs.drugs[Watched.STEROID][Side.REPEAT_ABOVE]
    act = "monitoring.steroid.glucose.act" in lines and not known and less < BRIEF
    eyes = lines["eyes"].values
    return [
        view.say("first.monitoring.diabetes")
        if known
        else view.say("first.monitoring.glucose", days=days)
        if days
        else view.say("first.monitoring.glucose_visits"),
        *([view.say("first.monitoring.glucose_act", figure=rule["glucose"].value)] if act else []),
        view.say("first.monitoring.eyes", first=eyes["first"], last=eyes["last"])
        if _is_ahead(view, eyes["last"])
        else view.say("first.monitoring.cataract"),
    ]


def _cancer(view: View) -> Sentences:
    """How it is looked for, by the risk that was answered; in children it is not."""
    if view.plan.case.subtype is Subtype.JUVENILE:
        return []
    says = {line.says for line in by_topic(view, Section.MONITORING)["cancer"]}
    level = next(
        (each for each in ("high", "moderate") if f"monitoring.cancer.{each}" in says), "any"
    )
    years = view.guideline.monitoring.cancer_years.value
    return [view.say(f"first.monitoring.cancer_{level}", years=years)]
