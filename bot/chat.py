"""`myotaper chat`: the conversation in a terminal, or a sample of it where nobody types."""

import asyncio
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bot.settings import Settings
from bot.transport.terminal import ME, Terminal
from bot.wiring import local_desk

WELCOME = "/start"
LEAVE = frozenset({"/quit", "/exit"})
HINT = "(press a button by its letter or its words; /quit leaves)"
SAMPLE = (
    "/new",
    "154 lb",
    "Use 69.9 kg",
    "Dermatomyositis",
    "Severe",
    "Not known",
    "No emergency sign",
    "Confirm 2 points and make the plan",
    "Schedule",
    "Back to the card",
    "Agent",
    "Back to the card",
    "Prevention",
)


def main(_arguments: list[str]) -> int:
    """The conversation has ended; the exit status is 0."""
    settings = Settings()
    if sys.stdin.isatty():
        print(HINT)
        return asyncio.run(_talk(settings, settings.data / "terminal", _typed(), echo=False))
    lines = [line.rstrip("\n") for line in sys.stdin]
    if lines:
        return asyncio.run(_talk(settings, settings.data / "terminal", lines, echo=True))
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_talk(settings, Path(folder), SAMPLE, echo=True))


async def _talk(settings: Settings, folder: Path, lines: Iterable[str], *, echo: bool) -> int:
    desk = local_desk(settings, folder, prescribers=frozenset({ME}))
    terminal = Terminal(
        desk=desk, key=desk.store.key(), out=sys.stdout, colours=sys.stdout.isatty()
    )
    try:
        await terminal.take(WELCOME)
        for line in lines:
            if echo:
                print(f"\n> {line}", flush=True)
            if line.strip() in LEAVE:
                break
            await terminal.take(line)
    finally:
        desk.store.close()
    return 0


def _typed() -> Iterable[str]:
    """Lines as they are typed, until the end of input or Ctrl-C."""
    while True:
        try:
            yield input("\n> ")
        except (EOFError, KeyboardInterrupt):
            return
