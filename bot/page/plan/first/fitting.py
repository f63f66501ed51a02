"""Numbered items on one screen of a phone, said shorter until they fit."""

from collections.abc import Iterable, Sequence

from bot.page.parts import fitted
from bot.page.plan.matters import short
from bot.page.plan.view import View
from bot.page.write import bold
from core.evidence import Line, Section

ROOM = 700  # characters, as Telegram counts them
Sentences = Sequence[str]  # of one item, as HTML; none: the item is left out


def fitting(view: View, section: Section, tried: Iterable[Iterable[Sentences]]) -> str:
    """The first that fits of what is tried, the fullest first; else the last."""
    texts = (
        _numbered(view, section, [" ".join(each) for each in items if each]) for items in tried
    )
    return fitted(texts, ROOM)


def _numbered(view: View, section: Section, items: list[str]) -> str:
    title = bold(view.say(f"section.{section}"))
    rows = (f"{number}. {item}" for number, item in enumerate(items, start=1))
    return "\n".join([f"{head(view)}\n{title}\n", *rows])


def head(view: View) -> str:
    """Which plan it is; of a draft what matters of that."""
    if not view.plan.provisional:
        return view.head
    if view.record is None:
        return bold(view.say("card.draft_short"))
    return bold(view.say("first.draft", label=view.record.label))


def stop(text: str) -> str:
    """The text as a sentence."""
    return text if text.endswith((".", "?", ":")) else f"{text}."


def said_short(view: View, lines: Iterable[Line]) -> list[str]:
    """Each line as it is said where there is little room, as a sentence."""
    return [stop(short(view, line)) for line in lines]


def against(view: View, names: Iterable[str]) -> tuple[str, ...]:
    """What answers of these names are about, in a word or two, each once."""
    return tuple(dict.fromkeys(view.writer.words[f"against.{name}"] for name in names))
