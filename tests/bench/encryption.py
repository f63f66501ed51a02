"""What encryption at rest costs: equal intakes into two stores in turn, one of them with keys.

python -m tests.bench.encryption [--intakes 100] [--rounds 5] [--folder DIR]
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

from bot.desk.desk import Desk
from tests.bench.drive import STEPS, Driver
from tests.bench.figures import Row, printed
from tests.bench.intake_vs_conversationhandler import FIRST
from tests.bench.ours import desk_in, ours
from tests.bot.store.keyed import keys_in

GOAL = 1.1
Costs = tuple[float, float]  # of an intake in seconds: by time, by processor


async def measured(desks: Sequence[Desk], *, intakes: int, rounds: int) -> list[list[Costs]]:
    """For each desk but the first, by round: how much more the intakes took there than at it."""
    chats = chats_of(intakes, rounds)
    found: list[list[Costs]] = [[] for _ in desks[1:]]
    async with AsyncExitStack() as stack:
        drivers = [await stack.enter_async_context(ours(desk)) for desk in desks]
        for number in range(rounds + 1):
            some = chats[number * intakes : (number + 1) * intakes]
            one, *others = await _in_turn(drivers, some)
            for each, other in zip(found, others, strict=True):
                each.append((other[0] / one[0], other[1] / one[1]))
    for desk in desks:
        desk.store.close()
    return [each[1:] for each in found]


def chats_of(intakes: int, rounds: int) -> range:
    """Whoever enters a plan; the first round is not counted."""
    return range(FIRST, FIRST + intakes * (rounds + 1))


async def _in_turn(drivers: Sequence[Driver], chats: Sequence[int]) -> list[Costs]:
    """Chat by chat, once in each: what an intake came to, by the medians of its steps."""
    each: list[tuple[list[float], list[float]]] = [([], []) for _ in drivers]
    for at, chat in enumerate(chats):
        for turn in range(len(drivers)):
            which = (at + turn) % len(drivers)
            await drivers[which].begun([chat], at_once=1)  # not before: it would be too late
            taken = await drivers[which].answered([chat], at_once=1)
            each[which][0].extend(taken.each)
            each[which][1].extend(drivers[which].each_cpu)
    return [(_intake(by_time), _intake(by_cpu)) for by_time, by_cpu in each]


def _intake(each: Sequence[float]) -> float:
    return sum(median(each[step :: len(STEPS)]) for step in range(len(STEPS)))


def rows(folder: Path, *, intakes: int, rounds: int) -> list[Row]:
    """By time, and by the work of the processor."""
    chats = chats_of(intakes, rounds)
    keys = keys_in(folder / "keys")
    desks = (desk_in(folder / "clear", chats), desk_in(folder / "encrypted", chats, keys))
    (found,) = asyncio.run(measured(desks, intakes=intakes, rounds=rounds))
    return [row("intakes into an encrypted store against one in clear, by time", found)]


def row(figure: str, found: Sequence[Costs]) -> Row:
    """The figure by time, beside it the one by processor."""
    by_cpu = median(cpu for _, cpu in found)
    seen, beside = [time for time, _ in found], f"{by_cpu:.2f} by processor"
    return Row(figure=figure, seen=seen, goal=GOAL, beside=beside)


def main(arguments: Sequence[str] | None = None) -> None:
    printed(rows, "What encryption costs.", arguments, intakes=100, rounds=5)


if __name__ == "__main__":
    main()
