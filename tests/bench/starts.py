"""The commands as processes: what each needs of the processor until it has answered.

python -m tests.bench.starts [--cases 3000] [--rounds 3] [--folder DIR]
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.bench.clinicians import clinicians
from tests.bench.figures import Row, printed
from tests.bench.over_http import OURS, cpu_seconds, running
from tests.gate.lanes import KEEPS_COMPILED
from tests.oracle.walks import random_case

SEED = 11
RATE_GOAL, READY_GOAL, FIRST_GOAL = 4_000, 0.7, 0.2
Cases = Sequence[bytes]


def some_cases(count: int) -> Cases:
    """Adults and children with everything answered, a line each; the same every time."""
    chance = Random(SEED)
    return [json.dumps(random_case(chance)).encode() + b"\n" for _ in range(count)]


def spent(word: str, given: Cases) -> float:
    """The processor's seconds of this process from its start to its end."""
    command = [sys.executable, "-P", "-m", "bot", "plan", word]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=os.environ | KEEPS_COMPILED,
    )
    assert process.stdin
    process.stdin.write(b"".join(given))
    process.stdin.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_utime + used.ru_stime


async def ready(folder: Path) -> float:
    """The same of `run`, until it polls for the first time."""
    async with clinicians() as them, running(OURS, them, folder) as bot:
        return cpu_seconds(bot)


def rows(folder: Path, *, cases: int, rounds: int) -> list[Row]:
    """Plans a second, the first answer, and ready."""
    some, rates, first, starts = some_cases(cases), list[float](), list[float](), list[float]()
    asyncio.run(ready(folder / "compiles"))
    for number in range(rounds):
        one = spent("--batch", some[:1])
        rates.append((cases - 1) / (spent("--batch", some) - one))
        first.append(spent("--json", some[:1]))
        starts.append(asyncio.run(ready(folder / str(number))))
    return [
        Row(
            figure="`plan --batch`, by the processor's time", seen=rates, goal=RATE_GOAL,
            unit="plans/s", at_least=True,
        ),
        Row(
            figure="`plan`, from the start to the answer, processor", seen=first, goal=FIRST_GOAL,
            unit="s",
        ),
        Row(
            figure="`run`, from the start to ready, processor", seen=starts, goal=READY_GOAL,
            unit="s",
        ),
    ]  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    printed(rows, "What the commands need to start.", arguments, cases=3_000, rounds=3)


if __name__ == "__main__":
    main()
