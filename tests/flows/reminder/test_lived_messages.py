"""The messages of reminders along lives of plans with drugs, against a second record of them.

More of them: `python -m tests.campaigns messages`.
"""

import pytest

from tests.campaigns import seed, size
from tests.oracle.lives import differences
from tests.oracle.reminded import reminded

PARTS = 4


@pytest.mark.wide
@pytest.mark.parametrize("part", range(PARTS))
def test_no_message_names_an_amount_that_was_not_confirmed(part: int) -> None:
    begin = seed(2000)
    lives = range(begin + part, begin + size("messages"), PARTS)
    first = next(differences(lives, reminded), None)
    assert first is None, str(first)
