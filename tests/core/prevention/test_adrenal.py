"""Adrenal protection: adults' figures for adults, a child's from the child's own plan."""

import re

from core.evidence import Section
from core.guideline.facts import facts
from core.guideline.schema import Guideline
from core.patient import Subtype
from tests.core.conftest import MakeCase
from tests.core.lines import keys

CHILD = {"subtype": Subtype.JUVENILE, "weight_kg": 25, "age": 8}


def test_a_crisis_of_an_adult_has_its_doses(guideline: Guideline, make_case: MakeCase) -> None:
    rule = guideline.prevention.adrenal
    assert "prevention.adrenal.sick_day.crisis" in keys(guideline, make_case(), Section.PREVENTION)
    crisis = rule.sick_day["crisis"].statement
    assert "hydrocortisone 100 mg" in crisis
    assert "200 mg in 24 hours" in crisis
    assert "labour" in crisis
    assert "1 week" in rule.never_stop.statement
    assert "while ill, then back" in rule.sick_day["low"].statement


def test_a_child_is_told_of_the_child_s_own_plan(
    guideline: Guideline, make_case: MakeCase
) -> None:
    said = keys(guideline, make_case(**CHILD), Section.PREVENTION)
    assert not any(key.startswith("prevention.adrenal") for key in said)
    care = guideline.monitoring.juvenile
    assert {"monitoring.juvenile.never_stop", "monitoring.juvenile.adrenal"} <= set(said)
    assert "1 week" in care.never_stop.statement
    assert "30 mg per m2" in care.adrenal.statement


ASKS_FOR_HELP = re.compile(r"vomit|breathing|breathless", re.IGNORECASE)
URGENT = re.compile(r"emergency number", re.IGNORECASE)


def test_vomiting_and_trouble_breathing_have_one_threshold_wherever_a_patient_reads_of_them(
    guideline: Guideline,
) -> None:
    read = (*facts(guideline.prevention.patient), *facts(guideline.agents.methotrexate))
    found = {each.key: each.statement for each in read if ASKS_FOR_HELP.search(each.statement)}
    assert {*found} == {
        "prevention.patient.ill.vomiting",
        "prevention.patient.call.at_once",
        "prevention.patient.methotrexate.emergency",
        "agents.methotrexate.caution.emergency",
    }
    for text in found.values():
        assert URGENT.search(text)
        assert "does not stop" not in text
