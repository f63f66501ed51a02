"""A message as its reader sees it: its lines each for itself, and the whole."""

import re
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

from tests.lint.calendar_days import WEEKDAYS, day

_TAG = re.compile(
    r"</?(?:b|strong|i|em|u|ins|s|strike|del|code|pre|a|blockquote|span|tg-[a-z]+)"
    r"(?:\s[^<>]*+)?>"
)
_LABEL = re.compile(r"[A-HJKMNP-Z](?<!\w\w)[2-9A-HJKMNP-Z]{2}-[2-9A-HJKMNP-Z]{3}\b")
_LABEL_CHARACTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_DATE = re.compile(r"\d\d(?<!\d{3})-[A-Z][a-z]{2}-\d{4}\b")
_WORD = re.compile(r"[A-Za-z]{2,}+")
_SHORT_WEEKDAYS = frozenset(weekday[:3] for weekday in WEEKDAYS)


class Hit(NamedTuple):
    """One place where a text breaks a rule."""

    rule: str
    excerpt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines to be read each for itself.

    `text` has "LABEL" for each plan label and "DAY" for each date that is written right, so that
    neither is mistaken for a drug, an amount or a range. `seen` holds the characters of the text
    and its words of two letters or more, as written and in lower case.
    """

    text: str
    words: frozenset[str]
    seen: frozenset[str]
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A message for what no line shows alone; `low` is its text in lower case."""

    html: str
    text: str
    low: str
    region: str
    limit: int | None
    fragment: bool


def lines_of(text: str, *, region: str) -> Lines:
    """The lines taken apart once, for all rules."""
    text = _LABEL.sub(_labelled, _DATE.sub(_dated, text)) if "-" in text else text
    words = frozenset(_WORD.findall(text))
    seen = words.union(text, map(str.lower, words))
    return Lines(text=text, words=words, seen=seen, region=region)


def visible(html: str) -> str:
    """The text without Telegram's tags, entities resolved: a bare `<` stays and is seen."""
    return unescape(_TAG.sub("", html)) if "<" in html or "&" in html else html


def units(text: str) -> int:
    """The length that Telegram counts: characters beyond the first plane are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(line: str) -> str:
    """One line of at most 80 characters, for the report of a hit."""
    flat = " ".join(line.split())
    return flat if len(flat) <= 80 else flat[:77] + "..."


def _dated(found: re.Match[str]) -> str:
    """A date is right if the day exists and a weekday just before it is the day's own, in full."""
    that = day(found[0])
    before = found.string[max(0, found.start() - 12) : found.start()].rstrip(" ,\xa0")
    named = _WORD.findall(before)
    if that is None:
        return found[0]
    if named and before.endswith(named[-1]) and named[-1][:3] in _SHORT_WEEKDAYS:
        return "DAY" if named[-1] == WEEKDAYS[that.weekday()] else found[0]
    return "DAY"


def _labelled(found: re.Match[str]) -> str:
    """A label whose check character is right may spell an abbreviation; it is not read as one."""
    places = (_LABEL_CHARACTERS.index(each) for each in found[0] if each != "-")
    right = sum(place * value for place, value in enumerate(places, start=1)) % 31 == 0
    return "LABEL" if right else found[0]
