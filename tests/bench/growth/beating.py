"""`python -m tests.bench.growth.beating FILE`: `myotaper run`, with the waits of its loop told.

Whatever else has its turn on the loop is late by as long as one thing holds it. Every second the
file holds the longest such time since it was ready, by the clock and by the loop's own thread.
"""

import asyncio
import sys
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

from bot.commands import run

BEAT_SECONDS = 0.005
WRITTEN_SECONDS = 0.5


class Beating(asyncio.DefaultEventLoopPolicy):
    """Every loop that is made beats from its begin to its end."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file, self._written = file, 0.0
        self._longest = self._longest_cpu = 0.0

    def new_event_loop(self) -> Any:
        loop = super().new_event_loop()
        loop.call_soon(self._beat, loop, None)
        return loop

    def _beat(self, loop: Any, before: tuple[float, float] | None) -> None:
        """Late by what held the loop since the last one was due."""
        at, cpu = perf_counter(), thread_time()
        if before and self._file.with_suffix(".ready").exists():
            self._longest = max(self._longest, at - before[0] - BEAT_SECONDS)
            self._longest_cpu = max(self._longest_cpu, cpu - before[1])
        if at - self._written > WRITTEN_SECONDS:
            beside = self._file.with_suffix(".new")
            beside.write_text(f"{self._longest} {self._longest_cpu}", "utf-8")
            beside.replace(self._file)
            self._written = at
        loop.call_later(BEAT_SECONDS, self._beat, loop, (perf_counter(), thread_time()))


if __name__ == "__main__":
    asyncio.set_event_loop_policy(Beating(Path(sys.argv[1])))
    sys.exit(run.main([]))
