"""A plan from its first day to no dose, or to another diagnosis: what is asked and suggested."""

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from tests.flows.visit.story import Story

STORIES = sorted((Path(__file__).parents[2] / "talks" / "visits").glob("*.toml"))

ASKED = "until a prescriber"  # decides, or confirms: what every question about a step says


@pytest.mark.wide
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_plan_is_followed_by_its_visits(path: Path) -> None:
    told = tomllib.loads(path.read_text("utf-8"))
    story = Story.of(told["answers"])
    for number, turn in enumerate(told["turn"]):
        story.turn(turn)
        if "gate" in turn:
            assert ASKED in story.heard, (number, turn, story.heard)
        for words in several(turn.get("hears", ())):
            assert words in story.heard, (number, turn, story.heard)
        for words in several(turn.get("lacks", ())):
            assert words not in story.heard, (number, turn, story.heard)
        if "mg" in turn:
            assert story.mg == Decimal(turn["mg"]), (number, turn, story.mg)
    assert story.mg == 0


def several(words: str | Sequence[str]) -> Sequence[str]:
    return (words,) if isinstance(words, str) else words


def test_there_are_stories() -> None:
    assert STORIES
