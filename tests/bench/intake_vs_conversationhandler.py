"""Equal intakes, five updates each, through python-telegram-bot on a Bot API in this process.

    python -m tests.bench.intake_vs_conversationhandler [--intakes 1000] [--folder DIR]

Ours has every step on disk before it answers; the others keep nothing. Each update that is a
press costs two calls of the Bot API in every way that is measured.
"""

import argparse
import asyncio
import warnings
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench.drive import STEPS, Driver, Work
from tests.bench.figures import Taken, machine, scratch
from tests.bench.ours import desk_in, ours
from tests.bench.rivals.conversation import bare, conversation
from tests.bench.stub import Stub

AT_ONCE = 64
WARM_PART = 10  # one of so many intakes is made before the clock runs
FIRST = 7_000_000_000


@asynccontextmanager
async def started(work: Work, stub: Stub) -> AsyncIterator[Driver]:
    """A driver of an application while it runs."""
    async with work:
        await work.start()
        yield Driver(work, stub)
        await work.stop()


async def timed(driver: Driver, name: str, chats: Sequence[int], *, at_once: int) -> Taken:
    """The run over all but the first chats, printed."""
    await driver.begun(chats, at_once=at_once)
    warm = len(chats) // WARM_PART
    await driver.answered(chats[:warm], at_once=at_once)
    taken = await driver.answered(chats[warm:], at_once=at_once)
    calls_each = taken.calls / len(taken.each)
    print(taken.line(f"{name}, {at_once} at once"), f" {calls_each:.1f} calls", flush=True)
    return taken


async def compared(folder: Path, intakes: int) -> None:
    """Every way in turn, then what ours comes to against each."""
    chats = range(FIRST, FIRST + intakes)
    others = []
    for name, build in (
        ("ConversationHandler, memory", lambda stub: conversation(stub, planning=False)),
        ("ConversationHandler that plans", lambda stub: conversation(stub, planning=True)),
        ("bare handler", bare),
    ):
        stub = Stub()
        async with started(build(stub), stub) as driver:
            others.append((name, await timed(driver, name, chats, at_once=1)))
    for at_once in (AT_ONCE, 1):
        desk = desk_in(folder / str(at_once), chats)
        async with ours(desk) as driver:
            mine = await timed(driver, "ours, durable", chats, at_once=at_once)
        desk.store.close()
        for name, other in others:
            ratios = (
                f"{mine.rate / other.rate:.2f} by time, {other.cpu_us / mine.cpu_us:.2f} by cpu"
            )
            print(f"    against {name}: {ratios}", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Equal intakes, ours and others'.")
    parser.add_argument("--intakes", type=int, default=1_000)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args(arguments)
    warnings.simplefilter("ignore")  # ConversationHandler says that it mixes kinds of updates
    print(machine(), f"{chosen.intakes} intakes of {len(STEPS)} steps", sep="; ")
    with scratch(chosen.folder) as folder:
        folder.mkdir(mode=0o700)
        asyncio.run(compared(folder, chosen.intakes))


if __name__ == "__main__":
    main()
