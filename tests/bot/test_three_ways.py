"""One conversation, three ways in: terminal, page and Telegram give the same replies."""

import tomllib
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.bot.three_ways import WAYS

TALKS = sorted((Path(__file__).parents[1] / "talks").glob("*.toml"))


@pytest.mark.parametrize("talk", TALKS, ids=lambda path: path.stem)
async def test_every_way_in_gives_the_same_replies(talk: Path, tmp_path: Path) -> None:
    turns = tomllib.loads(talk.read_text("utf-8"))["turn"]
    async with AsyncExitStack() as stack:
        ways = [
            await stack.enter_async_context(way(tmp_path / f"{number}"))
            for number, way in enumerate(WAYS)
        ]
        for number, turn in enumerate(turns):
            by_terminal, *others = [await way.turn(turn) for way in ways]
            assert by_terminal != {"private": [], "team": [], "toasts": []}, (number, turn)
            for other in others:
                assert other == by_terminal, (number, turn)
            assert turn.get("hears", "") in f"{by_terminal}", (number, turn)


def test_there_is_a_talk() -> None:
    assert TALKS
