"""PgQueuer's queue: `... .py HOST DATABASE fill DUE AHEAD`, or `... work AT_ONCE DUE`.

Run in an environment of its own. A job does nothing. Its library claims as many as AT_ONCE by one
statement and writes their outcomes together likewise; a worker ends once all that was due has an
outcome. At work it prints its begin and its end by the clock of the machine.
"""

import asyncio
import logging
import sys
import time
from contextlib import suppress
from datetime import timedelta

import asyncpg
from pgqueuer import AsyncpgDriver, Queries, QueueManager

TOGETHER = 5_000
LOOKS_SECONDS = 0.02
DONE = "SELECT count(*) FROM pgqueuer_log WHERE status = 'successful'"
A_DAY = timedelta(days=1)


async def connected(host: str, database: str) -> asyncpg.Connection:
    return await asyncpg.connect(host=host, database=database, user="us")


async def fill(host: str, database: str, due: int, ahead: int) -> None:
    """What is scheduled ahead was scheduled first, as it is with reminders."""
    connection = await connected(host, database)
    queries = Queries(AsyncpgDriver(connection))
    await queries.install()
    for count, later in ((ahead, 30 * A_DAY), (due, None)):
        for first in range(0, count, TOGETHER):
            some = min(TOGETHER, count - first)
            await queries.enqueue(["reminder"] * some, [b"1"] * some, [0] * some, [later] * some)
    await connection.execute("ANALYZE pgqueuer")
    await connection.close()


async def work(host: str, database: str, at_once: int, due: int) -> None:
    connection, beside = await connected(host, database), await connected(host, database)
    manager = QueueManager(Queries(AsyncpgDriver(connection)))

    @manager.entrypoint("reminder")
    async def reminder(job: object) -> None:
        del job

    print("ready", flush=True)
    sys.stdin.readline()
    began = time.monotonic()

    async def looks() -> float:
        while await beside.fetchval(DONE) < due:
            await asyncio.sleep(LOOKS_SECONDS)
        ended = time.monotonic()
        manager.shutdown.set()
        return ended

    looking = asyncio.create_task(looks())
    with suppress(asyncio.CancelledError):
        await manager.run(batch_size=at_once, log_aggregation_interval=timedelta(0))
    print(began, await looking, flush=True)


if __name__ == "__main__":
    logging.disable()
    host, database, what, *sizes = sys.argv[1:]
    does = fill if what == "fill" else work
    asyncio.run(does(host, database, *map(int, sizes)))
