"""A whole bot as a process that is forked with everything imported, so that it is up at once."""

import asyncio
import logging
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.guideline import shipped
from bot.lessons import lessons
from bot.wiring import local_desk
from bot.words import catalogue
from tests.bot.kill import unmeasured
from tests.bot.served_bot import SETTINGS, bot_on

# read and imported before the fork, not after it
shipped(), catalogue(), lessons()
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload([__name__])


def started(root: str, folder: Path) -> BaseProcess:
    """A bot in a process of its own, on this data, at this server."""
    process = FORKS.Process(target=serve, args=(root, folder), daemon=True)
    process.start()
    return process


def serve(root: str, folder: Path) -> None:
    """Serves until it is killed, and writes nothing about it."""
    logging.disable()
    unmeasured()
    desk = local_desk(SETTINGS, folder, prescribers=SETTINGS.prescribers, limited=False)
    bot = bot_on(desk, root=root)
    asyncio.run(bot.serve(ready=lambda _name: None, stop=asyncio.Event()))
