"""Puts pages on screens, and answers presses."""

import asyncio
import html
import json
import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from telegram import Bot, Message
from telegram.constants import CallbackQueryLimit, ChatAction, ParseMode, PollType
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.page import Document, Page, Poll
from bot.transport.telegram_faults import Fault, asked_to_wait_seconds, fault
from bot.transport.telegram_post import done, message

PAUSES_SECONDS = (0.5, 2.0)  # between tries of a call whose outcome is not known
LONGEST_WAIT_SECONDS = 30.0  # that Telegram may ask for; beyond it a page is given up
LONGEST_TOAST = CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
READ_IN_PASSING = 80  # characters; a longer answer to a press stays until it is dismissed
NO_PREVIEW = {"is_disabled": True}

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mouth:
    """Shows pages through one bot; what cannot be shown is logged and counted, never raised."""

    bot: Bot
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    counts: Counter[str] = field(default_factory=Counter)

    async def show(self, chat: int, page: Page, *, thread: int = 0) -> int | None:
        """The page is on the screen; the id of its message, or None where it is not."""
        try:
            return await self._shown(chat, page, thread)
        except TelegramError as error:
            self.counts[type(error).__name__] += 1
            log.warning("not shown", exc_info=error)
            return None

    async def show_elsewhere(self, chat: int, page: Page) -> None:
        """What another chat shows is true again, unless Telegram will not have it now.

        Whoever spoke does not wait for it, and a message that is gone is not sent anew.
        """
        if page.edits is None:
            await self.show(chat, page)
            return
        try:
            await self._edit(chat, page.edits, page)
        except TelegramError as error:
            self.counts[f"elsewhere {type(error).__name__}"] += 1
            log.info("not shown elsewhere", exc_info=error)

    async def answer(self, press: str, text: str) -> None:
        """The press is answered, with a short text or with nothing."""
        try:
            said = brief(text)
            alert = len(said) > READ_IN_PASSING
            answer = {
                "callback_query_id": press,
                "text": said or None,
                "show_alert": alert or None,
            }
            await done(self.bot, "answerCallbackQuery", answer)
        except TelegramError as error:
            late = isinstance(error, BadRequest) and fault(error) is Fault.TOO_LATE
            self.counts["press answered too late" if late else type(error).__name__] += 1
            if not late:
                log.warning("press not answered", exc_info=error)

    async def typing(self, chat: int, *, file: bool = False) -> None:
        """The chat shows that an answer, or a file, is on its way."""
        try:
            action = ChatAction.UPLOAD_DOCUMENT if file else ChatAction.TYPING
            await self.bot.send_chat_action(chat, action)
        except TelegramError as error:
            self.counts[type(error).__name__] += 1

    async def _shown(self, chat: int, page: Page, thread: int) -> int | None:
        if page.edits is None:
            return await self._sent(chat, page, thread)
        try:
            await self._persist(lambda: self._edit(chat, page.edits or 0, page))
        except BadRequest as error:
            return await self._instead(chat, page, thread, error)
        return page.edits

    async def _instead(self, chat: int, page: Page, thread: int, error: BadRequest) -> int | None:
        match fault(error):
            case Fault.ALREADY_SO:
                self.counts["already so"] += 1
                return page.edits
            case Fault.GONE | Fault.NOT_EDITABLE:
                return await self._sent(chat, page, thread) if page.text else None
            case Fault.UNPARSABLE:
                log.error("page is not HTML", exc_info=error)
                await self._persist(lambda: self._edit(chat, page.edits or 0, page, tags=False))
                return page.edits
            case _:
                raise error

    async def _sent(self, chat: int, page: Page, thread: int) -> int:
        try:
            return await self._persist(lambda: posted(self.bot, chat, page, thread=thread))
        except BadRequest as error:
            if fault(error) is not Fault.UNPARSABLE:
                raise
            log.exception("page is not HTML")
            return await self._persist(
                lambda: posted(self.bot, chat, page, thread=thread, tags=False)
            )

    async def _edit(self, chat: int, message: int, page: Page, *, tags: bool = True) -> object:
        if not page.text:
            where = {"chat_id": chat, "message_id": message}
            return await done(self.bot, "editMessageReplyMarkup", where)
        shown = {"chat_id": chat, "message_id": message, **_written(page, tags=tags)}
        return await done(self.bot, "editMessageText", shown)

    async def _persist(self, call: Callable[[], Awaitable[T]]) -> T:
        """The call's result, tried again where Telegram asks to wait or may not have heard.

        A page that is shown twice shows the same prompt twice, which harms nobody.
        """
        for pause in PAUSES_SECONDS:
            try:
                return await call()
            except BadRequest:
                raise
            except RetryAfter as error:
                if asked_to_wait_seconds(error) > LONGEST_WAIT_SECONDS:
                    raise
                await self.pause(asked_to_wait_seconds(error))
            except NetworkError:
                await self.pause(pause)
        return await call()


async def posted(bot: Bot, chat: int, page: Page, *, thread: int = 0, tags: bool = True) -> int:
    """The number of the page as a new message of this chat, in this topic if any; one call."""
    if page.document is not None:
        return (await _posted_file(bot, chat, page, page.document)).message_id
    if page.poll is not None:
        return (await _asked(bot, chat, page.poll, thread=thread)).message_id
    shown = {
        "chat_id": chat,
        "message_thread_id": thread or None,
        "protect_content": page.protected or None,
        **_written(page, tags=tags),
    }
    return await message(bot, "sendMessage", shown)


def _written(page: Page, *, tags: bool) -> dict[str, Any]:
    """The text and what goes with it, as the Bot API takes them."""
    return {
        "text": page.text if tags else _plain(page.text),
        "parse_mode": ParseMode.HTML if tags else None,
        "link_preview_options": NO_PREVIEW,
        "reply_markup": _keyboard(page),
    }


async def _posted_file(bot: Bot, chat: int, page: Page, document: Document) -> Message:
    """The file with the page's text under it; a picture is shown as one."""
    caption, buttons = page.text or None, _keyboard(page)
    more = {"reply_markup": json.dumps(buttons)} if buttons else {}
    if document.media_type.startswith("image/"):
        return await bot.send_photo(
            chat, document.data, caption, parse_mode=ParseMode.HTML,
            filename=document.name, api_kwargs=more,
        )  # fmt: skip
    return await bot.send_document(
        chat, document.data, caption, parse_mode=ParseMode.HTML,
        filename=document.name, api_kwargs=more,
    )  # fmt: skip


async def _asked(bot: Bot, chat: int, poll: Poll, *, thread: int) -> Message:
    """The quiz as a new poll; who answers what is Telegram's alone."""
    return await bot.send_poll(
        chat,
        poll.question,
        poll.options,
        type=PollType.QUIZ,
        explanation=poll.explanation,
        message_thread_id=thread or None,
        api_kwargs={"correct_option_ids": json.dumps([poll.right])},
    )


def brief(text: str) -> str:
    """The text, or as many of its sentences as the answer to a press can hold."""
    if len(text) <= LONGEST_TOAST:
        return text
    whole = re.match(r"(?s).*[.!?](?=\s)", text[: LONGEST_TOAST + 1])
    return whole[0] if whole else f"{text[: LONGEST_TOAST - 1].rpartition(' ')[0]}…"


def _keyboard(page: Page) -> dict[str, Any] | None:
    """The buttons as the Bot API takes them: no object is made for each, and none copied."""
    rows = [
        [{"text": button.text, "callback_data": button.data} for button in row]
        for row in page.buttons
    ]
    return {"inline_keyboard": rows} if rows else None


def _plain(text: str) -> str:
    """The text as it would read if its tags had worked."""
    return html.unescape(re.sub(r"</?[a-z][^<>]*>", "", text))
