"""procrastinate's queue: `... .py HOST DATABASE fill DUE AHEAD`, or `... work AT_ONCE`.

Run in an environment of its own. A job does nothing; its claim and its outcome are a commit each,
as its library makes them. At work it prints its begin and its end by the clock of the machine.
"""

import asyncio
import logging
import sys
import time

from procrastinate import App, PsycopgConnector

COPIES = """
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, status, scheduled_at, args)
SELECT queue_name, task_name, priority, status, {when}, args
FROM procrastinate_jobs, generate_series(1, {jobs}) AS n WHERE id = 1
"""
LATER = "scheduled_at + n * interval '1 second'"


def app_on(host: str, database: str, connections: int) -> App:
    app = App(
        connector=PsycopgConnector(
            kwargs={"host": host, "dbname": database, "user": "us"}, max_size=connections
        )
    )

    @app.task(name="reminder")
    async def reminder(number: int) -> None:
        del number

    return app


async def fill(app: App, due: int, ahead: int) -> None:
    """What is scheduled ahead was scheduled first, as it is with reminders."""
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await app.configure_task("reminder", schedule_in={"days": 30}).defer_async(number=1)
        run = app.connector.execute_query_async
        await run(COPIES.format(when=LATER, jobs=ahead - 1))
        await run(COPIES.format(when="now()", jobs=due))
        await run("ANALYZE procrastinate_jobs")


async def work(app: App, at_once: int) -> None:
    async with app.open_async():
        print("ready", flush=True)
        sys.stdin.readline()
        began = time.monotonic()
        await app.run_worker_async(wait=False, concurrency=at_once, listen_notify=False)
        print(began, time.monotonic(), flush=True)


if __name__ == "__main__":
    logging.disable()
    host, database, what, *sizes = sys.argv[1:]
    if what == "fill":
        asyncio.run(fill(app_on(host, database, 4), *map(int, sizes)))
    else:
        asyncio.run(work(app_on(host, database, 16), int(sizes[0])))
