"""What was decided of the drugs stays told in full, also once it is over."""

from typing import Any

import pytest

from bot.guideline import shipped
from core.agenda import agenda
from core.course.decisions import Reason
from core.course.regimen.lines import lived
from tests.core.deciding import on
from tests.core.regimens import begin, end, plan, resume, rise, suspend


def told(made, day: int) -> list[tuple[str, int, str | None]]:
    """By their days: what is said, and of which amount."""
    kept = made.at(day).kept
    found = lived(kept.rules, kept.plan.case, kept.plan.regimens)
    mg = [None if (each := line.values.get("mg")) is None else str(each) for _, line in found]
    days = [(each - on(0)).days for each, _ in found]
    return list(zip([line.says for _, line in found], days, mg, strict=True))


def test_each_amount_hold_and_end_has_its_day_whatever_day_it_is() -> None:
    made = plan().at(28).then(rise(28)).at(40).then(suspend(40))
    made = made.at(56).then(resume(56, mg="20", route=None))
    before = [
        ("drug_weekly", 0, "15"),
        ("drug_weekly", 35, "20"),
        ("drug_held_up_to", 40, None),
        ("drug_weekly", 56, "20"),
    ]
    assert told(made, 57) == told(made, 200) == before
    ended = made.at(70).then(end(70))
    assert told(ended, 200) == [*before, ("drug_ended", 70, None)]


def test_a_drug_that_was_begun_again_keeps_what_it_was_before() -> None:
    made = (
        plan().at(14).then(end(14)).at(28).then(begin(28, Reason.SPECIALIST, mg="15", tested=28))
    )
    assert [(says, day) for says, day, _ in told(made, 60)] == [
        ("drug_weekly", 0),
        ("drug_ended", 14),
        ("drug_weekly", 28),
    ]


@pytest.mark.parametrize(
    ("answers", "drug", "own"),
    [
        ({}, "methotrexate", ["methotrexate.before_step"]),
        ({"alcohol_excess": True}, "azathioprine", ["azathioprine.before_step"]),
        ({"ild": "yes"}, "mycophenolate", []),
    ],
)
def test_a_rise_rests_on_what_is_asked_of_that_drug_and_of_no_other(
    answers: dict[str, Any], drug: str, own: list[str]
) -> None:
    found = plan(**answers).kept.plan
    (line,) = [each for each in found.lines if each.says.startswith("drug_next")]
    due = [each for each in agenda(shipped(), found) if each.detail.startswith(f"{drug}.")]
    rests = [f"agents.{each}" for each in (*own, "life.before_rise_days")]
    assert [fact.key for fact in line.because] == ["agents.life.silence", *rests]
    assert [[fact.key for fact in each.because] for each in due] == [
        rests, [*rests, "agents.life.silence"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("taken", "told"),
    [
        ({"azathioprine": "taking", "immunoglobulin": "taking"}, ("azathioprine",)),
        ({"immunoglobulin": "taking"}, None),
        ({"azathioprine": "failed"}, None),
        ({}, None),
    ],
    ids=str,
)
def test_what_is_taken_while_an_infection_is_active_stands_on_the_card(
    taken: dict[str, str], told: tuple[str, ...] | None
) -> None:
    made = plan(active_infection=True, immunosuppressants=taken)
    found = [each for each in made.kept.plan.lines if each.says == "agent_taken_infected"]
    assert [each.values["drugs"] for each in found] == ([told] if told else [])


def test_what_is_followed_here_is_told_as_held_and_not_asked_about_again() -> None:
    made = plan().at(20).told(active_infection=True).at(21)
    said = [each.says for each in made.kept.plan.lines]
    assert "drug_held" in said
    assert "agent_taken_infected" not in said
