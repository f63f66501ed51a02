"""Many seeds of the delivery simulation: python -m tests.delivery.campaign [--seeds 100000]

    python -m tests.delivery.campaign --kept seeds.jsonl     stopped, it goes on where it was
    python -m tests.delivery.campaign --on database          with everything in a database
    python -m tests.delivery.campaign --on machines          by two machines on one database

Each seed plays some days of a taper of up to 40 weeks, begun anywhere along it, with kills at
commits and sends, faults of Telegram and of the disk, outages of up to 60 days, and people who
press late, twice, or never. The exit status is 1 if any promise was broken.
"""

import argparse
import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from tests.delivery.pair import Pair
from tests.delivery.timed import InTime
from tests.delivery.total import Kept, Total
from tests.delivery.world import Played, Script, World

PORTION, SMALL_PORTION = 250, 1
MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of its own is made in it


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in memory where there is one: what a disk adds is shown elsewhere."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder) / "kept"


def script(seed: int) -> Script:
    """Most seeds are short and dense; some follow two plans for longer."""
    if seed % 20 == 0:
        return Script(days=28, plans=3, crash_every=60)
    return Script(days=3, plans=1 + (seed % 4 == 0), crash_every=12)


def of_two(seed: int) -> Script:
    """The same for two machines: more is due at once, and each is killed less often."""
    if seed % 20 == 0:
        return Script(days=14, plans=5, crash_every=60)
    return Script(days=3, plans=3 + 2 * (seed % 2), crash_every=25)


def in_a_file(seed: int) -> Played:
    """One seed, with everything in a file."""
    with scratch() as folder:
        return World(seed=seed, folder=folder, script=script(seed)).played()


def in_a_database(seed: int) -> Played:
    """The same story, with everything in a database."""
    with scratch() as folder:
        name = f"story {seed}"
        return InTime(seed=seed, folder=folder, script=script(seed), name=name).played()


def by_machines(seed: int) -> Played:
    """One seed of two machines on one database."""
    with scratch() as folder:
        name = f"machines {seed}"
        return Pair(seed=seed, folder=folder, script=of_two(seed), name=name).played()


ON: Mapping[str, Callable[[int], Played]] = MappingProxyType(
    {"file": in_a_file, "database": in_a_database, "machines": by_machines}
)


def played(first: int, seeds: int, on: str = "file") -> Total:
    """These seeds, one after the other."""
    logging.disable(logging.CRITICAL)
    total = Total(first=first)
    try:
        for seed in range(first, first + seeds):
            try:
                total.add(ON[on](seed))
            except Exception as violated:
                total.broke(seed, violated)
    finally:
        logging.disable(logging.NOTSET)
    return total


def main(arguments: Sequence[str] | None = None) -> int:
    """The table on standard output, and how far it has come on the way."""
    parser = argparse.ArgumentParser(description="Many seeds of the delivery simulation.")
    parser.add_argument("--seeds", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument(
        "--kept", type=Path, help="the file of what was played; it is gone on with"
    )
    parser.add_argument("--on", choices=ON, default="file", help="where everything is kept")
    asked = parser.parse_args(arguments)
    began, total = time.monotonic(), Total()
    last, most = asked.first + asked.seeds, PORTION if asked.on == "file" else SMALL_PORTION
    portions = [(first, min(most, last - first)) for first in range(asked.first, last, most)]
    kept = Kept(file=asked.kept)
    before = kept.read()
    for portion in portions:
        if portion in before:
            total.add(before[portion])
    with ProcessPoolExecutor(asked.processes) as pool:
        left = [portion for portion in portions if portion not in before]
        waiting = [pool.submit(played, *portion, asked.on) for portion in left]
        for done in as_completed(waiting):
            kept.add(done.result())
            total.add(done.result())
            print(total.so_far, flush=True)
    print("\n".join(total.lines()))
    print(f"{time.monotonic() - began:,.0f} seconds")
    return 1 if total.broken else 0


if __name__ == "__main__":
    sys.exit(main())
