"""A later program, in which no value class is called as before and no number is as it was."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bot.store.sqlite import open_store
from tests.campaigns import size
from tests.editions import golden
from tests.editions.asked import NOW
from tests.editions.changed import LATER, changed
from tests.editions.later_program import value_classes, written
from tests.editions.test_first_edition import (
    LIVED,
    about_the_dose,
    as_answered_then,
    days_now,
    days_then,
    followed,
    life_once_asked,
    life_then,
    said,
    words_then,
)

pytestmark = pytest.mark.wide
HERE = Path(__file__)
FOLLOWED = size("later")  # day by day, and lived on
ASKS = """
import json, sys
from pathlib import Path
from bot.guideline import shipped
from tests.editions.asked import NOW, plans
from tests.editions.saying import days
from tests.editions.test_first_edition import LIVED, PLANS, lived_again
assert sorted([shipped().edition, *shipped().earlier]) == sys.argv[3].split()
ONE_IN = PLANS // int(sys.argv[2])
with plans(Path(sys.argv[1])) as found:
    print(json.dumps({
        "kept": {label: plan.kept for label, plan in found.items()},
        "figures": {label: plan.figures(NOW) for label, plan in found.items()},
        "words": {label: plan.words(NOW) for label, plan in found.items()},
        "differs": {label: plan.differs() for label, plan in found.items()},
        "today": {label: plan.today.isoformat() for label, plan in found.items()},
        "days": {label: days(found[label]) for label in sorted(found)[::ONE_IN]},
        "lives": {label: lived_again(found[label], rows)
                  for label, rows in list(LIVED["lives"].items())[::ONE_IN]},
    }))
"""


@pytest.fixture(scope="module")
def later(tmp_path_factory):
    """The folder of such a program."""
    return written(tmp_path_factory.mktemp("later"))


@pytest.mark.parametrize("opened_before", [False, True], ids=["first", "this"])
def test_it_lives_on_what_the_first_edition_left(later, tmp_path, opened_before):
    """As that left it, and as this program has brought it up."""
    folder = golden.folder(1, tmp_path)
    if opened_before:
        open_store(folder).close()
    found = asked(later, folder)
    assert found["kept"] == said("kept")
    assert followed(as_answered_then(found["figures"])) == followed(said("figures"))
    today = {label: date.fromisoformat(each) for label, each in found["today"].items()}
    assert followed(about_the_dose(found["words"])) == followed(about_the_dose(words_then(today)))
    days = {label: days_now(each, today[label]) for label, each in found["days"].items()}
    assert days == {label: days_then(label, today[label]) for label in found["days"]}
    lives = LIVED["lives"]
    assert {label: life_once_asked(each) for label, each in found["lives"].items()} == {
        label: life_then(lives[label]) for label in found["lives"]
    }
    assert all(found["differs"].values())
    assert len(found["days"]) >= FOLLOWED


def test_no_value_class_has_its_old_name(later):
    old, new = set(value_classes(HERE.parents[2] / "core")), set(value_classes(later / "core"))
    assert len(old) > 50
    assert not old & new


def asked(later: Path, folder: Path) -> dict:
    """What the later program says of this folder."""
    editions = " ".join(sorted([LATER, *changed().earlier]))
    done = subprocess.run(
        [sys.executable, "-c", ASKS, str(folder), str(FOLLOWED), editions],
        cwd=later,
        env={**os.environ, "PYTHONPATH": str(later), "NOW": NOW.isoformat()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout)
