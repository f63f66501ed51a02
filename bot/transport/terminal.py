"""The conversation in a terminal: the same desk as Telegram, with no token and no network.

One person is the prescriber; a practice team has a nurse and a group, so that reminders have
somebody to reach. A line that begins with `nurse:` or `team:` is theirs.
"""

import string
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bot.arrival import Arrival, Forged
from bot.desk import Desk
from bot.page import Button, Document, Page
from bot.page import Place as On
from bot.page.plain import plain
from bot.seal import unseal
from bot.sending import Outcome
from flows.kept import Landing, Place
from flows.talk import Commanded, Heard, Typed

ME, NURSE, GROUP = 1, 2, -1  # the two people, and the group of the practice team
NAMES = {ME: "Prescriber", NURSE: "Nurse"}
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
    last: int = 0  # the highest message number
    shown: int = 0  # the message that was written last, and that letters press

    def pressed(self, line: str) -> tuple[int, Button] | None:
        """The button of this letter under the last message, or of these words under any."""
        here = self.buttons.get(self.shown, ())
        if len(line) == 1 and line in LETTERS[: len(here)]:
            return self.shown, here[LETTERS.index(line)]
        for message in (self.shown, *reversed(self.buttons)):
            for button in self.buttons.get(message, ()):
                if button.text.casefold() == line.casefold():
                    return message, button
        return None


@dataclass(slots=True, kw_only=True)
class Terminal:
    """Everybody at one screen; a button is pressed by its letter or by its words."""

    desk: Desk
    key: bytes
    out: TextIO
    colours: bool
    files: Path | None = None  # where papers are put; None: nowhere
    _screens: dict[int, Screen] = field(default_factory=dict)
    _update: int = field(init=False)

    def __post_init__(self) -> None:
        # Numbers go on from those of an earlier run, so that none is taken for a repeat.
        sessions = {chat: self.desk.store.load(chat).session for chat in (ME, NURSE, GROUP)}
        self._update = max(session.last_update for session in sessions.values())
        for chat, session in sessions.items():
            self._screens[chat] = Screen(last=session.prompt or 0, shown=session.prompt or 0)

    async def take(self, line: str) -> None:
        """The line has been answered on the screen."""
        who, chat, line = _spoken(line.strip())
        self._update += 1
        now = self.desk.clock()
        found = self._screens[chat].pressed(line)
        message, heard = self._heard(found, who, chat, line)
        arrival = Arrival(
            chat=chat,
            who=who,
            update=self._update,
            heard=heard,
            sent=now,
            arrived=now,
            pressed_message=message,
            place=Place.GROUP if chat < 0 else Place.PRIVATE,
            name=NAMES[who],
        )
        for page in await self.desk.converse(arrival):
            await self._show(chat if page.chat is None else page.chat, page)

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Outcome:  # noqa: ARG002  a terminal has no topics
        """The page is on the screen, as if the transport had delivered it."""
        await self._show(chat, page)
        return Outcome(landing=Landing.SENT, message=self._screens[chat].shown)

    def say(self, text: str) -> None:
        """A line of the terminal's own."""
        print(text.rstrip(), file=self.out, flush=True)

    def _heard(
        self, found: tuple[int, Button] | None, who: int, chat: int, line: str
    ) -> tuple[int | None, Heard | Forged]:
        """What the line says in this chat, and the message whose button it pressed."""
        shown = self._screens[chat].shown
        if found:
            message, button = found
            sealed_for = 0 if chat < 0 else who
            return message, unseal(self.key, chat, sealed_for, button.data) or Forged()
        if line.startswith("/"):
            name, _, argument = line[1:].partition(" ")
            return shown, Commanded(name=name.lower(), argument=argument.strip())
        return shown, Typed(text=line)

    async def _show(self, chat: int, page: Page) -> None:
        if page.place is On.TOAST:
            self.say(f"({plain(page.text, colours=self.colours)})")
            return
        screen = self._screens.setdefault(chat, Screen())
        message = page.edits or screen.last + 1
        screen.buttons[message] = tuple(button for row in page.buttons for button in row)
        if page.document is not None:
            self.say(f"\n{self._saved(page.document)}")
        if not page.text:
            return
        screen.last, screen.shown = max(screen.last, message), message
        head = f"\n--- {TITLES[chat]}" if chat in TITLES else ""
        text = plain(page.text, colours=self.colours)
        self.say(f"{head}\n{text}\n{self._keyboard(page)}")
        if page.prompt:
            await self.desk.shown(chat, message)

    def _saved(self, document: Document) -> str:
        """Where the file is now."""
        if self.files is None:
            return f"[{document.name}]"
        self.files.mkdir(parents=True, exist_ok=True)
        place = self.files / document.name
        place.write_bytes(document.data)
        return f"[{document.name} is in {self.files}]"

    def _keyboard(self, page: Page) -> str:
        letters = iter(LETTERS)
        rows = (
            "  ".join(f"[{next(letters)}] {button.text}" for button in row) for row in page.buttons
        )
        style = (DIM, NORMAL) if self.colours else ("", "")
        return "\n".join(f"{style[0]}  {row}{style[1]}" for row in rows)


def _spoken(line: str) -> tuple[int, int, str]:
    """Who says it in which chat, and what is said."""
    for word, (who, chat) in SPEAKERS.items():
        if line.casefold().startswith(word):
            return who, chat, line[len(word) :].strip()
    return ME, ME, line
