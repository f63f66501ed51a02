"""Sends what nobody asked for: one message to one chat, and what is certain about it."""

import logging
from dataclasses import dataclass

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from bot.alarm.sending import Attempt, SenderStopped
from bot.page import Page
from bot.transport.telegram_faults import Fault, asked_to_wait_seconds, fault
from bot.transport.telegram_say import posted
from flows.talk.records import Landing

# The library underneath is Telegram's library's own choice, so its errors are known by name:
# those of a request that never left this machine.
NEVER_LEFT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout"})
GONE_CHATS = frozenset({Fault.NO_CHAT, Fault.CHAT_ENDED})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The way out through one bot."""

    bot: Bot

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Attempt:
        """One try; raises SenderStopped and nothing else.

        A text that cannot be parsed or a topic that is gone is certainly not sent: once more
        as plain text, or with no topic.
        """
        tags = True
        while True:
            try:
                message = await posted(self.bot, chat, page, thread=thread, tags=tags)
                return Attempt(landing=Landing.SENT, message=message)
            except BadRequest as error:
                match fault(error):
                    case Fault.UNPARSABLE if tags:
                        log.exception("page is not HTML")
                        tags = False
                    case Fault.NO_TOPIC | Fault.TOPIC_CLOSED if thread:
                        log.warning("the topic is gone", exc_info=error)
                        thread = 0
                    case kind:
                        return _refused(error, unreachable=kind in GONE_CHATS)
            except Exception as error:  # whatever it is, it may have been sent
                return _outcome(error)


def _outcome(error: Exception) -> Attempt:
    """What an error says for certain about the message."""
    why = type(error).__name__
    match error:
        case InvalidToken():
            why = "Telegram does not know this token any more; ask BotFather for the right one"
            raise SenderStopped(why) from error
        case RetryAfter():
            seconds = asked_to_wait_seconds(error)
            return Attempt(landing=Landing.WAITS, wait_seconds=seconds, why=why)
        case ChatMigrated():
            return Attempt(landing=Landing.WAITS, moved_to=error.new_chat_id, why=why)
        case Forbidden():
            return _refused(error, unreachable=True)
        case NetworkError() if type(error.__cause__).__name__ in NEVER_LEFT:
            return Attempt(landing=Landing.WAITS, why=type(error.__cause__).__name__)
        case _:
            log.warning("perhaps sent", exc_info=error)
            return Attempt(landing=Landing.UNKNOWN, why=why)


def _refused(error: Exception, *, unreachable: bool) -> Attempt:
    log.warning("refused", exc_info=error)
    return Attempt(landing=Landing.REFUSED, unreachable=unreachable, why=type(error).__name__)
