"""A page as calls of the Bot API: one call for each form that it can take on a screen."""

import html
import json
import re
from dataclasses import dataclass, replace
from typing import Any

from telegram import Bot
from telegram.constants import ParseMode, PollType

from bot.page import Document, Page, Poll
from bot.transport.telegram.api.faults import Fault, Means, fault, meaning
from bot.transport.telegram.api.post import done, message

NO_PREVIEW = {"is_disabled": True}
CERTAINLY_NOT = frozenset({Means.REFUSED, Means.NO_WAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a page is shown: as which message, in which topic, with its tags or as it reads."""

    edits: int | None = None
    thread: int = 0
    tags: bool = True


def otherwise(form: Form, error: Exception, *, anew: bool) -> Form | None:
    """The next form to try, after one that was certainly not shown; None where there is none."""
    kind = fault(error)
    if meaning(error) not in CERTAINLY_NOT:
        return None
    if form.tags and kind is Fault.UNPARSABLE:
        return replace(form, tags=False)
    if form.edits is not None:
        return replace(form, edits=None) if anew else None
    if meaning(error) is Means.NO_WAY:
        return None
    if form.thread and kind in {Fault.NO_TOPIC, Fault.TOPIC_CLOSED}:
        return replace(form, thread=0)
    # Whatever else it is said to be, what was refused once may be taken the next time.
    return replace(form, tags=False) if form.tags else None


async def called(bot: Bot, chat: int, page: Page, form: Form) -> int:
    """The page is shown in this form; the id of its message. One call."""
    if form.edits is not None:
        await _edited(bot, chat, form.edits, page, form)
        return form.edits
    if page.document is not None:
        return await _file(bot, chat, page, page.document, form)
    if page.poll is not None:
        return await _quiz(bot, chat, page.poll, form)
    shown = {
        "chat_id": chat,
        "message_thread_id": form.thread or None,
        "protect_content": page.protected or None,
        **_written(page, form),
    }
    return await message(bot, "sendMessage", shown)


async def pinned(bot: Bot, chat: int, number: int) -> None:
    """The message is pinned in its chat, and nobody is disturbed by it. One call."""
    where = {"chat_id": chat, "message_id": number, "disable_notification": True}
    await done(bot, "pinChatMessage", where)


async def removed(bot: Bot, chat: int, number: int) -> None:
    """The message is deleted. One call."""
    await done(bot, "deleteMessage", {"chat_id": chat, "message_id": number})


async def _edited(bot: Bot, chat: int, number: int, page: Page, form: Form) -> None:
    where = {"chat_id": chat, "message_id": number}
    if not page.text:
        await done(bot, "editMessageReplyMarkup", where)
        return
    await done(bot, "editMessageText", where | _written(page, form))


def _written(page: Page, form: Form) -> dict[str, Any]:
    """The text and what goes with it, as the Bot API takes them."""
    return {
        "text": _text(page, form),
        "parse_mode": _mode(form),
        "link_preview_options": NO_PREVIEW,
        "reply_markup": _keyboard(page),
    }


async def _file(bot: Bot, chat: int, page: Page, document: Document, form: Form) -> int:
    """The file with the page's text under it; a picture is shown as one."""
    send = bot.send_photo if document.media_type.startswith("image/") else bot.send_document
    buttons = _keyboard(page)
    sent = await send(
        chat,
        document.data,
        _text(page, form) or None,
        parse_mode=_mode(form),
        filename=document.name,
        message_thread_id=form.thread or None,
        api_kwargs={"reply_markup": json.dumps(buttons)} if buttons else {},
    )
    return sent.message_id


async def _quiz(bot: Bot, chat: int, poll: Poll, form: Form) -> int:
    """The quiz as a new poll; who answers what is Telegram's alone."""
    sent = await bot.send_poll(
        chat,
        poll.question,
        poll.options,
        type=PollType.QUIZ,
        explanation=poll.explanation,
        message_thread_id=form.thread or None,
        api_kwargs={"correct_option_ids": json.dumps([poll.right])},
    )
    return sent.message_id


def _text(page: Page, form: Form) -> str:
    """With its tags, or as it would read if they had worked."""
    if form.tags:
        return page.text
    return html.unescape(re.sub(r"</?[a-z][^<>]*>", "", page.text))


def _mode(form: Form) -> str | None:
    return ParseMode.HTML if form.tags else None


def _keyboard(page: Page) -> dict[str, Any] | None:
    """The buttons as the Bot API takes them: no object is made for each, and none copied."""
    rows = [
        [{"text": button.text, "callback_data": button.data} for button in row]
        for row in page.buttons
    ]
    return {"inline_keyboard": rows} if rows else None
