"""A whole case in one line after /new: what is clear in it, in any order and any part of it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from flows.intake.reading.choices import EMERGENCY, names, rows
from flows.intake.reading.heights import read_height
from flows.intake.reading.variants import DOUBT, FILLER, IN_A_LINE, LUNGS
from flows.intake.reading.weights import read_weight
from flows.talk.screens import button
from flows.talk.typed.meant import Caption, words
from flows.talk.typed.privacy import looks_like_identifier
from flows.talk.typed.text import Unreadable, folded, usable_text

ONE = Decimal(1)  # whether it is one at all turns on no unit
LONGEST = 5  # words of one answer
CLOSED = ("subtype", "severity", "ild", "sex")
CAPTIONED = ("subtype", "severity", "sex")  # whose buttons say what they are about
DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9](?![0-9]))")
APART = re.compile(r"[,;/](?: |(?=[a-z]))|;|/| - ")
UNCLEAR = re.compile(r"[^a-z0-9 .,;:'()/-]|(?:^| )-[0-9]|[0-9],[0-9]")
AGE = re.compile(r"(?:aged? )?(?P<age>[0-9]{1,3})(?P<unit> (?:years? old|yrs? old|yo))?")
SAYS_AGE = re.compile(r"aged? .*|.*(?:old|yo)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The answers that are clear; of the numbers, the text that says them."""

    answers: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False  # nothing else stands in the line

    @property
    def says_any(self) -> bool:
        """Whether anything of it is clear."""
        return bool(self.answers or self.typed)


@dataclass(frozen=True, slots=True)
class Piece:
    """An answer in the line; without a key, words that were not understood."""

    key: str = ""
    value: str = ""


def read_line(text: str, caption: Caption) -> Line:
    """What is clear; raises Unreadable where the line is none, or could name somebody.

    What was not understood takes away the answers beside it, and one word of doubt all of them:
    it may have said the contrary. An answer that is given twice, and not alike, is none.
    """
    lower = DECIMAL_COMMA.sub(".", folded(usable_text(text)))
    if EMERGENCY.search(lower):
        raise Unreadable("emergency")
    listed = _listed(caption)
    parts = [tuple(_pieces(words(part), listed)) for part in APART.split(lower)]
    found = [piece for part in parts for piece in part]
    unread = [piece for piece in found if not piece.key]
    clear = not UNCLEAR.search(lower)
    if (unread or not clear) and looks_like_identifier(text):
        raise Unreadable("identifier")
    if not clear or any(piece.value in DOUBT for piece in unread):
        return Line()
    kept = [piece for part in parts for piece in _apart_from_unread(part)]
    told = {piece.key: {each.value for each in kept if each.key == piece.key} for piece in kept}
    once = {key: values.pop() for key, values in told.items() if len(values) == 1}
    return Line(
        answers={key: value for key, value in once.items() if key in CLOSED},
        typed={key: value for key, value in once.items() if key not in CLOSED},
        whole=not unread and len(once) == len(told),
    )


def _listed(caption: Caption) -> Mapping[tuple[str, ...], Piece]:
    """Every answer of a list by what it goes by in a line."""
    found = dict[tuple[str, ...], Piece]()
    for key in CLOSED:
        known = {said: str(value) for said, value in names(key).items()}
        if key in CAPTIONED:
            for value in (each for row in rows(key) for each in row):
                known[words(caption(button(f"set.{value}", f"choice.{key}.{value}")))] = str(value)
        if key == "ild":
            known = {said: value for said, value in known.items() if LUNGS & {*said}}
        more = {words(each): v for v, said in IN_A_LINE.get(key, {}).items() for each in said}
        found |= {
            said: Piece(key, value)
            for said, value in {**known, **more}.items()
            if len("".join(said)) > 1
        }  # a letter alone could stand for more than one thing
    return found


def _pieces(said: tuple[str, ...], listed: Mapping[tuple[str, ...], Piece]) -> Iterator[Piece]:
    """The line piece by piece; a longer answer goes before a shorter one."""
    for length in range(min(LONGEST, len(said)), 0, -1):
        for at in range(len(said) - length + 1):
            if piece := _piece(said[at : at + length], listed):
                yield from _pieces(said[:at], listed)
                yield piece
                yield from _pieces(said[at + length :], listed)
                return
    yield from (Piece(value=word) for word in said if word not in FILLER)


def _piece(said: tuple[str, ...], listed: Mapping[tuple[str, ...], Piece]) -> Piece | None:
    if found := listed.get(said):
        return found
    text = " ".join(said)
    return next((Piece(key, text) for key, reads in NUMBERS.items() if reads(text)), None)


def _apart_from_unread(part: tuple[Piece, ...]) -> Iterator[Piece]:
    """The answers with nothing beside them that was not understood."""
    for at, piece in enumerate(part):
        beside = (*part[max(at - 1, 0) : at], *part[at + 1 : at + 2])
        if piece.key and all(each.key for each in beside):
            yield piece


def _is_weight(text: str) -> bool:
    """A weight with its unit: a bare number could be an age."""
    try:
        return not read_weight(text, ONE).bare
    except Unreadable:
        return False


def _is_height(text: str) -> bool:
    try:
        read_height(text)
    except Unreadable:
        return False
    return not text.replace(".", "").isdecimal()


def _is_age(text: str) -> bool:
    return bool(AGE.fullmatch(text) and SAYS_AGE.fullmatch(text))


NUMBERS: Mapping[str, Callable[[str], bool]] = {
    "weight_kg": _is_weight,
    "height_cm": _is_height,
    "age": _is_age,
}
