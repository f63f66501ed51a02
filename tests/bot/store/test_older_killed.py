"""The upgrade of a file is killed at each of its steps, and met by a second start."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.store import CannotOpen
from bot.store.sqlite import open_store
from flows.talk.records import PlanRecord
from tests.bot.store.examples import NOON, hold, labelled, record, revised
from tests.bot.store.killed_steps import in_a_child, kill_at
from tests.bot.store.old_plans import old_rows
from tests.bot.store.test_older import WRITTEN, schema_1
from tests.campaigns import size

PLANS = 5
PARTS, EVERY = 4, 6 // size("copies")


def revisions(number: int) -> list[PlanRecord]:
    """A plan with three decisions."""
    made = [replace(record(label=labelled(number)), made_at=NOON + timedelta(minutes=number))]
    for day in (28, 40, 60):
        made.append(revised(made[-1], hold(day)))
    return made


MADE = [revisions(number) for number in range(PLANS)]


def first_edition(folder: Path) -> Path:
    """A file of schema 1 with what else schema 2 could hold."""
    rows = dict(WRITTEN)
    for plan in MADE:
        rows |= old_rows(*plan)
    return schema_1(folder, rows)


def opens(folder: Path) -> Callable[[], None]:
    return lambda: open_store(folder).close()


def check_whole(folder: Path) -> None:
    """Everything is there as it was decided, the file is sound, and a copy lies beside it."""
    with closing(open_store(folder)) as store:
        assert [store.plan(plan[-1].label) for plan in MADE] == [plan[-1] for plan in MADE]
        assert [store.plan(plan[1].label, 2) for plan in MADE] == [plan[1] for plan in MADE]
        assert list(store.problems()) == []
    copy = folder / "myotaper.db.schema-1"
    with closing(sqlite3.connect(copy)) as other:
        rows = dict(other.execute("SELECT key, value FROM kept"))
        assert other.execute("PRAGMA user_version").fetchone() == (1,)
    assert rows.keys() >= WRITTEN.keys()
    assert rows["plan/K7Q-2M3/000001"] == WRITTEN["plan/K7Q-2M3/000001"]
    assert copy.stat().st_mode & 0o077 == 0


@pytest.mark.wide
@pytest.mark.parametrize("part", range(PARTS))
def test_killed_at_any_step_it_opens_again_and_nothing_is_lost(tmp_path: Path, part: int) -> None:
    kills = 0
    for step in count(1 + part * EVERY, PARTS * EVERY):
        folder = tmp_path / str(step)
        first_edition(folder)
        killed = os.WIFSIGNALED(in_a_child(opens(folder), kill_at(step)))
        kills += killed
        check_whole(folder)
        if not killed:
            break
    assert kills > 10 // EVERY


def test_killed_again_and_again_it_opens_in_the_end(tmp_path: Path) -> None:
    folder = tmp_path / "again"
    first_edition(folder)
    for step in range(1, 90, 7):
        in_a_child(opens(folder), kill_at(step))
    check_whole(folder)


def test_a_second_start_meanwhile_is_told_so_and_harms_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "twice"
    first_edition(folder)
    began, begin = os.pipe()
    go_on, end = os.pipe()
    if not (child := os.fork()):

        def waiting(step: int) -> None:
            if step == 40:
                os.write(begin, b"x")
                os.read(go_on, 1)

        in_a_child(opens(folder), waiting)
        os._exit(0)
    os.read(began, 1)
    with pytest.raises(CannotOpen, match="another process is using"):
        open_store(folder)
    os.write(end, b"x")
    os.waitpid(child, 0)
    check_whole(folder)
    for each in (began, begin, go_on, end):
        os.close(each)
