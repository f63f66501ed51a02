"""The rules as one table: what each may not hold, and without what it need not look."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from tests.lint.dates_and_times import MONTH_WORDS, numeric_dates, times, worded_dates
from tests.lint.dose_lines import broken_dose_lines, tablets
from tests.lint.drug_names import NAMES, misspelt, two_steroids
from tests.lint.message import Lines, Whole, units
from tests.lint.methotrexate import source_figure, unsafe_lines, without_folic_acid
from tests.lint.mycophenolate import taken_at_once

Test = re.Pattern[str] | Callable[[Lines], Iterable[str]]


class Check(NamedTuple):
    """What no line must hold; without one of `needs` in the text it need not look."""

    test: Test
    needs: frozenset[str]


class WholeCheck(NamedTuple):
    """What no message must hold, seen only across its lines."""

    test: Callable[[Whole], Iterable[str]]


def _check(test: str | Callable[[Lines], Iterable[str]], *needs: Iterable[str]) -> Check:
    compiled = re.compile(test) if isinstance(test, str) else test
    return Check(compiled, frozenset().union(*needs))


def _words(text: str) -> list[str]:
    return text.split()


def _spans(ranges: str) -> set[str]:
    """The characters of `a-z` ranges, one by one."""
    ends = re.findall(r"(.)(?:-(.))?", ranges, re.DOTALL)
    return {chr(c) for a, b in ends for c in range(ord(a), ord(b or a) + 1)}


def _exponents(lines: Lines) -> Iterable[str]:
    """1e3, 6E+1, 1.5e-07, but no part of a longer word such as a hash."""
    for found in _EXPONENT.finditer(lines.text):
        mantissa = _MANTISSA.search(lines.text[max(0, found.start() - 12) : found.start()])
        if mantissa:
            yield mantissa[0] + found[0]


def _over_limit(message: Whole) -> Iterable[str]:
    if message.limit is not None and units(message.text) > message.limit:
        yield f"{units(message.text)} units"


_EXPONENT = re.compile(r"[eE](?<=\d[eE])(?:[+-]\d{1,3}|\d{1,2})(?!\w)")
_MANTISSA = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d+)?\Z")

_SEVERAL = _words(
    "days weeks months years hours minutes dates doses reminders plans tablets courses"
)

_ = r"[^\S\n]*+"
_UNITS = ("mg", "mcg", "kg", "mL", "cm", "unit", "units", "g")
_UNIT = rf"(?:{'|'.join(_UNITS)})\b"
_MORE = rf"(?:[^\S\n]++(?:to|or|and)[^\S\n]++[\d.,]++)?{_}"
_SPANNED = (
    r"(?:mg|mcg|g|kg|mL|cm|units?|minutes?|hours?|days?|weeks?|months?|years?|times|tablets?"
    r"|doses?)\b"
)
_AFTER_UNIT = "|".join(
    rf"(?<={unit}{gap}/)(?<![A-Za-z]{unit}{gap}/)" for unit in _UNITS for gap in ("", r"\s")
)
_HIDDEN = "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_PICTURE = "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"

RULES: dict[str, tuple[Check | WholeCheck, ...]] = {
    # no trailing zero; a zero before the point
    "D01": (_check(rf"\.(?<=\d\.)\d*0(?!\d){_MORE}{_UNIT}", "."),),
    "D02": (_check(r"\.\d(?<!\d\.\d)", "."),),
    # a space between number and unit; no full stop after the unit; a comma from 1,000
    "D03": (_check(rf"\d{_UNIT}"),),
    "D04": (
        _check(
            r"[gLm]\.(?:(?<=\bmg\.)|(?<=\bkg\.)|(?<=\bmcg\.)|(?<=\bmL\.)|(?<=\bcm\.)"
            r"|(?<=\d g\.))",
            ".",
        ),
    ),
    "D05": (_check(rf"\d(?<![\d.,]\d)\d{{3,}}+{_MORE}{_UNIT}"),),
    # no abbreviation of a drug, a subtype, a frequency, a unit, a route
    "D06": (
        _check(
            r"\b(?:MTX|AZA|AZT|MMF|MPA|CsA|CSA|CYC|CTX|RTX|IVIG|IVIg|TMP|SMX|PRED|[Pp]red|MP"
            r"|HCQ|CNI)\b",
            _words(
                "MTX AZA AZT MMF MPA CsA CSA CYC CTX RTX IVIG IVIg TMP SMX PRED Pred pred MP HCQ"
                " CNI"
            ),
        ),
    ),
    "D07": (
        _check(
            r"\b(?:DM|PM|IBM|IMNM|NAM|JDM|CADM|ASyS)\b",
            _words("DM PM IBM IMNM NAM JDM CADM ASyS"),
        ),
    ),
    "D08": (
        _check(
            r"(?i:\b(?:qo?d|od|[btq]id|[tq]ds|bd|qhs|qam|tiw|biw|qw|prn|hs|mane|nocte"
            r"|(?:bi|semi)-?(?:week|month)ly)\b)",
            _words(
                "qd od qod bid tid qid tds qds bd qhs qam tiw biw qw prn hs mane nocte bi semi"
                " biweekly bimonthly semiweekly semimonthly"
            ),
        ),
        _check(r"\.[IiOo]?\.?[Dd]\b(?i:(?<=\b[oq]\.d)|(?<=\bq\.o\.d)|(?<=\b[btq]\.i\.d))", "."),
        _check(r"[qQ](?<!\w[qQ])\d++[hdwHDW]\b", "qQ"),
    ),
    "D09": (
        _check(
            r"[µμ]g|(?<![A-Za-z])(?:[uU][gG]|IU|cc|CC|mgs|gms?)\b|\d[^\S\n]*+(?:M[Gg]|K[Gg]|ml|ML)\b",
            "µμ",
            _words("ug UG uG Ug IU cc CC mgs gm gms MG Mg KG Kg ml ML"),
        ),
        _check(r"[Uu]\b(?:(?<=\d[Uu])|(?<=\d\s[Uu]))"),
    ),
    "D10": (
        _check(
            r"\b(?:SC|SQ|IJ|PO|IV|IM|(?i:sub ?q|per os))\b",
            _words("SC SQ IJ PO IV IM subq sub os"),
        ),
        _check(r"\.[oOvVmMcC]\b(?i:(?<=\bp\.o)|(?<=\bi\.[vm])|(?<=\bs\.c))", "."),
    ),
    # words for signs: "per", "or more", "to", "half"
    "D11": (
        _check(
            rf"/(?:(?:{_AFTER_UNIT}){_}\w|(?<=\w/)(?:kg|day|week|month|dose|m2|m²)\b"
            rf"|(?<=\d/)\d++{_}{_UNIT})",
            "/",
        ),
    ),
    "D12": (_check(rf"[<>≤≥±@&↑↓→]|\d{_}\+{_}\d", "<>≤≥±@&↑↓→+"),),
    "D13": (
        _check(
            rf"[-–—](?:(?:(?<=\d.)|(?<=\d[^\S\n].)){_}\d++(?:\.\d++)?-?{_}{_SPANNED}"
            rf"|(?:(?<=\dmg.)|(?<=\d\smg.)|(?<=\d\smg[^\S\n].)){_}\d++(?:\.\d++)?{_}mg\b)",
            "-–—",
        ),
    ),
    # dates as 07-Dec-2026, none that moves with the reader; 24 hours and a zone
    "D14": (_check(numeric_dates, "/.-"), _check(worded_dates, MONTH_WORDS)),
    "D15": (
        _check(
            r"(?i:(?<!/)\b(?:today|tomorrow|yesterday|tonight|next week)\b)",
            _words("today tomorrow yesterday tonight next"),
        ),
        _check(r"n(?<=\b[Ii]n)[^\S\n]\d++[^\S\n]days?\b"),
    ),
    "D16": (
        _check(times, ":"),
        _check(r"\d[^\S\n]?(?i:[ap]m)\b", _words("am pm")),
        _check(r"[mM]\b(?i:(?<=\d[ap]\.m)|(?<=\d\s[ap]\.m))", "."),
    ),
    # nothing that only a program reads, nothing hidden
    "D17": (
        _check(
            r"\b(?:None|nan|NaN|null|undefined|inf|Infinity)\b|\{[^{}\n]*+\}"
            r"|(?:Decimal|Fraction|datetime\.\w++)\(",
            _words("None nan NaN null undefined inf Infinity Decimal Fraction datetime {"),
        ),
    ),
    "D18": (_check(rf"[{_HIDDEN}{_CONTROL}]", _spans(_HIDDEN), _spans(_CONTROL)),),
    # tablets with their strength, that add up; plain numbers
    "D19": (_check(tablets, "×", _words("tablet tablets tab tabs")),),
    "D20": (_check(_exponents, "eE"),),
    "D21": (
        _check(r"[¼½¾⅐-⅞]", _spans("¼½¾⅐-⅞")),
        _check(r"/(?:(?<=1/)[2-4]|(?<=2/)3|(?<=3/)4)(?!\w)(?<!\w\d/\d)", "/"),
    ),
    # one name for one drug
    "D22": (_check(misspelt, NAMES),),
    "D23": (WholeCheck(two_steroids),),
    # the line of a dose, the length of a message, the weight
    "D24": (WholeCheck(broken_dose_lines),),
    "D25": (WholeCheck(_over_limit),),
    "D26": (_check(rf"\.(?<=\d\.)\d{{2,}}+{_}kg\b", "."),),
    # one of a thing is not several
    "one": (_check(rf"(?<![\w.,:/-])1[^\S\n](?:{'|'.join(_SEVERAL)})\b", _SEVERAL),),
    # nothing that only a picture says
    "D29": (
        _check(r"\u20e3", "\u20e3"),
        _check(rf"(?m)^(?=[^\w\n]*+$)[^\n]*[{_PICTURE}]", _spans(_PICTURE)),
    ),
    # never the source's methotrexate; no dose of nothing; the dose, not the difference
    "H01": (WholeCheck(source_figure),),
    "H15": (_check(rf"0(?<![\d.,]0)(?:\.0++)?{_}mg\b"),),
    "H20": (
        _check(
            r"(?i:\breduc(?:e|es|ed|ing)[^\S\n]++(?:\w++[^\S\n]++){0,4}?by\b)",
            _words("reduce reduces reduced reducing"),
        ),
        _check(
            r"(?i:\b(?:decreas(?:e[sd]?|ing)|lower(?:s|ed|ing)?|cut|drop(?:s|ped)?)"
            r"[^\S\n]++(?:\w++[^\S\n]++){0,4}?by[^\S\n]++(?:\d|half))",
            _words("decrease decreases decreased decreasing lower lowers lowered lowering"),
            _words("cut drop drops dropped"),
        ),
    ),
    # methotrexate once a week
    "mtx": (_check(unsafe_lines, ["methotrexate"]), WholeCheck(without_folic_acid)),
    # mycophenolate mofetil twice a day
    "mmf": (_check(taken_at_once, ["mofetil"]),),
}
"""What a text must not hold, by the name that a hit carries."""
