"""`myotaper demo`: a page on this machine to try everything on, with nothing set up."""

import argparse
import asyncio
import os
import shutil
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from time import monotonic

from bot.clock import Clock
from bot.commands.ending import NOT_OPENED, WRONG_SETTINGS, ended
from bot.settings import Settings, Unset, read_settings
from bot.site.shown import shown
from bot.site.visit import BEAT_SECONDS, Visit, visit
from bot.site.visits import Visits
from bot.site.web import Web
from bot.site.web_serve import address, bound, server
from bot.transport import CannotServe
from bot.wiring import introduction
from bot.words import catalogue

DOES = "A page on this machine to try everything on, with nothing set up."
READY = """\
The demo is at {address}
TRAINING, not a real patient. Ctrl-C ends it, and nothing of it is kept.
The same in this terminal: myotaper chat"""
MEMORY, ENOUGH_BYTES = Path("/dev/shm"), 2**29  # noqa: S108  only a folder made in it is used
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


def main(arguments: Sequence[str]) -> int:
    """The page was served until somebody ended it; 0 where nothing kept it from its end."""
    wanted = _parser().parse_args(arguments)
    try:
        settings = read_settings()
        with (
            bound(wanted.port) as listening,
            tempfile.TemporaryDirectory(dir=place(MEMORY)) as folder,
        ):
            web = site(settings, Path(folder), beat_seconds=wanted.beat)
            print(READY.format(address=address(listening)), flush=True)
            if not wanted.no_browser and has_screen(sys.platform, os.environ):
                webbrowser.open(address(listening))
            _serve(web, listening)
    except Unset as error:
        return ended(error, WRONG_SETTINGS)
    except CannotServe as error:
        return ended(error, error.code)
    except OSError as error:
        return ended(f"the demo has no place for its data: {error.strerror or error}", NOT_OPENED)
    return 0


def site(
    settings: Settings,
    folder: Path,
    *,
    clock: Callable[[], datetime] | None = None,
    beat_seconds: float = BEAT_SECONDS,
) -> Web:
    """The page over data in this folder, a part of it for each visitor."""

    reads = clock or Clock()

    async def make(number: int) -> Visit:
        own = folder / f"{number}"
        return await visit(number, settings, own, clock=reads, beat_seconds=beat_seconds)

    visits = Visits(make=make, monotonic=monotonic)
    return Web(visits=visits, shown=shown(catalogue(), introduction(settings)))


def place(memory: Path) -> Path | None:
    """Where the data of a demo lies: in memory, where there is enough of it, else where temporary
    files do. Nothing of it is to outlive the demo, so no visitor need wait for the disk."""
    roomy = memory.is_dir() and os.access(memory, os.W_OK)
    return memory if roomy and shutil.disk_usage(memory).free >= ENOUGH_BYTES else None


def has_screen(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether a browser would have a screen to open on; one of text would take the terminal."""
    return platform == "darwin" or any(environment.get(name) for name in SCREENS)


def _serve(web: Web, listening: socket.socket) -> None:
    try:
        asyncio.run(server(web.app(), web.visits.close).serve(sockets=[listening]))
    except KeyboardInterrupt:  # uvicorn ends in order, then hands the signal on
        return


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="myotaper demo", description=DOES)
    parser.add_argument("--port", type=int, help="the port on this machine")
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    parser.add_argument(
        "--beat", type=float, default=BEAT_SECONDS, help="seconds between two moves of a play"
    )
    return parser
