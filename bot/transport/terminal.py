"""The conversation in a terminal: the same desk as Telegram, with no token and no network.

A line that begins with `nurse:` or `team:` is the nurse's, the others are the prescriber's.
"""

import string
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bot.page import Button, Document, Page
from bot.page.plain import plain
from bot.transport.played import GROUP, ME, NURSE, Played

SPEAKERS = {  # who speaks in which chat, by the word a line begins with
    "nurse:": (NURSE, NURSE),
    "team:": (NURSE, GROUP),
    "prescriber in team:": (ME, GROUP),
}
TITLES = {NURSE: "The nurse's chat", GROUP: "The team's group"}
LETTERS = string.ascii_lowercase + string.ascii_uppercase
DIM, NORMAL = "\x1b[2m", "\x1b[0m"


@dataclass(slots=True)
class Screen:
    """One chat: what stands in it, by message."""

    buttons: dict[int, tuple[Button, ...]] = field(default_factory=dict)
    shown: int = 0  # the last message with buttons

    def pressed(self, line: str) -> tuple[int, Button] | None:
        """The button of these words, under the last message that has some or else under any."""
        for message in (self.shown, *reversed(self.buttons)):
            for button in self.buttons.get(message, ()):
                if button.text.casefold() == line.casefold():
                    return message, button
        return None

    def lettered(self, line: str) -> tuple[int, Button] | None:
        """The button of this letter under the last message that has some."""
        here = self.buttons.get(self.shown, ())
        if len(line) == 1 and line in LETTERS[: len(here)]:
            return self.shown, here[LETTERS.index(line)]
        return None


@dataclass(slots=True, kw_only=True)
class Terminal:
    """Everybody at one screen; a button is pressed by its words, one of the prescriber's last
    message also by its letter. What comes of a line is written once all of it has come."""

    out: TextIO
    colours: bool
    files: Path | None = None  # where papers are put; None: nowhere
    _screens: dict[int, Screen] = field(default_factory=dict)
    _waiting: list[str | tuple[int, int, Page]] = field(default_factory=list)

    async def take(self, line: str, played: Played) -> None:
        """The line has been answered."""
        who, chat, line = _spoken(line.strip())
        screen = self._screens.get(chat, Screen())
        found = (screen.lettered(line) if chat == ME else None) or screen.pressed(line)
        if found:
            message, button = found
            await played.presses(who, chat, message, button.data)
        else:
            await played.says(who, chat, line)

    def say(self, text: str) -> None:
        """A line of the terminal's own, written with what else comes."""
        self._waiting.append(text)

    def toast(self, chat: int, text: str) -> None:  # noqa: ARG002  whoever pressed is looking
        """The short answer to a press, in brackets."""
        self.say(f"({plain(text, colours=self.colours)})")

    def show(self, chat: int, message: int, page: Page) -> None:
        """The page will be written below what was there, an edited message too."""
        screen = self._screens.setdefault(chat, Screen())
        screen.buttons[message] = tuple(button for row in page.buttons for button in row)
        if page.text and page.buttons:
            screen.shown = message
        self._waiting.append((chat, message, page))

    def write(self) -> None:
        """All that came is on the screen, with letters at the keys that letters press."""
        waiting, self._waiting = self._waiting, []
        last = None
        for each in waiting:
            if not isinstance(each, str) and each[0] == ME and each[2].text and each[2].buttons:
                last = each
        for each in waiting:
            if isinstance(each, str):
                self._print(each)
            else:
                self.write_page(*each, letters=each is last)

    def write_page(self, chat: int, message: int, page: Page, *, letters: bool) -> None:  # noqa: ARG002  a test notes which message it was
        """One page is on the screen."""
        if page.document is not None:
            self._print(f"\n{self._saved(page.document)}")
        if page.text:
            head = f"\n--- {TITLES[chat]}" if chat in TITLES else ""
            text = plain(page.text, colours=self.colours)
            self._print(f"{head}\n{text}\n{self._keyboard(page, letters=letters)}")

    def _print(self, text: str) -> None:
        print(text.rstrip(), file=self.out, flush=True)

    def _saved(self, document: Document) -> str:
        """Where the file is now."""
        if self.files is None:
            return f"[{document.name}]"
        self.files.mkdir(parents=True, exist_ok=True)
        place = self.files / document.name
        place.write_bytes(document.data)
        return f"[{document.name} is in {self.files}]"

    def _keyboard(self, page: Page, *, letters: bool) -> str:
        by_letter = iter(LETTERS)
        style = (DIM, NORMAL) if self.colours else ("", "")
        rows = (
            "  ".join(
                f"[{next(by_letter)}] {button.text}" if letters else f"[{button.text}]"
                for button in row
            )
            for row in page.buttons
        )
        return "\n".join(f"{style[0]}  {row}{style[1]}" for row in rows)


def _spoken(line: str) -> tuple[int, int, str]:
    """Who says it in which chat, and what is said."""
    for word, (who, chat) in SPEAKERS.items():
        if line.casefold().startswith(word):
            return who, chat, line[len(word) :].strip()
    return ME, ME, line
