"""A fake Bot API for the processes of the commands."""

from collections.abc import AsyncIterator

import pytest

from bot import clock
from tests.fake_telegram.loopback import served
from tests.fake_telegram.state import FakeTelegram


@pytest.fixture
def telegram() -> FakeTelegram:
    return FakeTelegram(clock=clock.now)


@pytest.fixture
async def root(telegram: FakeTelegram) -> AsyncIterator[str]:
    """The address of the fake server."""
    async with served(telegram) as address:
        yield address
