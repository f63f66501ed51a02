"""Each alteration asked of the tests that reach it, in a process of its own, until one fails.

The tests are collected once. Which function is reached by which test is found first, with nothing
altered, and kept for as long as neither the code nor the test's file is another. Then a child of
that process stands for each alteration: the tests that saw one of the same function go first, then
those that saw the most, those that show everything, those of the same folder, the quick ones.
"""

import functools
import os
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state

from tests.mutation.altering import altered, function_of, sum_of
from tests.mutation.kept import SEEN, Became, Kept
from tests.mutation.parts import PARTS
from tests.mutation.reach import Reach
from tests.mutation.sample import SEED, drawn

PATIENCE = 25.0  # seconds of tests that an alteration is asked, as they take with nothing altered
FAR = 5.0  # a test of another folder is asked as if it took so much longer
SPARE, OVER = 5.0, 4.0  # an alteration may take so many seconds, and times, more
WAITED = 10.0  # and in a machine that others use too, so many times that until it is ended
ENDED = {signal.SIGXCPU: "timeout", signal.SIGALRM: "timeout"}
FIRST = 4  # tests that saw one of the same function are asked before all others
OFTEN = 12  # then those of its tests that saw the most, of whatever function
TOLD = "/test_told.py"  # then what shows everything


class Asking:
    """What pytest does once it has collected: it asks instead of running each test once."""

    def __init__(
        self, kept: Kept, reach: Reach, wanted: Sequence[tuple[str, str, str]], until: float
    ) -> None:
        self.kept, self.reach, self.wanted, self.until = kept, reach, wanted, until
        self.items: list[pytest.Item] = []
        self.caches: list[functools._lru_cache_wrapper[Any]] = []
        self.took: dict[int, float] = {}
        self.reached: dict[str, list[int]] = defaultdict(list)
        self.saw: dict[str, Counter[int]] = defaultdict(Counter)
        self.often = Counter[int]()

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "no_cover: measured nowhere here")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items, self.caches = session.items, caches()
        session.config._tmp_path_factory.getbasetemp()
        numbers = {item.nodeid: number for number, item in enumerate(self.items)}
        for each in self.kept.last.values():
            if each.by in numbers:
                self.has_seen(function_of(each.name), numbers[each.by])
        self.find()
        began = time.monotonic()
        for count, (module, name, made_of) in enumerate(self.wanted):
            if time.monotonic() > self.until:
                break
            self.ask(module, name, made_of)
            if count % 100 == 0:
                print(
                    f"{count} of {len(self.wanted)}, {time.monotonic() - began:.0f} s", flush=True
                )
        return True

    def find(self) -> None:
        """Which test reaches which function, and how long it takes, with nothing altered."""

        def told() -> Iterator[str]:
            set_mutant_under_test("stats")
            for number, after in zip(unknown, (*unknown[1:], None), strict=True):
                self.forget()
                state()._stats.clear()
                began = time.process_time()
                item, following = self.items[number], None if after is None else self.items[after]
                if all(not report.failed for report in runtestprotocol(item, False, following)):
                    took = time.process_time() - began
                    yield f"{number}\t{took}\t{' '.join(state()._stats)}\n"

        unknown = [at for at, item in enumerate(self.items) if not self.reach.of(item)]
        _, text = in_child(told, 3600)
        for line in text.splitlines():
            number, took, functions = line.split("\t")
            self.reach.add(self.items[int(number)], float(took), functions.split())
        self.reach.keep()
        for number, item in enumerate(self.items):
            if found := self.reach.of(item):
                self.took[number] = found.took
                for each in found.functions:
                    self.reached[each].append(number)
        print(
            f"{len(self.took):,} of {len(self.items):,} tests pass in the copy,"
            f" in {sum(self.took.values()):.0f} s",
            flush=True,
        )
        functions = {f"{module}.{function_of(name)}" for module, name, _ in self.wanted}
        unreached = sorted(functions - self.reached.keys())
        print(f"{len(unreached)} of {len(functions)} functions reached by none", *unreached)

    def forget(self) -> None:
        """Nothing is left that was worked out before."""
        for each in self.caches:
            each.cache_clear()

    def asked(self, module: str, function: str) -> list[int]:
        """The tests an alteration of this function is asked, the likeliest first."""
        folder = "/".join(module.split(".")[:-1])
        reached = set(self.reached[function])
        often = [number for number, _ in self.often.most_common() if number in reached]
        saw = (number for number, _ in self.saw[function].most_common() if number in reached)
        same = list(islice(saw, FIRST))
        told = [number for number in sorted(reached) if TOLD in self.items[number].nodeid]
        before = [*dict.fromkeys((*same, *often[:OFTEN], *told))]
        near = f"tests/{folder}/"

        def far(number: int) -> float:
            return self.took[number] * (1 if self.items[number].nodeid.startswith(near) else FAR)

        numbers, left = [], PATIENCE
        for each in (*before, *sorted(reached - set(before), key=far)):
            left -= self.took[each]
            if left < 0 and numbers:
                break
            numbers.append(each)
        return numbers

    def has_seen(self, function: str, number: int) -> None:
        self.saw[function][number] += 1
        self.often[number] += 1

    def ask(self, module: str, name: str, made_of: str) -> None:
        function = f"{module}.{function_of(name)}"
        numbers = self.asked(module, function)

        def told() -> Iterator[str]:
            set_mutant_under_test(f"{module}.{name}")
            self.forget()
            for at, number in enumerate(numbers):
                following = self.items[numbers[at + 1]] if at + 1 < len(numbers) else None
                reports = runtestprotocol(self.items[number], False, following)
                if any(report.failed for report in reports):
                    yield f"{number}"
                    return

        began = time.monotonic()
        ended, text = in_child(told, OVER * sum(self.took[each] for each in numbers) + SPARE)
        became = ENDED.get(-ended, "crashed") if ended else "killed" if text else "survived"
        if text:
            self.has_seen(function, int(text))
        by = self.items[int(text)].nodeid if text else ""
        took = time.monotonic() - began
        self.kept.add(
            Became(f"{module}.{name}", made_of, became if numbers else "no tests", by, took)
        )


def caches() -> list["functools._lru_cache_wrapper[Any]"]:
    """What the program remembers, also since a test was collected."""
    return [
        each
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] in {"core", "flows"}
        for each in vars(module).values()
        if isinstance(each, functools._lru_cache_wrapper)
    ]


def in_child(told: Callable[[], Iterator[str]], seconds: float) -> tuple[int, str]:
    """How a child of this process ended, and what it told; ended where it takes longer."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds * WAITED)
        status = 1
        try:
            for each in told():
                os.write(writes, each.encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writes)
    with open(reads, encoding="utf-8") as said:  # noqa: PTH123 - it has no path
        text = said.read()
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(status), text


def main(words: Sequence[str]) -> int:
    """Ask the alterations of a part that are drawn and not asked yet, then those none had seen."""
    place, name, share, fresh, minutes, *only = words
    place, part = Path(place), PARTS[name]
    kept = Kept(place)
    tree = place / "tree"  # where this is run
    modules = list(altered(place, part.alters))
    for each in modules:
        (tree / each.path).write_text(each.text, encoding="utf-8")
    new, again = [], []
    for each in modules:
        if each.path.startswith(tuple(only)):
            for alteration in drawn(each.path, list(each.made_of), float(share)):
                asked = (each.module(), alteration, each.made_of[alteration])
                last = kept.of(f"{each.module()}.{alteration}", each.made_of[alteration])
                if last is None:
                    new.append(asked)
                elif last.became != SEEN:
                    again.append(asked)
    Random(SEED).shuffle(new)  # stopped before its end, it has taken some of each module
    if int(fresh):
        never = (each for each in new if f"{each[0]}.{each[1]}" not in kept.last)
        new, again = list(islice(never, int(fresh))), []
    print(f"{len(new):,} to ask, {len(again):,} once more", flush=True)
    settings.register_profile(
        "altered", deadline=None, derandomize=True, database=None, max_examples=40,
        phases=(Phase.explicit, Phase.generate), report_multiple_bugs=False,
    )  # fmt: skip
    options = (
        "-q", "--no-header", "--capture=sys", "-p", "no:cacheprovider", "-p", "no:cov",
        "-p", "no:xdist", "--hypothesis-profile=altered", f"--basetemp={place / 'temporary'}",
        "-W", "ignore::pytest.PytestAssertRewriteWarning",
        "-m", "not waits and not bench" if part.wide else "not waits and not wide and not bench",
    )  # fmt: skip
    until = time.monotonic() + 60 * float(minutes)
    reach = Reach(place, sum_of("".join(each.source for each in modules)))
    asking = Asking(kept, reach, (*new, *again), until)
    return int(pytest.main([*options, *part.tests], plugins=[asking]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
