"""The trend: picture and words show what was entered, and nothing lies over another."""

import io
import math
import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.page.findings import finding, findings
from bot.page.parts import units
from bot.page.plan.view import View
from bot.page.write import day, number
from bot.papers.sheet import NoPaper, Sheet, sheet
from bot.papers.visit.told import line, told
from bot.papers.visit.trend import drawing, trend_page, trend_picture, trend_words
from core.response.visit import ON_A_SCALE, Measure, Strength, Visit
from tests.bot.papers.cases import CHILD, FIRST, KNOWN, cases, lived, view_of
from tests.bot.papers.reading import ink_at_edges, outside, overlaps, page_of
from tests.bot.papers.visit.visited import SIX, seen, visited
from tests.core.response.visits import visit
from tests.lint.display import hits

VIEWS = dict(visited())
DATE = re.compile(r"\d\d-[A-Z][a-z]{2}-\d{4}")
AMOUNT = re.compile(r"\d+(?:\.\d+)? mg")
WRITTEN = {
    "of the scale": "", "ratio": "", "stands": "", "percent": " %",
    "percent predicted": " % of predicted", "mL per min per 1.73 m2": " mL per min",
    "times 10 to the power 9 per L": " × 10⁹ per L",
}  # fmt: skip
SAID = {
    "paper.trend.dose": "{} mg from ",
    "paper.trend.strength": " {}",
    "paper.trend.ck": "creatine kinase {} units per L",
    "paper.trend.score": "Total Improvement Score {}: ",
}


def words(of: Sheet) -> str:
    return "\n".join(trend_words(of))


def panel(of: Sheet, key: str) -> dict:
    """The panel under this title."""
    title = of.say(key, drug=of.view.steroid)
    return next(each for each in drawing(of)["panels"] if each["title"] == title)


def entered(view: View) -> list[Visit]:
    """What was entered and not corrected."""
    assert view.record is not None
    every = [each.visit for each in view.record.visited]
    mended = {each.corrects for each in every}
    return [each for each in every if each.number not in mended]


@pytest.mark.parametrize("name", VIEWS)
def test_the_words_name_everything_that_was_entered_with_its_unit(name: str) -> None:
    view = VIEWS[name]
    lines = words(sheet(view)).splitlines()
    for each in entered(view):
        (said,) = (text for text in lines if text.startswith(f"{day(each.day)}: "))
        for found in each.findings:
            unit = view.guideline.visit.limits[found.measure].unit
            after = WRITTEN.get(unit, f" {unit}")
            if found.of and found.measure in ON_A_SCALE:
                after = f" of {number(found.of)}"
            elif found.of:
                after += f" (upper limit {number(found.of)})"
            assert f" {number(found.value)}{after}" in said
        for text in findings(view.writer, each):
            assert text in said


@pytest.mark.parametrize("name", VIEWS)
def test_every_figure_of_the_picture_is_in_its_words(name: str) -> None:
    of = sheet(VIEWS[name])
    said = words(of)
    for title, pattern in SAID.items():
        for each in drawing(of)["panels"]:
            if each["title"] != of.say(title, drug=of.view.steroid):
                continue
            for label in each["labels"]:
                bare = label["label"].partition(" of ")[0]
                assert pattern.format(bare) in said
    shown = page_of(trend_page(of)).text.replace("\n", " ")
    assert set(AMOUNT.findall(shown)) <= set(AMOUNT.findall(said))
    ticks = {each["label"] for each in drawing(of)["months"]}
    assert set(DATE.findall(shown)) - ticks <= set(DATE.findall(said))
    for mark in drawing(of)["marks"]:
        assert f"{mark['number']}: {mark['says']}" in said


@pytest.mark.parametrize("name", VIEWS)
def test_each_visit_says_its_score_category_and_direction(name: str) -> None:
    of = sheet(VIEWS[name])
    said = words(of)
    for each in told(of):
        assert line(of, each) in said
        since = each.assessed.since_baseline
        if since and since.scored.total is not None:
            category = of.writer.term(since.scored.category)
            assert f"Total Improvement Score {number(since.scored.total)}: {category}" in said
        for other in filter(None, (since, each.assessed.since_before)):
            if other.directed.direction:
                assert str(other.directed.direction) in line(of, each)


@pytest.mark.parametrize("name", VIEWS)
def test_nothing_of_the_picture_is_cut_or_lies_over_another(name: str) -> None:
    page = page_of(trend_page(sheet(VIEWS[name])))
    assert outside(page, margin=8) == []
    assert overlaps(page) == []
    assert not ink_at_edges(page.picture, 0.015)


@pytest.mark.parametrize("name", VIEWS)
def test_the_words_are_written_right_and_each_part_is_a_message(name: str) -> None:
    view = VIEWS[name]
    for part in trend_words(sheet(view)):
        assert units(part) <= 4_096
        assert hits(part, region=view.plan.case.region, fragment=True) == []
    text = page_of(trend_page(sheet(view))).text
    assert hits(text, region=view.plan.case.region, fragment=True) == []


@pytest.mark.parametrize("name", VIEWS)
def test_it_is_as_wide_as_a_phone_without_colour_and_the_same_each_time(name: str) -> None:
    made = trend_picture(sheet(VIEWS[name]))
    picture = Image.open(io.BytesIO(made)).convert("RGB")
    assert picture.width == 1080
    assert {r == g == b for _, (r, g, b) in picture.getcolors(1 << 24)} == {True}
    assert trend_picture(sheet(VIEWS[name])) == made


def test_strength_is_drawn_as_a_share_of_its_scale() -> None:
    of = sheet(VIEWS["both_scales"])
    drawn = panel(of, "paper.trend.strength")
    grid = {each["label"]: each["y"] for each in drawn["grid"]}
    per_share = (grid["100"] - grid["60"]) / 40
    shares = (Decimal(104) / 150, Decimal(128) / 150, Decimal(70) / 80, Decimal(74) / 80)
    assert [round(each["y"], 6) for each in drawn["dots"]] == [
        round((float(share) * 100 - 60) * per_share, 6) for share in shares
    ]
    labels = {each["label"] for each in drawn["labels"]}
    assert labels == {"104 of 150", "128 of 150", "70 of 80", "74 of 80"}
    assert len(drawn["lines"]) == 2  # none from one scale to the other


def test_a_child_is_drawn_with_squares_and_no_dose() -> None:
    of = sheet(VIEWS["child"])
    drawn = drawing(of)
    strength = panel(of, "paper.trend.strength")
    assert [each["kind"] for each in strength["dots"]] == ["square"] * 3
    assert not any(each["steps"] for each in drawn["panels"])
    assert any("no doses are drawn" in text for text in drawn["legend"])
    assert "minimal improvement from 30 points" in words(of)


def test_creatine_kinase_is_drawn_by_powers_with_the_limit_of_each_laboratory() -> None:
    drawn = panel(sheet(VIEWS["both_scales"]), "paper.trend.ck")
    grid = {each["label"]: each["y"] for each in drawn["grid"]}
    of_ten = grid["1,000"] - grid["100"]
    assert math.isclose(grid["10,000"] - grid["1,000"], of_ten)
    first, *_, last = drawn["dots"]
    assert math.isclose(first["y"], grid["100"] + math.log10(54) * of_ten)
    assert math.isclose(last["y"], grid["100"] + math.log10(1.6) * of_ten)
    limits = [(each["from"], round(each["y"], 6)) for each in drawn["limits"]]
    begins = [0, *(each["at"] for each in drawn["dots"][1:])]
    up = [round(grid["100"] + math.log10(of) * of_ten, 6) for of in (2, 2, 1.7, 1.7)]
    assert limits == list(zip(begins, up, strict=True))


def test_without_a_limit_no_line_is_drawn_for_one() -> None:
    of = sheet(seen(view_of(cases()["V1"], today=FIRST), visit(0, ck="0/")))
    drawn = panel(of, "paper.trend.ck")
    assert drawn["limits"] == []
    assert [each["y"] for each in drawn["dots"]] == [0]
    assert "upper limit" not in words(of)


def test_the_score_stands_among_its_thresholds() -> None:
    drawn = panel(sheet(VIEWS["long"]), "paper.trend.score")
    assert [each["label"] for each in drawn["grid"] if each["dashed"]] == ["20", "40", "60"]
    assert [each["label"] for each in drawn["grid"]] == ["0", "20", "40", "60", "100"]
    assert len(drawn["dots"]) == 18


def test_words_are_marks_and_the_key_says_of_what() -> None:
    of = sheet(VIEWS["words"])
    strength, ck = (panel(of, f"paper.trend.{key}") for key in ("in_a_word", "ck_in_a_word"))
    assert [each["kind"] for each in strength["marks"]] == ["up", "level", "down"]
    assert [each["kind"] for each in ck["marks"]] == ["down", "level", "up"]
    assert "triangle upwards better" in words(of)
    assert "triangle upwards rising" in words(of)


def test_holds_flares_and_amounts_of_the_agent_are_marked_on_their_days() -> None:
    for name, said in (
        ("long", ("flare, 50 mg a day again: active disease", "dose kept for 2 weeks more")),
        ("agent", ("methotrexate 15 mg once a week", "methotrexate 20 mg once a week",
                   "methotrexate is held from")),
    ):  # fmt: skip
        of = sheet(VIEWS[name])
        drawn = drawing(of)
        for text in said:
            (mark,) = (each for each in drawn["marks"] if text in each["says"])
            (on,) = {*DATE.findall(mark["says"].partition(" up to ")[0])}
            assert drawn_day(of, mark["at"]) == on


def drawn_day(of: Sheet, at: int) -> str:
    """The day at this place of the axis, on which the agent begins with the steroid."""
    first, *_ = (each["at"] for each in drawing(of)["marks"])
    return day(of.first + timedelta(days=at - first))


def test_the_dose_is_the_course_as_far_as_the_days_go() -> None:
    of = sheet(VIEWS["agent"])
    drawn = drawing(of)
    steps = panel(of, "paper.trend.dose")["steps"]
    assert [each["sure"] for each in steps] == [True, True, False]
    assert steps[-1]["to"] <= drawn["days"]
    assert drawn["on"] == {"at": drawn["days"] - (1 + (drawn["days"] - 2) // 52)}
    assert [each["to"] for each in steps[:-1]] == [each["from"] for each in steps[1:]]


def test_while_no_later_dose_has_a_date_the_last_one_goes_on() -> None:
    of = sheet(seen(dict(lived())["reassess"], visit(0, mmt=100)))
    assert of.view.waits
    assert panel(of, "paper.trend.dose")["steps"][-1]["to"] == drawing(of)["days"]


def test_a_visit_long_before_the_first_dose_begins_the_axis() -> None:
    of = sheet(seen(view_of(cases()["V1"]), visit(-70, mmt=100), visit(3, mmt=110)))
    drawn = drawing(of)
    first, last = drawn["visits"]
    assert (last - first, drawn["on"]) == (73, None)
    assert panel(of, "paper.trend.dose")["steps"][0]["from"] == first + 70


def test_without_a_visit_there_is_no_trend() -> None:
    for case in (cases()["V1"], CHILD):
        with pytest.raises(NoPaper, match="no_visits"):
            drawing(sheet(view_of(case)))
    with pytest.raises(NoPaper, match="no_visits"):
        trend_words(sheet(view_of(cases()["V1"], kept=False)))


DAYS = st.integers(-80, 250).filter(bool)  # the first day has a visit of its own
FOUND = st.fixed_dictionaries(
    {},
    optional={
        "mmt": st.sampled_from(["0/150", "37.5/150", "120/150", "150/150", "66/80", "80/80"]),
        "cmas": st.integers(0, 52),
        "ck": st.sampled_from(["0/", "7/200", "100/200", "1000/190", "99999/", "1000000/5000"]),
        "strength": st.sampled_from(Strength),
        **{name: st.integers(0, 3) for name in ("physician", "patient", "extramuscular", "haq")},
    },
)
VISITS = st.dictionaries(DAYS, FOUND, min_size=1, max_size=24)


LOW = KNOWN | {
    "weight_kg": 70, "subtype": "polymyositis", "severity": "mild", "ild": "no", "start_mg": "15",
}  # fmt: skip


@given(VISITS, st.integers(0, 300), st.sampled_from([cases()["V1"], LOW, CHILD]))
def test_whatever_was_found_all_of_it_is_told_and_drawn_within_the_frame(
    found: dict[int, dict], today: int, case: dict
) -> None:
    visits = [visit(0, **SIX), *(visit(on, **each) for on, each in found.items())]
    view = seen(view_of(case, today=FIRST + timedelta(days=today)), *visits)
    of = sheet(view)
    drawn, said = drawing(of), words(of)
    for each in entered(view):
        (line_of,) = (text for text in said.splitlines() if text.startswith(f"{day(each.day)}: "))
        for one in each.findings:
            assert finding(view.writer, one) in line_of
            assert f" {number(one.value)}" in line_of
    shown = {Measure.MMT: 0, Measure.CMAS: 0, Measure.CK: 0}
    for each in told(of):
        for one in each.visit.findings:
            shown[one.measure] = shown.get(one.measure, 0) + 1
    for each in drawn["panels"]:
        is_within(each, drawn["days"], drawn["width"])
    points = [len(each["dots"]) for each in drawn["panels"] if each["dots"]]
    assert points[:2] == [shown[Measure.MMT] + shown[Measure.CMAS], shown[Measure.CK]]
    assert all(0 <= each <= drawn["days"] for each in drawn["visits"])
    assert hits(said, fragment=True, limit=None) == []


@pytest.mark.parametrize("name", ["both_scales", "child"])
def test_where_there_is_room_a_number_stands_on_no_line(name: str) -> None:
    drawn = drawing(sheet(dict(visited())[name]))
    across = drawn["width"] / drawn["days"]
    for panel in drawn["panels"]:
        for each in panel["labels"]:
            wide = sum(0.84 if c in ".," else 1.75 for c in each["label"])
            for begins, ends in panel["lines"]:
                for part in range(101):
                    x, y = (
                        begins[of] + (ends[of] - begins[of]) * part / 100 for of in ("at", "y")
                    )
                    beside = not each["x"] < x * across < each["x"] + wide
                    assert beside or not each["y"] < y < each["y"] + 2.3, each


def is_within(panel: dict, days: int, width: float) -> None:
    """Everything lies in the frame of the panel, and no number lies over another."""
    height = panel["height"]
    for each in (*panel["dots"], *panel["marks"]):
        assert 0 <= each["at"] <= days
    for each in (*panel["grid"], *panel["dots"], *panel["limits"]):
        assert 0 <= each["y"] <= height
    for each in panel["steps"]:
        assert 0 <= each["from"] <= each["to"] <= days
    boxes = []
    for each in panel["labels"]:
        wide = sum(0.84 if c in ".," else 1.75 for c in each["label"])
        assert each["x"] >= 0
        assert each["x"] + wide <= width + 0.1
        assert 0 <= each["y"] <= height - 2.3
        boxes.append((each["x"], each["x"] + wide, each["y"]))
    for one, other in combinations(boxes, 2):
        beside = one[1] <= other[0] + 0.1 or other[1] <= one[0] + 0.1
        assert beside or abs(one[2] - other[2]) >= 2.3


def test_a_month_that_begins_within_two_weeks_is_named_by_days() -> None:
    for today, months in ((10, False), (200, True)):
        view = view_of(cases()["V1"], today=FIRST + timedelta(days=today))
        labels = [each["label"] for each in drawing(sheet(seen(view, visit(0, ck=1))))["months"]]
        assert 2 <= len(labels) <= 7
        assert all(bool(DATE.fullmatch(each)) is not months for each in labels)
        assert date(2026, 11, 23) == FIRST


def test_a_score_says_where_it_is_not_validated_and_where_its_baseline_was_late() -> None:
    better = SIX | {"mmt": 150, "physician": 1, "patient": 0, "extramuscular": 0, "ck": 300}
    overlap = cases()["V1"] | {"subtype": "overlap"}
    for case, on, says in (
        (overlap, 0, "major improvement; the score is not validated for this subtype"),
        (cases()["V1"], 5, "major improvement, from a baseline when treatment had begun"),
        (cases()["V1"], 0, "major improvement; better than at the baseline, by strength"),
    ):
        view = view_of(case, today=FIRST + timedelta(days=60))
        said = words(sheet(seen(view, visit(on, **SIX), visit(56, **better))))
        assert said.count(says) == 1
        late = "response: baseline, when treatment had begun"
        assert (late in said) is (on > 0)
