"""`python -P -m bot.commands.evidence [--check]`: core/README.md, written from the guideline."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from bot.guideline import shipped
from bot.words import catalogue
from core.agents.choice import Withheld
from core.evidence import Fact, Standing
from core.guideline.facts import facts
from core.guideline.schema import Guideline
from core.interlocks import NO_TAPER, TABLE, Level
from core.reading import KEYS, RULES
from core.steroid import override

HEAD = """\
# The planner and its evidence

`core` turns a case into a plan: the start dose, the dated taper, the agent, what protects from
the treatment, what to follow. It is arithmetic on values. It reads no clock, file or network, and
the same case with the same guideline gives the same plan.

Every clinical number and statement stands in `guideline/`: `iim.toml` (the steroid),
`treatment.toml` (what goes with it), `response.toml` (what a visit says of the disease),
`cutoffs.toml` (values at which a drug is withheld) and `visit.toml` (what may be entered), each
with its source, its place there and its standing; the code holds none. To change one, edit the
file, run `python -P -m bot.commands.evidence`, and have a clinician review the difference. Each
plan carries the edition and the hash of the text it was made from.

Standing: **stated**, the source says it; **ours**, a reading of this project where sources leave a
gap, with the reason; **withheld**, a source says it and no plan may rest on it.

This page is generated; `python -P -m bot.commands.evidence --check` says whether it is current.
"""


def main(arguments: list[str]) -> int:
    """The page is written, or with --check 1 tells that it is not what the guideline says."""
    parser = argparse.ArgumentParser(prog="bot.commands.evidence", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether it is current")
    check = parser.parse_args(arguments).check
    path = Path(str(files("core") / "README.md"))
    page = evidence_page(shipped())
    if check:
        current = path.is_file() and path.read_text("utf-8") == page
        print("current" if current else f"{path}: run python -P -m bot.commands.evidence")
        return 0 if current else 1
    path.write_text(page, "utf-8")
    return 0


def evidence_page(guideline: Guideline) -> str:
    """The whole page as Markdown."""
    return "\n".join([HEAD, *_evidence(guideline), *_sources(guideline), *_codes()])


def _evidence(guideline: Guideline) -> Iterator[str]:
    """One table for each section of the guideline."""
    for section, found in groupby(facts(guideline), key=lambda fact: fact.key.split(".")[0]):
        yield f"## {section}\n"
        yield _table(("fact", "value", "statement", "source, place", "standing"), map(_row, found))


def _row(fact: Fact[Any]) -> tuple[str, ...]:
    standing = f"{fact.standing}: {fact.reason}" if fact.reason else str(fact.standing)
    withheld = fact.standing is Standing.WITHHELD
    value = "not shown" if withheld else f"{_value(fact.value)} {fact.unit}".strip()
    place = f"{fact.source.key}, {fact.place}"
    return (f"`{fact.key}`", value, fact.statement, place, standing)


def _value(value: object) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return ", ".join(map(_value, value))
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def _sources(guideline: Guideline) -> Iterator[str]:
    yield "## Sources\n"
    rows = ((f"`{each.key}`", each.title, each.edition) for each in guideline.sources.values())
    yield _table(("source", "title", "edition"), rows)


def _codes() -> Iterator[str]:
    """The codes that an answer of `myotaper plan` can hold."""
    words = catalogue()
    levels = [(row.level, row.code) for row in TABLE]
    levels += [(Level.TELL, code) for code in NO_TAPER.values()]
    yield "## Notices\n"
    yield _table(
        ("code", "level", "meaning"),
        ((f"`{code}`", level, words[f"notices.{code}"]) for level, code in levels),
    )
    yield "## Refusals\n"
    yield _table(
        ("reason", "meaning"), ((f"`{why}`", words[f"refusals.{why}"]) for why in _reasons())
    )
    for section, title in (("blocks", "What closes an agent"), ("cautions", "Cautions")):
        yield f"## {title}\n"
        prefix = f"{section}."
        rows = (
            (f"`{key.removeprefix(prefix)}`", said)
            for key, said in words.texts.items()
            if key.startswith(prefix)
        )
        yield _table(("code", "meaning"), rows)
    yield "## What a dose waits for\n"
    yield _table(
        ("code", "meaning"),
        ((f"`{code}`", words[f"terms.withheld.{code}"]) for code in Withheld),
    )


def _reasons() -> Iterator[str]:
    """Every reason a case can be refused for, in the order of the checks."""
    yield from (f"{name}_missing" for name, key in KEYS.items() if key.required)
    yield from (f"{name}_invalid" for name in KEYS)
    yield from (why for why, _ in RULES + override.RULES)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
