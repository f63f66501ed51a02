"""One update on its way: heard, taken to the desk, and its pages put on the screen."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from telegram.constants import ChatType

from bot.clock import Clock
from bot.desk.access import Gate, Verdict
from bot.desk.arrival import Arrival
from bot.page import Page, Placed
from bot.transport.telegram.hearing.hear import Hearing, thread_of
from bot.transport.telegram.hearing.plain import AnyUpdate
from bot.transport.telegram.hearing.source import Updates
from bot.transport.telegram.saying.say import Mouth
from flows.talk.turn import Pressed

TYPING_AFTER_SECONDS = 0.3
PAPER = "paper."  # what presses begin with that ask for one


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
    ears: Hearing
    mouth: Mouth
    updates: Updates
    clock: Clock
    in_group: str  # said in a group where the desk says nothing, and no more than once an hour
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _groups: Gate = field(default_factory=lambda: Gate(prescribers=frozenset()))

    async def on_update(self, update: AnyUpdate, _context: object) -> None:
        """It is worked off: what it asks for was done and shown, or an error says why not."""
        try:
            await self._worked_off(update)
        except Exception:
            self.updates.over(update.update_id)  # as it is, it would fail again
            raise
        self.updates.over(update.update_id)  # not where it was cancelled: its answer may lack

    async def _worked_off(self, update: AnyUpdate) -> None:
        """A press is answered whatever happens; then the pages are shown in their order."""
        pages: tuple[Page, ...] = ()
        here = {update.effective_chat.id} if update.effective_chat else set[int]()
        with self.mouth.out.answering(here):
            try:
                pages = await self._pages(update)
            finally:
                self.updates.take(update.update_id)
                with self.mouth.out.answering({page.chat for page in pages if page.chat} - here):
                    if update.callback_query:
                        await asyncio.gather(
                            self._answer_press(update, pages), self._show(update, pages)
                        )
                    else:
                        await self._show(update, pages)

    async def _pages(self, update: AnyUpdate) -> tuple[Page, ...]:
        arrived = self.updates.arrived(update.update_id) or self.clock()
        arrival = self.ears.hear(update, arrived)
        if arrival and (pages := await self._from_desk(arrival)):
            return pages
        group = self.ears.called_in_group(update)
        if group and self._groups.judge(group, self.clock.elapsed()) is Verdict.STRANGER:
            return (Page(text=self.in_group, place=Placed.NEW),)
        return ()

    async def _from_desk(self, arrival: Arrival) -> tuple[Page, ...]:
        typing = asyncio.create_task(self._type(arrival.chat, file=_asks_for_a_file(arrival)))
        try:
            pages = await self.desk.converse(arrival)
        finally:
            typing.cancel()
        if arrival.pressed_message:
            return pages
        return tuple(
            replace(page, place=Placed.NEW) if _is_toast(page) else page for page in pages
        )

    async def _type(self, chat: int, *, file: bool) -> None:
        await self.pause(0 if file else TYPING_AFTER_SECONDS)
        await self.mouth.typing(chat, file=file)

    async def _answer_press(self, update: AnyUpdate, pages: tuple[Page, ...]) -> None:
        if update.callback_query:
            said = "\n".join(page.text for page in pages if _is_toast(page))
            seen = await self.mouth.answer(update.callback_query.id, said)
            chat = update.effective_chat
            if said and not seen and chat and chat.type == ChatType.PRIVATE:  # else others read it
                await self.mouth.show(chat.id, Page(text=said, place=Placed.NEW))

    async def _show(self, update: AnyUpdate, pages: tuple[Page, ...]) -> None:
        """Here first, in their order; then what it has changed in other chats."""
        if update.effective_chat is None:
            return
        here, thread = update.effective_chat.id, thread_of(update)
        asked_by = self.ears.asked_by(update)
        shown = [page for page in pages if not _is_toast(page)]
        for page in shown:
            if page.chat in {None, here}:
                message = await self.mouth.show(here, page, thread=thread, else_to=asked_by)
                if page.prompt and message and message != page.edits:
                    await self.desk.shown(here, message)
        for page in shown:
            if page.chat not in {None, here}:
                await self.mouth.show_elsewhere(page.chat or 0, page)


def _asks_for_a_file(arrival: Arrival) -> bool:
    heard = arrival.heard
    return isinstance(heard, Pressed) and heard.press.startswith(PAPER)


def _is_toast(page: Page) -> bool:
    return page.place is Placed.TOAST
