"""The typesetter: one page or an error, nothing from elsewhere, no text as markup."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest
import typst

from bot.papers import typesetting
from bot.papers.curve.chart import drawing
from bot.papers.sheet import sheet
from bot.papers.typesetting import MoreThanOnePage, pdf, png
from tests.bot.papers.cases import LONGEST, view_of
from tests.bot.papers.reading import page_of

MADE = datetime(2026, 11, 22, 12, tzinfo=UTC)
NASTY = """#panic("x") *b* _i_ $x$ #image("/etc/passwd") @ref <l> \\ // c /* d */ `code` = head"""


def drawn(**changes: Any) -> Mapping[str, Any]:
    return drawing(sheet(view_of(LONGEST))) | changes


def test_the_first_size_at_which_the_text_fits_is_taken() -> None:
    legend = ["one line of the legend"] * 10
    small = page_of(pdf("chart", drawn(legend=legend, points=[9, 6]), MADE))
    assert small.text.count("one line of the legend") == 10
    with pytest.raises(MoreThanOnePage):
        pdf("chart", drawn(legend=legend, points=[9]), MADE)
    with pytest.raises(MoreThanOnePage):
        png("chart", drawn(legend=legend, points=[9]))


def test_no_line_ends_within_a_date() -> None:
    legend = [" ".join(["m" * width, *["17-Aug-2031"] * 20]) for width in range(1, 9)]
    page = page_of(pdf("chart", drawn(legend=legend, points=[5, 4]), MADE))
    ends = [line for line in page.text.splitlines() if "-2031" in line or "17-" in line]
    assert len(ends) > len(legend)
    assert "".join(ends).count("17-Aug-2031") == 20 * len(legend)
    assert all(re.fullmatch(r"(m+ )?(17-Aug-2031 ?)+", line) for line in ends)


def test_what_the_template_cannot_use_is_an_error_of_its_own() -> None:
    with pytest.raises(typst.TypstError, match="cannot"):
        pdf("chart", drawn(days="many"), MADE)


def test_text_is_set_as_it_stands() -> None:
    said = page_of(pdf("chart", drawn(subtitle=NASTY), MADE)).text
    assert "".join(NASTY.split()) in "".join(said.split())


def test_no_template_takes_anything_from_elsewhere() -> None:
    folder = files("bot.papers") / "templates"
    for template in folder.iterdir():
        text = template.read_text("utf-8")
        assert not any(
            word in text for word in ("#import", "#include", "@preview", "read(", "://")
        )


def test_the_page_tells_its_title_and_language_to_those_who_have_it_read() -> None:
    data = pdf("chart", drawn(), MADE)
    assert b"/Lang" in data
    assert b"/StructTreeRoot" in data
    assert b"Plan K7Q-2M3, revision 1" in data


def test_it_is_the_one_typesetter_however_often_it_is_asked() -> None:
    assert typesetting._compiler() is typesetting._compiler()
