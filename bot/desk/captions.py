"""Captions that are typed: the press that each stands for, and that it names nobody."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from string import Formatter

from bot.page.write import Writer
from bot.words import Catalogue
from flows.talk.replies import Ask, Note, Reply, Review, ShowPlan
from flows.talk.turn import Pressed

LONGEST = 64  # characters of a caption with its values
A_DAY = r"(?:[a-z]+day )?[0-9]{2}-[a-z]{3}-20[0-9]{2}(?: [0-9]{2}:[0-9]{2} \S+)?"
A_VALUE = rf"(?:[0-9][0-9.,]*|{A_DAY}|[a-z0-9]{{3}}-[a-z0-9]{{3}})"  # a figure, a day, a label
KEYS = Ask | Review | Note  # what has keys of its own


def is_ours(words: Catalogue, region: str, text: str) -> bool:
    """Whether it is a text of this program word for word, but for figures, days and labels."""
    said = text.strip().casefold()
    return len(said) <= LONGEST and bool(_ours(words, region).fullmatch(said))


def meant(writer: Writer, replies: Iterable[Reply], text: str) -> Pressed | None:
    """The one press under these prompts whose caption it is; None where there is none."""
    said, found = text.strip().casefold(), set[tuple[str, int, str]]()
    for reply in replies:
        if not isinstance(reply, KEYS):
            continue
        for choice in (choice for row in reply.choices for choice in row):
            if writer.say(choice.says, choice.values).casefold() == said:
                label = reply.label if choice.label is None else choice.label
                number = reply.number if choice.number is None else choice.number
                found.add((label, number, choice.press))
    if len(found) != 1:
        return None
    ((label, number, press),) = found
    return Pressed(label=label, number=number, press=press)


def below(reply: Reply) -> Reply:
    """The same under what was typed, where it would have changed a message further up."""
    return replace(reply, anew=True) if isinstance(reply, KEYS | ShowPlan) else reply


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
