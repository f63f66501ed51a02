"""What could harm a person and the tests that prove what stands against it, as a page shows it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.hazards.named import TESTS

DATA = Path(__file__).with_name("table.toml")
PAGE = TESTS / "README.md"
BEGIN, END = "<!-- hazards: begin -->", "<!-- hazards: end -->"
SEVERITIES = ("catastrophic", "major", "minor")
HEAD = ("", "hazard", "by", "may lead to", "severity", "what stands against it", "shown by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """One row."""

    hazard: str
    cause: str
    effect: str
    severity: str
    control: str
    tests: tuple[str, ...]


def hazards() -> Mapping[str, Hazard]:
    """Every row by its number."""
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {
        number: Hazard(**(row | {"tests": tuple(row["tests"])})) for number, row in rows.items()
    }


def page() -> str:
    """The page of the tests, with the table as the rows are now."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    table = "".join(f"{line}\n" for line in _lines())
    return f"{before}{BEGIN}\n{table}{END}{rest.split(END)[1]}"


def _lines() -> Iterator[str]:
    yield f"| {' | '.join(HEAD)} |"
    yield "|---" * len(HEAD) + "|"
    for number, of in hazards().items():
        shown = "; ".join(map(_said, of.tests))
        cells = (number, of.hazard, of.cause, of.effect, of.severity, of.control, shown)
        yield f"| {' | '.join(cells)} |"


def _said(test: str) -> str:
    """The file, and the name as a sentence."""
    path, _, name = test.partition("::")
    return f"`{path}`: {name.removeprefix('test_').replace('_', ' ')}"
