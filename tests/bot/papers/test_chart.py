"""The dose curve: everything it shows stands in its caption, and nothing lies over another."""

import io
import re
from decimal import Decimal

import pytest
from PIL import Image

from bot.page.parts import units
from bot.papers.chart import caption, chart_page, chart_picture, drawing
from bot.papers.sheet import NoPaper, sheet
from tests.bot.papers.cases import CHILD, LONGEST, cases, lived, view_of, views
from tests.bot.papers.reading import ink_at_edges, outside, overlaps, page_of
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
