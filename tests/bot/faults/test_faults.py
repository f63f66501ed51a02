"""Each call of the Bot API and each way in which it fails: once, thrice, for an hour.

What comes of it stands in `table.txt`, row by row (`table.py` makes it). Here rows are played
again and compared; what no row may say is looked for in all of them.
"""

import re
from pathlib import Path
from random import Random

from tests.bot.faults.failures import Cell, cells
from tests.bot.faults.scene import played
from tests.bot.faults.table import in_words
from tests.campaigns import seed, size

TABLE = Path(__file__).with_name("table.txt").read_text(encoding="utf-8").splitlines()
ROWS = {row.rpartition(" | ")[0]: row.rpartition(" | ")[2] for row in TABLE}


def name_of(cell: Cell) -> str:
    return f"{cell.method} | {cell.way} | {cell.often}"


def test_the_table_has_every_call_and_every_way_in_which_it_fails() -> None:
    assert list(ROWS) == [name_of(cell) for cell in cells()]


def test_what_the_table_says_is_what_happens() -> None:
    every = list(cells())
    some = Random(seed(5)).sample(every, min(size("faults"), len(every)))
    wrong = {}
    for cell in some:
        name = name_of(cell)
        if (went := in_words(cell, played(cell))) != ROWS[name]:
            wrong[name] = went
    assert wrong == {}


def test_nothing_passing_is_taken_as_final_and_nobody_is_left_without_a_word() -> None:
    assert [name for name, said in ROWS.items() if not _may_be_said(name, said)] == []


def _may_be_said(name: str, said: str) -> bool:
    """Nothing is lost, the process is to be started again, and what fails once costs nothing."""
    seen, _, status = said.partition("; status: ")
    left = set(re.findall("left with ([0-9 and]+) and", said))
    costs_nothing = "for again" not in said and "told to ask again" not in said
    once = name.endswith(" | once") and "5 min" not in name
    return (
        seen.startswith(("weight kept, ", "weight asked for again, "))
        and "LOST" not in seen
        and "not shown" not in seen
        and "not introduced" not in status + seen
        and "not found again" not in status + seen
        and left <= {"75"}
        and (costs_nothing or not once)
    )
