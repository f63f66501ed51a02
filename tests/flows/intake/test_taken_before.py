"""What was taken before the plan, and what an agent waits for, as a clinician answers it."""

import pytest

from bot.guideline import shipped
from bot.page.write import Writer
from bot.words import catalogue
from core.agents.choice import Status
from flows.intake.reading.earlier import read_earlier
from flows.talk.replies import Review
from flows.talk.typed.text import Unreadable
from tests.flows.chat import MODERATE, SEVERE, Chat, at_review

KNOWN = (
    "[open.details]", "[group.person]", "[key.age]", "45", "[key.sex]", "[set.M]", "[back]",
    "[group.organs]", "[key.egfr]", "90", "[key.hbv]", "[set.neg]", "[back]", "[back]",
)  # fmt: skip


def doses(text: str) -> list[tuple[str, int]]:
    return [(each["mg"], each["days"]) for each in read_earlier(text, shipped()).doses]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60 mg for 5 weeks", [("60", 35)]),
        ("60 mg for 5 weeks, then 40 mg for 2 weeks", [("60", 35), ("40", 14)]),
        ("60mg for 1 day; 0 mg for 3 days, 5 mg for 10 days", [("60", 1), ("0", 3), ("5", 10)]),
        ("60 mg a day for 5 weeks and then 12.5 mg for 2 weeks.", [("60", 35), ("12.5", 14)]),
        ("48 mg methylprednisolone for 2 weeks", [("60", 14)]),
        ("9 mg dexamethasone for 4 days", [("60", 4)]),
        ("4 mg of dexamethasone for 4 days", [("26.7", 4)]),
        ("100 mg hydrocortisone daily for 4 days", [("25", 4)]),
        ("30 mg deflazacort for 1 week", [("25", 7)]),
        ("20 mg PREDNISOLONE for 1 week", [("20", 7)]),
        ("prednisone 60mg/day x 5 weeks", [("60", 35)]),
        ("Prednisolone 60 mg/d × 5 wk; 40 mg od 2 wks", [("60", 35), ("40", 14)]),
        ("since 3 weeks 50 mg", [("50", 21)]),
        ("60 mg for 5 weeks, since 2 weeks 40 mg", [("60", 35), ("40", 14)]),
        ("50 mg since 3 weeks", [("50", 21)]),
        ("5 weeks of 60 mg then 2 weeks 40 mg", [("60", 35), ("40", 14)]),
        ("60 mg every morning for the last 3 weeks", [("60", 21)]),
        ("methylprednisolone 48 mg daily x 14 d", [("60", 14)]),
        ("12,5 mg for 2 weeks,10 mg for 2 weeks", [("12.5", 14), ("10", 14)]),
    ],
)
def test_doses_with_their_days_are_read_as_they_are_said(text, expected):
    assert doses(text) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("60 mg", "_days"),
        ("60 mg daily for 5 wk then 40", "_mg"),
        ("60 mg for 5 weeks, then 40 mg", "_days"),
        ("60 mg for 5", "_days"),
        ("for 5 weeks", "_mg"),
        ("60 for 5 weeks", "_mg"),
        ("6O mg for 1 week", "_mg"),
        ("1 g for 3 days", "_mg"),
        ("60 mg for 2 months", "_month"),
        ("1 month 60 mg", "_month"),
        ("60 mg for half a year", "_month"),
        ("60 mg from 3 May", "_date"),
        ("60 mg from 12.03.2026 to 14.04.2026", "_date"),
        ("40-60 mg for 5 weeks", "_range"),
        ("60 mg for 5 to 6 weeks", "_range"),
        ("60 mg for about 5 weeks", "_range"),
        ("60 mg tapered by 10 mg for 5 weeks", "_taper"),
        ("60 mg down to 20 mg in 5 weeks", "_taper"),
        ("30 mg twice a day for 5 weeks", "_split"),
        ("2 x 30 mg for 5 weeks", "_split"),
        ("20 mg every other day for 5 weeks", "_alternate"),
        ("since 5 weeks 60 mg, since 2 weeks 40 mg", "_since"),
        ("60 mg for 5 weeks, then less", ""),
        ("lots", ""),
        ("-5 mg for 1 week", ""),
        ("60 mg for 0 days", ""),
        ("60.123 mg for 1 day", ""),
        ("60 mg of something for 1 week", ""),
        ("60 mg prednisone 40 mg for 5 weeks", ""),
        ("60 mg 5 weeks 40 mg 2 weeks", ""),
        ("prednisone 60 mg prednisolone for 5 weeks", ""),
    ],
)
def test_what_can_mean_more_than_one_thing_is_refused_with_its_reason(text, why):
    with pytest.raises(Unreadable) as fault:
        read_earlier(text, shipped())
    assert fault.value.reason == f"earlier_steroid{why}"


@pytest.mark.parametrize(
    "text", ["John Smith", "Jane Doe 60 mg for 5 weeks", "born 1960", "02-May-1960"]
)
def test_a_name_in_the_place_of_a_dose_is_an_identifier(text):
    chat = at_review().answer("[open.details]", "[group.before]", "[key.earlier_steroid]", text)
    assert chat.prompt.refused == "identifier"


def test_a_steroid_that_is_not_known_is_said():
    with pytest.raises(Unreadable) as fault:
        read_earlier("60 mg betamethasone for 1 week", shipped())
    assert fault.value.reason == "earlier_steroid_drug"


def test_a_low_start_asks_what_was_taken_before_and_one_press_says_none():
    chat = at_review(*SEVERE).answer("[open.start_dose]", "[set.50]")
    assert (chat.draft.state, "earlier_steroid" in chat.answers) == ("earlier", False)
    chat.press("set.none")
    assert (chat.draft.state, chat.answers["earlier_steroid"]) == ("review", [])


def test_a_first_day_that_is_over_asks_too_and_not_known_stays_unknown():
    chat = at_review().answer("[open.first_day]", "08-Nov-2026", "[use]")
    assert chat.draft.state == "earlier"
    chat.press("set.unknown")
    assert chat.draft.state == "review"
    assert chat.answers["earlier_steroid"] is None
    assert "earlier_steroid" in chat.prompt.plan.unknown


def test_a_dose_as_suggested_from_today_asks_nothing():
    assert at_review(*SEVERE).draft.state == "review"


def test_another_steroid_is_read_back_before_it_counts():
    chat = at_review(*SEVERE).answer("[open.start_dose]", "[set.50]")
    chat.type("48 mg methylprednisolone for 2 weeks")
    assert (chat.draft.state, "earlier_steroid" in chat.answers) == ("earlier_check", False)
    (part,) = chat.prompt.values["converted"]
    said = Writer(catalogue(), "us").say(part.says, part.values)
    assert said == "48 mg methylPREDNISolone is 60 mg predniSONE"
    chat.press("use")
    assert chat.answers["earlier_steroid"] == [{"mg": "60", "days": 14}]
    assert chat.draft.state == "review"


@pytest.mark.parametrize("text", ["90 mg for 3 days", "1 mg for 3 weeks"])
def test_a_dose_that_no_plan_reaches_is_looked_at_twice(text):
    chat = at_review().answer("[open.details]", "[group.before]", "[key.earlier_steroid]", text)
    assert chat.draft.state == "detail_check"
    chat.press("use")
    assert (chat.draft.state, len(chat.answers["earlier_steroid"])) == ("group", 1)


def test_more_than_ten_years_are_refused():
    chat = at_review().answer(
        "[open.details]", "[group.before]", "[key.earlier_steroid]", "5 mg for 600 weeks"
    )
    assert chat.prompt.refused == "earlier_steroid_limits"


def test_a_pulse_in_grams_is_looked_at_twice():
    chat = at_review().answer(
        "[open.details]", "[group.treatment]", "[key.pulse_days]", "[set.3]", "[key.pulse_mg]", "1"
    )
    assert (chat.draft.state, "pulse_mg" in chat.answers) == ("detail_check", False)
    chat.press("back")
    assert chat.draft.state == "detail"
    chat.answer("249", "[use]")
    assert chat.answers["pulse_mg"] == "249"
    chat.answer("[key.pulse_mg]", "250")
    assert chat.answers["pulse_mg"] == "250"


def before(*presses: str) -> Chat:
    return at_review().answer(
        "[open.details]", "[group.before]", "[key.immunosuppressants]", *presses
    )


def test_a_drug_goes_through_its_states_and_back_to_unknown():
    chat = before("[toggle.methotrexate]")
    assert chat.answers["immunosuppressants"] == {"methotrexate": "taking"}
    chat.answer("[toggle.methotrexate]", "[toggle.rituximab]")
    assert chat.answers["immunosuppressants"] == {"methotrexate": "failed", "rituximab": "taking"}
    chat.answer("[toggle.methotrexate]", "[toggle.methotrexate]")
    assert chat.answers["immunosuppressants"] == {"rituximab": "taking"}
    chat.answer(*["[toggle.rituximab]"] * 3)
    assert "immunosuppressants" not in chat.answers


def test_none_ever_is_one_press():
    chat = before("[set.none]")
    assert (chat.draft.state, chat.answers["immunosuppressants"]) == ("group", {})


def test_cyclophosphamide_that_is_taken_is_planned_for_like_one_that_is_planned():
    chat = before("[toggle.cyclophosphamide]")
    assert chat.answers["cyclophosphamide"] is True
    chat.press("toggle.cyclophosphamide")
    assert "cyclophosphamide" not in chat.answers


def test_antibodies_are_toggled_in_their_order():
    chat = at_review().answer(
        "[open.details]", "[group.disease]", "[key.antibodies]", "[toggle.mda5]", "[toggle.hmgcr]"
    )
    assert chat.answers["antibodies"] == ["hmgcr", "mda5"]
    chat.answer("[toggle.mda5]", "[toggle.hmgcr]")
    assert "antibodies" not in chat.answers


def test_what_an_agent_waits_for_is_one_screen_and_one_press_affirms_the_rest():
    chat = at_review(*MODERATE).answer(*KNOWN, "[open.details]", "[group.waited_for]")
    assert "affirm" in chat.presses
    assert chat.prompt.says == "intake.group.waited_for_open"
    open_ = [each.says.removeprefix("keys.") for each in chat.prompt.values["open"]]
    assert not any(
        chat.answers.get(key) is False
        for key in ("liver_disease", "cytopenia", "active_infection")
    )
    before = dict(chat.answers)
    chat.press("affirm")
    assert [key for key in chat.answers if key not in before] == open_
    assert chat.prompt.says == "intake.group.waited_for"
    chat.press("never")
    assert chat.answers["liver_disease"] is False
    chat.press("back")
    review = chat.prompt
    assert isinstance(review, Review)
    assert review.plan.agent.status is Status.READY


def test_an_exception_is_toggled_first_and_stays_in_sight():
    chat = at_review(*MODERATE).answer(*KNOWN, "[open.details]", "[group.waited_for]")
    chat.press("toggle.alcohol_excess")
    assert chat.answers["alcohol_excess"] is True
    assert "toggle.alcohol_excess" in chat.presses
    chat.press("affirm")
    assert (chat.answers["alcohol_excess"], chat.answers["cytopenia"]) == (True, False)


def test_from_65_years_the_review_offers_the_lower_dose():
    older = ("[none]", "[open.details]", "[group.person]", "[key.age]", "65", "[back]", "[back]")
    chat = at_review(*SEVERE).answer(*older)
    assert "lower" in chat.presses
    assert chat.prompt.lower_for == ("age",)
    chat.press("lower")
    assert chat.answers["start_mg"] == "50"


@pytest.mark.parametrize(
    ("group", "key"),
    [("organs", "diabetes"), ("disease", "fragility_fracture"), ("disease", "ssc_overlap")],
)
def test_a_lower_dose_is_offered_with_its_reason(group, key):
    answers = ("[open.details]", f"[group.{group}]", f"[key.{key}]", "[set.true]")
    chat = at_review(*SEVERE).answer("[none]", *answers, "[back]", "[back]")
    assert ("lower" in chat.presses, chat.prompt.lower_for) == (True, (key,))


def test_in_necrotizing_myopathy_the_slow_endings_stand_first_and_none_is_set():
    chat = Chat().answer("/new", "72", "[set.necrotizing]", "[set.severe]", "[set.no]")
    assert "tail" not in chat.answers
    chat.press("open.tail")
    assert [press for press in chat.presses if press.startswith("set.")] == [
        "set.slow2w", "set.slow4w", "set.standard",
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["immunosuppressants", "antibodies"])
def test_what_is_no_button_of_the_page_does_nothing(key):
    group = "before" if key == "immunosuppressants" else "disease"
    chat = at_review().answer("[open.details]", f"[group.{group}]", f"[key.{key}]")
    before = chat.draft.answers
    chat.press("toggle.aspirin")
    assert (chat.draft.state, chat.draft.answers) == ("detail", before)


def test_a_pause_is_read_back_as_nothing():
    chat = at_review().answer(
        "[open.details]", "[group.before]", "[key.earlier_steroid]",
        "60 mg for 5 weeks, then 0 mg for 2 weeks",
    )  # fmt: skip
    (answer,) = [value for key, value in chat.prompt.answers if key == "earlier_steroid"]
    assert [each.says for each in answer] == ["given.earlier_steroid", "given.pause"]


FEATURES = ("[open.details]", "[group.disease]")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (("[key.mda5]", "[set.false]"), ("[key.antibodies]", "[toggle.mda5]")),
        (("[key.antibodies]", "[toggle.mda5]", "[back]"), ("[key.mda5]", "[set.false]")),
        (("[key.antibodies]", "[toggle.mda5]", "[back]"), ("[key.mda5]", "no")),
        (("[key.mda5]", "[set.true]"), ("[key.antibodies]", "[set.none]")),
        (("[key.antibodies]", "[set.none]"), ("[key.mda5]", "[set.true]")),
    ],
)
def test_anti_mda5_is_not_answered_twice_and_not_alike(first, then):
    chat = at_review(*MODERATE).answer(*FEATURES, *first)
    before = dict(chat.answers)
    chat.answer(*then)
    assert chat.prompt.refused == "mda5_twice"
    assert chat.answers == before


def test_anti_mda5_may_be_answered_twice_alike():
    twice = ("[key.mda5]", "[set.true]", "[key.antibodies]", "[toggle.jo1]", "[toggle.mda5]")
    chat = at_review(*MODERATE).answer(*FEATURES, *twice)
    assert (chat.answers["mda5"], chat.answers["antibodies"]) == (True, ["mda5", "jo1"])
