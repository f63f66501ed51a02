"""The tests that run without measuring coverage, as what they run is covered by others.

To measure takes as long again and more. The dear tests that others make up for stand in a list,
made anew by `python -m tests.gate.unmeasured`, and in brackets below each those of its cases
that are measured all the same; whatever is not in it, each new test among it, is measured. What
core and flows have is measured in their own tests, and in those of bot what no other test reaches
of it; none of it may be lost. Of bot a hundredth may, which its limit allows and dear tests alone
would reach.
"""

import os
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from time import process_time

import pytest

from tests.gate.checks import COVERED, MEASURED
from tests.gate.lanes import ROOT, run

LIST = ROOT / "tests/gate/unmeasured.txt"
DEAR_SECONDS = 0.05  # of the processor, while measured; under it the list would not be worth it
PURE, BOT = ("core/", "flows/"), "bot/"
LEAST_SECONDS = 0.001  # of each, whatever the clock says
TESTS = "not wide and not bench"  # all that are measured
INSET = "  "  # of a case that is measured
MAY_BE_LOST = 0.01  # of what is covered of bot
RECORDS = "records"  # the plugin
ROWS = (
    "select path, context, fromno, tono from arc"
    " join file on file.id = file_id join context on context.id = context_id"
)

Branch = tuple[str, int, int]  # file, line, and the line after it


@cache
def listed() -> Mapping[str, frozenset[str]]:
    """Each name, of a test with parameters the name of all, and the cases that are measured."""
    found, name = dict[str, frozenset[str]](), ""
    for row in LIST.read_text(encoding="utf-8").splitlines():
        case = row.removeprefix(INSET)
        name = name if case != row else row
        found[name] = found.get(name, frozenset()) | ({name + case} if case != row else set())
    return found


def written(without: Iterable[str], measured: Iterable[str]) -> str:
    """The list of these tests and cases that are not measured, and of these cases that are."""
    names, cases = {name_of(each) for each in without}, sorted(measured)
    rows = [
        row
        for name in sorted(names)
        for row in (name, *(INSET + each.removeprefix(name) for each in cases
                            if name_of(each) == name))
    ]  # fmt: skip
    return "".join(f"{row}\n" for row in rows)


def name_of(test: str) -> str:
    """As it stands in the list."""
    return test.partition("[")[0]


def is_measured(test: str) -> bool:
    """It is not listed, or is one of the cases that are measured all the same."""
    return test in listed().get(name_of(test), {test})


class Recorder:
    """A plugin of pytest: what each test covers, and what it takes."""

    def __init__(self, *, by_case: bool) -> None:
        self.by_case = by_case
        self.seconds = defaultdict[str, float](float)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """So long it took."""
        began = _processor_seconds()
        found = yield
        self.seconds[self.named(item)] += _processor_seconds() - began
        return found

    def named(self, item: pytest.Item) -> str:
        """A name for all its cases, or for each its own."""
        return item.nodeid if self.by_case else name_of(item.nodeid)


def _processor_seconds() -> float:
    """Of this process and of those that it has waited for."""
    children = getrusage(RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--by-case`."""
    parser.addoption("--by-case", action="store_true")


def pytest_configure(config: pytest.Config) -> None:
    """With `-p tests.gate.unmeasured` every test is recorded."""
    config.pluginmanager.register(Recorder(by_case=config.getoption("--by-case")), RECORDS)


def pytest_unconfigure(config: pytest.Config) -> None:
    """What each took is kept beside what it covered."""
    if isinstance(recorder := config.pluginmanager.get_plugin(RECORDS), Recorder):
        taken = "".join(f"{name} {took:.4f}\n" for name, took in recorder.seconds.items())
        beside = Path(os.environ["COVERAGE_FILE"]).with_suffix(".seconds")
        beside.write_text(taken, encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What ran in each test from a line to the next, under no name what ran before the first of
    them, and how long each took."""

    steps: Mapping[str, set[Branch]]
    seconds: Mapping[str, float]


def main() -> int:
    """All measured tests run, and those of them that have to be measured once more, case by case;
    the list is written, and is not where one of them fails."""
    with TemporaryDirectory(prefix="myotaper-measured-") as name:
        try:
            once = recorded(Path(name) / "once", "-m", TESTS, *MEASURED)
            without = apart(covered(once.steps), once.seconds)
            again = sorted(_dear(once.seconds) - without)
            by_case = recorded(Path(name) / "by_case", "--by-case", "-m", TESTS, *again)
        except ChildProcessError:
            return 1
    there = once.seconds.keys() - without - {*again}
    both = {test: once.steps.get(test, set[Branch]()) for test in there}
    both |= {**by_case.steps, "": once.steps[""]}
    took = {**{test: once.seconds[test] for test in there}, **by_case.seconds}
    cases = apart(covered(both), took, may_be_lost=0)
    measured = by_case.seconds.keys() - cases
    LIST.write_text(written(without | cases, measured), encoding="utf-8")
    return 0


def recorded(data: Path, *words: str) -> Recorded:
    """What came of a run of pytest with these words."""
    settings = {"COVERAGE_FILE": str(data)}
    command = ("pytest", "-q", "-p", "tests.gate.unmeasured", *COVERED, *words)
    if run(command, print, settings=settings):
        raise ChildProcessError
    lines = data.with_suffix(".seconds").read_text(encoding="utf-8").splitlines()
    seconds = {name: float(took) for name, _, took in (each.rpartition(" ") for each in lines)}
    steps = defaultdict[str, set[Branch]](set)
    with closing(sqlite3.connect(data)) as rows:
        for path, name, came, went in rows.execute(ROWS):
            place = Path(path).relative_to(ROOT).as_posix()
            if place.startswith((*PURE, BOT)):
                steps[name].add((place, came, went))
    return Recorded(steps=steps, seconds=seconds)


def apart(
    covers: Mapping[str, frozenset[Branch]],
    seconds: Mapping[str, float],
    may_be_lost: float = MAY_BE_LOST,
) -> frozenset[str]:
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
    of_pure = unmeasured(pure, _of(seconds, bot=False), may_be_lost)
    return of_pure | unmeasured(left, _of(seconds, bot=True), may_be_lost)


def _of(seconds: Mapping[str, float], *, bot: bool) -> Mapping[str, float]:
    return {name: took for name, took in seconds.items() if name.startswith("tests/bot/") is bot}


def covered(steps: Mapping[str, set[Branch]]) -> Mapping[str, frozenset[Branch]]:
    """The lines of each, and the ways on from them."""
    to = forks(steps.values())
    return {name: told(each, to) for name, each in steps.items()}


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
    covers: Mapping[str, frozenset[Branch]],
    seconds: Mapping[str, float],
    may_be_lost: float = MAY_BE_LOST,
) -> frozenset[str]:
    """The dear tests without which no more is lost than may be: of the others those are measured
    that cover the most for their time, and none that the rest of them make up for."""
    dear = _dear(seconds)
    wanted = set[Branch]().union(*covers.values())
    spare = int(may_be_lost * sum(_may_be_lost(each) for each in wanted))
    for name in covers.keys() - dear:
        wanted -= covers[name]
    theirs = {name: covers.get(name, frozenset()) & wanted for name in sorted(dear)}
    took = {name: max(seconds[name], LEAST_SECONDS) for name in dear}
    measured = list[str]()
    while len(wanted) > spare or not all(map(_may_be_lost, wanted)):
        best = max(theirs, key=lambda name: len(theirs[name] & wanted) / took[name])
        wanted -= theirs[best]
        measured.append(best)
    for name in sorted(measured, key=lambda name: -took[name]):
        rest = (theirs[each] for each in measured if each != name)
        if theirs[name] <= set[Branch]().union(*rest):
            measured.remove(name)
    return frozenset(dear.difference(measured))


def _dear(seconds: Mapping[str, float]) -> frozenset[str]:
    """The tests that take long, all their cases together."""
    names = defaultdict[str, float](float)
    for test, took in seconds.items():
        names[name_of(test)] += took
    return frozenset(test for test in seconds if names[name_of(test)] >= DEAR_SECONDS)


def _may_be_lost(step: Branch) -> bool:
    return step[0].startswith(BOT)


if __name__ == "__main__":
    sys.exit(main())
