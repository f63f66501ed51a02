"""What is taken of a run, and how it is printed."""

import argparse
import platform
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import telegram

PAGE_BYTES = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Of so many steps: the time of each, and of all of them together."""

    each: Sequence[float]
    seconds: float
    cpu_seconds: float
    calls: int = 0  # of the Bot API

    @property
    def rate(self) -> float:
        """Steps a second."""
        return len(self.each) / self.seconds

    @property
    def cpu_us(self) -> float:
        """Work of the processor on one step, which a busy machine blurs less than the rate."""
        return self.cpu_seconds / len(self.each) * 1e6

    def percentile_us(self, per_cent: int) -> float:
        """The time that so many of a hundred steps stay below."""
        return quantiles(self.each, n=100, method="inclusive")[per_cent - 1] * 1e6

    def line(self, name: str) -> str:
        """The row of this run."""
        p50, p99 = self.percentile_us(50), self.percentile_us(99)
        return (
            f"{name:<50} {self.rate:>8,.0f}/s  cpu {self.cpu_us:>6,.0f} us"
            f"  p50 {p50:>7,.0f} us  p99 {p99:>7,.0f} us"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure, once for each round, and the goal that its median is held to."""

    figure: str
    seen: Sequence[float]
    goal: float
    unit: str = ""
    at_least: bool = False  # the goal is a floor
    beside: str = ""  # what else was seen in the same run

    @property
    def reached(self) -> bool:
        """Whether the median keeps to the goal."""
        middle = median(self.seen)
        return middle >= self.goal if self.at_least else middle <= self.goal

    def line(self) -> str:
        """The row of the table; the least and the most stand behind the median."""
        middle, unit = _short(median(self.seen)), f" {self.unit}" if self.unit else ""
        if len(self.seen) > 1:
            middle += f" ({_short(min(self.seen))} to {_short(max(self.seen))})"
        goal = f"{'at least' if self.at_least else 'at most'} {_short(self.goal)}{unit}"
        beside = f"; {self.beside}" if self.beside else ""
        came = "reached" if self.reached else "missed"
        return f"| {self.figure} | {goal} | {middle}{unit}{beside} | {came} |"


Costs = Sequence[tuple[float, float]]  # seconds of each time, and the processor's


def against(figure: str, one: Costs, other: Costs, goal: float, *, by_time: bool = False) -> Row:
    """The one in the other, held to the goal by the work of the processor or by time."""
    (time, cpu), (time_, cpu_) = (
        [1e3 * median(each) for each in zip(*some, strict=True)] for some in (one, other)
    )
    ratios = {"time": time / time_, "processor": cpu / cpu_}
    told, beside = ("time", "processor") if by_time else ("processor", "time")
    return Row(
        figure=f"{figure}, by {told}",
        seen=[ratios[told]],
        goal=goal,
        beside=f"{ratios[beside]:.2f} by {beside}; {time:.2f} and {time_:.2f} ms by time, "
        f"{cpu:.2f} and {cpu_:.2f} by processor",
    )


def _short(figure: float) -> str:
    """As many digits as say something."""
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def machine() -> str:
    """What the figures were taken on."""
    return (
        f"CPython {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"python-telegram-bot {telegram.__version__}, {platform.system()} {platform.machine()}"
    )


def resident_mib(process: int | str = "self") -> float:
    """Memory of this process, or of another one, that is in use now."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE_BYTES / 2**20


@contextmanager
def scratch(parent: Path | None) -> Iterator[Path]:
    """A folder on the disk that is measured, gone afterwards."""
    with TemporaryDirectory(dir=parent) as folder:
        yield Path(folder) / "kept"


def printed(
    rows: Callable[..., Iterable[Row]],
    description: str,
    arguments: Sequence[str] | None,
    **sizes: int | list[int],
) -> None:
    """The rows are on standard output; each size is an option of the command line."""
    parser = argparse.ArgumentParser(description=description)
    for name, size in sizes.items():
        several = len(size) if isinstance(size, list) else None
        parser.add_argument(f"--{name}", type=int, nargs=several, default=size)
    parser.add_argument("--folder", type=Path)
    chosen = vars(parser.parse_args(arguments))
    print(machine())
    with scratch(chosen.pop("folder")) as folder:
        folder.mkdir(mode=0o700)
        for row in rows(folder, **chosen):
            print(row.line(), flush=True)
