"""The fake server with no network: python-telegram-bot calls it as if it were HTTP."""

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from tests.fake_telegram.answers import Dropped, Silent
from tests.fake_telegram.api import call
from tests.fake_telegram.state import FakeTelegram

ROOT = "https://api.telegram.org"


class InProcess(BaseRequest):
    """Every request of a bot goes to one fake server."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram

    @property
    def read_timeout(self) -> float | None:
        return 5

    async def initialize(self) -> None:
        """Nothing is opened."""

    async def shutdown(self) -> None:
        """Nothing is closed."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002
        request_data: RequestData | None = None,
        *_timeouts: object,
        **_named_timeouts: object,
    ) -> tuple[int, bytes]:
        """As httpx and python-telegram-bot would answer together."""
        token, name = url.removeprefix(f"{ROOT}/bot").split("/")
        params = request_data.json_parameters if request_data else {}
        try:
            return await call(self._telegram, token, name, params)
        except Dropped:
            lost = httpx.ReadError("")
            raise NetworkError("httpx.ReadError: ") from lost
        except Silent:
            late = httpx.ReadTimeout("")
            raise TimedOut from late
