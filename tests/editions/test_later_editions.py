"""What each later edition has left behind is opened, and stands and goes on as it did then.

Its file is restored as a backup, too, and what trainees had learnt is where it is now.

The second edition's folder is the first's as it brought that up, with plans that it made itself;
all of the third's were made by that program.
"""

import sqlite3
from contextlib import closing

import pytest

from bot.store.backups.restore import restore
from bot.store.sqlite import open_store
from bot.store.training.file import TraineesFile
from bot.store.upgrade.learnt import LAST_SCHEMA
from flows.talk.turn import Session
from tests.bot.store.test_training import CANARY, old_session
from tests.editions import golden
from tests.editions.asked import NOW, plans

pytestmark = pytest.mark.wide
SAYS = {
    "kept": lambda plan: plan.kept,
    "figures": lambda plan: plan.figures(NOW),
    "day": lambda plan: plan.day(NOW),
    "wanted": lambda plan: plan.wanted(NOW),
}
PLANS = {2: 212, 3: 200}
RECORDED = {2: ("kept", "figures", "day", "wanted"), 3: ("kept", "figures", "wanted")}


@pytest.fixture(scope="module")
def edition(request):
    """Its number."""
    return request.param


@pytest.fixture(scope="module")
def there(edition, tmp_path_factory):
    """Every plan of a copy of the folder."""
    with plans(golden.folder(edition, tmp_path_factory.mktemp("golden"))) as found:
        yield found


@pytest.mark.parametrize(
    ("edition", "name"),
    [(edition, name) for edition, names in RECORDED.items() for name in names],
    indirect=["edition"],
)
def test_of_every_plan_is_said_what_the_edition_said(edition, there, name):
    told, says = golden.told(edition)["plans"], SAYS[name]
    assert len(told) == PLANS[edition]
    assert {label: says(plan) for label, plan in there.items()} == {
        label: each[name] for label, each in told.items()
    }


@pytest.mark.parametrize("edition", [2], indirect=True)
def test_plans_of_both_editions_are_in_it(there):
    """200 of the first, and 12 more."""
    first = golden.told(1)["plans"].keys()
    assert (len(first), len(there.keys() - first)) == (200, 12)
    assert first <= there.keys()


TRAINEE, INSERT = 4_711, "INSERT INTO kept VALUES (?, ?)"
LESS = "DELETE FROM kept WHERE key GLOB '*/???-???*' AND NOT key GLOB ?"


@pytest.mark.parametrize("number", [1, *PLANS])
def test_a_backup_of_it_is_restored_with_what_trainees_had_learnt(number, tmp_path):
    backup, data = golden.folder(number, tmp_path) / golden.FILE, tmp_path / "restored"
    label = min(golden.told(number)["plans"])
    with closing(sqlite3.connect(backup)) as file, file:
        file.execute(LESS, (f"*{label}*",))
        (schema,) = file.execute("PRAGMA user_version").fetchone()
        if schema <= LAST_SCHEMA:
            text = old_session(schema, TRAINEE, CANARY.chosen)
            file.execute(INSERT, (f"session/{TRAINEE}", text))
    restore(backup, data, NOW)
    learnt = TraineesFile(data).load(TRAINEE)
    assert learnt.chosen == (CANARY.chosen if schema <= LAST_SCHEMA else {})
    with closing(open_store(data)) as store:
        assert list(store.problems()) == []
        assert list(store.labels()) == [label]
        if learnt.chosen:
            assert store.load(TRAINEE).session == Session(prompt=4711, last_update=5)
