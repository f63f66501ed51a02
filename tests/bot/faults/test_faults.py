"""Each call of the Bot API and each way in which it fails: once, thrice, for an hour.

What comes of it stands in `table.txt`, row by row (`table.py` makes it). Here rows are played
again
and compared; what no row may say is looked for in all of them.
"""

import re
from pathlib import Path
from random import Random

import pytest

from tests.bot.faults.failures import Cell, cells
from tests.bot.faults.scene import played
from tests.bot.faults.table import in_words
from tests.campaigns import seed, size

TABLE = Path(__file__).with_name("table.txt").read_text(encoding="utf-8").splitlines()
EACH_GATE = ("sendMessage | 401 | once", "any call | 401 | for an hour")


def row_of(cell: Cell) -> str:
    return f"{cell.method} | {cell.way} | {cell.often} | "


ROWS = {row.rpartition(" | ")[0]: row.rpartition(" | ")[2] for row in TABLE}


def test_the_table_has_every_call_and_every_way_in_which_it_fails() -> None:
    assert list(ROWS) == [row_of(cell).removesuffix(" | ") for cell in cells()]


@pytest.mark.wide
def test_what_the_table_says_is_what_happens() -> None:
    every = list(cells())
    some = Random(seed(5)).sample(every, min(size("faults"), len(every)))
    wrong = {}
    for cell in some:
        name = row_of(cell).removesuffix(" | ")
        if (went := in_words(cell, played(cell))) != ROWS[name]:
            wrong[name] = went
    assert wrong == {}


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_nothing_passing_is_taken_as_final_and_nobody_is_left_without_a_word(row: str) -> None:
    said = row.rpartition(" | ")[2]
    assert re.match("weight (kept|asked for again), ", said)
    assert "LOST" not in said
    assert "not shown" not in said.replace("status:", "").split("; status")[0]
    assert "not introduced" not in said
    assert "not found again" not in said
    assert set(re.findall("left with ([0-9 and]+) and", said)) <= {"75"}
    if "once" in row.split(" | "):
        assert "for again" not in said
        assert "told to ask again" not in said
