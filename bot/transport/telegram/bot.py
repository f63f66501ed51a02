"""The Telegram bot as a whole: begins, polls until it is told to stop, and ends in order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, ExtBot, TypeHandler
from telegram.request import BaseRequest

from bot.alarm.sending import Sends
from bot.clock import Clock, seconds
from bot.pacing import Pace
from bot.store import Store
from bot.transport import TRY_AGAIN, CannotServe
from bot.transport.introduction import Introduction
from bot.transport.telegram.api.doubts import Doubts
from bot.transport.telegram.api.faults import asked_to_wait_seconds
from bot.transport.telegram.api.network import proxy_for, trusted_for
from bot.transport.telegram.api.request import (
    CONNECT_SECONDS,
    WRITE_SECONDS,
    AiohttpRequest,
)
from bot.transport.telegram.api.room import room
from bot.transport.telegram.api.token import NOT_KNOWN, Token
from bot.transport.telegram.converse import Conversation, Converses
from bot.transport.telegram.hearing.hear import Hearing
from bot.transport.telegram.hearing.order import ChatsInOrder
from bot.transport.telegram.hearing.plain import PlainUpdate
from bot.transport.telegram.hearing.poll import Poller, PollingRequest
from bot.transport.telegram.hearing.source import Source
from bot.transport.telegram.hearing.webhook import Address, Webhook
from bot.transport.telegram.saying.introducing import introduced
from bot.transport.telegram.saying.out import Out
from bot.transport.telegram.saying.owed import Debts
from bot.transport.telegram.saying.say import Mouth
from flows.talk.known import Line, Room

CHATS_AT_ONCE = 256
READ_SECONDS = 30.0  # a shorter wait would make outcomes unknown
BOOT_PAUSES_SECONDS = (1.0, 2.0, 4.0, 8.0)
CALL_SECONDS = CONNECT_SECONDS + WRITE_SECONDS + READ_SECONDS  # of a reminder, at the most
LAST_SEND_SECONDS = CALL_SECONDS + 2  # for that which is on its way, until it is written down
END_SECONDS, CONFIRM_SECONDS = 2.0, 1.0  # for what was begun; then it is given up

Work = Application[Any, Any, Any, Any, Any, Any]
Alarm = Callable[[Sends, asyncio.Event], Awaitable[None]]
"""Sends by itself what is due, until the event is set and the send that was begun has ended."""
Watch = Callable[[], Coroutine[Any, Any, None]]
"""Looks whether everything lives, and ends by raising where it does not."""
log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class TelegramBot:
    """One bot of one token."""

    bot: ExtBot[None]
    polling: PollingRequest
    desk: Converses
    key: bytes
    introduction: Introduction
    clock: Clock
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    monotonic: Callable[[], float] = seconds
    pace: Pace = field(default_factory=lambda: Pace(monotonic=seconds))
    store: Store | None = None  # whose inbox is worked off, where an address is set
    address: Address | None = None  # without it updates are asked for
    news: asyncio.Event = field(default_factory=asyncio.Event)  # set when something was put there
    rival_since: datetime | None = None  # as the process before has left it
    work: Work | None = None  # the updates being processed, while it serves
    token: Token = field(init=False)
    out: Out = field(init=False)
    debts: Debts = field(init=False)
    source: Source = field(init=False)

    def __post_init__(self) -> None:
        self.token = Token(
            bot=self.bot, clock=self.clock, monotonic=self.monotonic, pause=self.pause
        )
        doubts = Doubts(monotonic=self.monotonic)
        self.out = Out(bot=self.bot, token=self.token, doubts=doubts, pace=self.pace)
        self.debts = Debts(
            out=self.out,
            notice=self.introduction.unshown,
            shown=self.desk.shown,
            monotonic=self.monotonic,
            pause=self.pause,
        )
        self.source = self._source()

    def _source(self) -> Source:
        if self.address and self.store:
            return Webhook(
                bot=self.bot,
                store=self.store,
                address=self.address,
                token=self.token,
                clock=self.clock,
                news=self.news,
                pause=self.pause,
                rival_since=self.rival_since,
            )
        return Poller(
            bot=self.bot,
            polling=self.polling,
            token=self.token,
            clock=self.clock,
            pause=self.pause,
            rival_since=self.rival_since,
        )

    @classmethod
    def at(cls, root: str, token: str, request: BaseRequest | None = None, **more: Any) -> Self:
        """The bot of this token at this Bot API server, by a request of its own if none."""
        request = request or AiohttpRequest(
            read_seconds=READ_SECONDS,
            pool_seconds=READ_SECONDS,
            proxy=proxy_for(root),
            trusted=trusted_for(root),
        )
        polling = PollingRequest(request)
        bot = ExtBot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=request,
            get_updates_request=polling,
        )
        return cls(bot=bot, polling=polling, **more)

    async def serve(
        self,
        *,
        ready: Callable[[str], None],
        stop: asyncio.Event,
        alarm: Alarm | None = None,
        watch: Watch | None = None,
    ) -> None:
        """Every update is answered and the alarm runs until `stop` is set; raises CannotServe,
        also where `watch` does."""
        try:
            await self._begin()
            self.work = self._application()
            await self._poll(self.work, ready, stop, alarm or _silence, watch or _nobody)
        except Conflict as error:
            raise CannotServe(_rival(error), code=TRY_AGAIN) from error
        finally:
            await self.bot.shutdown()

    async def only_send(self, stop: asyncio.Event, alarm: Alarm) -> None:
        """The alarm runs until `stop` is set, and nobody is heard; raises CannotServe."""
        watching = asyncio.create_task(self.token.watch())
        try:
            await self._begin()
            await _rung(alarm, self.out, stop)
        finally:
            watching.cancel()
            await self.bot.shutdown()

    @property
    def line(self) -> Line:
        """How Telegram answers this bot."""
        return Line(
            refused_since=self.token.refused_since,
            refused_last=self.token.refused_last,
            rival_since=self.source.rival_since,
            unheard_since=self.source.unheard_since,
            unshown=self.debts.unshown,
        )

    async def room(self, chat: int) -> Room:
        """Who reads in this group."""
        return await room(self.bot, chat)

    async def _begin(self) -> None:
        """Telegram knows the token, and says which bot it is; raises CannotServe, after
        which the process is to be started again: what it says at the start may pass as well."""
        why = f"{self.bot.base_url.partition('/bot')[0]} cannot be reached"
        for pause in BOOT_PAUSES_SECONDS:
            try:
                await self.bot.initialize()
            except TelegramError as error:
                known = not isinstance(error, InvalidToken)
                why = why if known else NOT_KNOWN
                log.warning("Telegram cannot be reached", exc_info=error)
                await self.pause(max(pause, min(asked_to_wait_seconds(error), READ_SECONDS)))
            else:
                return
        raise CannotServe(why, code=TRY_AGAIN)

    def _ears(self) -> Hearing:
        knows = frozenset(self.introduction.group_commands)
        return Hearing(key=self.key, name=self.bot.username, knows=knows)

    def _application(self) -> Work:
        conversation = Conversation(
            desk=self.desk,
            ears=self._ears(),
            mouth=Mouth(out=self.out, debts=self.debts, pause=self.pause),
            updates=self.source.updates,
            clock=self.clock,
            in_group=self.introduction.in_group,
            pause=self.pause,
        )
        builder = Application.builder().bot(self.bot).updater(None)
        application = builder.concurrent_updates(ChatsInOrder(CHATS_AT_ONCE)).build()
        application.add_handler(TypeHandler(Update, conversation.on_update))
        application.add_handler(TypeHandler(PlainUpdate, conversation.on_update))
        application.add_error_handler(_failed)
        return application

    async def _poll(
        self,
        application: Work,
        ready: Callable[[str], None],
        stop: asyncio.Event,
        alarm: Alarm,
        watch: Watch,
    ) -> None:
        await application.initialize()
        await application.start()
        ready(self.bot.username)
        quiet = asyncio.Event()
        ringing = asyncio.create_task(_rung(alarm, self.out, quiet))
        watching = asyncio.create_task(self.token.watch())
        polling = asyncio.create_task(self.source.run(application.update_queue.put))
        introducing = asyncio.create_task(introduced(self.bot, self.introduction, self.pause))
        stopping = asyncio.create_task(stop.wait())
        minding = asyncio.create_task(watch())
        everything = {polling, stopping, ringing, watching, minding}
        ended, _ = await asyncio.wait(everything, return_when=asyncio.FIRST_COMPLETED)
        quiet.set()  # first of all; what is pressed meanwhile is still answered
        await asyncio.wait({ringing}, timeout=LAST_SEND_SECONDS)
        for task in everything | {introducing}:
            task.cancel()
        self.debts.end()
        await _begun_is_done(application.stop(), END_SECONDS)
        if polling not in ended:
            await _begun_is_done(self.source.confirm(), CONFIRM_SECONDS)
        await application.shutdown()
        for task in ended:
            task.result()
        if stopping not in ended:
            raise CannotServe("a part of the bot ended by itself; start again", code=TRY_AGAIN)


def _rival(error: Conflict) -> str:
    """Who takes this bot's updates, as Telegram says it."""
    if "webhook" in error.message.lower():
        return (
            "somebody has set another webhook with the same token: another installation, or "
            "another program; one of the two has to stop, then start this one again"
        )
    return "another process polls with the same token; one of the two has to stop"


async def _silence(_sends: Sends, quiet: asyncio.Event) -> None:
    """The alarm of a bot that sends nothing by itself."""
    await quiet.wait()


async def _nobody() -> None:
    """Nobody watches."""
    await asyncio.Event().wait()


async def _rung(alarm: Alarm, sends: Sends, quiet: asyncio.Event) -> None:
    """The alarm has run; one that fails ends the bot, since nobody would be reminded."""
    try:
        await alarm(sends, quiet)
    except Exception as error:
        log.exception("the alarm failed")
        raise CannotServe("reminders cannot be sent; the log says why", code=TRY_AGAIN) from error


async def _begun_is_done(work: Awaitable[None], seconds: float) -> None:
    with suppress(TimeoutError, TelegramError):
        await asyncio.wait_for(work, seconds)


async def _failed(update: object, context: Any) -> None:
    number = update.update_id if isinstance(update, Update | PlainUpdate) else None
    log.error("update failed", exc_info=context.error, extra={"update": number})
