"""`myotaper chat`: the conversation in a terminal, or a sample of it where nobody types."""

import asyncio
import os
import select
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.clock import Clock
from bot.commands.ending import (
    BROKEN_PIPE,
    INTERRUPTED,
    NOT_OPENED,
    WRONG_SETTINGS,
    ended,
    leave_unwritten,
)
from bot.commands.words_after import not_opened, takes_nothing
from bot.practice.pushed_clock import PushedClock
from bot.practice.team import TypedPractice, practice
from bot.settings import Settings, Unset, read_settings
from bot.store import CannotOpen
from bot.transport.terminal import Terminal

BEGIN = "/start"
LEAVE = frozenset({"/quit", "/exit"})
DOES = "The conversation in this terminal; where nobody types, a sample of it."
HINT = """\
Type the answer, or press a button: the last ones by letter, any by its words.
team: or nurse: before a line speaks for the others, as in team: Seen
+next, +2d and +5h push the clock; +3d off is an outage; /quit or Ctrl-C ends."""
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
    "Medicines",
)


def main(arguments: list[str]) -> int:
    """The conversation has ended; 0 where nothing kept it from its end."""
    takes_nothing("chat", f"{DOES}\n\n{HINT}", arguments)
    try:
        with _ends_at_once():
            return asyncio.run(_held(read_settings()))
    except KeyboardInterrupt:
        print()  # the next prompt of the shell begins a line
        return INTERRUPTED
    except Unset as error:
        return ended(error, WRONG_SETTINGS)
    except CannotOpen as error:
        return not_opened(error)
    except BrokenPipeError:
        leave_unwritten()
        return BROKEN_PIPE
    except OSError as error:
        return ended(f"no sample: {error.strerror or error}", NOT_OPENED)


@contextmanager
def _ends_at_once() -> Iterator[None]:
    """Ctrl-C ends what is done here, also while a line is awaited: asyncio would wait for it."""

    def ends(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, ends)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _woken() -> Iterator[int]:
    """What can be read here once a signal came, whatever the program did at that moment."""
    read, written = os.pipe()
    os.set_blocking(written, False)
    before = signal.set_wakeup_fd(written, warn_on_full_buffer=False)
    try:
        yield read
    finally:
        signal.set_wakeup_fd(before)
        os.close(read)
        os.close(written)


async def _held(settings: Settings) -> int:
    """With a person; else with the lines that come in; else with itself, kept nowhere."""
    own = settings.data / "terminal"
    if sys.stdin.isatty():
        print(HINT)
        return await _talk(settings, own, _typed(), echo=False)
    lines = [line.rstrip("\n") for line in sys.stdin]
    if lines:
        return await _talk(settings, own, lines, echo=True)
    with tempfile.TemporaryDirectory() as folder:
        return await _talk(settings, Path(folder, "sample"), SAMPLE, echo=True)


async def _talk(settings: Settings, folder: Path, lines: Iterable[str], *, echo: bool) -> int:
    terminal = Terminal(out=sys.stdout, colours=sys.stdout.isatty(), files=folder / "papers")
    here = await practice(settings, folder, PushedClock(Clock()), terminal)
    try:
        course = TypedPractice(practice=here, terminal=terminal)
        await course.take(BEGIN)
        for line in lines:
            if echo:
                print(f"\n> {line}", flush=True)
            if line.strip() in LEAVE:
                break
            await course.take(line)
    finally:
        here.desk.store.close()
    return 0


def _typed() -> Iterator[str]:
    """Lines as they are typed, until the end of input. A read that has begun is ended by Ctrl-C,
    one about to begin is not: so it begins when there is a line, and a signal ends the wait."""
    with _woken() as signalled:
        while True:
            print("\n> ", end="", flush=True)
            while sys.stdin not in select.select([sys.stdin, signalled], [], [])[0]:
                os.read(signalled, 1)
            try:
                yield input()
            except EOFError:
                return
