"""Visits beside what is taken: score, direction, warning signs, patterns, values of each drug."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from typing import Any

from bot.guideline import shipped
from core.patient import Case, Sex, Subtype
from core.response.assessed import assessed
from core.response.beside import Taken
from core.response.cutoffs import judged
from core.response.moved import ck_rises, gained_since, strength
from core.response.patterns import Course, patterns
from core.response.suggested import suggested
from core.response.visit import Finding, Measure, Sign, Strength, Trend, Visit, Visits, by_day
from core.response.watched import Watched
from tests.core.conftest import ORDINARY
from tests.core.response.visits import FIRST, history, visit

WHOLE = {
    "mmt": "110/150", "haq": "1.5", "physician": "6", "patient": "6", "extramuscular": "4/10",
    "ck": "3000/200",
}  # fmt: skip
EVERY = tuple(Watched)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """The last of these visits, with the doses of the steroid and what of the case counts."""

    visits: Visits
    mg: str = "20"  # a day, since the first day
    gain: bool = False  # a step waits for it
    sclerosis: bool | None = None
    drugs: tuple[Watched, ...] = (Watched.METHOTREXATE, Watched.STEROID)
    answers: dict[str, Any] = field(default_factory=dict)

    def told(self) -> Iterator[tuple[str, Any]]:
        """Everything that is read in it, by name."""
        guideline, now = shipped(), by_day(self.visits)[-1]
        case = Case(**{**ORDINARY, **self.answers})
        doses = ((FIRST, Decimal(self.mg)),)
        course = Course(case=case, first_dose=FIRST, doses=doses, first_step=self.gain)
        found = assessed(
            guideline, self.visits, now.day, first_dose=FIRST,
            juvenile=case.subtype is Subtype.JUVENILE, subtype=case.subtype,
        )  # fmt: skip
        since = FIRST if self.gain else None
        yield "baseline", found.baseline
        for name in ("since_baseline", "since_before"):
            compared = getattr(found, name)
            if compared:
                yield f"{name} pair", compared.pair
                yield f"{name} scored", compared.scored
                yield f"{name} directed", compared.directed
        yield "warnings", found.warnings
        yield "strength", strength(guideline, found)
        yield "creatine kinase rises", ck_rises(guideline, found)
        yield "gained", gained_since(guideline, by_day(self.visits), FIRST)
        yield "patterns", patterns(guideline, course, found)
        yield "suggested", suggested(guideline, course, self.visits, gain_since=since)
        taken = Taken(drugs=self.drugs, steroid_mg=Decimal(self.mg), sclerosis=self.sclerosis)
        for each in judged(guideline, self.visits, now, taken):
            yield f"{each.drug} {each.measure}", each


def _seen(*visits: Visit, **more: Any) -> Attended:
    return Attended(visits=history(*visits), **more)


def _better(on: int = 91, **more: Any) -> Visit:
    changed = {
        "mmt": "138/150", "haq": "0.5", "physician": "2", "patient": "3", "extramuscular": "1/10",
        "ck": "400/200", "signs": (),
    }  # fmt: skip
    return visit(on, **{**changed, **more})


def attended() -> Sequence[tuple[str, Attended]]:
    """From a baseline on: each measure, each word, each value against each drug."""
    first = visit(0, **WHOLE)
    alt = {"alt": "120/40", "ast": "60/35", "ggt": "20/50", "bilirubin": "10/21", "albumin": "38"}
    blood = {
        "white_cells": "3.4", "neutrophils": "1.2", "platelets": "130", "haemoglobin": "90",
        "lymphocytes": "0.4", "eosinophils": "0.6", "mcv": "106", "egfr": "28",
        "creatinine": "100", "potassium": "5.6", "glucose": "16", "hba1c": "50",
        "systolic": "165", "diastolic": "102", "inr": "1.4", "magnesium": "0.6",
        "immunoglobulin_g": "5", "trough": "12", "saturation_rest": "92", "weight": "66",
        "troponin": "20/14", "fvc": "65", "dlco": "55",
    }  # fmt: skip
    early = Finding(measure=Measure.GLUCOSE, value=Decimal("16.1"), at=time(8))
    late = Finding(measure=Measure.GLUCOSE, value=Decimal("16.2"), at=time(7))
    old_man = {"subtype": Subtype.POLYMYOSITIS, "sex": Sex.MALE, "age": 61}
    dosed = Finding(measure=Measure.CORTISOL, value=Decimal(260), hours=Decimal(25))
    return (
        ("the baseline alone", _seen(first)),
        ("much better after 3 months", _seen(first, _better())),
        ("the same, a step waits for a gain", _seen(first, _better(28, mmt="118/150"), gain=True)),
        ("worse after 3 months, an old man", _seen(
            first, visit(91, **{**WHOLE, "mmt": "100/150", "signs": ()}), answers=old_man)),
        ("not better by a word, no score", _seen(
            first, visit(95, strength=Strength.SAME, ck_trend=Trend.FLAT, signs=()))),
        ("another scale of strength now", _seen(first, _better(mmt="70/80"))),
        ("an enzyme without its limit", _seen(visit(0, **{**WHOLE, "ck": "3000/"}), _better())),
        ("aldolase is the most abnormal", _seen(
            visit(0, **WHOLE, aldolase="300/7.6"), _better(aldolase="9/7.6"))),
        ("a child by CMAS", _seen(
            visit(0, cmas="20", physician="6", ck="900/200"),
            visit(91, cmas="44", physician="3", ck="300/200", signs=()),
            answers={"subtype": Subtype.JUVENILE, "weight_kg": Decimal(25)})),
        ("weaker on 40 mg, creatine kinase normal", _seen(
            first, visit(40, mmt="120/150", ck="150/200"), visit(60, mmt="100/150", ck="160/200"),
            mg="40")),
        ("weaker on 20 mg, creatine kinase up", _seen(
            visit(14, mmt="130/150", ck="500/200"),
            visit(42, mmt="110/150", ck="1500/200", signs=()))),
        ("creatine kinase up, strength the same", _seen(
            first, visit(28, mmt="111/150", ck="5000/200", signs=()))),
        ("a gain that was lost again", _seen(
            first, visit(14, strength=Strength.BETTER), visit(21, strength=Strength.WORSE),
            visit(28, strength=Strength.SAME, ck_trend=Trend.FALLING, signs=()), gain=True)),
        ("every warning sign", _seen(first, visit(28, signs=tuple(Sign), strength=Strength.SAME))),
        ("lungs that fall", _seen(
            visit(0, **WHOLE, fvc="90", dlco="80"), visit(28, fvc="79", dlco="64"))),
        ("ALT from muscle", _seen(
            visit(0, **WHOLE, alt="200/40", ast="90/35"),
            visit(28, **{**alt, "ck": "900/200", "signs": ()}))),
        ("ALT from the liver", _seen(first, visit(28, **{**alt, "ck": "150/200"}))),
        ("ALT up while creatine kinase falls", _seen(
            visit(0, **WHOLE, alt="80/40"), visit(28, **{**alt, "ck": "900/200"}))),
        ("every value out of range, every drug", _seen(
            visit(0, creatinine="70", weight="70"), visit(28, **blood, pregnant=True),
            drugs=EVERY, sclerosis=True)),
        ("the same in range", _seen(visit(0, creatinine="95"), visit(
            28, white_cells="6", neutrophils="3", platelets="250", egfr="90", creatinine="100",
            glucose="5", systolic="120", diastolic="75", albumin="40", mcv="90", pregnant=False),
            drugs=EVERY)),
        ("creatinine with none before", _seen(visit(28, creatinine="100"))),
        ("glucose twice within a day", _seen(
            visit(27, findings=(early,)), visit(28, findings=(late,)))),
        ("cortisol on 5 mg, 25 hours after it", _seen(visit(200, findings=(dosed,)), mg="5")),
        ("cortisol on 20 mg", _seen(visit(200, findings=(dosed,)))),
        ("cortisol, the hours not known", _seen(visit(200, cortisol="400"), mg="5")),
        ("before the first dose", _seen(visit(-20, **WHOLE), _better(-5), _better(91))),
        ("the first visit long after the first dose", _seen(visit(60, **WHOLE), _better())),
    )  # fmt: skip
