"""The card and the papers along lives of plans with drugs, against a second record of them.

More of them: `python -m tests.campaigns printed`.
"""

import pytest

from tests.oracle.lives import PARTS, first_of
from tests.oracle.printed import printed


@pytest.mark.wide
@pytest.mark.parametrize("part", range(PARTS))
def test_no_paper_names_an_amount_that_was_not_confirmed(part: int) -> None:
    first = first_of("printed", 4000, part, printed)
    assert first is None, first
