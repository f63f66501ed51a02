"""Which of the buttons on the screen a typed text means, by the words that they show."""

import re
from collections.abc import Callable, Iterable

from flows.talk.replies import Choice
from flows.talk.typed.text import Unreadable, folded

Caption = Callable[[Choice], str]  # the words that a button shows
SHORTEST = 3  # letters that may stand for a longer word
PLAIN = re.compile(r"[a-z0-9 .,:'()-]+")  # a question mark or a slash says something of its own
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+(?:\.[0-9]+)?")
TAKES_BACK = frozenset({"no", "not", "none", "never", "without", "neither"})
SAYS_LITTLE = TAKES_BACK | {"yes", "one", "the", "and", "with"}
# As the captions write them: American.
SPELLING = ((re.compile(r"is(?=(?:e|ed|er|ers|ing|ation)$)"), "iz"), (re.compile(r"^oe"), "e"))


def meant(text: str, choices: Iterable[Choice], caption: Caption) -> Choice | None:
    """The one button that the text names: by all of its words, or by some of them in their order,
    each whole or begun; None where there is no such button. Raises Unreadable where it names more
    than one.

    A caption that says no is named only by a text that says so too.
    """
    wanted = words(text)
    if not wanted:
        return None
    written = [(choice, _written(caption(choice))) for choice in choices]
    every = {choice.press: choice for choice, found in written if found == wanted}
    some = {choice.press: choice for choice, found in written if _names(wanted, found)}
    if len(every or some) > 1:
        raise Unreadable("several")
    return next(iter((every or some).values()), None)


def whole(text: str, choices: Iterable[Choice], caption: Caption) -> Choice | None:
    """The one button that shows exactly these words; None where none or several do."""
    wanted = words(text)
    found = {each.press: each for each in choices if wanted and _written(caption(each)) == wanted}
    return next(iter(found.values())) if len(found) == 1 else None


def words(text: str) -> tuple[str, ...]:
    """The words and figures of a plain text in one spelling; none where it is not plain."""
    lower = folded(text.replace("\u2019", "'")).removesuffix(".")
    if not PLAIN.fullmatch(lower) or lower.endswith("."):
        return ()
    return tuple(_spelt(word) for word in WORD.findall(lower))


def _written(caption: str) -> tuple[str, ...]:
    """The words of a caption, whatever else stands in it."""
    return tuple(_spelt(word) for word in WORD.findall(folded(caption)))


def _spelt(word: str) -> str:
    for british, american in SPELLING:
        word = british.sub(american, word)
    return word


def _names(wanted: tuple[str, ...], found: tuple[str, ...]) -> bool:
    """Whether these are words of that caption, in its order, and say enough."""
    if SAYS_LITTLE.issuperset(wanted) or TAKES_BACK.intersection(found) - set(wanted):
        return False
    rest = iter(found)
    return all(any(_begins(word, each) for each in rest) for word in wanted)


def _begins(word: str, found: str) -> bool:
    return word == found or (word.isalpha() and len(word) >= SHORTEST and found.startswith(word))
