"""What is asked of a database costs as many questions however much it keeps, and none of them
looks at rows that it is not asked for."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import chain

import pytest

from bot.store import rows
from bot.store.postgres.statements import EACH, PARTS, spelt
from bot.store.sqlite import SqliteStore
from tests.bench.database.places import InDatabase
from tests.bench.million_reminders import pending, texts_of
from tests.bot.store.examples import NOON, reminder
from tests.world.postgres import server

FEW, MANY = 300, 3_000
DUE = 250
EVERYTHING = {"FIRST_PART", "EVERY_KEY", "EVERY_KEPT", "COUNT", "A_ROW"}
Pair = tuple[SqliteStore, SqliteStore]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A database with few reminders to come and one with many, as many of each are due."""
    folder = tmp_path_factory.mktemp("kept")
    places = []
    for count in (FEW, MANY):
        place = InDatabase(server().address(f"{folder} {count}"), folder)
        due = (reminder(label="K7Q-2M3", detail=str(number)) for number in range(DUE))
        there = chain(due, map(pending, range(count)))
        place.holds(text for each in there for text in texts_of(each))
        places.append(place)
    with closing(places[0].opened()) as few, closing(places[1].opened()) as many:
        yield few, many


@contextmanager
def questions(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the server is asked within, over this connection."""
    asked, link = list[str](), store.rows.conn.link
    run = link.run
    with monkeypatch.context() as within:
        within.setattr(link, "run", lambda *words: asked.append(words[0]) or run(*words))
        yield asked


READINGS: dict[str, tuple[int, Callable[[SqliteStore], object]]] = {  # questions at most
    "due": (7, lambda store: len(store.due(NOON, DUE))),
    "next due": (6, lambda store: store.next_due()),
    "tally": (20, lambda store: store.tally(NOON, NOON).due),
    "sending": (1, lambda store: store.sending()),
    "stuck": (1, lambda store: store.stuck()),
    "plans of": (2, lambda store: store.plans_of(42)),
    "reminders": (2, lambda store: len(store.reminders("K00001"))),
}


@pytest.mark.parametrize("name", READINGS)
def test_a_reading_asks_as_often_however_much_is_kept(
    both: Pair, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    most, read = READINGS[name]
    taken = []
    for store in both:
        with questions(store, monkeypatch) as asked:
            found = read(store)
        taken.append((found, asked))
    assert taken[0] == taken[1]
    assert 0 < len(taken[0][1]) <= most


def test_whatever_is_kept_is_looked_through_in_few_questions(
    both: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    with questions(both[1], monkeypatch) as asked:
        assert list(both[1].problems()) == []
    assert len(asked) <= 10


STATEMENTS = {
    name: it
    for name, it in {**vars(rows), "EACH": EACH}.items()
    if isinstance(it, str) and name.isupper() and name not in EVERYTHING
    if not it.startswith("INSERT")
}
OF_A_KEY = {
    "EACH": (["due/", "due/1"],),
    "REPLACE": (b"", "due/"),
    "KEYS_NAMING": ("last/", "last0", "/K/"),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_finds_its_rows_by_their_key(both: Pair, name: str) -> None:
    statement = spelt(PARTS.get(STATEMENTS[name], STATEMENTS[name]))
    places = statement.count("$")
    most = (10,) if "LIMIT $" in statement else ()
    arguments = OF_A_KEY.get(name, ("due/", "due/1", "/K/")[: places - len(most)] + most)
    plan = both[1].rows.conn.link.run(f"EXPLAIN {statement}", arguments).fetchall()
    said = "\n".join(line for (line,) in plan)
    assert "Index Cond: " in said, said
    assert "Seq Scan" not in said
