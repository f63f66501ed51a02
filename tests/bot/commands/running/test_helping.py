"""A process that stands by, where it does not send."""

import asyncio
import logging
from contextlib import closing
from pathlib import Path

import pytest

from bot.commands.running.helping import NO_KEYS, Helping
from bot.settings import Secret, Settings
from tests.bot.store.keyed import open_keyed
from tests.world.postgres import server

HELPING = Helping.__module__


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


async def test_without_keys_it_says_that_the_one_that_leads_has_some(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    address = server().address(str(tmp_path))
    settings = Settings(timezone="Europe/Berlin", database=Secret(address))
    with closing(open_keyed(address, tmp_path / "keys")):
        beside = Helping(settings, "token")
        beside.begin()
        async with asyncio.timeout(20):
            while not (said := [each.message for each in caplog.records if each.name == HELPING]):
                await asyncio.sleep(0)
        beside.end()
        await beside.ended()
    assert said == [NO_KEYS]
