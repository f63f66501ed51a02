"""What APScheduler needs to see that none of so many jobs is due: `... .py JOBS FILE`.

Its store in SQLite, each look as its scheduler takes it: what is due, then when the next one is.
Run in an environment of its own; prints the seconds of one look, the median.
"""

import sys
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import text

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LOOKS = 200
COPIES = """
WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < :jobs)
INSERT INTO apscheduler_jobs (id, next_run_time, job_state)
SELECT 'job' || n, next_run_time + 60 * n, job_state FROM more, apscheduler_jobs
"""  # none of them is read: none is due


def look(store: SQLAlchemyJobStore) -> float:
    """The seconds of one."""
    began = perf_counter()
    assert store.get_due_jobs(NOON) == []
    assert store.get_next_run_time()
    return perf_counter() - began


def main(jobs: int, file: str) -> None:
    store = SQLAlchemyJobStore(url=f"sqlite:///{file}")
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_jobstore(store)
    scheduler.start(paused=True)
    scheduler.add_job(print, "date", run_date=NOON + timedelta(days=30), id="job0")
    with store.engine.begin() as connection:
        connection.execute(text(COPIES), {"jobs": jobs - 1})
    print(median(look(store) for _ in range(LOOKS)))
    scheduler.shutdown()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
