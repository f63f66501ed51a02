"""Updates come in by a webhook, if one is set: from the start on, also while this stands by."""

import asyncio
import os
from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.clock import now
from bot.commands.ending import WRONG_SETTINGS
from bot.engine import letterbox
from bot.measures import Reception
from bot.settings import PREFIX, SECRET, Settings
from bot.store import Change, Store
from bot.store.inbox import Puts, Received
from bot.store.secrecy import CREDENTIALS
from bot.transport import CannotServe

CREDENTIAL = "myotaper.webhook"
LONGEST = 4_096  # bytes
NO_SECRET = (
    f"{PREFIX}WEBHOOK needs a secret that Telegram proves itself with: set {PREFIX}WEBHOOK_SECRET "
    f"to what `openssl rand -hex 32` says, or give the service a credential {CREDENTIAL}"
)


@dataclass(slots=True)
class Own:
    """The inbox of a file, which this process alone writes."""

    store: Store

    async def put(self, received: Received) -> None:
        """It waits on disk when this returns; raises NotSaved."""
        await self.store.commit(Change(at=received.at, receives=(received,)))

    async def answers(self) -> bool:
        """It does, or a put says that it does not."""
        return True

    async def close(self) -> None:
        """It is the store's, which somebody else closes."""


@dataclass(slots=True, kw_only=True)
class Receiving:
    """Nothing of it happens where no webhook is set."""

    settings: Settings
    news: asyncio.Event = field(default_factory=asyncio.Event)  # set when something was put
    counts: Counter[Reception] = field(default_factory=Counter)
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def beside(self) -> None:
        """Where a database is shared, updates are received from now on; raises CannotServe."""
        if self.settings.webhook:
            secret_of(self.settings)
            if box := letterbox(self.settings):
                await self._begin(box)

    async def own(self, store: Store) -> None:
        """Where this process alone keeps everything, they are received from now on."""
        if self.settings.webhook and self.settings.database is None:
            await self._begin(Own(store))

    async def close(self) -> None:
        """None is received any more; what has come is kept and answered first."""
        await self._open.aclose()

    async def _begin(self, box: Puts) -> None:
        # Whoever polls need not wait for these libraries.
        from bot.transport.telegram.hearing.source import KINDS  # noqa: PLC0415
        from bot.transport.webhook.receiver import Receiver  # noqa: PLC0415
        from bot.transport.webhook.serving import receiving  # noqa: PLC0415

        async def put(received: Received) -> None:
            await box.put(received)
            self.news.set()

        receiver = Receiver(
            path=urlsplit(self.settings.webhook or "").path or "/",
            secret=secret_of(self.settings),
            kinds=KINDS,
            put=put,
            takes=box.answers,
            clock=now,
            counts=self.counts,
        )
        self._open.push_async_callback(box.close)
        await self._open.enter_async_context(receiving(receiver, self.settings.webhook_listen))


def secret_of(settings: Settings, environment: Mapping[str, str] = os.environ) -> str:
    """What Telegram proves itself with: as it is set, or systemd's credential; raises
    CannotServe where there is none."""
    if settings.webhook_secret:
        return settings.webhook_secret.get_secret_value()
    try:
        with Path(environment.get(CREDENTIALS, ""), CREDENTIAL).open("rb") as file:
            secret = file.read(LONGEST).decode("ascii", "replace").strip()
    except OSError:
        secret = ""
    if not SECRET.fullmatch(secret):
        raise CannotServe(NO_SECRET, code=WRONG_SETTINGS)
    return secret
