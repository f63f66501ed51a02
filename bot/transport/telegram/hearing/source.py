"""Where updates come from, whichever way Telegram hands them over."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

from telegram import Bot, Update

from bot.pulse import Pulse
from bot.transport.telegram.hearing.plain import AnyUpdate, plain

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
KINDS = frozenset(ALLOWED)
Take = Callable[[AnyUpdate], Awaitable[None]]

log = logging.getLogger(__name__)


class Updates(Protocol):
    """The updates that are here and not yet worked off, as a conversation needs to know them."""

    def arrived(self, update: int) -> datetime | None:
        """When it arrived; None where it is not one of them."""
        ...

    def take(self, update: int) -> None:
        """The desk has taken it in: whatever it changes is kept."""
        ...

    def over(self, update: int) -> None:
        """It is worked off, and what came of it was shown."""
        ...


class Source(Protocol):
    """Hands on every update, those of a chat in their order."""

    @property
    def updates(self) -> Updates:
        """Those that are here."""
        ...

    @property
    def pulse(self) -> Pulse:
        """Says that it lives."""
        ...

    @property
    def begun(self) -> bool:
        """Whether Telegram was asked for updates, or told where to send them."""
        ...

    @property
    def unheard_since(self) -> datetime | None:
        """Since when nothing arrives that people write; None where it does."""
        ...

    @property
    def rival_since(self) -> datetime | None:
        """Since when another process takes this bot's updates; None where none does."""
        ...

    @property
    def silent_seconds(self) -> float:
        """Since Telegram last said that all is well, or since the start."""
        ...

    async def run(self, take: Take) -> None:
        """Hands on until it is cancelled; ends by Conflict alone, where a rival goes on."""
        ...

    async def confirm(self) -> None:
        """What was worked off does not come again."""
        ...


def as_update(raw: dict[str, Any], bot: Bot) -> AnyUpdate:
    """The update, or its bare number where the library cannot read it."""
    try:
        return plain(raw) or Update.de_json(raw, bot)
    except Exception as error:  # whatever it is, the updates behind this one count
        log.warning("unreadable update", exc_info=error, extra={"update": raw["update_id"]})
        return Update(raw["update_id"])
