"""The card and the papers along lives of plans with drugs, against a second record of them.

More of them: `python -m tests.campaigns printed`.
"""

import pytest

from tests.campaigns import seed, size
from tests.oracle.lives import differences
from tests.oracle.printed import printed

PARTS = 4


@pytest.mark.wide
@pytest.mark.parametrize("part", range(PARTS))
def test_no_paper_names_an_amount_that_was_not_confirmed(part: int) -> None:
    begin = seed(4000)
    lives = range(begin + part, begin + size("printed"), PARTS)
    first = next(differences(lives, printed), None)
    assert first is None, str(first)
