"""Whether a typed text is one of our own, as a caption of a button: it names nobody."""

import re
from functools import cache
from string import Formatter

from bot.words import Catalogue

LONGEST = 64  # characters of a caption with its values
A_TIME = r"[0-9]{2}:[0-9]{2} (?:utc|[a-z]+(?:/[a-z_+-]+)+)"
A_DAY = rf"(?:[a-z]+day )?[0-9]{{2}}-[a-z]{{3}}-20[0-9]{{2}}(?: {A_TIME})?"
A_VALUE = rf"(?:[0-9][0-9.,]*|{A_DAY}|[a-z0-9]{{3}}-[a-z0-9]{{3}})"  # a figure, a day, a label


def is_ours(words: Catalogue, region: str, text: str) -> bool:
    """Whether it is a text of this program word for word, but for figures, days and labels."""
    said = text.strip().casefold()
    return len(said) <= LONGEST and bool(_ours(words, region).fullmatch(said))


@cache
def _ours(words: Catalogue, region: str) -> re.Pattern[str]:
    drugs = {
        key.rpartition(".")[2]: text
        for key, text in words.texts.items()
        if key.startswith(f"drugs.{region}.")
    }
    names = (text for key, text in words.texts.items() if key.startswith("terms."))
    terms = {each.format_map(drugs) for each in names}
    value = "|".join((A_VALUE, *(re.escape(each.casefold()) for each in sorted(terms))))
    short = (text for text in words.texts.values() if len(text) <= LONGEST)
    patterns = {_pattern(text, drugs, f"(?:{value})") for text in short} - {""}
    return re.compile("|".join(sorted(patterns)))


def _pattern(text: str, drugs: dict[str, str], value: str) -> str:
    """The text in lower case; nothing of one that is values alone."""
    parts = list(Formatter().parse(text.casefold()))
    if not any(re.search("[a-z]", literal) for literal, *_ in parts):
        return ""
    return "".join(
        re.escape(literal)
        + (re.escape(drugs[name].casefold()) if name in drugs else value if name else "")
        for literal, name, *_ in parts
    )
