"""What a process that stands by says of itself: in a file, and to a monitoring system."""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.release import build
from bot.settings import Settings

NAME = "standby.json"  # beside the file of whichever process leads, who may share the folder
SAYS = "says"

log = logging.getLogger(__name__)


@asynccontextmanager
async def answering(settings: Settings) -> AsyncIterator[None]:
    """Its metrics are served until the end of the block, where an address is set for them; nothing
    is left of its file then."""
    served: asyncio.Task[None] | None = None
    if settings.metrics:
        from bot.metrics.endpoint import served_beside  # noqa: PLC0415  nobody else waits for it

        served = asyncio.create_task(served_beside(*settings.metrics, build()).run())
    try:
        yield
    finally:
        if served:
            served.cancel()
            await asyncio.wait([served])
        with suppress(OSError):
            (settings.data / NAME).unlink(missing_ok=True)


def written(data: Path, said: str) -> None:
    """The file in this folder says that it stands by, as of now; one that cannot be written is
    left."""
    unfinished = data / f"{NAME}.{os.getpid()}"
    try:
        unfinished.write_text(json.dumps({SAYS: said}), "utf-8")
        unfinished.replace(data / NAME)
    except OSError:
        log.exception("that this process stands by cannot be written")
