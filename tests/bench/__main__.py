"""Every figure that has a goal, in one table: `python -m tests.bench [--quick] [ROW ...]`.

The whole needs a quiet machine and most of an hour; `--quick` takes small sizes, for its form.
A ratio is of one run: its two sides are measured in turn.
"""

import argparse
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from tests.bench import alarm, audit, encryption, open_dialogues, over_http, papers, starts
from tests.bench.crowd import at_once, hour
from tests.bench.database import claims, engines, replicas
from tests.bench.figures import Row, machine, scratch
from tests.bench.growth import large_folder, lists, million, plan_turn

HEAD = "| figure | goal | seen | |\n|---|---|---|---|"
Rows = Callable[[Path, bool], Iterable[Row]]

MEASURED: Mapping[str, Rows] = {
    "http": lambda folder, quick: over_http.rows(
        folder, rounds=1 if quick else 5, intakes=64 if quick else 512
    ),
    "plan_turn": lambda folder, quick: plan_turn.rows(
        folder, intakes=20 if quick else 200, rounds=2 if quick else 5
    ),
    "encryption": lambda folder, quick: encryption.rows(
        folder, intakes=10 if quick else 100, rounds=2 if quick else 5
    ),
    "audit": lambda folder, quick: audit.rows(
        folder, intakes=10 if quick else 100, rounds=2 if quick else 5
    ),
    "claims": lambda folder, quick: claims.rows(
        folder,
        due=100 if quick else 1_000,
        ahead=500 if quick else 100_000,
        rounds=1 if quick else 5,
    ),
    "memory": lambda folder, quick: open_dialogues.rows(
        folder, count=3_000 if quick else 100_000, sampled=20 if quick else 400
    ),
    "starts": lambda folder, quick: starts.rows(
        folder, cases=300 if quick else 10_000, rounds=1 if quick else 5
    ),
    "tick": lambda folder, quick: alarm.rows(
        folder, pending=10_000 if quick else 1_000_000, rounds=3
    ),
    "large_folder": lambda folder, quick: large_folder.rows(
        folder, plans=500 if quick else 77_000, rounds=1
    ),
    "million": lambda folder, quick: million.rows(
        folder,
        plans=620 if quick else 77_000,
        beside=62 if quick else 77,
        rounds=2 if quick else 5,
    ),
    "at_once": lambda folder, quick: at_once.rows(
        folder, due=310 if quick else 100_000, groups=2 if quick else 40, rounds=1
    ),
    "hour": lambda folder, quick: hour.rows(
        folder,
        chats=100 if quick else 10_000,
        minutes=5 if quick else 60,
        reminders=62 if quick else 4_000,
    ),
    "engines": lambda folder, quick: engines.rows(folder, plans=62, rounds=2 if quick else 9),
    "replicas": lambda folder, quick: replicas.rows(
        folder, intakes=8 if quick else 256, due=62 if quick else 2_000, rounds=1 if quick else 5
    ),
    "lists": lambda folder, quick: lists.rows(folder, rounds=3 if quick else 9),
    "papers": lambda _, quick: papers.rows(5 if quick else 40),
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Every figure that has a goal.")
    parser.add_argument("rows", nargs="*", choices=[*MEASURED, []], metavar="ROW")
    parser.add_argument("--quick", action="store_true", help="small sizes")
    parser.add_argument("--folder", type=Path, help="a folder of the disk that is measured")
    chosen = parser.parse_args(arguments)
    warnings.simplefilter("ignore")  # a rival says that it mixes kinds of updates
    print(machine(), flush=True)
    found = list[Row]()
    for name in chosen.rows or MEASURED:
        with scratch(chosen.folder) as folder:
            folder.mkdir(mode=0o700)
            found += MEASURED[name](folder, chosen.quick)
    print(HEAD, *(row.line() for row in found), sep="\n")
    print(f"{sum(row.reached for row in found)} of {len(found)} reached")


if __name__ == "__main__":
    main()
