"""Whether a typed text is one of our own, as a caption of a button: it names nobody."""

import re
from collections.abc import Mapping
from functools import cache
from string import Formatter

from bot.words import Catalogue, of_one_and_of_more

LONGEST = 64  # characters of a caption with its values
A_TIME = r"[0-9]{2}:[0-9]{2} (?:utc|[a-z]+(?:/[a-z_+-]+)+)"
A_DAY = rf"(?:[a-z]+day )?[0-9]{{2}}-[a-z]{{3}}-20[0-9]{{2}}(?: {A_TIME})?"
A_VALUE = rf"(?:[0-9][0-9.,]*|{A_DAY}|[a-z0-9]{{3}}-[a-z0-9]{{3}})"  # a figure, a day, a label

Form = tuple[str | None, ...]


def is_ours(words: Catalogue, region: str, text: str) -> bool:
    """Whether it is a text of this program word for word, but for figures, days and labels."""
    said = text.strip().casefold()
    if len(said) > LONGEST or not re.search("[a-z]", said):
        return False  # each of ours has a letter
    whole, forms, value = _ours(words, region)
    return said in whole or any(
        all(part in said for part in form if part) and _compiled(form, value).fullmatch(said)
        for form in forms
    )


@cache
def _ours(words: Catalogue, region: str) -> tuple[frozenset[str], tuple[Form, ...], str]:
    """The texts without values, the others as forms, and what may stand in those for a value."""
    drugs = {
        key.rpartition(".")[2]: text
        for key, text in words.texts.items()
        if key.startswith(f"drugs.{region}.")
    }
    names = (text for key, text in words.texts.items() if key.startswith("terms."))
    terms = {each.format_map(drugs) for each in names}
    value = "|".join((A_VALUE, *(re.escape(each.casefold()) for each in sorted(terms))))
    each = (one for text in words.texts.values() for one in of_one_and_of_more(text))
    short = (text for text in each if len(text) <= LONGEST)
    forms = {_form(text, drugs) for text in short} - {()}
    whole = frozenset("".join(filter(None, form)) for form in forms if None not in form)
    return whole, tuple(sorted((form for form in forms if None in form), key=str)), value


@cache
def _compiled(form: Form, value: str) -> re.Pattern[str]:
    """Only of a form whose words a text has: all of them together take seconds."""
    return re.compile(
        "".join(f"(?:{value})" if part is None else re.escape(part) for part in form)
    )


def _form(text: str, drugs: Mapping[str, str]) -> Form:
    """The text in lower case, None for a value; nothing of one that is values alone."""
    parts = list(Formatter().parse(text.strip().casefold()))
    if not any(re.search("[a-z]", literal) for literal, *_ in parts):
        return ()
    found = list[str | None]()
    for literal, name, *_ in parts:
        found.append(literal)
        if name:
            found.append(drugs[name].casefold() if name in drugs else None)
    return tuple(found)
