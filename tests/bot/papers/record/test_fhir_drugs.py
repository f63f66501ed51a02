"""Requests of drugs along their course: what ends them, and why."""

import pytest

from bot.papers.sheet import sheet
from core.course.decisions import Decision, Drug, Reason
from tests.bot.papers.cases import FIRST, begin, end, suspend, view_of
from tests.bot.papers.record.test_fhir import of_drug, read
from tests.bot.papers.test_drug_states import ADULT, on


@pytest.mark.parametrize("decision", [suspend(on(54)), end(on(54))], ids=["held", "stopped"])
def test_what_is_decided_for_a_later_day_ends_the_dosages(decision: Decision) -> None:
    found = read(sheet(view_of(ADULT, decision, today=on(50))))
    for name, last in (("methotrexate", 49), ("folic acid", 53)):  # of methotrexate its last dose
        (dosage,) = of_drug(found, name)["dosageInstruction"]
        assert dosage["timing"]["repeat"]["boundsPeriod"]["end"] == on(last).isoformat()


def test_an_end_says_why_and_a_treatment_that_was_given_is_completed() -> None:
    given = begin(FIRST, Reason.RESCUE, drug=Drug.RITUXIMAB)
    done = end(on(20), Reason.COMPLETED, drug=Drug.RITUXIMAB)
    found = read(sheet(view_of(ADULT, given, done, end(on(30)), today=on(50))))
    stopped, completed = (of_drug(found, name) for name in ("methotrexate", "riTUXimab"))
    assert (stopped["status"], stopped["statusReason"]["text"]) == ("stopped", "liver tests")
    assert completed["status"] == "completed"
    assert "dosageInstruction" not in completed
