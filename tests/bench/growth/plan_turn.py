"""A turn that makes a plan, with all its reminders, beside a turn that answers a question.

python -m tests.bench.growth.plan_turn [--intakes 200] [--rounds 3] [--folder DIR]
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.bench.drive import STEPS
from tests.bench.figures import Row, printed
from tests.bench.intake_vs_conversationhandler import FIRST
from tests.bench.ours import desk_in, ours

GOAL = 0.4
Ratios = tuple[float, float]  # by time, by processor


async def measured(folder: Path, *, intakes: int, rounds: int) -> list[Ratios]:
    """In each round the median of the presses before, over that of the one that makes a plan."""
    chats = range(FIRST, FIRST + intakes * (rounds + 1))
    desk, found = desk_in(folder, chats), list[Ratios]()
    async with ours(desk) as driver:
        for number in range(rounds + 1):
            some = chats[number * intakes : (number + 1) * intakes]
            await driver.begun(some, at_once=1)
            taken = await driver.answered(some, at_once=1)
            found.append((_ratio(taken.each), _ratio(driver.each_cpu)))
    desk.store.close()
    return found[1:]


def _ratio(each: Sequence[float]) -> float:
    steps = len(STEPS)
    plain = [taken for at, taken in enumerate(each) if 0 < at % steps < steps - 1]
    return median(plain) / median(each[steps - 1 :: steps])


def rows(folder: Path, *, intakes: int, rounds: int) -> list[Row]:
    """By time, and by the work of the processor."""
    found = asyncio.run(measured(folder, intakes=intakes, rounds=rounds))
    by_cpu = median(cpu for _, cpu in found)
    figure = "a plain turn against one that makes a plan, each alone, by time"
    seen, beside = [time for time, _ in found], f"{by_cpu:.2f} by processor"
    return [Row(figure=figure, seen=seen, goal=GOAL, at_least=True, beside=beside)]


def main(arguments: Sequence[str] | None = None) -> None:
    about = "What a turn that makes a plan costs."
    printed(rows, about, arguments, intakes=200, rounds=3)


if __name__ == "__main__":
    main()
