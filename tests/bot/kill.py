"""Work in a child process that is killed -9 at an instant of chance, and what it had said by then.

The child is a fork, so it starts in milliseconds with everything imported. What it says is in
the pipe before the saying returns, so no kill can take it back.
"""

import asyncio
import os
import select
import signal
from collections.abc import Awaitable, Callable
from time import monotonic

Say = Callable[[str], None]
Work = Callable[[Say], Awaitable[None]]


def said_until_killed(work: Work, *, after_seconds: float) -> list[str]:
    """The lines that the work said before it was killed so long after its start.

    Work that ends by itself is a fault of the test, and so is work that raises.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _run(work, writing)
    os.close(writing)
    try:
        lines = _lines(reading, child, after_seconds)
    finally:
        os.close(reading)
        _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the work ended before it was killed: {lines[-3:]}"
    return lines


def _run(work: Work, writing: int) -> None:
    """In the child: never returns, and runs nothing of the parent's on its way out."""
    try:
        asyncio.run(work(lambda line: _say(writing, line)))
    except BaseException as error:
        _say(writing, f"raised {error!r}")
    finally:
        os._exit(1)


def _say(writing: int, line: str) -> None:
    os.write(writing, f"{line}\n".encode())


def _lines(reading: int, child: int, after_seconds: float) -> list[str]:
    deadline, heard = monotonic() + after_seconds, b""
    while (left := deadline - monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            part = os.read(reading, 65_536)
            if not part:
                break
            heard += part
    os.kill(child, signal.SIGKILL)
    while part := os.read(reading, 65_536):
        heard += part
    return heard.decode().splitlines()
