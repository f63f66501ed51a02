"""Whatever is asked of a bot on PostgreSQL beside the same on a file, in one run.

python -m tests.bench.database.engines [--plans 77] [--rounds 5] [--folder DIR]

The server is on the same machine, its commits on the same disk; its own work is in no figure by
processor.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bot.clock import by_hand
from bot.store.sqlite import SqliteStore
from tests.bench.database.places import InDatabase, both, served
from tests.bench.drive import STEPS, weight_of
from tests.bench.figures import Row, against, printed
from tests.bench.growth.large_folder import fill
from tests.bench.growth.lists import filled
from tests.bench.growth.million import (
    FIRST,
    INTAKE,
    LISTED,
    LISTS,
    NOW,
    PLAN,
    measured,
    one_list,
)
from tests.bench.ours import desk_on, ours
from tests.bot.alarm.ringing import OWNER

MOST_ASKED = {INTAKE: 12, PLAN: 10, "/plans": 13, "/team": 18, "/status": 28}
GOAL = 4.0  # of this project's own choice: a change waits three times for a server


async def questions(place: InDatabase) -> dict[str, int]:
    """How often the server is waited for: at a turn of an intake at most, the turn that makes the
    plan, and each list of a team of twenty plans that was asked for before."""
    with closing(place.opened()) as store, counted(store) as asked:
        found = dict[str, int]()
        async with ours(desk_on(store, range(FIRST, FIRST + 2))) as driver:
            for chat in range(FIRST, FIRST + 2):
                await driver.begun([chat], at_once=1)
                for words in STEPS:
                    name, before = (PLAN if words == STEPS[-1] else INTAKE), len(asked)
                    await driver.step(chat, words or weight_of(chat))
                    found[name] = max(found.get(name, 0), len(asked) - before)
        await filled(store, LISTED)
        desk = desk_on(store, [OWNER], by_hand(lambda: NOW))
        for update in range(1, 2 * len(LISTS) + 1):
            word, before = LISTS[update % len(LISTS)], len(asked)
            await one_list(desk, word, update)
            found[f"/{word}"] = len(asked) - before
    return found


@contextmanager
def counted(store: SqliteStore) -> Iterator[list[object]]:
    """Whatever the server is asked within, over the connection of this store."""
    asked, link = list[object](), store.rows.conn.link
    run, run_all = link.run, link.run_all
    link.run = lambda *words: asked.append(words) or run(*words)
    link.run_all = lambda words: asked.append(words) or run_all(words)
    yield asked


def rows(folder: Path, *, plans: int, rounds: int) -> list[Row]:
    """Of each thing the one against the other."""
    with both(folder) as places:
        for place in places:
            fill(place, plans, NOW)
        (file, _), (database, _) = (asyncio.run(measured(each, rounds)) for each in places)
    with served() as server:
        asked = asyncio.run(questions(InDatabase(server.address("asked"), folder / "asked")))
    found = [
        Row(figure=f"{name}, questions to the server", seen=[often], goal=MOST_ASKED[name])
        for name, often in asked.items()
    ]
    return found + [
        against(f"{name}, PostgreSQL in SQLite", database[name], file[name], GOAL, by_time=True)
        for name in file
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    about = "What everything costs on either engine."
    printed(rows, about, arguments, plans=77, rounds=5)


if __name__ == "__main__":
    main()
