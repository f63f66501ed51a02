"""Pages that are read aloud: PDF/UA-1 is claimed, and what it promises is there."""

import ctypes
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from bot.page.plan.view import View
from bot.papers.pages.fit import Size
from bot.papers.pdf import _patient, clinician, patient
from bot.papers.sheet import sheet
from tests.bot.papers.cases import FIRST, cases, lived, view_of
from tests.bot.papers.reading import outside, overlaps, pages_of, words_of
from tests.bot.papers.test_pages import texts

BOT = "myotaper_bot"
LATE = dict(lived())["late"]
PICTURES = {"clinician": 2, "patient": 1}  # the code to scan, and a curve
MADE = {
    (kind, name): make(sheet(view), Size.A4, BOT)
    for kind, make in (("clinician", clinician), ("patient", patient))
    for name, view in (("V1", view_of(cases()["V1"], today=FIRST)), ("late", LATE))
}


def elements(data: bytes) -> Iterator[tuple[str, str]]:
    """Every element of the structure with its alternative text, in the order of reading."""
    document = pdfium.PdfDocument(data)
    for page in document:
        tree = raw.FPDF_StructTree_GetForPage(page.raw)
        for at in range(raw.FPDF_StructTree_CountChildren(tree)):
            yield from _within(raw.FPDF_StructTree_GetChildAtIndex(tree, at))
        raw.FPDF_StructTree_Close(tree)
    document.close()


def _within(element: raw.FPDF_STRUCTELEMENT) -> Iterator[tuple[str, str]]:
    yield (
        _text(raw.FPDF_StructElement_GetType, element),
        _text(raw.FPDF_StructElement_GetAltText, element),
    )
    for at in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, at)
        if child:
            yield from _within(child)


def _text(read: Callable[..., int], element: raw.FPDF_STRUCTELEMENT) -> str:
    length = read(element, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 2))
    read(element, buffer, length)
    return buffer.raw.decode("utf-16-le", "ignore").rstrip("\0")


@pytest.mark.parametrize("of", MADE, ids=str)
def test_a_page_claims_pdf_ua_and_shows_its_title_and_language(of: tuple[str, str]) -> None:
    data = MADE[of]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert b"/DisplayDocTitle true" in data
    title = {"clinician": b"Plan K7Q-2M3, revision", "patient": b"My predniSONE plan"}[of[0]]
    assert b'<rdf:li xml:lang="x-default">' + title in data
    assert b"/Lang(en)" in data
    assert raw.FPDFCatalog_IsTagged(pdfium.PdfDocument(data).raw)


@pytest.mark.parametrize("of", MADE, ids=str)
def test_headings_lists_table_headers_and_pictures_are_known_as_such(of: tuple[str, str]) -> None:
    found = list(elements(MADE[of]))
    kinds = {kind for kind, _ in found}
    assert kinds >= {"H1", "L", "LI", "Table", "TR", "TH", "TD", "Figure"}
    assert MADE[of].count(b"/S/Figure") == MADE[of].count(b"/Alt(") == PICTURES[of[0]]
    levels = [int(kind[1]) for kind, _ in found if re.fullmatch(r"H\d", kind)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


ORDER = {
    "clinician": (
        "Plan K7Q-2M3", "DOSE", "by mouth once a day in the morning", "The dose over the days",
        "Sums", "Dates, if every", "Tablets to dispense", "Agent and other drugs", "Pneumocystis",
        "Bone", "Monitoring", "When ill", "Before every step", "Sources",
    ),
    "patient": (
        "My predniSONE plan", "My dose now", "DOSE", "My doses of", "NOW", "Only planned",
        "How to take it", "When to call", "Steroid card", "Methotrexate", "My other medicines",
        "When you are ill", "My days with", "Monday Tuesday", "For the clinician: check",
    ),
}  # fmt: skip


@pytest.mark.parametrize("of", MADE, ids=str)
def test_what_is_taken_out_as_text_comes_in_the_order_of_reading(of: tuple[str, str]) -> None:
    words, at = words_of(pages_of(MADE[of])), 0
    for each in ORDER[of[0]]:
        at = words.find(each, at)
        assert at >= 0, each


@pytest.mark.parametrize("view", [view_of(cases()["V1"]), LATE], ids=["V1", "late"])
def test_large_print_says_the_same_and_nothing_is_cut(view: View) -> None:
    of = sheet(view)
    pages = pages_of(patient(of, Size.A4, BOT, large=True))
    assert min(each.size for page in pages for each in page.characters) >= 18
    assert [overlaps(page) + outside(page, 20) for page in pages] == [[]] * len(pages)
    said = "".join(words_of(pages).split())
    for text in texts(
        _patient(of, Size.A4, "") | {"qr": "", "paper": "", "lang": "", "stamp": ""}
    ):
        assert "".join(text.split()) in said, text
