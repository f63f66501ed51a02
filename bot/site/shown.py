"""The files of the page, with the words of this language written in."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from bot.transport.introduction import Introduction
from bot.words import Catalogue

BLANK = re.compile(r"\[\[([a-z_.]+)\]\]")
COMMANDS = re.compile(r"\[\[(commands|group_commands)\]\]")
KINDS: Mapping[str, str] = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
PAGE = "page.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is served as it is: by path, the kind and the bytes."""

    files: Mapping[str, tuple[str, bytes]]


def shown(words: Catalogue, introduction: Introduction) -> Shown:
    """The page in these words, with the commands that the bot introduces itself with."""
    folder = files(__package__)
    lists = {
        "commands": _listed(introduction.commands),
        "group_commands": _listed(introduction.group_commands),
    }
    text = COMMANDS.sub(lambda blank: lists[blank[1]], (folder / PAGE).read_text("utf-8"))
    page = BLANK.sub(lambda blank: html.escape(words[blank[1]]), text)
    kept = {f"/{name}": (kind, (folder / name).read_bytes()) for name, kind in KINDS.items()}
    return Shown(files={"/": ("text/html", page.encode()), **kept})


def _listed(commands: Mapping[str, str]) -> str:
    """A button for each command, that says on its own what it does."""
    return "".join(
        f'<button type="button" data-say="/{html.escape(name)}" title="{html.escape(what)}">'
        f"/{html.escape(name)}</button>"
        for name, what in commands.items()
    )
