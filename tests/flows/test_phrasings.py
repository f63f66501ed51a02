"""What clinicians type comes to what is listed: right, or asked once, never wrong."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.decision.button_code import wish
from flows.talk.replies import Ask, Note, ShowPlan
from flows.talk.turn import Typed
from tests.flows.chat import MODERATE, SEVERE, Chat
from tests.flows.following import LABEL, OTHER_LABEL, OWNER, Ward, planned, ward

DATA = tomllib.loads((Path(__file__).parents[1] / "nasty" / "phrasings.toml").read_text("utf-8"))
XMAS = date(2026, 12, 24)
DETAILS = (*MODERATE, "[open.details]")
AT = {
    "weight": (("/new",), "weight_kg"),
    "subtype": (("/new", "72"), "subtype"),
    "severity": (("/new", "72", "DM"), "severity"),
    "ild": (("/new", "72", "DM", "moderate"), "ild"),
    "height": (("/new", "20", "[use]", "JDM"), "height_cm"),
    "first day": ((*MODERATE, "[open.first_day]"), "start_date"),
    "age": ((*DETAILS, "[group.person]", "[key.age]"), "age"),
    "sex": ((*DETAILS, "[group.person]", "[key.sex]"), "sex"),
    "adult height": ((*DETAILS, "[group.person]", "[key.height_cm]"), "height_cm"),
    "pregnancy": ((*DETAILS, "[group.person]", "[key.pregnancy]"), "pregnancy"),
    "hepatitis B": ((*DETAILS, "[group.organs]", "[key.hbv]"), "hbv"),
    "TPMT": ((*DETAILS, "[group.blood]", "[key.tpmt]"), "tpmt"),
    "kidneys": ((*DETAILS, "[group.organs]", "[key.egfr]"), "egfr"),
    "diabetes": ((*DETAILS, "[group.organs]", "[key.diabetes]"), "diabetes"),
    "weekday": (
        (*DETAILS, "[group.treatment]", "[key.methotrexate_weekday]"),
        "methotrexate_weekday",
    ),
    "pulse dose": (
        (*DETAILS, "[group.treatment]", "[key.pulse_days]", "[set.3]", "[key.pulse_mg]"),
        "pulse_mg",
    ),
    "start dose": ((*MODERATE, "[open.start_dose]"), "start_mg"),
    "first step": ((*MODERATE, "[open.first_step]"), "hold_weeks"),
    "end": ((*MODERATE, "[open.tail]"), "tail"),
    "review": (MODERATE, ""),
    "severe review": (SEVERE, ""),
    "details": (DETAILS, ""),
    "organs": ((*DETAILS, "[group.organs]"), ""),
    "checked day": ((*MODERATE, "[open.first_day]", "sunday"), "start_date"),
}


def rows(table: dict[str, Any]) -> list[list[str]]:
    return [*table["plain"], *table["ugly"]]


ASKED = [
    pytest.param(each["question"], text, outcome, id=f"{each['question']}: {text}")
    for each in DATA["at"]
    for text, outcome in rows(each)
]
DECIDED = [
    pytest.param(each["press"], text, outcome, id=f"{each['press']}: {text}")
    for each in DATA["decision"]
    for text, outcome in rows(each)
]


@pytest.mark.parametrize(("question", "text", "outcome"), ASKED)
def test_an_answer_is_understood_or_asked_again(question, text, outcome):
    steps, key = AT[question]
    chat = Chat().answer(*steps)
    draft, keys = chat.draft, [each for each in chat.presses if not each.startswith("make")]
    chat.type(text)
    kind, _, what = outcome.partition(" ")
    match kind:
        case "=":
            given = chat.draft.answers[key]
            assert (str(given).lower() if isinstance(given, bool) else str(given)) == what
        case "?":
            assert chat.draft.answers.get(key) == draft.answers.get(key)
            assert str(chat.draft.held["answer"]) == what
            assert "use" in chat.presses
        case ">" if chat.session.draft is None:
            assert [deed.action for deed in chat.turns[-1].deeds] == [what]
        case ">":
            assert (chat.draft.state, chat.refused) == (what, None)
        case _:
            assert (chat.refused, chat.draft.state) == (what, draft.state)
            assert (chat.draft.answers, chat.draft.held) == (draft.answers, draft.held)
            assert [each for each in chat.presses if not each.startswith("make")] == keys


@pytest.mark.parametrize("row", rows(DATA["new"]), ids=lambda row: row[0])
def test_what_is_clear_in_one_line_is_taken_and_the_rest_is_asked(row):
    text, answers, state, *refused = row
    chat = Chat()
    chat.command("new", text)
    if chat.session.draft is None:
        assert (state, answers) in {("declined", ""), ("", "")}
        assert not refused or chat.prompt.refused == refused[0]
        return
    given = {key: str(value) for key, value in chat.answers.items() if key != "start_date"}
    assert given == dict(each.split("=") for each in answers.split())
    assert chat.draft.state == state
    if refused:
        assert chat.refused == refused[0]


def follows(*labels: str) -> Ward:
    """A prescriber with these plans of their own."""
    there = ward(planned())
    for label in labels[1:]:
        there.add(planned(label))
    return there


@pytest.mark.parametrize(("text", "opens"), rows(DATA["open"]))
def test_with_a_live_plan_whatever_is_typed_opens_it_or_tells_the_dose(text, opens):
    there = follows(LABEL)
    said = {"LABEL": LABEL, "label": LABEL.lower(), "la bel": LABEL.replace("-", " ")}
    (reply,) = there.take(Typed(text=said.get(text, text)), who=OWNER).replies
    match opens:
        case "plan":
            assert isinstance(reply, ShowPlan)
            assert reply.record.label == LABEL
        case "today":
            assert isinstance(reply, Note)
            assert any("mg" in each.values for block in reply.blocks for each in block)
        case "dose":
            assert isinstance(reply, Note)
            assert (reply.blocks[0][0].says, reply.blocks[0][0].values["day"]) == (
                "list.plan",
                XMAS,
            )
        case "identifier":
            assert isinstance(reply, Ask)
            assert (reply.refused, bool(reply.choices)) == ("identifier", True)
        case _:
            assert "mistyped" in str(reply)


def test_with_several_plans_it_tells_the_dose_of_each():
    (reply,) = follows(LABEL, OTHER_LABEL).take(Typed(text="hello"), who=OWNER).replies
    assert isinstance(reply, Note)
    assert {LABEL, OTHER_LABEL} <= {
        each.values.get("label") for block in reply.blocks for each in block
    }


@pytest.mark.parametrize(("press", "text", "outcome"), DECIDED)
def test_what_is_typed_on_the_way_of_a_decision_is_understood_or_asked_again(press, text, outcome):
    there = follows(LABEL).until(1, "13:00")
    there.press(press)
    before = there.said
    there.take(Typed(text=text), who=OWNER)
    kind, _, what = outcome.partition(" ")
    if kind == "=":
        carried = {wish(each).chosen[: len(wish(press).chosen) + 1] for each in there.presses}
        assert (*wish(press).chosen, what) in carried
        return
    assert f"refused.{what}" in there.said
    assert [each for each in there.said if each != f"refused.{what}"] == before
