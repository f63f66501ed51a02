"""The whole grid, planner against oracle, in two processes: `python tests/oracle/campaign.py`.

Random cases and courses with decisions come after it. With `--every 10` only each tenth weight is
taken. The exit status is 1 if anything differs.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.commands.plan_json import answer as planned
from tests.oracle.chance import random_cases
from tests.oracle.compare import Difference, differences
from tests.oracle.course import lived
from tests.oracle.courses import random_courses
from tests.oracle.followed import followed
from tests.oracle.grid import Case, adults, others, overrides, tenths
from tests.oracle.oracle import answer as expected
from tests.oracle.pairs import pairs
from tests.oracle.reading import DECLINED
from tests.oracle.strata import earlier_days

PORTION = 20


class Portion(NamedTuple):
    """Weights of one part of the grid, or a seed of the random part."""

    part: str
    weights: tuple[str, ...]
    number: int


class Found(NamedTuple):
    """How many cases of a portion were compared, and the first differences."""

    part: str
    cases: int
    different: int
    first: tuple[Difference, ...]


def portions(every: int, random_number: int, courses: int) -> Iterator[Portion]:
    """The whole grid, cut so that two processes finish at about the same time."""
    grown, child = list(tenths(300, 2500))[::every], list(tenths(50, 1200))[::every]
    parts = {"adults": grown, "juvenile": child, "declined": grown, "overrides": grown}
    for part, weights in parts.items():
        for first in range(0, len(weights), PORTION):
            yield Portion(part, tuple(weights[first : first + PORTION]), first)
    yield Portion("pairs", (), 0)
    yield Portion("earlier", (), 0)
    for seed in range(random_number // 5000):
        yield Portion("random", (), 1000 + seed)
    for seed in range(courses // 5000):
        yield Portion("courses", (), 2000 + seed)


def cases(portion: Portion) -> Iterator[Case]:
    """The cases of one portion."""
    match portion.part:
        case "adults":
            return adults(portion.weights, portion.number)
        case "juvenile":
            return others(portion.weights, ("juvenile",), portion.number)
        case "declined":
            return others(portion.weights, DECLINED, portion.number)
        case "overrides":
            return overrides(portion.weights, portion.number)
        case "pairs":
            return pairs()
        case "earlier":
            return earlier_days()
        case "courses":
            return random_courses(5000, portion.number)
        case _:
            return random_cases(5000, portion.number)


def compared(portion: Portion) -> Found:
    """Both planners asked about every case of the portion."""
    asked = 0

    def counted() -> Iterator[Case]:
        nonlocal asked
        for asked, each in enumerate(cases(portion), start=1):  # noqa: B007
            yield each

    both = (followed, lived) if portion.part == "courses" else (planned, expected)
    found = list(differences(counted(), *both))
    return Found(portion.part, asked, len(found), tuple(found[:1]))


def main() -> int:
    """The figures on standard output, the first differences among them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each Nth weight only")
    parser.add_argument("--random", type=int, default=100_000, metavar="CASES")
    parser.add_argument("--courses", type=int, default=100_000, metavar="COURSES")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    began = time.monotonic()
    totals: dict[str, list[int]] = {}
    shown = 0
    with ProcessPoolExecutor(asked.processes) as pool:
        waiting = [
            pool.submit(compared, each)
            for each in portions(asked.every, asked.random, asked.courses)
        ]
        for done in as_completed(waiting):
            found = done.result()
            total = totals.setdefault(found.part, [0, 0])
            total[0] += found.cases
            total[1] += found.different
            for difference in found.first if shown < 5 else ():
                shown += 1
                print(difference, flush=True)
    for part, (number, different) in totals.items():
        print(f"{part:10} {number:>9,} cases {different:>7,} differences")
    number, different = (sum(column) for column in zip(*totals.values(), strict=True))
    print(f"{'all':10} {number:>9,} cases {different:>7,} differences", end=" ")
    print(f"in {time.monotonic() - began:,.0f} seconds")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
