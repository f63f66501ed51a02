"""What the second edition has left behind is opened, and stands and goes on as it did then.

Its folder is the first edition's as the second brought it up, with plans that it made itself.
"""

import pytest

from tests.editions import golden
from tests.editions.asked import NOW, plans

pytestmark = pytest.mark.wide
EDITION = 2
TOLD = golden.told(EDITION)["plans"]


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """Every plan of a copy of the folder."""
    with plans(golden.folder(EDITION, tmp_path_factory.mktemp("golden"))) as found:
        yield found


@pytest.mark.parametrize(
    ("name", "now"),
    [
        ("kept", lambda plan: plan.kept),
        ("figures", lambda plan: plan.figures(NOW)),
        ("day", lambda plan: plan.day(NOW)),
        ("wanted", lambda plan: plan.wanted(NOW)),
    ],
)
def test_of_every_plan_is_said_what_the_edition_said(there, name, now):
    assert {label: now(plan) for label, plan in there.items()} == {
        label: each[name] for label, each in TOLD.items()
    }


def test_plans_of_both_editions_are_in_it(there):
    """200 of the first, and 12 more."""
    first = golden.told(1)["plans"].keys()
    assert (len(first), len(there.keys() - first)) == (200, 12)
    assert first <= there.keys()
