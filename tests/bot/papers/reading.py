"""A page as a reader has it: its text, where each character stands, its picture, its code."""

import ctypes
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import zxingcpp
from PIL import Image

SCALE = 2.5  # pixels for each point
TOUCHING = 0.35  # of the smaller character's box: more in common is an overlap
NEIGHBOURS = 0.4  # the same of two that follow each other, whose boxes may touch


class Character(NamedTuple):
    """One character with its place in the text and its box, in points from the bottom left."""

    place: int
    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float  # of its letters, in points


@dataclass(frozen=True)
class Page:
    """What one page of a PDF shows; its characters and its picture where they are asked for."""

    text: str
    width: float
    height: float
    data: bytes  # of the PDF
    place: int  # of the page in it

    @cached_property
    def characters(self) -> tuple[Character, ...]:
        with _opened(self.data) as document:
            return tuple(_characters(document[self.place].get_textpage()))

    @cached_property
    def picture(self) -> Image.Image:
        with _opened(self.data) as document:
            return document[self.place].render(scale=SCALE, grayscale=True).to_pil()

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]

    def code(self) -> str:
        """What a phone reads from the page; empty where there is no code."""
        found = zxingcpp.read_barcodes(self.picture, formats=zxingcpp.BarcodeFormat.QRCode)
        return found[0].text if found else ""


def page_of(data: bytes) -> Page:
    """The one page of the PDF."""
    (page,) = pages_of(data)
    return page


def pages_of(data: bytes) -> tuple[Page, ...]:
    """Its pages, in their order."""
    with _opened(data) as document:
        return tuple(_read(page, data, place) for place, page in enumerate(document))


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    document = pdfium.PdfDocument(data)
    try:
        yield document
    finally:
        document.close()


def _read(page: pdfium.PdfPage, data: bytes, place: int) -> Page:
    text = page.get_textpage().get_text_range().replace("\xa0", " ").replace("\r\n", "\n")
    width, height = page.get_size()
    return Page(text=text, width=width, height=height, data=data, place=place)


def _characters(textpage: pdfium.PdfTextPage) -> Iterator[Character]:
    raw, box = textpage.raw, [ctypes.c_double() for _ in range(4)]
    for place in range(textpage.count_chars()):
        text = chr(pdfium_c.FPDFText_GetUnicode(raw, place))
        if text.strip():
            pdfium_c.FPDFText_GetCharBox(raw, place, *box)
            left, right, bottom, top = (each.value for each in box)
            points = pdfium_c.FPDFText_GetFontSize(raw, place)
            yield Character(place, text, left, bottom, right, top, points)


def bold_in(data: bytes) -> str:
    """What the pages print in bold letters, one line."""
    with _opened(data) as document:
        return " ".join("".join(_bold(page.get_textpage())) for page in document)


def _bold(textpage: pdfium.PdfTextPage) -> Iterator[str]:
    """Each character that is bold; a space stands for those that are not."""
    name, flags = ctypes.create_string_buffer(64), ctypes.c_int()
    for place in range(textpage.count_chars()):
        pdfium_c.FPDFText_GetFontInfo(textpage.raw, place, name, len(name), flags)
        unicode = pdfium_c.FPDFText_GetUnicode(textpage.raw, place)
        yield chr(unicode) if b"Bold" in name.value else " "


def words_of(pages: Iterable[Page]) -> str:
    """Everything on them as one line, in the order in which it is read aloud."""
    return re.sub(r"\s+", " ", " ".join(page.text for page in pages))


def outside(page: Page, margin: float) -> list[Character]:
    """The characters that stand nearer to the edge than this."""
    return [
        each
        for each in page.characters
        if each.left < margin
        or each.right > page.width - margin
        or each.bottom < margin
        or each.top > page.height - margin
    ]


def overlaps(page: Page) -> list[tuple[str, str]]:
    """Pairs of characters that are printed over each other; a rim under its own is none."""
    cells = dict[tuple[int, int], list[Character]]()
    found = list[tuple[str, str]]()
    for each in page.characters:
        near = {
            (int(across) // 12, int(up) // 12)
            for across in (each.left, each.right)
            for up in (each.bottom, each.top)
        }
        for cell in near:
            there = cells.setdefault(cell, [])
            found += [
                (each.text, other.text)
                for other in there
                if each.left < other.right  # most do not touch, and are not asked any more
                and other.left < each.right
                and each.bottom < other.top
                and other.bottom < each.top
                and _overlap(each, other) > _may(each, other)
            ]
            there.append(each)
    return found


def _overlap(one: Character, other: Character) -> float:
    across = min(one.right, other.right) - max(one.left, other.left)
    up = min(one.top, other.top) - max(one.bottom, other.bottom)
    smaller = min(_area(one), _area(other))
    return across * up / smaller if across > 0 and up > 0 and smaller else 0


def _area(one: Character) -> float:
    return (one.right - one.left) * (one.top - one.bottom)


def _may(one: Character, other: Character) -> float:
    """How much the two may share: a character and its own rim everything."""
    if one.text == other.text and abs(one.left - other.left) < 0.5:
        return 1
    return NEIGHBOURS if abs(one.place - other.place) == 1 else TOUCHING


def ink_at_edges(picture: Image.Image, share: float) -> bool:
    """Whether anything is printed in the outermost share of the picture."""
    width, height = picture.size
    across, up = int(width * share), int(height * share)
    edges = (
        (0, 0, across, height),
        (width - across, 0, width, height),
        (0, 0, width, up),
        (0, height - up, width, height),
    )
    return any(picture.crop(edge).getextrema()[0] < 200 for edge in edges)
