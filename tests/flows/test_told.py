"""Whatever the intake, decisions and reminders show and offer, screen by screen."""

import pytest

from tests.flows.telling import FOLDER, TOLD, page


@pytest.mark.parametrize("name", TOLD)
def test_every_screen_is_as_it_was_when_it_was_last_looked_through(name: str) -> None:
    assert page(TOLD[name]()) == (FOLDER / f"{name}.txt").read_text("utf-8")


def test_no_page_is_left_of_what_is_told_no_more() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(TOLD)
