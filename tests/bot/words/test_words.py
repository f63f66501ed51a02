"""Every sentence of the catalogue is said somewhere, and everything said has its sentence."""

import re
import tomllib
from enum import StrEnum
from itertools import chain
from pathlib import Path

import pytest

import core.patient
from bot.guideline import shipped
from bot.words import NoWords, catalogue
from core.course.regimen.as_given import Form
from core.plan import Plan, plan_for
from core.reading import OPTIONAL_KEYS
from tests.campaigns import seed, size, some
from tests.oracle.chance import random_cases
from tests.oracle.strata import stratified

WORDS = catalogue()
ROOT = Path(__file__).parents[3]
SOURCES = "\n".join(
    path.read_text("utf-8")
    for package in ("bot", "flows")
    for path in (ROOT / package).rglob("*.py")
)
ENUMS = [
    each
    for each in vars(core.patient).values()
    if isinstance(each, type) and issubclass(each, StrEnum) and each is not StrEnum
]
# read by a name that is put together: section, part of the guideline, count, command
PUT_TOGETHER = (
    "topic.",
    "section.",
    "button.",
    "numbers.",
    "commands.",
    "units.",
    "review.signs_",
)


def keys_under(table: str) -> set[str]:
    return {key.removeprefix(table) for key in WORDS.texts if key.startswith(table)}


SAID_OF_A_KEPT_PLAN = {
    "start_earlier",  # in tests/core/edition
    "agent_ready", "agent_not_recorded", "methotrexate_week_open", "drug_ended", "drug_held",
    "drug_left", "drug_held_until", "drug_held_up_to", "drug_recorded", "drug_stopped",
    *(f"drug_given_{each}" for each in Form), "drug_next_not_asked", "folic_acid_weekly_from",
    "agent_hbv_taken", "agent_hbv_held", "steroid_hbv_begun",
}  # fmt: skip  # the others in tests/core/course


@pytest.mark.wide
def test_every_line_of_a_plan_is_said_of_some_case_and_no_other_is_kept() -> None:
    said = set[str]()
    strata = some(tuple(stratified()), 3 * size("lines"))
    for case in chain(strata, random_cases(size("lines"), seed(11))):
        plan = plan_for(shipped(), case)
        if isinstance(plan, Plan):
            said |= {line.says for line in plan.lines if line.says != line.because[0].key}
    assert said == keys_under("lines.") - SAID_OF_A_KEPT_PLAN


def test_every_optional_key_has_its_name_and_no_other_one() -> None:
    assert set(OPTIONAL_KEYS) == keys_under("keys.")


@pytest.mark.parametrize("enum", ENUMS)
def test_every_answer_of_a_list_has_its_name(enum: type[StrEnum]) -> None:
    assert {str(each) for each in enum} <= keys_under(f"terms.{enum.__name__.lower()}.")


def test_every_region_names_the_same_drugs() -> None:
    assert keys_under("drugs.us.") == keys_under("drugs.uk.") == keys_under("drugs.eu.")


def test_every_sentence_of_the_page_layer_is_used() -> None:
    tables = tomllib.loads((ROOT / "bot/words/en/plan.toml").read_text("utf-8"))
    keys = [f"{name}.{key}" for name, table in tables.items() for key in table]
    assert [key for key in keys if not key.startswith(PUT_TOGETHER) and not used(key)] == []


def test_whatever_the_audit_keeps_has_its_sentence_there_and_only_that() -> None:
    """Those of a deed that is named where it is done; others are looked at as they are done."""
    done = set(re.findall(r'Deed\(\s*action="(\w+)"', SOURCES))
    assert len(done) > 40
    assert done <= keys_under("audit.")
    assert [key for key in keys_under("audit.") if not used(f"audit.{key}")] == []


def used(key: str) -> bool:
    """Whether the code names the sentence, whole or by its last part."""
    last = key.rpartition(".")[2]
    return re.search(rf'["\'](?:{re.escape(key)}|{re.escape(last)})["\']', SOURCES) is not None


def test_the_ending_is_named_by_the_guidelines_own_figures() -> None:
    taper = shipped().taper
    (step, _), (slow, start) = taper.fine.value, taper.tail.slow_step.value
    assert WORDS["terms.tail.standard"] == f"{step} mg every {taper.tail.standard.value} weeks"
    for name, weeks in (("slow2w", taper.tail.slow2w), ("slow4w", taper.tail.slow4w)):
        assert (
            WORDS[f"terms.tail.{name}"] == f"{slow} mg every {weeks.value} weeks from {start} mg"
        )


def test_a_missing_sentence_is_an_error() -> None:
    with pytest.raises(NoWords):
        WORDS["lines.nothing"]
