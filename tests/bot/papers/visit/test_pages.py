"""The table of visits: every entry, what was corrected struck through with who and when."""

import re

import pytest

from bot.page.write import day
from bot.papers.pages import fit
from bot.papers.pages.clinician import FEW_VISITS
from bot.papers.pages.fit import Size
from bot.papers.pdf import _clinician, clinician
from bot.papers.sheet import NoPaper, sheet
from bot.papers.visit.pages import last_visits, rows, visits_pages
from bot.papers.visit.told import line, told
from core.response.visit import Strength
from tests.bot.papers.cases import FIRST, LONGEST, cases, view_of
from tests.bot.papers.reading import ink_at_edges, outside, overlaps, pages_of, words_of
from tests.bot.papers.test_pages import texts
from tests.bot.papers.visit.visited import seen, visited, with_visit
from tests.core.response.visits import visit
from tests.lint.display import hits

VIEWS = dict(visited())


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("name", VIEWS)
def test_every_entry_stands_in_the_table_below_the_trend(name: str, size: Size) -> None:
    view = VIEWS[name]
    of = sheet(view)
    trend, *table = pages_of(visits_pages(of, size))
    across, up = {Size.A4: (595, 842), Size.LETTER: (612, 792)}[size]
    for page in (trend, *table):
        assert (round(page.width), round(page.height)) == (across, up)
        assert outside(page, 20) == []
        assert overlaps(page) == []
        assert not ink_at_edges(page.picture, 0.015)
    written = squeezed(" ".join(page.text for page in table))
    for row in rows(of):
        for text in (row["day"], *row["found"], row["response"], *row["entered"]):
            for part in text.split("; "):
                assert squeezed(part) in written
    assert trend.text.split("\n")[0].startswith(of.head)


def test_no_line_of_the_table_ends_within_a_value() -> None:
    of = sheet(VIEWS["full"])
    _, *table = pages_of(visits_pages(of, Size.A4))
    lines = [text for page in table for text in page.lines]
    for value in ("platelets 28.5 × 10⁹ per L", "MMT8 12.5 of 150", "MCV 30.5 fL"):
        assert any(value in text for text in lines)


def squeezed(text: str) -> str:
    """The text without its spaces: a cell goes on in further lines."""
    return re.sub(r"\s+", "", text)


def test_what_was_corrected_is_struck_with_who_corrected_it_and_when() -> None:
    of = sheet(VIEWS["both_scales"])
    first, struck, instead, *_ = rows(of)
    assert [each["struck"] for each in rows(of)] == [False, True, False, False, False]
    assert (struck["day"], instead["day"]) == ("14-Dec-2026", "14-Dec-2026")
    assert struck["found"][0] == "MMT8 118 of 150"
    assert instead["found"][0] == "MMT8 128 of 150"
    assert (first["response"], struck["response"]) == ("baseline", "")
    assert struck["entered"] == [
        "Dr Example, prescriber, 14-Dec-2026 11:02 Europe/Berlin",
        "corrected by Nurse Sample, 14-Dec-2026 11:03 Europe/Berlin",
    ]
    assert instead["entered"] == ["Nurse Sample, prescriber, 14-Dec-2026 11:03 Europe/Berlin"]
    assert "118" not in "\n".join(line(of, each) for each in told(of))


def test_a_line_runs_through_what_was_corrected_and_through_nothing_else() -> None:
    """More ink in the same words, as far as they are wide."""
    plain = seen(view_of(cases()["V1"], today=FIRST), visit(0, mmt=118))
    mended = seen(plain, visit(0, mmt=128, corrects=1))
    tables = (pages_of(visits_pages(sheet(each), Size.A4)) for each in (plain, mended))
    (_, before), (_, after) = tables
    assert ink(after) > ink(before) * 1.02


def ink(page) -> float:
    """How dark the first row of the table is, where it says what was found."""
    _, found, *_ = (each for each in page.characters if each.text == "M")  # one is of the label
    scale = page.picture.height / page.height
    box = (90, page.height - found.top - 1, 200, page.height - found.bottom + 1)
    row = page.picture.crop(tuple(round(each * scale) for each in box))
    return sum(255 - each for each in row.tobytes()) / 255


def test_two_entries_of_one_day_have_one_response_beside_the_later() -> None:
    view = seen(
        view_of(cases()["V1"], today=FIRST),
        visit(0, mmt=100),
        visit(14, mmt=120),
        visit(14, strength=Strength.BETTER, ck=300),
    )
    assert [bool(each["response"]) for each in rows(sheet(view))] == [True, False, True]


def test_an_entry_of_nothing_says_so() -> None:
    view = seen(view_of(cases()["V1"], today=FIRST), visit(0))
    (row,) = rows(sheet(view))
    assert (row["found"], row["response"]) == (["nothing was found or measured"], "")


@pytest.mark.parametrize("name", VIEWS)
def test_the_table_is_written_right(name: str) -> None:
    for text in texts(list(rows(sheet(VIEWS[name])))):
        assert hits(text, region=VIEWS[name].plan.case.region, fragment=True) == []


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("name", VIEWS)
def test_the_clinicians_page_has_the_last_visits_on_two_pages_at_most(
    name: str, size: Size
) -> None:
    of = sheet(VIEWS[name])
    pages = pages_of(clinician(of, size))
    assert len(pages) <= 2
    for page in pages:
        assert outside(page, 20) == []
        assert overlaps(page) == []
    last = told(of)[-1]
    assert f"{day(last.day)}: " in words_of(pages)
    for text in texts(_clinician(of, size, "")["below"]):
        assert hits(text, region=of.view.plan.case.region, fragment=True) == []


def test_of_many_visits_the_page_has_three_and_says_how_many_there_are_before() -> None:
    of = sheet(VIEWS["long"])
    every = [line(of, each) for each in told(of)]
    assert [*last_visits(of, 3)] == [*every[-3:], "17 visits before, in the table of visits"]
    assert [*last_visits(of, 19)][-1] == "1 visit before, in the table of visits"
    assert [*last_visits(of, 0)] == ["20 visits before, in the table of visits"]
    assert [*last_visits(of, 20)] == every
    assert _clinician(of, Size.A4, "")["below"][2]["lines"] == [*last_visits(of, FEW_VISITS[0])]


def test_a_page_that_would_be_too_full_has_fewer_visits() -> None:
    said = words_of(pages_of(clinician(sheet(VIEWS["full"]), Size.LETTER)))
    assert said.count("MMT8") < FEW_VISITS[0] == 3
    assert f"{3 - said.count('MMT8')} visits before, in the table of visits" in said


def test_a_page_that_is_too_full_without_any_takes_more_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fit, "SIZES", (20,))
    assert len(pages_of(clinician(sheet(VIEWS["full"]), Size.LETTER))) > 2


def test_without_visits_there_is_no_table_and_no_word_of_them() -> None:
    of = sheet(view_of(LONGEST))
    with pytest.raises(NoPaper, match="no_visits"):
        visits_pages(of, Size.A4)
    assert "Last visits" not in words_of(pages_of(clinician(of, Size.A4)))
    assert "Last visits" in words_of(pages_of(clinician(sheet(with_visit(LONGEST)), Size.A4)))
