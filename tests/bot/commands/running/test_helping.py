"""A process that stands by, where it does not send."""

import logging
from pathlib import Path

import pytest

from bot.commands.running.helping import Helping
from bot.settings import Settings


async def test_with_keys_it_sends_nothing_says_so_once_and_asks_for_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The address is of no database: whoever asked would hear that."""
    settings = Settings(
        timezone="Europe/Berlin", database=f"postgresql:///x?host={tmp_path}", keys=tmp_path
    )
    beside = Helping(settings, "token")
    with caplog.at_level(logging.INFO):
        beside.begin()
        beside.end()
        await beside.ended()
    assert [each.message for each in caplog.records] == [
        "with keys the process that leads sends alone"
    ]
