"""What could harm a person with the tests against it, and what is tried how often, as a page shows
it."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hazards.named import TESTS

HERE = Path(__file__).parent
PAGE = TESTS / "README.md"
SEVERITIES = ("catastrophic", "major", "minor")
HAZARD = ("", "hazard", "by", "may lead to", "severity", "what stands against it", "shown by")
FIGURE = ("", "what is tried", "gate", "figure wanted", "figure seen", "by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """One row."""

    hazard: str
    cause: str
    effect: str
    severity: str
    control: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row of what is tried; a command stands among the tests."""

    tries: str
    gate: str
    wanted: str
    seen: str
    by: tuple[str, ...]


def hazards() -> Mapping[str, Hazard]:
    """Every row by its number."""
    return {
        number: Hazard(**(row | {"tests": tuple(row["tests"])}))
        for number, row in _rows("table").items()
    }


def figures() -> Mapping[str, Figure]:
    """Every row by its number."""
    return {
        number: Figure(**(row | {"by": tuple(row["by"])}))
        for number, row in _rows("figures").items()
    }


def _rows(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def page() -> str:
    """The page of the tests, with both tables as the rows are now."""
    hazard = (
        (number, of.hazard, of.cause, of.effect, of.severity, of.control, _said(of.tests))
        for number, of in hazards().items()
    )
    figure = (
        (number, of.tries, of.gate, of.wanted, of.seen, _said(of.by))
        for number, of in figures().items()
    )
    text = _with(PAGE.read_text(encoding="utf-8"), "hazards", HAZARD, hazard)
    return _with(text, "figures", FIGURE, figure)


def _with(text: str, name: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
    before, rest = text.split(begin)
    rule = "|---" * len(head) + "|\n"
    lines = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return f"{before}{begin}| {' | '.join(head)} |\n{rule}{lines}{end}{rest.split(end)[1]}"


def _said(tests: Iterable[str]) -> str:
    """Of each the file, and the name as a sentence; a command as it is."""
    split = (each.partition("::") for each in tests)
    return "; ".join(
        f"`{path}`: {name.removeprefix('test_').replace('_', ' ')}" if name else f"`{path}`"
        for path, _, name in split
    )
