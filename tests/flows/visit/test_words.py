"""Everything that a visit can ask and say has its words, and none is left over."""

import tomllib
from pathlib import Path

from bot.page.write import Writer
from bot.words import catalogue
from core.response.direction import Direction
from core.response.score import Category, CoreMeasure
from core.response.visit import ON_A_SCALE, Measure, Result
from core.response.watched import Watched
from flows.plan.visit.answers import READ
from flows.plan.visit.safety import ACTED_ON
from flows.visit.groups import ANSWERS, GROUPS, WITH_ANOTHER
from flows.visit.reading.values import SCALED, Check
from tests.flows.decision.test_words import keys

ROOT = Path(__file__).parents[3]
WRITER = Writer(catalogue(), "us")
OURS = tomllib.loads((ROOT / "bot/words/en/visits.toml").read_text("utf-8"))
CODE = "\n".join(path.read_text("utf-8") for path in (ROOT / "flows").rglob("*.py"))
FORMS = {*Measure} - {*SCALED} - WITH_ANOTHER
BUILT = {
    *(f"measured.{each}" for each in Measure),
    *(f"measured.{test}.{each}" for test in ("urine", "ecg") for each in Result),
    *(f"measured.pregnant.{each}" for each in ("yes", "no")),
    *(f"terms.measure.{each}" for each in Measure),
    *(f"terms.coremeasure.{each}" for each in CoreMeasure),
    *(f"terms.category.{each}" for each in Category),
    *(f"terms.direction.{each}" for each in Direction),
    *(f"terms.watched.{each}" for each in Watched),
    *(f"visit.form.{each}" for each in FORMS),
    *(f"visit.check.{each}" for each in Check),
    *(f"visit.verdict.{each}" for each in ACTED_ON),
    *(f"visit.beyond.{side}" for side in ("under", "above")),
    *(f"visit.entry{mended}" for mended in ("", "_mended")),
    *(f"pick.visit.group.{each}" for each in GROUPS),
    *(f"pick.visit.test.{test}.{answer}" for test, answer in ANSWERS),
    *(f"pick.visit.anew.{each}" for each in READ),
    *(f"pick.visit.{verb}" for verb in ("halt", "end")),
    *(f"refused.visit_{each}" for each in ("number", "measured", "one_number", "form")),
}


def test_every_name_that_is_built_has_its_words() -> None:
    assert {key for key in BUILT if key not in WRITER.words} == set()


def test_no_words_are_left_over() -> None:
    left = [
        key
        for key in keys(OURS)
        if key not in BUILT
        and f'"{key}"' not in CODE
        and not (key.startswith(("toast.", "refused.")) and f'"{key.partition(".")[2]}"' in CODE)
    ]
    assert left == []


def test_every_measure_on_a_scale_of_several_is_typed_with_it() -> None:
    assert {*ON_A_SCALE} <= {*SCALED}
