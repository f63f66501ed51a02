"""Whatever a plan says and shows, in full: of each case as it was read and found right."""

import pytest

from tests.core.telling import FOLDER, TOLD, page


@pytest.mark.parametrize("name", TOLD)
def test_every_plan_says_exactly_what_was_read(name: str) -> None:
    assert page(name) == (FOLDER / f"{name}.txt").read_text("utf-8")


def test_no_page_is_left_of_cases_that_are_told_no_more() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(TOLD)
