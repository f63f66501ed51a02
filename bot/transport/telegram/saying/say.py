"""Puts answers on screens, with the patience that an answer deserves; and answers presses."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from telegram.constants import CallbackQueryLimit, ChatAction

from bot.alarm.sending import Attempt
from bot.page import Page
from bot.transport.telegram.api.faults import Fault, Means, asked_to_wait_seconds, fault, meaning
from bot.transport.telegram.api.post import done
from bot.transport.telegram.saying.out import LONGEST_WAIT_SECONDS, Out
from bot.transport.telegram.saying.owed import Debts, privately
from flows.talk.records import Landing

PAUSES_SECONDS = (0.5, 2.0)  # between tries, while the next update of the chat waits
LONGEST_TOAST = CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
READ_IN_PASSING = 80  # characters; a longer answer to a press stays until it is dismissed
OVER = frozenset({Landing.SENT, Landing.REFUSED})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mouth:
    """Shows pages by the way out; what cannot be shown now is owed, and nothing is raised."""

    out: Out
    debts: Debts
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def show(
        self, chat: int, page: Page, *, thread: int = 0, else_to: int = 0
    ) -> int | None:
        """The page is on the screen: the id of its message; None where it is owed, or is shown
        in the private chat of whoever asked, or was refused for good."""
        if page.removes:
            await self.out.remove(chat, page.edits or 0)
            return None
        if chat in self.debts:
            self.debts.add(chat, page, thread=thread, else_to=else_to)
            return None
        outcome = await self._tried(chat, page, thread)
        if outcome.moved_to:  # its buttons were made for the old number
            chat, page = outcome.moved_to, replace(page, edits=None, buttons=())
            outcome = await self._tried(chat, page, 0)
        if outcome.landing is Landing.SENT:
            return outcome.message
        if outcome.refused and await privately(self.out, else_to, page):
            return None
        if page.text:  # what is shown later is shown below what came meanwhile
            anew = replace(page, edits=None)
            self.debts.add(chat, anew, thread=thread, else_to=else_to)
        elif not outcome.refused:  # of a message that was deleted nothing need go
            self.debts.add(chat, page, anew=False)  # only the buttons are to go
        return None

    async def show_elsewhere(self, chat: int, page: Page) -> None:
        """What another chat shows is true again, now or as soon as Telegram takes it.

        Whoever spoke does not wait for it, and a message that is gone is not sent anew.
        """
        if page.edits is None:
            await self.show(chat, page)
            return
        if chat not in self.debts:
            outcome = await self.out.answer(chat, page, anew=False)
            if outcome.landing in OVER:
                return
        self.debts.add(chat, page, anew=False)

    async def answer(self, press: str, text: str) -> bool:
        """The press is answered, with a short text or with nothing; whether that can be seen."""
        said = brief(text)
        answer = {
            "callback_query_id": press,
            "text": said or None,
            "show_alert": len(said) > READ_IN_PASSING or None,
        }
        for pause in (*PAUSES_SECONDS, None):
            try:
                await done(self.out.bot, "answerCallbackQuery", answer)
            except Exception as error:  # the press counts all the same
                wait = self._unanswered(error)
                if pause is None or wait is None:
                    break
                await self.pause(max(pause, wait))
            else:
                return True
        return False

    def _unanswered(self, error: Exception) -> float | None:
        """How long to wait before the next try; None where there is to be none."""
        if fault(error) is Fault.TOO_LATE:
            self.out.counts["press answered too late"] += 1
            return None
        self.out.counts[type(error).__name__] += 1
        log.warning("press not answered", exc_info=error)
        wait, means = asked_to_wait_seconds(error), meaning(error)
        if means is Means.UNKNOWN_BOT:
            self.out.token.doubt()
        return wait if wait <= LONGEST_WAIT_SECONDS else None

    async def typing(self, chat: int, *, file: bool = False) -> None:
        """The chat shows that an answer, or a file, is on its way."""
        await self.out.reaches(chat, ChatAction.UPLOAD_DOCUMENT if file else ChatAction.TYPING)

    async def _tried(self, chat: int, page: Page, thread: int) -> Attempt:
        """What became of it, tried again where Telegram asks to wait or may not have heard.

        A page that is shown twice shows the same prompt twice, which harms nobody; so an edit
        that is never answered is sent as a new message in the end.
        """
        for pause in PAUSES_SECONDS:
            outcome = await self.out.answer(chat, page, thread=thread)
            if outcome.landing in OVER or outcome.moved_to:
                return outcome
            if outcome.wait_seconds > LONGEST_WAIT_SECONDS:
                return outcome
            await self.pause(outcome.wait_seconds or pause)
        outcome = await self.out.answer(chat, page, thread=thread)
        if outcome.landing in OVER or page.edits is None or not page.text:
            return outcome
        return await self.out.answer(chat, replace(page, edits=None), thread=thread)


def brief(text: str) -> str:
    """The text, or as many of its sentences as the answer to a press can hold."""
    if len(text) <= LONGEST_TOAST:
        return text
    whole = re.match(r"(?s).*[.!?](?=\s)", text[: LONGEST_TOAST + 1])
    return whole[0] if whole else f"{text[: LONGEST_TOAST - 1].rpartition(' ')[0]}…"
