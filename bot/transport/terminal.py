"""The conversation in a terminal: the same desk as Telegram, with no token and no network."""

import string
from dataclasses import dataclass, field
from typing import TextIO

from bot.arrival import Arrival, Forged
from bot.desk import Desk
from bot.page import Button, Page, Place
from bot.page.plain import plain
from bot.seal import unseal
from flows.talk import Commanded, Heard, Typed

ME = 1  # the one user of a terminal, in its one chat
LETTERS = string.ascii_lowercase + string.ascii_uppercase
DIM, NORMAL = "\x1b[2m", "\x1b[0m"


@dataclass(slots=True, kw_only=True)
class Terminal:
    """One person at one screen; a button is pressed by its letter or by its words."""

    desk: Desk
    key: bytes
    out: TextIO
    colours: bool
    _buttons: tuple[Button, ...] = ()
    _message: int = 0
    _update: int = field(init=False)

    def __post_init__(self) -> None:
        # Numbers go on from those of an earlier run, so that none is taken for a repeat.
        session = self.desk.store.load(ME).session
        self._update, self._message = session.last_update, session.prompt or 0

    async def take(self, line: str) -> None:
        """The line has been answered on the screen."""
        self._update += 1
        now = self.desk.clock()
        arrival = Arrival(
            chat=ME,
            who=ME,
            update=self._update,
            heard=self._heard(line.strip()),
            sent=now,
            arrived=now,
            pressed_message=self._message,
        )
        for page in await self.desk.converse(arrival):
            await self._show(page)

    def _heard(self, line: str) -> Heard | Forged:
        if button := self._button(line):
            return unseal(self.key, ME, ME, button.data) or Forged()
        if line.startswith("/"):
            name, _, argument = line[1:].partition(" ")
            return Commanded(name=name.lower(), argument=argument.strip())
        return Typed(text=line)

    def _button(self, line: str) -> Button | None:
        if len(line) == 1 and line in LETTERS[: len(self._buttons)]:
            return self._buttons[LETTERS.index(line)]
        return next((b for b in self._buttons if b.text.casefold() == line.casefold()), None)

    async def _show(self, page: Page) -> None:
        if page.place is Place.TOAST:
            self._print(f"({plain(page.text, colours=self.colours)})")
        elif page.text:
            self._buttons = tuple(button for row in page.buttons for button in row)
            self._print(f"\n{plain(page.text, colours=self.colours)}\n{self._keyboard(page)}")
            self._message = page.edits or self._message + 1
            if page.prompt:
                await self.desk.shown(ME, self._message)

    def _keyboard(self, page: Page) -> str:
        letters = iter(LETTERS)
        rows = (
            "  ".join(f"[{next(letters)}] {button.text}" for button in row) for row in page.buttons
        )
        style = (DIM, NORMAL) if self.colours else ("", "")
        return "\n".join(f"{style[0]}  {row}{style[1]}" for row in rows)

    def _print(self, text: str) -> None:
        print(text.rstrip(), file=self.out, flush=True)
