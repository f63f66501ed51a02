"""The tests that run without measuring coverage, as what they run is covered by others.

To measure takes as long again and more. The dear tests that others make up for stand in a list,
made anew by `python -m tests.gate.unmeasured`; whatever is not in it, each new test among it, is
measured. What core and flows have is measured in their own tests, and in those of bot what no
other test reaches of it; none of it may be lost. Of bot a hundredth may, which its limit allows
and dear tests alone would reach.
"""

import os
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from coverage import Coverage

from tests.gate.checks import COVERED, MEASURED, SMALL
from tests.gate.lanes import ROOT, run

LIST = ROOT / "tests/gate/unmeasured.txt"
DEAR_SECONDS = 0.05  # of the processor, while measured; under it the list would not be worth it
PURE, BOT = ("core/", "flows/"), "bot/"
MAY_BE_LOST = 0.01  # of what is covered of bot
RECORDS = "records"  # the plugin
ROWS = (
    "select path, context, fromno, tono from arc"
    " join file on file.id = file_id join context on context.id = context_id"
)

Branch = tuple[str, int, int]  # file, line, and the line after it


@cache
def listed() -> frozenset[str]:
    """Their names; of one with parameters the name of all."""
    return frozenset(LIST.read_text(encoding="utf-8").split())


def name_of(item: pytest.Item) -> str:
    """As it stands in the list."""
    return item.nodeid.partition("[")[0]


class Recorder:
    """A plugin of pytest: what each test covers, and what it takes."""

    def __init__(self) -> None:
        self.seconds = defaultdict[str, float](float)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """It is measured under its own name."""
        name, measures = name_of(item), Coverage.current()
        if measures and name not in self.seconds:
            measures.switch_context(name)
        began = time.process_time()
        found = yield
        self.seconds[name] += time.process_time() - began
        return found


RECORDER = Recorder()


def pytest_configure(config: pytest.Config) -> None:
    """With `-p tests.gate.unmeasured` every test is recorded."""
    config.pluginmanager.register(RECORDER, RECORDS)


def pytest_unconfigure() -> None:
    """What each took is kept beside what it covered."""
    taken = "".join(f"{name} {took:.3f}\n" for name, took in RECORDER.seconds.items())
    Path(os.environ["COVERAGE_FILE"]).with_suffix(".seconds").write_text(taken, encoding="utf-8")


def main() -> int:
    """All measured tests run, and the list is written; nothing is, where one of them fails."""
    with TemporaryDirectory(prefix="myotaper-measured-") as name:
        data = Path(name) / "data"
        status = run(
            ("pytest", "-q", "-p", "tests.gate.unmeasured", "-m", SMALL, *COVERED, *MEASURED),
            print,
            settings={"COVERAGE_FILE": str(data)},
        )
        if not status:
            rows = data.with_suffix(".seconds").read_text(encoding="utf-8").splitlines()
            seconds = {name: float(took) for name, _, took in (row.partition(" ") for row in rows)}
            names = apart(covered(data), seconds)
            LIST.write_text("".join(f"{each}\n" for each in sorted(names)), encoding="utf-8")
    return status


def apart(covers: Mapping[str, frozenset[Branch]], seconds: Mapping[str, float]) -> frozenset[str]:
    """Those of core and flows for what these have, and those of bot for what is left."""
    of_bot = {name: each for name, each in covers.items() if name.startswith("tests/bot/")}
    pure = {
        name: frozenset(each for each in what if each[0].startswith(PURE))
        for name, what in covers.items()
        if name not in of_bot
    }
    there = frozenset[Branch]().union(*pure.values())
    left = {name: each - there for name, each in of_bot.items()}
    left[""] = covers.get("", frozenset())
    return unmeasured(pure, _of(seconds, bot=False)) | unmeasured(left, _of(seconds, bot=True))


def _of(seconds: Mapping[str, float], *, bot: bool) -> Mapping[str, float]:
    return {name: took for name, took in seconds.items() if name.startswith("tests/bot/") is bot}


def covered(data: Path) -> Mapping[str, frozenset[Branch]]:
    """What ran of the packages in each test, file by file, from a line to the next; under no name
    what ran before the first of them."""
    found = defaultdict[str, set[Branch]](set)
    with closing(sqlite3.connect(data)) as rows:
        for path, name, came, went in rows.execute(ROWS):
            place = Path(path).relative_to(ROOT).as_posix()
            if place.startswith((*PURE, BOT)):
                found[name].add((place, came, went))
    to = forks(found.values())
    return {name: told(each, to) for name, each in found.items()}


def forks(of: Iterable[set[Branch]]) -> Mapping[tuple[str, int], set[int]]:
    """Where each line was left to."""
    found = defaultdict[tuple[str, int], set[int]](set)
    for path, came, went in (each for steps in of for each in steps):
        found[path, came].add(went)
    return found


def told(steps: set[Branch], to: Mapping[tuple[str, int], set[int]]) -> frozenset[Branch]:
    """Each line, and each way on from it where there are several."""
    lines = {(path, went, 0) for path, _, went in steps if went > 0}
    return frozenset(lines | {each for each in steps if len(to[each[:2]]) > 1})


def unmeasured(
    covers: Mapping[str, frozenset[Branch]], seconds: Mapping[str, float]
) -> frozenset[str]:
    """The dear tests without which no more is lost than may be: of the others those are measured
    that cover the most for their time, and none that the rest of them make up for."""
    dear = {name for name, took in seconds.items() if took >= DEAR_SECONDS}
    wanted = set[Branch]().union(*covers.values())
    may_be_lost = int(MAY_BE_LOST * sum(_may_be_lost(each) for each in wanted))
    for name in covers.keys() - dear:
        wanted -= covers[name]
    theirs = {name: covers.get(name, frozenset()) & wanted for name in sorted(dear)}
    measured = list[str]()
    while len(wanted) > may_be_lost or not all(map(_may_be_lost, wanted)):
        best = max(theirs, key=lambda name: len(theirs[name] & wanted) / seconds[name])
        wanted -= theirs[best]
        measured.append(best)
    for name in sorted(measured, key=lambda name: -seconds[name]):
        rest = (theirs[each] for each in measured if each != name)
        if theirs[name] <= set[Branch]().union(*rest):
            measured.remove(name)
    return frozenset(dear.difference(measured))


def _may_be_lost(step: Branch) -> bool:
    return step[0].startswith(BOT)


if __name__ == "__main__":
    sys.exit(main())
