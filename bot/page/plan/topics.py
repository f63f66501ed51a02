"""The topics of a section: what its first screen sums up, each read behind a key of its own."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.page.plan.standing import OF_DRUGS, standing
from bot.page.plan.view import View
from core.evidence import Line, Section

# Each topic by the parts of the guideline that its lines rest on first, in the order of the keys.
TOPICS: Mapping[Section, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        Section.START: {
            "steroid": ("steroid", "limits", "monitoring.steroid", "taper", "about"),
            "medicines": ("agents", "rescue.rituximab", "rescue.cyclophosphamide"),
            "severe": ("rescue",),
            "protection": ("prevention",),
            "other": ("monitoring",),
        },
        Section.DOSE: {
            "sum": ("steroid.start.range", "steroid.start.severe", "steroid.juvenile.mg_per_kg"),
            "measured": ("steroid",),
            "about": ("about",),
        },
        Section.SCHEDULE: {
            "steps": ("taper.gate", "taper.hold"),
            "sums": ("exposure", "steroid.pulse"),
            "child": ("steroid.juvenile", "tablets"),
            "ending": ("taper",),
        },
        Section.RULES: {
            "falling": ("taper.hold", "taper.fast", "taper.middle", "taper.fine", "taper.landing"),
            "tail": ("taper.tail",),
            "decided": ("taper",),
        },
        Section.AGENT: {
            "methotrexate": ("agents.methotrexate", "agents.juvenile_methotrexate"),
            "methotrexate_safety": (
                "agents.methotrexate.caution", "agents.methotrexate.contraception",
                "agents.methotrexate.stop_and_call", "agents.methotrexate.apart_days",
                "agents.methotrexate.supply_weeks", "agents.methotrexate.no_split",
            ),
            "azathioprine": ("agents.azathioprine",),
            "mycophenolate": ("agents.mycophenolate",),
            "others": (),
            "closed": ("agents.blocks",),
            "choice": ("agents",),
        },
        Section.SEVERE: {
            "admit": ("rescue.hospital", "rescue.emergency"),
            "pulse": ("rescue.pulse", "steroid.pulse", "rescue.reasons.methylprednisolone"),
            "immunoglobulin": ("rescue.immunoglobulin", "rescue.reasons.immunoglobulin"),
            "rituximab": ("rescue.rituximab", "rescue.reasons.rituximab"),
            "cyclophosphamide": ("rescue.cyclophosphamide", "rescue.reasons.cyclophosphamide"),
            "calcineurin": ("rescue.calcineurin", "rescue.reasons.calcineurin_inhibitor"),
            "necrotizing": ("rescue.necrotizing", "rescue.statin"),
            "lungs": ("rescue.lung",),
            "definition": ("rescue.definition", "rescue.refractory_months"),
            "which": ("rescue",),
        },
        Section.PREVENTION: {
            "pneumocystis": ("prevention.pneumocystis",),
            "bone": ("exposure.high_mg", "prevention.bone", "monitoring.juvenile.bone"),
            "sick_days": (
                "prevention.adrenal",
                "monitoring.juvenile.never_stop",
                "monitoring.juvenile.adrenal",
            ),
            "vaccines": ("prevention.vaccines",),
            "screening": ("prevention.stomach", "prevention.screening"),
            "ask": ("about.not_asked",),
        },
        Section.MONITORING: {
            "reviews": (
                "monitoring.review", "monitoring.review_days", "monitoring.measures",
                "monitoring.often_weeks", "monitoring.juvenile.measures",
                "monitoring.juvenile.intensify_weeks", "monitoring.mimic_years",
                "monitoring.reading",
            ),
            "blood": ("monitoring.laboratory",),
            "glucose": (
                "monitoring.steroid.glucose", "monitoring.steroid.glucose_weeks",
                "monitoring.steroid.diabetes", "monitoring.steroid.eyes_days",
            ),
            "steroid": ("monitoring.steroid",),
            "cancer": (
                "monitoring.cancer", "monitoring.cancer_years", "monitoring.juvenile.care.cancer",
            ),
            "baseline": ("monitoring.every_patient", "monitoring.lung", "monitoring.synthetase"),
            "care": ("monitoring.adult", "monitoring.juvenile.care"),
            "harms": ("monitoring.harms",),
        },
        Section.TABLETS: {"sold": ("tablets",)},
    }
)  # fmt: skip
# What was published elsewhere, trial results, scales, and why it is said: under the sources alone.
UNDER_SOURCES = frozenset(
    {
        "prevention.pneumocystis.published",
        "prevention.pneumocystis.cohorts",
        "prevention.bone.also.uk",
        "prevention.bone.also.seed",
        "prevention.adrenal.risk_mg",
        "rescue.rituximab.trial",
        "monitoring.reading.strength",
        "monitoring.reading.markers",
        "agents.methotrexate.source_error",
    }
)
BACKGROUND = "background"  # the topic that they make
TREATMENTS: Mapping[str, str] = MappingProxyType(
    {"methylprednisolone": "pulse", "calcineurin_inhibitor": "calcineurin"}
)  # by the names that lines have for them, where the topic has another
OF_THE_LINE_BEFORE = frozenset({"drug_above", "drug_above_weekly", "agents.life.resume"})


def by_topic(view: View, section: Section) -> dict[str, tuple[Line, ...]]:
    """The lines of the section under their topics, in the order of the table; background last."""
    found: dict[str, list[Line]] = {}
    name = ""
    for line in _lines(view, section):
        if line.says not in OF_THE_LINE_BEFORE or not name:
            name = _topic(section, line)
        found.setdefault(name, []).append(line)
    names = (*TOPICS.get(section, ()), BACKGROUND)
    return {each: tuple(found[each]) for each in names if each in found}


def _lines(view: View, section: Section) -> tuple[Line, ...]:
    """Its lines; those of the start as they may be printed, and under the agent how each drug
    stands before what is said of it."""
    if section is Section.START:
        return tuple(standing(view))
    own = view.lines(section)
    if section is not Section.AGENT or not own:
        return own
    stands = tuple(line for line in standing(view) if line.says in OF_DRUGS)
    return (*stands, *own)


def _topic(section: Section, line: Line) -> str:
    """Where the line is read: by the drug that it is of, else by the narrowest place of its first
    fact; what has none under the last topic."""
    if line.says in UNDER_SOURCES:
        return BACKGROUND
    key, table = line.because[0].key, TOPICS[section]
    drug = str(line.values.get("treatment") or line.values.get("drug") or "")
    named = TREATMENTS.get(drug, drug)
    if named in table:
        return named
    if drug and "others" in table and line.says in OF_DRUGS:
        return "others"
    places = [
        (len(place), name)
        for name, under in table.items()
        for place in under
        if key == place or key.startswith(f"{place}.")
    ]
    return max(places)[1] if places else [*table][-1]
