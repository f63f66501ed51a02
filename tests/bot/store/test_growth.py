"""What is asked at every tick costs the same, however much is kept: counted, not timed."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import NotRead, check, rows
from bot.store.reading import queries
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.records import Stage
from tests.bench import million_reminders
from tests.bench.database.places import InFolder
from tests.bench.growth import large_folder
from tests.bot.store.examples import (
    NOON,
    change,
    delivery,
    keeping,
    person,
    record,
    reminder,
    team,
)
from tests.bot.store.steps import counted

FEW, MANY = 1_000, 30_000
COUNTING = {"COUNT", "FIRST_PART", "EVERY_KEY", "EVERY_KEPT"}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqliteStore, SqliteStore]]:
    """A store with few pending reminders and one with many, and in each the same of the rest."""
    stores = []
    for count in (FEW, MANY):
        folder = tmp_path_factory.mktemp("kept") / "kept"
        million_reminders.fill(folder, count)
        stores.append(open_store(folder))
    yield stores[0], stores[1]
    for store in stores:
        store.close()


READINGS: dict[str, Callable[[SqliteStore], object]] = {
    "due": lambda store: store.due(NOON, 100),
    "next_due": lambda store: store.next_due(),
    "sending": lambda store: store.sending(),
    "idle": lambda store: store.idle(NOON, 100),
    "plan": lambda store: store.plan("K00001"),
    "reminders": lambda store: len(store.reminders("K00001")),
    "people": lambda store: store.people(1),
    "plans of": lambda store: store.plans_of(42),
    "last team": lambda store: store.last_team(),
}


@pytest.mark.parametrize("name", READINGS)
async def test_a_reading_takes_as_many_steps(
    both: tuple[SqliteStore, SqliteStore], name: str
) -> None:
    taken = []
    for store in both:
        with counted(store) as steps:
            found = READINGS[name](store)
        taken.append((steps[0], found))
    assert taken[0] == taken[1]
    assert 0 < taken[0][0] < 3_000


async def test_a_hundred_that_fall_due_take_as_many_steps(
    both: tuple[SqliteStore, SqliteStore],
) -> None:
    """Read, claimed and settled."""
    taken = []
    for store in both:
        await store.commit(keeping(*(reminder(detail=str(at)) for at in range(100))))
        with counted(store) as steps:
            due = store.due(NOON, 100)
            for each in due:
                claimed = replace(each, serial=2, stage=Stage.SENDING)
                await store.commit(keeping(claimed, seen=NOON))
                then = NOON + timedelta(days=9_000)
                sent = replace(claimed, serial=3, stage=Stage.SENT, due=then)
                await store.commit(keeping(replace(sent, deliveries=(delivery(),))))
        assert len(due) == 100
        taken.append(steps[0])
    assert taken[0] == taken[1]


async def test_whatever_else_is_written_takes_as_many_steps(
    both: tuple[SqliteStore, SqliteStore],
) -> None:
    taken = []
    for store in both:
        with counted(store) as steps:
            keeps = (team(chat=-5), person())
            await store.commit(replace(change(made=record()), keeps=keeps))
        taken.append(steps[0])
    assert taken[0] == taken[1]


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, it in vars(rows).items()
        if isinstance(it, str) and name.isupper() and name not in COUNTING
    ],
)
def test_no_statement_looks_at_rows_that_it_is_not_asked_for(
    both: tuple[SqliteStore, SqliteStore], name: str
) -> None:
    statement = vars(rows)[name]
    arguments = ("",) * (2 if "?1" in statement else statement.count("?"))
    plan = [
        line[3] for line in both[1].rows.conn.select(f"EXPLAIN QUERY PLAN {statement}", arguments)
    ]
    assert all(line.startswith("SEARCH kept USING") for line in plan)
    assert plan or name in {"ADD", "PUT", "PUT_KEPT"}


def test_a_tally_counts_so_many_and_no_more(
    both: tuple[SqliteStore, SqliteStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert both[1].tally(NOON, NOON).pending == queries.MOST_COUNTED < MANY
    monkeypatch.setattr(queries, "MOST_COUNTED", FEW // 2)
    taken = []
    for store in both:
        with counted(store) as steps:
            assert store.tally(NOON, NOON).pending == FEW // 2
        taken.append(steps[0])
    assert taken[0] == taken[1]


async def test_a_tally_looks_at_so_many_that_wait_and_no_more(
    sqlite: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be read is never sent, and is soon among those that are due longest."""
    monkeypatch.setattr(queries, "MOST_LOOKED_AT", 3)
    before = NOON - timedelta(hours=1)
    await sqlite.commit(keeping(*(reminder(detail=str(at), due=before) for at in range(3))))
    sqlite.rows.conn.execute("UPDATE kept SET value = '' WHERE key LIKE 'reminder/%'")
    await sqlite.commit(keeping(*(reminder(detail=f"more {at}") for at in range(9))))
    with counted(sqlite) as steps:
        tally = sqlite.tally(NOON, NOON)
    assert (tally.due, tally.unread) == (12, 3)
    assert steps[0] < 2_000


# ------------------------------------------------------------------------ opening a large file


def in_the_middle(path: Path, put: bytes) -> None:
    """A page halfway through the file is overwritten."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4_096 * 4_096)
        file.write(put)


async def test_a_large_file_is_opened_without_reading_it(folder: Path) -> None:
    """A page in its middle is damaged: that is found by whoever looks, not at the start."""
    million_reminders.fill(folder, FEW)
    in_the_middle(folder / "myotaper.db", b"\xff" * 4_096)
    with closing(open_store(folder, whole=0)) as store:
        assert store.next_due() is not None
        assert len(await store.inspected()) > 0


def test_a_small_file_with_such_damage_is_not_opened(folder: Path) -> None:
    million_reminders.fill(folder, FEW)
    in_the_middle(folder / "myotaper.db", b"\xff" * 4_096)
    with pytest.raises(Exception, match="restore it from a backup"):
        open_store(folder)


def test_the_measurement_measures(capsys: pytest.CaptureFixture[str]) -> None:
    million_reminders.main(["--pending", "50", "--rounds", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("50 pending reminders, a file of ")
    assert len(lines) == 10


def test_sqlite_counts_what_it_runs(sqlite: SqliteStore) -> None:
    with counted(sqlite) as steps:
        sqlite.rows.conn.select_one("SELECT 1")
    assert 0 < steps[0] < 20
    assert sqlite3.sqlite_version_info >= (3, 33)


@pytest.fixture(scope="module")
def many_plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    """More of them than are looked through in one part."""
    folder = tmp_path_factory.mktemp("kept") / "kept"
    large_folder.fill(InFolder(folder), queries.A_PART + 20)
    with closing(open_store(folder)) as store:
        yield store


async def test_labels_are_read_in_parts_and_none_is_left_out(many_plans: SqliteStore) -> None:
    labels = iter(many_plans.labels())
    first = next(labels)
    await many_plans.commit(keeping(reminder(label=first, detail="written meanwhile")))
    rest = list(labels)
    assert {first, *rest} == {
        large_folder.label_of(number) for number in range(queries.A_PART + 20)
    }
    assert first not in rest


async def test_what_is_wrong_is_found_in_whatever_part_of_the_file_it_stands(
    many_plans: SqliteStore,
) -> None:
    assert await many_plans.inspected() == ()
    conn = many_plans.rows.conn
    keys = [key for (key,) in conn.select("SELECT key FROM kept ORDER BY key")]
    assert len(keys) > 3 * check.A_PART
    some = [next(key for key in keys[at:] if key.startswith("reminder/")) for at in (-3, -9_000)]
    for key in some:
        conn.execute("UPDATE kept SET value = value || ' ' || 'x' WHERE key = ?", (key,))
    conn.execute("INSERT INTO kept (key, value) VALUES (NULL, '')")
    conn.execute("INSERT INTO kept (key, value) VALUES (x'00', '')")
    found = [each.key for each in await many_plans.inspected()]
    assert found == [check.FILE, *sorted(some), check.FILE]
    assert len(list(many_plans.problems())) == len(found)


async def test_the_same_row_is_read_once_and_another_text_anew(
    both: tuple[SqliteStore, SqliteStore],
) -> None:
    store, _ = both
    first = store.reminder(million_reminders.pending(1).id)
    assert first
    assert store.reminder(first.id) is first
    await store.commit(keeping(replace(first, serial=2, tries=1)))
    assert store.reminder(first.id) == replace(first, serial=2, tries=1)
    key = f"reminder/{first.id}"
    store.rows.conn.execute(
        "UPDATE kept SET value = replace(value, '1', '2') WHERE key = ?", (key,)
    )
    with pytest.raises(NotRead):
        store.reminder(first.id)
