"""What the third edition has left behind, all made by that program, stands as it did then."""

import pytest

from tests.editions import golden
from tests.editions.asked import NOW, plans

pytestmark = pytest.mark.wide
EDITION = 3
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
        ("wanted", lambda plan: plan.wanted(NOW)),
    ],
)
def test_of_every_plan_is_said_what_the_edition_said(there, name, now):
    assert len(TOLD) == 200
    assert {label: now(plan) for label, plan in there.items()} == {
        label: each[name] for label, each in TOLD.items()
    }
