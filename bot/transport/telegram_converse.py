"""One update on its way: heard, taken to the desk, and its pages put on the screen."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from telegram import Update

from bot.access import Gate, Verdict
from bot.arrival import Arrival
from bot.page import Page, Place
from bot.transport.telegram_hear import Ears
from bot.transport.telegram_poll import Inbox
from bot.transport.telegram_say import Mouth

TYPING_AFTER_SECONDS = 0.3


class Converses(Protocol):
    """The desk, as far as a transport knows it."""

    async def converse(self, arrival: Arrival) -> tuple[Page, ...]:
        """What to show for this update, after all of it is committed."""
        ...

    async def shown(self, chat: int, message: int) -> None:
        """This message shows the chat's open prompt."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Answers every update that asks for an answer."""

    desk: Converses
    ears: Ears
    mouth: Mouth
    inbox: Inbox
    clock: Callable[[], datetime]
    in_group: str  # the one thing that is said in a group, and no more than once an hour
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _groups: Gate = field(default_factory=lambda: Gate(prescribers=frozenset()))

    async def on_update(self, update: Update, _context: object) -> None:
        """A press is answered whatever happens; then the pages are shown in their order."""
        pages: tuple[Page, ...] = ()
        try:
            pages = await self._pages(update)
        finally:
            self.inbox.take(update.update_id)
            await asyncio.gather(self._answer_press(update, pages), self._show(update, pages))

    async def _pages(self, update: Update) -> tuple[Page, ...]:
        arrived = self.inbox.arrived(update.update_id) or self.clock()
        if arrival := self.ears.hear(update, arrived):
            return await self._from_desk(arrival)
        group = self.ears.called_in_group(update)
        if group and self._groups.judge(group, arrived) is Verdict.STRANGER:
            return (Page(text=self.in_group, place=Place.NEW),)
        return ()

    async def _from_desk(self, arrival: Arrival) -> tuple[Page, ...]:
        typing = asyncio.create_task(self._type(arrival.chat))
        try:
            pages = await self.desk.converse(arrival)
        finally:
            typing.cancel()
        if arrival.pressed_message:
            return pages
        return tuple(replace(page, place=Place.NEW) if _is_toast(page) else page for page in pages)

    async def _type(self, chat: int) -> None:
        await self.pause(TYPING_AFTER_SECONDS)
        await self.mouth.typing(chat)

    async def _answer_press(self, update: Update, pages: tuple[Page, ...]) -> None:
        if update.callback_query:
            said = "\n".join(page.text for page in pages if _is_toast(page))
            await self.mouth.answer(update.callback_query.id, said)

    async def _show(self, update: Update, pages: tuple[Page, ...]) -> None:
        for page in pages:
            if update.effective_chat and not _is_toast(page):
                chat = update.effective_chat.id
                message = await self.mouth.show(chat, page)
                if page.prompt and message and message != page.edits:
                    await self.desk.shown(chat, message)


def _is_toast(page: Page) -> bool:
    return page.place is Place.TOAST
