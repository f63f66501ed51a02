"""How numbers, dates, names and sentences are written; the only formatter."""

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from bot.page.limits import LIMITS
from bot.words import Catalogue
from core.amounts import plain
from core.course.decisions import Drug
from core.evidence import Line
from core.steroid.tablets import Tablets
from flows.talk.replies import MadeOf, Moment, Quoted, Sentence, Wording, Words

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Guideline statements are written with these names; other regions swap in their own.
WRITTEN_AS = "us"
ONE = "1"
ANY_OF = "_any_of"  # after the name of a list of which one is chosen
# Drugs whose daily amount is taken in two equal doses: it never stands as one.
IN_TWO_DOSES = frozenset({Drug.MYCOPHENOLATE})
AMOUNTS = frozenset({"mg", "amount"})  # values that can be an amount of a day
# What a sentence about an amount ends with, by the value that says so.
SPELLS = {"last_dose": "say.up_to", "none_on": "say.none_on"}


def number(value: Decimal | int) -> str:
    """Digits with no trailing zero and no exponent, a comma from 1,000: "17.5", "6,090"."""
    return f"{plain(Decimal(value)):,f}"


def day(value: date) -> str:
    """A date as 23-Nov-2026."""
    return f"{value.day:02d}-{MONTHS[value.month - 1]}-{value.year:04d}"


def full_day(value: date) -> str:
    """A date with its weekday, as Monday 23-Nov-2026."""
    return f"{WEEKDAYS[value.weekday()]} {day(value)}"


def moment(value: datetime, zone: tzinfo, zone_name: str) -> str:
    """An instant as 23-Nov-2026 14:05 Europe/Berlin."""
    local = value.astimezone(zone)
    return f"{day(local.date())} {local:%H:%M} {zone_name}"


def escape(text: str) -> str:
    """The text as HTML content."""
    return html.escape(text, quote=False)


def bold(text: str) -> str:
    """HTML that stands out."""
    return f"<b>{text}</b>"


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes values and sentences in one language with one region's drug names."""

    words: Catalogue
    region: str

    def say(self, key: str, values: Mapping[str, Words] | None = None) -> str:
        """The catalogue's sentence with its values written in."""
        found = values or {}
        text = self.fill(self.words[key], found)
        drug = found.get("drug", found.get("agent"))
        if isinstance(drug, StrEnum) and drug in IN_TWO_DOSES and AMOUNTS & found.keys():
            text = text.replace(self.words["say.a_day"], self.words["say.a_day_in_two"])
        for value, says in SPELLS.items():
            if value in found:
                text = self.fill(self.words[says], {**found, "line": text})
        return text

    def fill(self, template: str, values: Mapping[str, Words]) -> str:
        """The template with values and drug names written in."""
        return template.format_map(_Names(self, values)) if "{" in template else template

    def value(self, value: Words) -> str:
        """One value as text: a number, a date with weekday, a term, or a list of these."""
        match value:
            case Moment():
                return moment(value.at, ZoneInfo(value.zone), value.zone)
            case MadeOf():
                return made_of(self, value.tablets)
            case Quoted():
                return self.statement(value.text)
            case Wording():
                return self.say(value.says, value.values)
            case StrEnum():
                return self.term(value)
            case str():
                return value
            case date():
                return full_day(value)
            case tuple():
                return self.listed([self.value(part) for part in value])
            case _:
                return number(value)

    def term(self, value: StrEnum) -> str:
        """The full name of a term, never an abbreviation."""
        return self.statement(self.words[f"terms.{type(value).__name__.lower()}.{value}"])

    def drug(self, name: str) -> str:
        """The drug's name as this region writes it."""
        return self.words[f"drugs.{self.region}.{name}"]

    def listed(self, parts: list[str], last: str = "say.and") -> str:
        """The parts as "a, b and c", or with another word before the last one."""
        if not parts[1:]:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.words[last]} {parts[-1]}"

    def statement(self, text: str) -> str:
        """A guideline statement with this region's drug names."""
        return _regional(self.words, self.region, text)


@cache
def _regional(words: Catalogue, region: str, text: str) -> str:
    for written, name in _renamed(words, region):
        text = text.replace(written, name)
    return text


@cache
def _renamed(words: Catalogue, region: str) -> tuple[tuple[str, str], ...]:
    """The names that statements are written with, each with the region's where it differs."""
    theirs, ours = f"drugs.{region}.", f"drugs.{WRITTEN_AS}."
    names = {key.removeprefix(theirs): text for key, text in words.texts.items()}
    return tuple(
        (written, names[name])
        for key, written in words.texts.items()
        if (name := key.removeprefix(ours)) != key and written != names[name]
    )


def sentence(writer: Writer, line: Line) -> str:
    """One line of a plan, as HTML."""
    if line.says == line.because[0].key:
        return escape(writer.statement(line.because[0].statement))
    return escape(writer.say(f"lines.{line.says}", line.values))


def written(writer: Writer, sentence: Sentence) -> str:
    """A sentence of the catalogue, as HTML; a strong one stands out."""
    text = escape(writer.say(sentence.says, sentence.values))
    return bold(text) if sentence.strong else text


def made_of(writer: Writer, tablets: Tablets) -> str:
    """The tablets of one dose, counted: "two 20 mg tablets and one 5 mg tablet"."""
    ends = ("tablets.of_one", "tablets.of_several")
    return writer.listed(
        [
            writer.say(ends[count > 1], {"counted": each})
            for (_, count), each in zip(tablets, _counts(writer, tablets), strict=True)
        ]
    )


def counted(writer: Writer, tablets: Tablets) -> str:
    """The same in a column that is headed so: "two 20 mg, one 5 mg"."""
    return ", ".join(_counts(writer, tablets))


def _counts(writer: Writer, tablets: Tablets) -> Iterator[str]:
    """Each strength with the number of its tablets, in words."""
    for strength, count in tablets:
        whole = int(count)
        key = "of_strength" if count == whole else "number_and_half" if whole else "half"
        named = writer.words[f"numbers.{whole}"] if whole else ""
        yield writer.say(f"tablets.{key}", {"number": named, "strength": strength})


class _Names(dict[str, str]):
    """Values by name, then limits, then drugs; each written when it is asked for."""

    def __init__(self, writer: Writer, values: Mapping[str, Words]) -> None:
        super().__init__()
        self._writer = writer
        self._values = values

    def __missing__(self, name: str) -> str:
        if name in self._values:
            return _Written(self._writer.value(self._values[name]))
        if isinstance(found := self._values.get(name.removesuffix(ANY_OF)), tuple):
            parts = [self._writer.value(part) for part in found]
            return _Written(self._writer.listed(parts, "say.or"))
        if name in LIMITS:
            return _Written(number(LIMITS[name]))
        return self._writer.drug(name)


class _Written(str):
    """A value as text; with two words after it, the one that goes with it: "day|days"."""

    __slots__ = ()

    def __format__(self, words: str) -> str:
        one, _, more = words.partition("|")
        return (one if self == ONE else more) if words else str(self)
