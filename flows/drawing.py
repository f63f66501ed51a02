"""Every table of states as a diagram in README.md: `python -P -m flows.drawing [--check]`."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from flows.decision.table import DECISION_STEPS
from flows.intake.life import LIFE
from flows.intake.table import ENDS, INTAKE, NEXT, PREVIOUS
from flows.reminder.stages import LIFE_OF_A_REMINDER
from flows.talk.machine import Table, Transition
from flows.training.table import LIST, TRAINING_STEPS

PAGE = Path(__file__).with_name("README.md")
DOES = "Draws every table of states anew in flows/README.md, as the code has it now."
HEAD = """\
# The dialogue

Drawn from the tables in this folder by `myotaper draw`; do not edit. `myotaper draw --check` says
whether a table has changed since.

An arrow is labelled with what happens and, in brackets, with what must hold for the way to be
open. Where several ways leave a state on the same trigger, exactly one of them is open.
"""
ABOUT: Mapping[str, str] = MappingProxyType(
    {
        LIFE.name: "Each user has at most one unfinished draft. One that is set aside waits for "
        "Resume or Discard.",
        INTAKE.name: "What an open draft goes through. `next` and `previous` are passed through "
        "and never shown: from `next` the first way in order that is open is taken.",
        DECISION_STEPS.name: "What is decided about a plan, from its menu to the decision. Where "
        "the reader stands travels in the buttons, so nothing is kept between two presses.",
        LIFE_OF_A_REMINDER.name: "One acknowledgement or decision ends all of it, everywhere.",
        TRAINING_STEPS.name: "Fictional cases: predict, reveal, look back; or a course to play. "
        "The press of a button carries the state that it was made in.",
    }
)
STARTS: Mapping[str, str] = MappingProxyType(
    {
        LIFE.name: "none",
        INTAKE.name: "weight",
        DECISION_STEPS.name: "menu",
        LIFE_OF_A_REMINDER.name: "pending",
        TRAINING_STEPS.name: LIST,
    }
)
LAST = frozenset({*ENDS, "done", "kept", "acknowledged", "answered", "withdrawn"})
TABLES = (LIFE, INTAKE, DECISION_STEPS, LIFE_OF_A_REMINDER, TRAINING_STEPS)


def page(tables: Sequence[Table]) -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(table) for table in tables)])


def _section(table: Table) -> str:
    diagram = "\n".join(["stateDiagram-v2", f"    [*] --> {STARTS[table.name]}", *_arrows(table)])
    ends = "".join(f"\n    {state} --> [*]" for state in table.states if state in LAST)
    title = f"## {table.name.capitalize()}"
    return f"{title}\n\n{ABOUT[table.name]}\n\n```mermaid\n{diagram}{ends}\n```\n"


def _arrows(table: Table) -> list[str]:
    """One arrow for each two states, with every row that leads from one to the other."""
    labels: dict[tuple[str, str], list[str]] = {}
    for row in table.rows:
        labels.setdefault((row.source, row.dest), []).append(_label(row))
    return [f"    {a} --> {b}: {' | '.join(said)}" for (a, b), said in labels.items()]


def _label(row: Transition) -> str:
    guard = f" [{row.only_when.__name__}]" if row.only_when else ""
    passed = row.source in (NEXT, PREVIOUS) and guard
    return guard.strip() if passed else f"{row.trigger}{guard}"


def main(arguments: Sequence[str]) -> int:
    """The page is written anew; with --check only compared, and 1 where it is out of date."""
    parser = argparse.ArgumentParser(prog="myotaper draw", description=DOES)
    parser.add_argument("--check", action="store_true", help="only say whether it is current")
    check = parser.parse_args(arguments).check
    drawn = page(TABLES)
    if not check:
        return _written(drawn)
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == drawn:
        return 0
    print(f"{PAGE} is out of date: run `myotaper draw`", file=sys.stderr)
    return 1


def _written(drawn: str) -> int:
    try:
        PAGE.write_text(drawn, encoding="utf-8")
    except OSError as error:
        print(f"myotaper: {PAGE} cannot be written: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
