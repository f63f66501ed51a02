"""The time of each paper: the first one of a process, and one of many.

python -m tests.bench.papers [--papers 40] [--of png ics]
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from statistics import median
from time import perf_counter, process_time

from bot.papers import Order, PaperKind, made
from tests.bench.figures import Row, machine
from tests.bot.papers.cases import FIRST, LONGEST
from tests.bot.papers.visit.visited import with_visit

ROW = (
    "{:<8} first of a process {:>6.0f} ms  one of many {:>6.1f} ms  quickest {:>6.1f} ms"
    "  of processor {:>6.1f} ms"
)
GOALS_MS = {
    PaperKind.CHART: 30,
    PaperKind.SHEET: 40,
    PaperKind.CALENDAR: 10,
    PaperKind.RECORD: 5,
}
COLD_MS, COLD_TIMES = 120, 3
FIRST_OF_A_PROCESS = """
import json, sys
from time import perf_counter
began = perf_counter()
from bot.papers import PaperKind, Order, made
from tests.bot.papers.visit.visited import with_visit
view = with_visit(json.loads(sys.argv[2]))
order = Order(kind=PaperKind(sys.argv[1]), view=view, bot="myotaper_bot")
asked = perf_counter()
made(order)
print(perf_counter() - asked)
"""


def cold(kind: PaperKind) -> float:
    """Seconds of the first paper of a process, with the library it loads."""
    command = [sys.executable, "-c", FIRST_OF_A_PROCESS, kind, json.dumps(LONGEST)]
    return float(subprocess.run(command, capture_output=True, check=True).stdout)


def warm(
    kind: PaperKind, papers: int, *, begins: int = 1, clock: Callable[[], float] = perf_counter
) -> list[float]:
    """Seconds of each paper, of one day after the other; the first one is left out."""
    days = (FIRST + timedelta(days=begins + number) for number in range(papers + 1))
    orders = [Order(kind=kind, view=with_visit(LONGEST, today=day), bot="b") for day in days]
    seconds = []
    for order in orders:
        began = clock()
        made(order)
        seconds.append(clock() - began)
    return seconds[1:]


def rows(papers: int) -> list[Row]:
    """Each paper that has a goal, one of many and the first of a process."""
    many = (
        Row(
            figure=f"{kind}, one of many",
            seen=[1e3 * median(warm(kind, papers))],
            goal=goal,
            unit="ms",
        )
        for kind, goal in GOALS_MS.items()
    )
    first = (
        Row(
            figure=f"{kind}, first of a process",
            seen=[1e3 * cold(kind) for _ in range(COLD_TIMES)],
            goal=COLD_MS,
            unit="ms",
        )
        for kind in GOALS_MS
    )
    return [*many, *first]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="The time of each paper.")
    parser.add_argument("--papers", type=int, default=40)
    parser.add_argument("--of", type=PaperKind, nargs="+", default=[*PaperKind])
    chosen = parser.parse_args(arguments)
    print(machine())
    for kind in chosen.of:
        first, many = cold(kind), warm(kind, chosen.papers)
        later = warm(kind, chosen.papers, begins=chosen.papers + 2, clock=process_time)
        figures = (1e3 * each for each in (first, median(many), min(many), median(later)))
        print(ROW.format(kind, *figures))


if __name__ == "__main__":
    main()
