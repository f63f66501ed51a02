"""Text that could name a patient; what looks like it is neither kept nor shown."""

import re
import unicodedata
from itertools import pairwise

from flows.talk.label import FORM, check
from flows.talk.turn import Typed
from flows.talk.typed.text import LONGEST

HONORIFIC = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|herr|frau|mme|monsieur)\b\.?\s+\w", re.I
)
KEYWORD = re.compile(r"\b(?:mrn|nhs|ssn|dob|born|patient|name)\b", re.I)
IN_NAMES = re.compile(r"[-.'\u2019]")
BETWEEN_WORDS = re.compile(r"[\s,;:_]+")
AROUND_WORDS = ".,;:()'\"\u201c\u201d\u2018\u2019"
# What stands in names in small letters.
PARTICLES = frozenset(
    {
        "af", "al", "av", "bin", "bint", "binti", "d", "da", "de", "del", "dela", "della", "den",
        "der", "di", "do", "dos", "du", "el", "ibn", "la", "las", "le", "los", "ten", "ter", "van",
        "von", "y", "zu", "zum", "zur",
    }
)  # fmt: skip
OF_ONE_WORD = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")  # scripts that write both names as one
# As pages write a day or an instant, calendars and files too. Plans begin in 2026: a day before
# that may be one of birth.
DAY_AS_WRITTEN = re.compile(
    r"(?<!\w)(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day )?"
    r"(?:[0-9]{2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-(?P<year>20[0-9]{2})"
    r"|(?P<iso>20[0-9]{2})-[0-9]{2}-[0-9]{2})"
    r"(?: [0-9]{2}:[0-9]{2}(?: (?:utc|[a-z]+(?:/[a-z_+-]+)+))?)?(?!\w)",
    re.I,
)
FIRST_PLANS = 2026
LABEL = re.compile(rf"\b{FORM.pattern}\b")
LETTER = re.compile(r"[^\W\d_]")
NUMBERS = (
    re.compile(r"[0-9]{5,}"),  # record numbers
    re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])"),  # a year of birth
    re.compile(r"\b[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{2,4}\b"),  # a date of birth
    re.compile(r"\b[0-9]{3}[- ]?[0-9]{3}[- ]?[0-9]{4}\b"),  # many health services
    re.compile(r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b"),  # social security
    re.compile(r"\+?[0-9][0-9 ()-]{6,}"),  # telephone
)
NHS = re.compile(r"(?<![0-9])([0-9]{3})\W{0,3}([0-9]{3})\W{0,3}([0-9]{4})(?![0-9])")
WEIGHTS = range(10, 1, -1)  # of the first nine digits; the tenth is the check
MODULUS = 11


def looks_like_identifier(text: str) -> bool:
    """Whether the text could name a patient; rather too often than once too few.

    Days as the program itself writes them, with a label or figures, name nobody.
    """
    if _is_of_days(text):
        return False
    text = _plain(text)
    return "@" in text or _has_a_number(text) or _says_a_name(text)


def names_somebody(text: str) -> bool:
    """Whether words of it could name a patient, whatever its numbers look like."""
    return _says_a_name(_plain(text))


def could_name(heard: Typed) -> bool:
    """Whether what was typed could name a patient: no caption of our own buttons does."""
    return not heard.ours and looks_like_identifier(heard.text[:LONGEST])


def _is_of_days(text: str) -> bool:
    """Whether it is days as they are written here, and beside them labels and figures alone."""
    days = list(DAY_AS_WRITTEN.finditer(text)) if text.isascii() else []
    if not days or any(int(each["year"] or each["iso"]) < FIRST_PLANS for each in days):
        return False
    rest = LABEL.sub(_unless_a_label, DAY_AS_WRITTEN.sub("", text))
    return not (LETTER.search(rest) or "@" in rest or _has_a_number(rest))


def _unless_a_label(found: re.Match[str]) -> str:
    return "" if check(found[0]) else found[0]


def _plain(text: str) -> str:
    """The text in the usual characters: wide letters and the digits of other scripts as ours,
    without signs above letters and what cannot be seen."""
    usual = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.digit(each, each))
        for each in usual
        if unicodedata.category(each) not in {"Mn", "Mc", "Cf"}
    )


def _has_a_number(text: str) -> bool:
    """Whether a number of a person could be in it, or a day of birth."""
    numbers = ("".join(found) for found in NHS.findall(text))
    return any(pattern.search(text) for pattern in NUMBERS) or any(map(_is_nhs, numbers))


def _is_nhs(digits: str) -> bool:
    """Whether the last of ten digits is the check of an NHS number."""
    total = sum(int(each) * weight for each, weight in zip(digits, WEIGHTS, strict=False))
    return (total + int(digits[-1])) % MODULUS == 0


def _says_a_name(text: str) -> bool:
    """Whether a word goes with a name, or two stand side by side as names do, initials too."""
    if HONORIFIC.search(text) or KEYWORD.search(text):
        return True
    words = [word.strip(AROUND_WORDS) for word in BETWEEN_WORDS.split(text)]
    names = [word for word in words if word not in PARTICLES]
    beside = any(_named(first) and _named(second) for first, second in pairwise(names))
    return beside or any(map(_is_whole_name, words))


def _named(word: str) -> bool:
    """Whether it is written as a name is; of letters without capitals it may always be one."""
    first, *rest = IN_NAMES.split(word)
    letters = "".join(rest if rest and first in PARTICLES else (first, *rest))
    if not letters.isalpha():
        return False
    return letters[0].isupper() or unicodedata.category(letters[0]) == "Lo"


def _is_whole_name(word: str) -> bool:
    """Whether it is of a script that puts no space between a person's names."""
    return len(word) > 1 and unicodedata.name(word[0], "").startswith(OF_ONE_WORD)
