"""Lanes: checks that follow one another, beside those of the other lanes."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from threading import Lock, RLock
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
CLOSING = re.compile(r"\d+ (?:passed|failed|errors?|skipped|xfailed|deselected)\b.* in [\d.]+s\b")
COUNTED = re.compile(r"(\d+) ([a-z]+)")

Say = Callable[[str], None]
KEEPS_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}  # else every process compiles all anew
LANES = 4  # at once: what waits is among them
LOOKS_UP_SECONDS = 0.5  # for a signal to end the checks
RUNNING = set[subprocess.Popen[str]]()
BEGINNING = RLock()  # what has begun is among those that run
LEAVES = set[Path]()  # folders that go with it, also where it is ended early


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One command, or a function that says what it does and returns a status."""

    command: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    does: Callable[[Say], int] | None = None

    def run(self, say: Say) -> int:
        """It is carried out, and what it wrote is said."""
        if self.does:
            return self.does(say)
        return run(self.command, say, settings=self.settings)


Lane = Mapping[str, Check]


@dataclass(slots=True)
class Ended:
    """What came of one lane."""

    name: str
    said: list[str] = field(default_factory=list)
    rows: list[tuple[str, int, float]] = field(default_factory=list)
    closings: list[str] = field(default_factory=list)  # of each run of pytest

    @property
    def seconds(self) -> float:
        """How long all its checks took."""
        return sum(seconds for _, _, seconds in self.rows)

    @property
    def output(self) -> str:
        """Everything that was said in it, in its order."""
        return "".join(self.said)


def run(
    command: tuple[str, ...],
    say: Say,
    *,
    folder: Path = ROOT,
    settings: Mapping[str, str] | None = None,
) -> int:
    """Run a command of the environment and say what it wrote, once it has ended; its status."""
    with BEGINNING:
        child = subprocess.Popen(
            [str(BIN / command[0]), *command[1:]],
            cwd=folder,
            env=os.environ | KEEPS_COMPILED | dict(settings or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        RUNNING.add(child)
    said, _ = child.communicate()
    RUNNING.discard(child)
    say(said)
    return child.returncode


def ended_early(*_signal: object) -> NoReturn:
    """Whoever ends this ends what it has begun, and no further check begins."""
    with BEGINNING:
        for child in tuple(RUNNING):
            child.terminate()
        for folder in LEAVES:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)


def driven(name: str, lane: Lane) -> Ended:
    """Every check of the lane in turn, also after a failure."""
    ended = Ended(name)
    for check, what in lane.items():
        ended.said.append(f"\n--- {check}: {' '.join(what.command)}\n")
        began, wrote = time.monotonic(), list[str]()
        try:
            status = what.run(wrote.append)
        except Exception as error:
            wrote.append(f"{type(error).__name__}: {error}\n")
            status = 1
        ended.said += wrote
        ended.closings += closing_lines("".join(wrote))[-1:]
        ended.rows.append((check, status, time.monotonic() - began))
    return ended


def beside(lanes: Mapping[str, Lane]) -> list[Ended]:
    """Some lanes at once, the next as soon as one has ended; what each said is printed whole when
    it ends."""
    printing = Lock()

    def one(name: str) -> Ended:
        ended = driven(name, lanes[name])
        with printing:
            print(f"\n===== {name}: {ended.seconds:.1f} s\n{ended.output}", flush=True)
        return ended

    print(f"{LANES} at once, each printed when it ends: {', '.join(lanes)}.", flush=True)
    with ThreadPoolExecutor(LANES) as pool:
        running = [pool.submit(one, name) for name in lanes]
        while wait(running, timeout=LOOKS_UP_SECONDS).not_done:
            pass  # a signal that comes just as a wait begins does not end it
        return [each.result() for each in running]


def summed(ended: list[Ended], seconds: float) -> int:
    """The summary of all lanes, and last a closing line as pytest writes it; the exit status."""
    print("\n--- summary")
    for lane in ended:
        print(f"{lane.name:28}{lane.seconds:8.1f} s")
        for name, status, took in lane.rows:
            print(f"  {'FAILED' if status else 'ok':8}{name:18}{took:8.1f} s")
    print(f"{'of the processors':28}{_processor_seconds():8.1f} s")
    failed = [name for lane in ended for name, status, _ in lane.rows if status]
    print(f"Failed: {', '.join(failed)}" if failed else "Every check passed.")
    print(closing([line for lane in ended for line in lane.closings], seconds), flush=True)
    return 1 if failed else 0


def _processor_seconds() -> float:
    """What all checks took of them, however busy they were with other things."""
    children = getrusage(RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def closing(lines: list[str], seconds: float) -> str:
    """One closing line for all runs of pytest, what failed first; empty where none closed."""
    counts = Counter[str]()
    for line in lines:
        for number, what in COUNTED.findall(line.partition(" in ")[0]):
            counts[PLURAL.get(what, what)] += int(number)
    counts.pop("deselected", None)  # run by another lane
    told = sorted(counts.items(), key=lambda each: (ORDER.find(each[0]), each[0]))
    return f"{', '.join(spoken(*each) for each in told)} in {seconds:.2f}s" if told else ""


ORDER = "failed passed skipped xfailed xpassed warnings errors"
PLURAL = {"error": "errors", "warning": "warnings"}


def spoken(what: str, number: int) -> str:
    """The number with its word, as pytest says it."""
    return f"{number} {what.removesuffix('s') if number == 1 else what}"


def closing_lines(output: str) -> list[str]:
    """The closing line of every run of pytest in it."""
    return [found.group() for found in CLOSING.finditer(output)]


def files_with(*marks: str) -> Iterator[str]:
    """The files with tests of such a mark, so that a run need not read all others."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if any(f"pytest.mark.{mark}" in text for mark in marks):
            yield path.relative_to(ROOT).as_posix()
