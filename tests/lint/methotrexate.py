"""Methotrexate (`mtx`): weekly in every line that has a dose, and never the source's figure."""

import re
from bisect import bisect
from collections.abc import Iterator

from tests.lint.drug_names import NAMES
from tests.lint.message import Lines, Whole, shortened

HIGHEST_MG = 25

_NUMBER = r"\d[\d,]*+(?:\.\d++)?"
_AMOUNTS = re.compile(
    rf"\d(?<![\d.,]\d)[\d,]*+(?:\.\d++)?"
    rf"(?:\s*+(?:mg\s++)?(?:to|or|and|then|,|-|–|—)\s*+{_NUMBER}){{0,8}}\s*+mg\b"
)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_OFTEN = re.compile(
    r"(?i:\b(?:daily|(?:every|each|a|per) day|days a week|(?:twice|times) a week)\b)"
)
_TABLETS = re.compile(r"(\d++(?:\.\d++)?)\s++mg\s++(?:scored\s++)?tablets?\b")
_WORD = re.compile(r"[A-Za-z]++")
_NEXT_WORD = re.compile(r"\s++(?:of\s++)?([A-Za-z]++)")
_SOURCE_FIGURE = re.compile(r"25(?<![\d.,]25)\s*+(?:mg\s*+)?(?:to|and|[-–—])\s*+50\b(?!\.\d)")
_A_WEEK = re.compile(r"\s*+(?:mg)?\s*+(?:weekly|(?:once )?(?:a|per|each|every|/) ?week)\b")


def unsafe_lines(lines: Lines) -> Iterator[str]:
    """Whatever a line with methotrexate and milligrams lacks, or has too much of."""
    for line in lines.text.split("\n"):
        if _dosed(line):
            for fault in _faults(line):
                yield f"{fault}: {shortened(line)}"


def without_folic_acid(message: Whole) -> Iterator[str]:
    """A dose of methotrexate in a message that has no line of folic acid beside it."""
    if message.fragment or "methotrexate" not in message.low:
        return
    lines = message.text.split("\n")
    dosed = next(filter(_dosed, lines), "")
    others = (line.lower() for line in lines if "methotrexate" not in line.lower())
    if dosed and not any("folic acid" in line for line in others):
        yield f"no line of folic acid: {shortened(dosed)}"


def source_figure(message: Whole) -> Iterator[str]:
    """The figure that belongs to another drug, where it can be read as methotrexate's."""
    if not _SOURCE_FIGURE.search(message.text):
        return
    last = ""
    for line in message.text.split("\n"):
        named = _named(line)
        here = "methotrexate" in line.lower()
        for found in _SOURCE_FIGURE.finditer(line):
            drug = _last_before(found.start(), named) or last
            if here or drug == "methotrexate" or _A_WEEK.match(line, found.end()):
                yield line[max(0, found.start() - 60) : found.end() + 20]
        last = named[-1][1] if named else last


def _dosed(line: str) -> bool:
    return "mg" in line and "methotrexate" in line.lower() and bool(_AMOUNTS.search(line))


def _faults(line: str) -> Iterator[str]:
    if "once a week" not in line:
        yield "not 'once a week'"
    if "never daily" not in line:
        yield "not 'never daily'"
    if not _WEEKDAY.search(line):
        yield "no weekday in full"
    if _OFTEN.search(line.replace("never daily", "")):
        yield "words of a daily dose"
    named = _named(line)
    for amounts in _AMOUNTS.finditer(line):
        numbers = re.findall(_NUMBER, amounts[0])
        if any(float(number.replace(",", "")) > HIGHEST_MG for number in numbers):
            yield f"over {HIGHEST_MG} mg"
        drug = _drug_after(amounts.end(), line) or _last_before(amounts.start(), named)
        if drug not in {"methotrexate", ""}:
            yield f"a dose of {drug}"
    strengths = _TABLETS.findall(line)
    if ("tablet" in line and not strengths) or any(each != "2.5" for each in strengths):
        yield "tablets that are not 2.5 mg"


def _named(line: str) -> list[tuple[int, str]]:
    words = ((found.start(), found[0].lower()) for found in _WORD.finditer(line))
    return [(place, word) for place, word in words if word in NAMES]


def _drug_after(place: int, line: str) -> str:
    """The drug named right after an amount: 5 mg of folic acid."""
    found = _NEXT_WORD.match(line, place)
    return found[1].lower() if found and found[1].lower() in NAMES else ""


def _last_before(place: int, named: list[tuple[int, str]]) -> str:
    """The last drug named before the place, or none."""
    index = bisect(named, (place, ""))
    return named[index - 1][1] if index else ""
