"""The dose curve: everything it shows stands in its caption, and nothing lies over another."""

import io
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from PIL import Image

from bot.page.parts import units
from bot.papers.curve.axis import width_mm
from bot.papers.curve.chart import caption, chart_page, chart_picture, drawing
from bot.papers.dates import milestones
from bot.papers.sheet import NoPaper, Sheet, sheet
from core.agenda import Item
from core.course.decisions import Drug, Reason
from tests.bot.papers.cases import (
    CHILD,
    LONGEST,
    begin,
    cases,
    end,
    lived,
    resume,
    suspend,
    view_of,
    views,
)
from tests.bot.papers.reading import ink_at_edges, outside, overlaps, page_of
from tests.bot.papers.test_drug_states import ADULT, on
from tests.lint.display import hits

VIEWS = dict(views())
DATE = re.compile(r"\d\d-[A-Z][a-z]{2}-\d{4}")
AMOUNT = re.compile(r"\d+(?:\.\d+)? mg")
PIXELS = (1080, 1350)


@pytest.mark.parametrize("name", VIEWS)
def test_every_date_and_dose_of_the_picture_is_in_its_words(name: str) -> None:
    of = sheet(VIEWS[name])
    page, said = page_of(chart_page(of)), "\n".join(caption(of))
    shown = page.text.replace("\n", " ")
    assert set(DATE.findall(shown)) <= set(DATE.findall(said))
    assert set(AMOUNT.findall(shown)) <= set(AMOUNT.findall(said))
    assert {f"{each['label']} mg" for each in drawing(of)["labels"]} <= set(AMOUNT.findall(said))
    for row in of.rows:
        assert f"{row.period.mg} mg from {row.period.first:%d-%b-%Y}" in said


@pytest.mark.parametrize("name", VIEWS)
def test_nothing_of_the_picture_is_cut_or_lies_over_another(name: str) -> None:
    of = sheet(VIEWS[name])
    page = page_of(chart_page(of))
    assert outside(page, margin=8) == []
    assert overlaps(page) == []
    assert not ink_at_edges(page.picture, 0.02)


@pytest.mark.parametrize("name", VIEWS)
def test_the_words_are_written_right_and_the_first_part_fits_under_the_picture(name: str) -> None:
    view = VIEWS[name]
    said = caption(sheet(view))
    assert units(said[0]) <= 1_024
    for text in (*said, page_of(chart_page(sheet(view))).text):
        assert hits(text, region=view.plan.case.region, fragment=True) == []


def test_every_dose_of_the_longest_taper_is_written_on_it() -> None:
    of = sheet(view_of(LONGEST))
    assert len(drawing(of)["labels"]) == len(of.rows) == 21
    assert drawing(of)["days"] == 448


def test_the_picture_is_upright_and_the_same_each_time() -> None:
    of = sheet(view_of(LONGEST))
    made = chart_picture(of)
    assert Image.open(io.BytesIO(made)).size == PIXELS
    assert chart_picture(of) == made


def test_it_says_the_same_in_grey() -> None:
    """Nothing is told by colour: there is none."""
    picture = Image.open(io.BytesIO(chart_picture(sheet(view_of(LONGEST))))).convert("RGB")
    assert {red == green == blue for _, (red, green, blue) in picture.getcolors(1 << 24)} == {True}


def test_the_course_as_it_went_is_drawn_with_the_one_first_planned() -> None:
    for name, view in lived():
        drawn = drawing(sheet(view))
        if name == "joined":
            assert drawn["original"] == []
            continue
        assert drawn["original"], name
        assert [step["sure"] for step in drawn["steps"]].count(True) == view.plan.course.confirmed
        assert any("first planned" in line for line in drawn["legend"])
    assert drawing(sheet(view_of(cases()["V1"])))["original"] == []


def test_a_flare_is_named_and_the_day_it_is_made_for_is_marked() -> None:
    drawn = drawing(sheet(dict(lived())["flared"]))
    assert any("raised again" in line for line in drawn["legend"])
    assert 0 < drawn["on"]["at"] < drawn["days"]


def test_while_no_step_is_due_by_itself_nothing_is_drawn_beyond_what_was_decided() -> None:
    of = sheet(VIEWS["reassess"])
    assert all(row.sure for row in of.rows)
    assert not drawing(of)["ends"]
    assert "reassess" in "\n".join(caption(of))


@pytest.mark.parametrize("name", VIEWS)
def test_no_amount_touches_another_or_a_line_of_the_curve(name: str) -> None:
    of = sheet(VIEWS[name])
    drawn = drawing(of)
    mm = drawn["height"] / drawn["highest"]
    boxes = [
        (each["x"], each["x"] + float(width_mm(each["label"])), each["y"], each["y"] + HIGH)
        for each in drawn["labels"]
    ]
    lines = list(curve(drawn, mm))
    for place, box in enumerate(boxes):
        assert not any(touch(box, other) for other in (*boxes[:place], *lines))
        assert -1 < box[0] < box[1] < drawn["width"] + 1


HIGH = 2.32  # millimetres of a digit


def curve(drawn: dict, mm: float) -> Iterator[tuple[float, float, float, float]]:
    """Its lines as boxes without width, in millimetres."""
    across = drawn["width"] / drawn["days"]
    before = None
    for each in drawn["steps"]:
        left, right, y = each["from"] * across, each["to"] * across, each["mg"] * mm
        yield left, right, y, y
        if before is not None:
            yield left, left, min(y, before), max(y, before)
        before = y


def touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return (
        one[0] < other[1] + 0.3
        and other[0] < one[1] + 0.3
        and one[2] < other[3] + 0.3
        and other[2] < one[3] + 0.3
    )


def test_the_axis_says_in_full_on_which_day_the_course_begins_and_ends() -> None:
    for name, view in VIEWS.items():
        of = sheet(view)
        drawn, shown = drawing(of), page_of(chart_page(of)).text
        assert f"{of.first:%d-%b-%Y}" in shown
        if name == "reassess":
            assert drawn["ends"] is None
            continue
        assert drawn["ends"] == {
            "at": drawn["begins"]["at"] + (of.end - of.first).days,
            "label": f"none from {of.end:%d-%b-%Y}",
        }
        assert drawn["ends"]["label"] in shown


def band(of: Sheet, begins: str) -> dict:
    (found,) = (each for each in drawing(of)["bands"] if each["says"].startswith(begins))
    return found


def test_prophylaxis_is_a_bar_up_to_its_review() -> None:
    of = sheet(VIEWS["V1"])
    found = of.view.plan.pneumocystis
    assert found is not None
    review = next(each.day for each in milestones(of) if each.item is Item.PNEUMOCYSTIS)
    drawn = band(of, "Pneumocystis")
    assert drawn["parts"] == [{"from": 0, "to": (review - of.first).days, "how": "filled"}]
    assert f"{review:%d-%b-%Y}" in drawn["says"]
    low = view_of(cases()["V1"] | {"start_mg": 15, "severity": "mild"})
    assert low.plan.pneumocystis is not None
    assert not low.plan.pneumocystis.needed
    assert not any("Pneumocystis" in each["says"] for each in drawing(sheet(low))["bands"])


def test_an_agent_is_filled_while_taken_empty_on_hold_and_over_once_stopped() -> None:
    held = drawing(sheet(view_of(ADULT, suspend(on(30)), resume(on(42)), today=on(50))))
    (agent,) = (each for each in held["bands"] if each["says"].startswith("methotrexate"))
    assert [(each["from"], each["to"], each["how"]) for each in agent["parts"]] == [
        (0, 30, "filled"),
        (30, 42, "empty"),
        (42, held["days"], "filled"),
    ]
    assert "empty on hold" in agent["says"]
    over = band(sheet(view_of(ADULT, end(on(30)), today=on(50))), "methotrexate")
    assert [(each["from"], each["to"]) for each in over["parts"]] == [(0, 30)]
    assert "hold" not in over["says"]
    none = drawing(sheet(view_of(ADULT, begins=False, today=on(50))))
    assert not any("methotrexate" in each["says"] for each in none["bands"])


def test_a_pulse_before_the_first_dose_is_marked_and_the_rest_stays_in_its_place() -> None:
    of = sheet(view_of(cases()["V1"] | {"severity": "severe", "pulse_days": 3}))
    drawn = drawing(of)
    assert drawn["pulses"] == [{"from": 0, "to": 3}]
    assert [each["from"] for each in drawn["steps"]] == [3 + row.period.offset for row in of.rows]
    assert drawn["phases"][0]["from"] == drawn["begins"]["at"] == 3
    says = "P: pulse of methylPREDNISolone intravenously, 3 days from 20-Nov-2026"
    assert says in drawn["legend"][0]
    assert says in "\n".join(caption(of))
    page = page_of(chart_page(of))
    assert overlaps(page) == []
    assert outside(page, margin=8) == []
    assert drawing(sheet(VIEWS["V1"]))["pulses"] == []


def test_a_pulse_that_was_recorded_along_the_course_is_marked_on_its_days() -> None:
    given = begin(on(20), Reason.RESCUE, drug=Drug.METHYLPREDNISOLONE, days=3)
    drawn = drawing(sheet(view_of(ADULT, given, today=on(50))))
    assert drawn["pulses"] == [{"from": 20, "to": 23}]


@pytest.mark.parametrize("name", VIEWS)
def test_a_phase_is_drawn_only_where_its_letter_is_said(name: str) -> None:
    of = sheet(VIEWS[name])
    drawn = drawing(of)
    said = next(line for line in drawn["legend"] if line.startswith("A: "))
    letters = [each.partition(":")[0] for each in said.split("; ")]
    assert [each["letter"] for each in drawn["phases"]] == letters
    assert "P" not in letters
    assert all(each["to"] <= drawn["days"] for each in drawn["phases"])


@pytest.mark.parametrize("name", VIEWS)
def test_no_letter_of_a_wide_phase_stands_on_the_line_of_a_milestone(name: str) -> None:
    drawn = drawing(sheet(VIEWS[name]))
    mm = drawn["days"] / drawn["width"]
    for each in drawn["phases"]:
        assert each["from"] < each["at"] < each["to"]
        if each["to"] - each["from"] > 12 * mm:
            assert not [
                stone for stone in drawn["stones"] if abs(stone["at"] - each["at"]) < 2 * mm
            ]


def test_a_dose_that_was_taken_before_the_plan_is_not_called_its_first_one() -> None:
    said = "\n".join(drawing(sheet(VIEWS["joined"]))["legend"])
    assert "A: dose taken already, held" in said
    assert "first dose" not in said


@pytest.mark.parametrize("name", VIEWS)
def test_the_legend_explains_what_is_drawn_and_nothing_else(name: str) -> None:
    drawn = drawing(sheet(VIEWS[name]))
    said = "\n".join(drawn["legend"])
    assert ("Triangles" in said) == bool(drawn["checks"])
    assert ("Dotted line" in said) == bool(drawn["original"])
    assert ("mark on top" in said) == (drawn["on"] is not None)
    assert ("P: pulse" in said) == bool(drawn["pulses"])
    assert "Dashed lines across: 5 and 20 mg a day" in said


def test_milestones_near_each_other_stand_on_different_lanes() -> None:
    drawn = drawing(sheet(view_of(cases()["V1"])))
    near = [each["lane"] for each in drawn["stones"][:2]]
    assert near == [0, 1]


def test_places_are_in_proportion_to_days_and_mg() -> None:
    of = sheet(view_of(cases()["V1"]))
    steps = drawing(of)["steps"]
    assert [(each["from"], each["to"], Decimal(str(each["mg"]))) for each in steps] == [
        (row.period.offset, row.period.offset + row.period.days, row.period.mg) for row in of.rows
    ]


def test_a_child_has_no_curve() -> None:
    with pytest.raises(NoPaper, match="no_schedule"):
        drawing(sheet(view_of(CHILD)))
