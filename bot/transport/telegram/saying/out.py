"""The one way out: a page goes to a chat in whichever form Telegram takes, and what became of it
is said no more certainly than it is known. Answers and reminders both leave here, at one pace: the
alarm takes the turn of a reminder itself, as what it says is settled in it."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import ChatMigrated

from bot.alarm.sending import OVERTAKEN, Attempt
from bot.pacing import Kind, Pace
from bot.page import Page
from bot.transport.telegram.api.doubts import AGAIN_SECONDS, Doubts
from bot.transport.telegram.api.faults import Fault, Means, asked_to_wait_seconds, fault, meaning
from bot.transport.telegram.api.token import Token
from bot.transport.telegram.saying.calls import Form, called, otherwise, pinned, removed
from flows.talk.records import Landing

LONGEST_WAIT_SECONDS = 5.0  # for the turn of an answer; beyond it nothing is tried
CLEAR_SECONDS = 10.0  # a reminder waits for an answer that is on its way to its chat

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Out:
    """The way out through one bot."""

    bot: Bot
    token: Token
    doubts: Doubts
    pace: Pace
    counts: Counter[str] = field(default_factory=Counter)
    landed: Counter[Landing] = field(default_factory=Counter)
    _answering: Counter[int] = field(default_factory=Counter)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, chat: int, page: Page, *, thread: int = 0, anew: bool = True) -> Attempt:
        """One try; raises nothing. What is certainly not shown is tried in its next form: plain
        where its tags are refused, in no topic where that is closed, and as a new message where
        the old one is refused, unless it is not to be sent anew."""
        outcome = await self._tried(chat, page, thread=thread, anew=anew)
        self.landed[outcome.landing] += 1
        return outcome

    async def _tried(self, chat: int, page: Page, *, thread: int, anew: bool) -> Attempt:
        if self.token.wait_seconds:
            return self._in_doubt()
        form = Form(edits=page.edits, thread=thread)
        while True:
            try:
                return self._sent(chat, await self._shown(chat, page, form))
            except Exception as error:  # whatever it is, it may have been sent
                if form.edits is not None and fault(error) is Fault.ALREADY_SO:
                    self.counts["already so"] += 1
                    return self._sent(chat, form.edits)
                after = otherwise(form, error, anew=anew and bool(page.text))
                if after is None:
                    return self._failed(chat, error)
                if not self.pace.peers.stands:  # its chat is kept closed for one call, not two
                    return OVERTAKEN
                log.warning("shown in another form", exc_info=error)
                form = after

    async def answer(
        self, chat: int, page: Page, *, thread: int = 0, anew: bool = True
    ) -> Attempt:
        """As `send`, in the turn of an answer; nothing is tried where that is far off."""
        wait = self.pace.wait_seconds(chat, Kind.ANSWER)
        if wait > LONGEST_WAIT_SECONDS:
            return Attempt(landing=Landing.WAITS, wait_seconds=wait, why="paced")
        async with self.pace.turn(chat, Kind.ANSWER):
            return await self.send(chat, page, thread=thread, anew=anew)

    async def edit(self, chat: int, page: Page) -> Attempt:
        """The message shows the page; one that is gone is not sent anew."""
        return await self.send(chat, page, anew=False)

    async def remove(self, chat: int, message: int) -> Attempt:
        """The message is gone, or was before. A refusal says nothing of the chat: of what is too
        old, or not its own, a bot deletes nothing."""
        if self.token.wait_seconds:
            return self._in_doubt()
        try:
            await removed(self.bot, chat, message)
        except Exception as error:
            if fault(error) is Fault.GONE:
                return Attempt(landing=Landing.SENT, message=message)
            if meaning(error) is Means.REFUSED:
                self.counts["not deleted"] += 1
                return Attempt(landing=Landing.REFUSED, refused=True, why=type(error).__name__)
            return self._failed(chat, error)
        return self._sent(chat, message)

    def _in_doubt(self) -> Attempt:
        seconds = self.token.wait_seconds
        return Attempt(landing=Landing.WAITS, wait_seconds=seconds, why="token in doubt")

    async def _shown(self, chat: int, page: Page, form: Form) -> int:
        """The id of the message that shows it; whether it could be pinned changes nothing."""
        message = await called(self.bot, chat, page, form)
        if page.pin:
            try:
                await pinned(self.bot, chat, message)
            except Exception as error:  # it may not, as a rule: whoever asked can pin it by hand
                self.counts["not pinned"] += 1
                log.warning("not pinned", exc_info=error)
        return message

    def _sent(self, chat: int, message: int) -> Attempt:
        self.doubts.taken(chat)
        return Attempt(landing=Landing.SENT, message=message)

    def _failed(self, chat: int, error: Exception) -> Attempt:
        """What an error says for certain about the message."""
        why, wait = type(error).__name__, asked_to_wait_seconds(error)
        self.counts[why] += 1
        if wait:
            self.pace.hold(chat, wait, Kind)
        match meaning(error):
            case Means.NOT_SENT:
                why = type(error.__cause__ or error).__name__
                return Attempt(landing=Landing.WAITS, wait_seconds=wait, why=why)
            case Means.MOVED if isinstance(error, ChatMigrated):
                return Attempt(landing=Landing.WAITS, moved_to=error.new_chat_id, why=why)
            case Means.UNKNOWN_BOT:
                self.token.doubt()
                return Attempt(landing=Landing.WAITS, why=why)
            case Means.NO_WAY | Means.REFUSED:
                final = self.doubts.refused(chat)
                log.warning("refused", exc_info=error)
                return Attempt(
                    landing=Landing.REFUSED if final else Landing.WAITS,
                    wait_seconds=0.0 if final else AGAIN_SECONDS,
                    refused=True,
                    unreachable=final and meaning(error) is Means.NO_WAY,
                    why=why,
                )
            case _:
                log.warning("perhaps sent", exc_info=error)
                return Attempt(landing=Landing.UNKNOWN, why=why)

    async def reaches(self, chat: int, action: str = ChatAction.TYPING) -> bool:
        """Whether Telegram takes something for this chat: that the bot is at work."""
        try:
            await self.bot.send_chat_action(chat, action)
        except Exception as error:  # no answer is no sign that it can be reached
            self.counts[type(error).__name__] += 1
            if meaning(error) is Means.UNKNOWN_BOT:
                self.token.doubt()
            return False
        return True

    # ------------------------------------------------------------------ answers before reminders

    @contextmanager
    def answering(self, chats: Iterable[int]) -> Iterator[None]:
        """What is shown in these chats meanwhile stands before any reminder of them."""
        held = tuple(chats)
        self._answering.update(held)
        try:
            yield
        finally:
            for chat in held:
                self._answering[chat] -= 1
                if not self._answering[chat]:
                    del self._answering[chat]
            self._changed.set()
            self._changed = asyncio.Event()

    async def clear(self, chat: int) -> None:
        """Nothing is being answered in this chat, or that takes too long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLEAR_SECONDS):
                while chat in self._answering:
                    await self._changed.wait()
