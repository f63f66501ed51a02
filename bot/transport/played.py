"""A practice team at one machine: what its people say and press, and where the answers stand.

One person is the prescriber; there are a nurse and a group, so that reminders have somebody to
reach. Whatever shows the chats is handed each page with the number of its message.
"""

from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.alarm.sending import Attempt
from bot.desk.arrival import Arrival, Forged
from bot.desk.desk import Desk
from bot.page import Page, Placed
from bot.page.seal import unseal
from flows.talk.records import Landing, Place
from flows.talk.turn import Commanded, Heard, Typed

ME, NURSE, GROUP = 1, 2, -1  # the two people, and the group of the practice team
NAMES = {ME: "Prescriber", NURSE: "Nurse"}


class Shows(Protocol):
    """The screen that everybody looks at."""

    def show(self, chat: int, message: int, page: Page) -> None:
        """The page stands in this chat, as this message; with no text only its buttons go."""
        ...

    def toast(self, chat: int, text: str) -> None:
        """The short answer to a press in this chat was seen."""
        ...


@dataclass(slots=True, kw_only=True)
class Played:
    """Hands the desk what is said, and the screen what comes of it; a way out for the alarm."""

    desk: Desk
    key: bytes
    shows: Shows
    _last: dict[int, int] = field(default_factory=dict)  # the highest message of each chat
    _update: int = field(init=False)

    def __post_init__(self) -> None:
        # Numbers go on from those of an earlier run, so that none is taken for a repeat.
        sessions = {chat: self.desk.store.load(chat).session for chat in (ME, NURSE, GROUP)}
        self._update = max(session.last_update for session in sessions.values())
        self._last = {chat: session.prompt or 0 for chat, session in sessions.items()}

    def next_message(self, chat: int) -> int:
        """A number for one more message of this chat."""
        self._last[chat] = self._last.get(chat, 0) + 1
        return self._last[chat]

    async def says(self, who: int, chat: int, text: str) -> None:
        """The line has been answered on the screen."""
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            return await self._hear(
                who, chat, Commanded(name=name.lower(), argument=argument.strip())
            )
        return await self._hear(who, chat, Typed(text=text))

    async def presses(self, who: int, chat: int, message: int, data: str) -> None:
        """The button under this message has been answered on the screen."""
        heard = unseal(self.key, chat, 0 if chat < 0 else who, data) or Forged()
        await self._hear(who, chat, heard, message)

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Attempt:  # noqa: ARG002  there are no topics here
        """The page is on the screen, as if a transport had delivered it."""
        return Attempt(landing=Landing.SENT, message=await self._show(chat, page))

    async def edit(self, chat: int, page: Page) -> Attempt:
        """The message on the screen shows it."""
        return await self.send(chat, page)

    async def remove(self, chat: int, message: int) -> Attempt:
        """Nothing that was shown can be taken off these screens: it can be replaced."""
        del chat, message
        return Attempt(landing=Landing.REFUSED, refused=True)

    async def clear(self, chat: int) -> None:
        """One thing at a time is shown here."""

    async def reaches(self, chat: int) -> bool:  # noqa: ARG002  everybody sits at this machine
        """Whether somebody looks at this chat."""
        return True

    async def _hear(
        self, who: int, chat: int, heard: Heard | Forged, message: int | None = None
    ) -> None:
        self._update += 1
        now = self.desk.clock()
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
        pages = await self.desk.converse(arrival)
        if message is None:  # nothing was pressed that a toast could answer
            pages = tuple(
                replace(p, place=Placed.NEW) if p.place is Placed.TOAST else p for p in pages
            )
        for page in sorted(pages, key=lambda page: page.chat not in {None, chat}):
            await self._show(chat if page.chat is None else page.chat, page)

    async def _show(self, chat: int, page: Page) -> int:
        """The number of the message that shows it."""
        if page.place is Placed.TOAST:
            self.shows.toast(chat, page.text)
            return 0
        message = page.edits or self.next_message(chat)
        self.shows.show(chat, message, page)
        if page.prompt:
            await self.desk.shown(chat, message)
        return message
