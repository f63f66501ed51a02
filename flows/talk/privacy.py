"""Text that could name a patient; what looks like it is neither kept nor shown."""

import re
from itertools import pairwise

from flows.talk.turn import Typed
from flows.talk.typed import LONGEST

HONORIFIC = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|herr|frau|mme|monsieur)\b\.?\s+\w", re.I
)
KEYWORD = re.compile(r"\b(?:mrn|nhs|ssn|dob|born|patient|name)\b", re.I)
IN_NAMES = re.compile(r"[-'\u2019]")
# As pages write a day or an instant, calendars and files too. Plans begin in 2026: a day before
# that may be one of birth.
DAY_AS_WRITTEN = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day )?"
    r"(?:[0-9]{2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-(?P<year>20[0-9]{2})"
    r"|(?P<iso>20[0-9]{2})-[0-9]{2}-[0-9]{2})"
    r"(?: [0-9]{2}:[0-9]{2}(?: (?:utc|[a-z]+(?:/[a-z_+-]+)+))?)?",
    re.I,
)
FIRST_PLANS = 2026
NUMBERS = (
    re.compile(r"[0-9]{5,}"),  # record numbers
    re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])"),  # a year of birth
    re.compile(r"\b[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{2,4}\b"),  # a date of birth
    re.compile(r"\b[0-9]{3}[- ]?[0-9]{3}[- ]?[0-9]{4}\b"),  # NHS and many others
    re.compile(r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b"),  # social security
    re.compile(r"\+?[0-9][0-9 ()-]{6,}"),  # telephone
)


def looks_like_identifier(text: str) -> bool:
    """Whether the text could name a patient; rather too often than once too few.

    A day as the program itself writes it names nobody.
    """
    if _is_day_as_written(text.strip()):
        return False
    return (
        "@" in text
        or any(pattern.search(text) for pattern in (HONORIFIC, KEYWORD, *NUMBERS))
        or _two_names(text)
    )


def names_somebody(text: str) -> bool:
    """Whether words of it could name a patient, whatever its numbers look like."""
    return any(each.search(text) for each in (HONORIFIC, KEYWORD)) or _two_names(text)


def could_name(heard: Typed) -> bool:
    """Whether what was typed could name a patient: no caption of our own buttons does."""
    return not heard.ours and looks_like_identifier(heard.text[:LONGEST])


def _is_day_as_written(text: str) -> bool:
    found = DAY_AS_WRITTEN.fullmatch(text) if text.isascii() else None
    return found is not None and int(found["year"] or found["iso"]) >= FIRST_PLANS


def _two_names(text: str) -> bool:
    """Two words side by side that are written as names are; an initial counts as one."""
    words = [word.strip(".,;:()'\"") for word in text.split()]
    return any(_named(first) and _named(second) for first, second in pairwise(words))


def _named(word: str) -> bool:
    letters = IN_NAMES.sub("", word)
    return letters.isalpha() and letters[0].isupper()
