"""Whatever is asked of a bot on PostgreSQL beside the same on a file, in one run.

python -m tests.bench.database.engines [--plans 77] [--rounds 5] [--folder DIR]

The server is on the same machine, its commits on the same disk; its own work is in no figure by
processor.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from tests.bench.database.places import both
from tests.bench.figures import Row, against, printed
from tests.bench.growth.large_folder import fill
from tests.bench.growth.million import NOW, measured

GOAL = (
    4.0  # of this project's own choice: a change waits three times for a server, once for a file
)


def rows(folder: Path, *, plans: int, rounds: int) -> list[Row]:
    """Of each thing the one against the other."""
    with both(folder) as places:
        for place in places:
            fill(place, plans, NOW)
        (file, _), (database, _) = (asyncio.run(measured(each, rounds)) for each in places)
    return [
        against(f"{name}, PostgreSQL in SQLite", database[name], file[name], GOAL, by_time=True)
        for name in file
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    about = "What everything costs on either engine."
    printed(rows, about, arguments, plans=77, rounds=5)


if __name__ == "__main__":
    main()
