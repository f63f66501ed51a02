"""A message that could name a patient is deleted by one press, as far as Telegram lets a bot."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot.talking import Talk, talking
from tests.fake_telegram.state import FakeTelegram

NAME = "John Smith"


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(FakeTelegram(), tmp_path / "data") as it:
        yield it


def stands(talk: Talk) -> bool:
    return any(NAME in each.text for each in talk.telegram.chats[talk.doctor.id].messages)


async def test_one_press_deletes_it_and_the_question_goes_on(talk: Talk) -> None:
    await talk.says("/new", NAME)
    assert stands(talk)
    assert "looks like a patient identifier" in talk.doctor.reads()
    assert "asked to delete it" in await talk.taps("Delete that message")
    assert not stands(talk)
    assert "asked to delete it" in await talk.taps("Delete that message")  # twice harms nothing
    await talk.says("72")
    assert talk.draft().answers["weight_kg"] == "72"


async def test_one_that_is_too_old_stays_and_the_toast_says_what_to_do(talk: Talk) -> None:
    await talk.says(NAME)
    talk.telegram.time += timedelta(hours=49)
    assert "delete it yourself" in await talk.taps("Delete that message")
    assert stands(talk)
