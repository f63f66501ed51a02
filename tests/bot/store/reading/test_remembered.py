"""What was read before is never told in the place of what is there now, whoever has written it."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import Change, NotRead, NotSaved, Stale
from bot.store.reading.remembered import MOST, remember
from bot.store.record.keys import leading_to
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.erasure import Errand
from flows.talk.records import Intake, Stage
from tests.bot.store.examples import (
    LABEL,
    NOON,
    change,
    hold,
    keeping,
    record,
    reminder,
    revised,
    session,
    team,
)

OTHER = "K7Q-2M4"
LABELS = (LABEL, OTHER)
A_YEAR = timedelta(days=365)
TIMES = (NOON - A_YEAR, NOON, NOON + A_YEAR)
DUE = reminder(day=5, due=NOON - timedelta(days=1))
DUE_ROW = next(x for x in leading_to(f"reminder/{DUE.id}", DUE) if x.startswith("due/"))
PLAN, REMINDER = f"plan/{LABEL}/000001", f"reminder/{reminder().id}"
Write = Callable[[SqliteStore, Path], Awaitable[None]]


async def filled(store: SqliteStore) -> None:
    """Two plans of one owner and one team, each with reminders."""
    for label in LABELS:
        plan = replace(record(label=label), team=1)
        rows = [reminder(label=label, day=day, stage=Stage.NEEDS_HUMAN) for day in (1, 2)]
        said = replace(reminder(label=label, day=3), intake=Intake.TAKEN)
        over = replace(reminder(label=label, day=4), stage=Stage.WITHDRAWN, due=None, at=NOON)
        await store.commit(keeping(plan, *rows, said, over))
    await store.commit(keeping(DUE))
    await store.commit(keeping(team()))


def looked(store: SqliteStore) -> list[object]:
    """What the alarm asks at each look, twice, and once between its looks."""
    askings = (
        store.sending,
        store.next_due,
        store.errands,
        store.seen,
        store.head_told,
        *(lambda at=at: store.due(at, 9) for at in TIMES),
        *(lambda at=at: store.idle(at, 9) for at in TIMES),
    )
    found = [ask() for ask in askings]
    for _ in range(2):
        with store.looking():
            assert [ask() for _ in range(2) for ask in askings] == 2 * found
    return found


def as_read(store: SqliteStore) -> list[object]:
    """Everything that is remembered, as it is told."""
    readings = (
        lambda: store.plans_of(42),
        lambda: store.plans_of(43),
        lambda: store.plans_of_team(1),
        lambda: store.labels_of(42),
        lambda: store.labels_of_team(1),
        lambda: store.of_plans(LABELS),
        lambda: store.stuck_of(42),
        *(lambda label=label: store.plan(label) for label in LABELS),
        *(lambda label=label: store.reminders(label) for label in LABELS),
        store.lost,
        lambda: looked(store),
    )
    found = list[object]()
    for reading in readings:
        try:
            found.append(reading())
        except NotRead as error:
            found.append(str(error))
    return found


def as_kept(folder: Path, tmp_path: Path) -> list[object]:
    """The same by a process that has read nothing before."""
    with (
        closing(sqlite3.connect(folder / "myotaper.db")) as there,
        closing(open_store(tmp_path / "fresh")) as fresh,
    ):
        rows = there.execute("SELECT key, value FROM kept").fetchall()
        fresh.rows.conn.execute("BEGIN")
        fresh.rows.conn.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", rows)
        fresh.rows.conn.execute("COMMIT")
        return as_read(fresh)


async def _decided(store: SqliteStore, _folder: Path) -> None:
    plan = store.plan(LABEL)
    assert plan
    await store.commit(change(made=revised(plan, hold(28))))


async def _closed(store: SqliteStore, _folder: Path) -> None:
    plan = store.plan(LABEL)
    assert plan
    await store.commit(keeping(replace(plan, closed_at=NOON, serial=plan.serial + 1)))


async def _handed_over(store: SqliteStore, _folder: Path) -> None:
    plan = store.plan(LABEL)
    assert plan
    await store.commit(keeping(replace(plan, owner=43, team=0, serial=plan.serial + 1)))


async def _another_made(store: SqliteStore, _folder: Path) -> None:
    await store.commit(change(made=replace(record(label="A45-672"), team=1)))


async def _acknowledged(store: SqliteStore, _folder: Path) -> None:
    over = replace(reminder(stage=Stage.ACKNOWLEDGED, serial=2, due=None), at=NOON)
    await store.commit(keeping(over))


async def _claimed(store: SqliteStore, _folder: Path) -> None:
    with store.looking():
        assert not store.sending()
        assert store.due(NOON, 9)
        await store.commit(keeping(replace(DUE, stage=Stage.SENDING, serial=2, due=None)))
        assert [each.day for each in store.sending()] == [DUE.day]


async def _left_a_draft(store: SqliteStore, _folder: Path) -> None:
    assert store.idle(NOON, 9) == ()
    there = session()
    assert there.draft
    await store.commit(change(then=replace(there, draft=replace(there.draft, parked=False))))


async def _owes(store: SqliteStore, _folder: Path) -> None:
    await store.commit(Change(at=NOON, owes=(Errand(chat=7, due=NOON, message=8),)))


async def _seen(store: SqliteStore, _folder: Path) -> None:
    await store.commit(Change(at=NOON, seen=NOON))


async def _due_by_another_program(_store: SqliteStore, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "myotaper.db", isolation_level=None)) as other:
        other.execute("DELETE FROM kept WHERE key = ?", (DUE_ROW,))


async def _one_of_two_is_stale(store: SqliteStore, _folder: Path) -> None:
    later = NOON + timedelta(days=1)
    taken = keeping(replace(reminder(day=2, stage=Stage.NEEDS_HUMAN), serial=2, due=later))
    stale = keeping(replace(reminder(label=OTHER), serial=9, due=later))
    said = await asyncio.gather(store.commit(taken), store.commit(stale), return_exceptions=True)
    assert [type(each) for each in said] == [type(None), Stale]


async def _purged(store: SqliteStore, folder: Path) -> None:
    await _closed(store, folder)
    assert as_read(store)
    assert await store.purge_reminders(NOON + timedelta(days=1))


async def _a_row_over_its_dictionary(store: SqliteStore, _folder: Path) -> None:
    store.rows[PLAN] = "not JSON"


async def _a_row_by_another_program(_store: SqliteStore, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "myotaper.db", isolation_level=None)) as other:
        other.execute("UPDATE kept SET value = 'x' || value WHERE key = ?", (REMINDER,))


async def _a_list_by_another_program(_store: SqliteStore, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "myotaper.db", isolation_level=None)) as other:
        other.execute("DELETE FROM kept WHERE key = ?", (f"owner/42/{LABEL}",))


async def _between_two_of_its_own(store: SqliteStore, folder: Path) -> None:
    """Nobody has read anything between the write of another program and the next commit."""
    await _a_row_by_another_program(store, folder)
    await _another_made(store, folder)


async def _mended(store: SqliteStore, folder: Path) -> None:
    await _a_list_by_another_program(store, folder)
    assert await store.mend(await store.inspected())


async def _mended_at_a_look(store: SqliteStore, folder: Path) -> None:
    await _due_by_another_program(store, folder)
    faults = await store.inspected()
    with store.looking():
        assert store.due(DUE.due, 9) == ()
        assert await store.mend(faults)
        assert [each.day for each in store.due(DUE.due, 9)] == [DUE.day]
    assert store.faults() == ()


WRITES: dict[str, Write] = {
    each.__name__: each
    for each in (
        _decided, _closed, _handed_over, _another_made, _acknowledged, _claimed, _left_a_draft,
        _owes, _seen, _due_by_another_program, _one_of_two_is_stale,
        _purged, _a_row_over_its_dictionary, _a_row_by_another_program,
        _a_list_by_another_program, _between_two_of_its_own, _mended,
        _mended_at_a_look,
    )
}  # fmt: skip


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
async def test_after_every_way_of_writing_what_is_told_is_what_is_kept(
    sqlite: SqliteStore, folder: Path, tmp_path: Path, write: Write
) -> None:
    await filled(sqlite)
    before = as_read(sqlite)
    assert as_read(sqlite) == before == as_kept(folder, tmp_path)
    await write(sqlite, folder)
    after = as_read(sqlite)
    assert after == as_read(sqlite) == as_kept(folder, tmp_path / "after")
    assert (after == before) == (write in {_mended, _mended_at_a_look})


async def test_what_could_not_be_written_is_not_told(
    sqlite: SqliteStore, folder: Path, tmp_path: Path
) -> None:
    await filled(sqlite)
    before = as_read(sqlite)
    sqlite.rows.conn.execute("PRAGMA query_only = ON")
    with pytest.raises(NotSaved):
        await _closed(sqlite, folder)
    assert as_read(sqlite) == before == as_kept(folder, tmp_path)


async def test_what_is_found_to_be_damaged_is_looked_at_again(sqlite: SqliteStore) -> None:
    await filled(sqlite)
    as_read(sqlite)
    first = sqlite.plan(LABEL)
    assert sqlite.plan(LABEL) is first
    sqlite.note(PLAN, "found by whoever reads the whole file")
    assert sqlite.plan(LABEL) == first
    assert sqlite.plan(LABEL) is not first
    sqlite.note(REMINDER, "likewise")
    theirs = sqlite.of_plans((LABEL,))[LABEL]
    sqlite.note(REMINDER, "likewise")
    assert sqlite.of_plans((LABEL,))[LABEL] is not theirs


async def test_one_that_cannot_be_read_is_named_each_time(sqlite: SqliteStore) -> None:
    await filled(sqlite)
    as_read(sqlite)
    await _a_row_over_its_dictionary(sqlite, Path())
    for _ in range(2):
        assert [each.label for each in sqlite.plans_of(42)] == [OTHER]
        assert [each.key for each in sqlite.faults()] == [f"plan/{LABEL}"]
        assert sqlite.labels_of(42) == LABELS


async def test_a_change_leaves_all_that_it_does_not_write(sqlite: SqliteStore) -> None:
    await filled(sqlite)
    mine, theirs = (sqlite.plan(label) for label in LABELS)
    rows = [sqlite.of_plans((label,))[label] for label in LABELS]
    await _closed(sqlite, Path())
    await _acknowledged(sqlite, Path())
    assert sqlite.plan(OTHER) is theirs
    assert sqlite.of_plans((OTHER,))[OTHER] is rows[1]
    assert sqlite.plan(LABEL) is not mine
    assert sqlite.of_plans((LABEL,))[LABEL] is not rows[0]


def test_so_many_are_remembered_and_the_first_ones_are_let_go() -> None:
    many = dict[str, int]()
    for number in range(MOST + 3):
        assert remember(many, str(number), number) == number
    assert len(many) == MOST
    assert "2" not in many
    assert "3" in many
