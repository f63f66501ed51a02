"""What each later edition has left behind is opened, and stands and goes on as it did then.

The second edition's folder is the first's as it brought that up, with plans that it made itself;
all of the third's were made by that program.
"""

import pytest

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
