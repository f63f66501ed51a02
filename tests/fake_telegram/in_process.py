"""The fake server with no network: python-telegram-bot calls it as if it were HTTP."""

import json
from urllib.parse import parse_qsl

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from tests.fake_telegram.answers import Unanswered
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
            return await call(self._telegram, token, name, params | _files(request_data))
        except Unanswered as nothing:
            seen = nothing.seen("")
            if isinstance(seen, httpx.TimeoutException):
                raise TimedOut from seen
            raise NetworkError(f"httpx.{type(seen).__name__}: ") from seen


def _files(request_data: RequestData | None) -> dict[str, str]:
    """The files that go with a call, each under the name of its parameter, as name and text."""
    parts = (request_data.multipart_data if request_data else None) or {}
    return {
        parameter: json.dumps([name, data.decode("latin-1")])
        for parameter, (name, data, _) in parts.items()
    }


class Wire(httpx.AsyncBaseTransport):
    """The same below python-telegram-bot's own request, which reads the errors as it always does.

    `HTTPXRequest(httpx_kwargs={"transport": Wire(telegram)})`
    """

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The fake server's answer; raises what httpx would raise where there is none."""
        _, bot, method = request.url.path.split("/")
        params = dict(parse_qsl((await request.aread()).decode(), keep_blank_values=True))
        try:
            status, body = await call(self._telegram, bot.removeprefix("bot"), method, params)
        except Unanswered as nothing:
            raise nothing.seen("", request=request) from nothing
        return httpx.Response(status, content=body)
