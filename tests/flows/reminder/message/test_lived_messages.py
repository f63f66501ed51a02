"""The messages of reminders along lives of plans with drugs, against a second record of them.

More of them: `python -m tests.campaigns messages`.
"""

import pytest

from tests.oracle.lives import PARTS, first_of
from tests.oracle.reminded import reminded


@pytest.mark.wide
@pytest.mark.parametrize("part", range(PARTS))
def test_no_message_names_an_amount_that_was_not_confirmed(part: int) -> None:
    first = first_of("messages", 2000, part, reminded)
    assert first is None, first
