"""The endpoint answers one question, keeps nothing waiting, and ends with the process."""

import asyncio
import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus

import httpx
import pytest

from bot.metrics.endpoint import AGAIN_SECONDS, KEPT_SECONDS, KEPT_TIMES, Endpoint
from bot.metrics.exposition import CONTENT_TYPE
from tests.bot.logs import logged
from tests.bot.metrics.scraped import free_port

HERE = "127.0.0.1"


class Asked:
    """An endpoint whose page says how often it was made."""

    def __init__(self) -> None:
        self.made, self.seconds, self.waited = 0, 0.0, list[float]()
        self.takes = 0.0
        self.endpoint = Endpoint(
            host=HERE,
            port=free_port(),
            page=self.page,
            elapsed=lambda: self.seconds,
            pause=self.pause,
        )

    def page(self) -> bytes:
        self.made += 1
        self.seconds += self.takes
        return f"{self.made}".encode()

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)
        await asyncio.sleep(0)

    async def get(self, path: str = "/metrics", method: str = "GET") -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.request(method, f"http://{HERE}:{self.endpoint.port}{path}")

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.endpoint.run())
        await self.endpoint.bound.wait()
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def asked() -> Asked:
    return Asked()


async def test_it_answers_with_the_page_as_the_text_that_is_expected(asked: Asked) -> None:
    async with asked.serving():
        answer = await asked.get()
    assert (answer.status_code, answer.text) == (HTTPStatus.OK, "1")
    assert answer.headers["Content-Type"] == CONTENT_TYPE
    assert answer.headers["Server"] == "myotaper"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", HTTPStatus.NOT_FOUND),
        ("GET", "/metrics/more", HTTPStatus.NOT_FOUND),
        ("POST", "/metrics", HTTPStatus.METHOD_NOT_ALLOWED),
    ],
)
async def test_it_answers_nothing_else(
    method: str, path: str, status: HTTPStatus, asked: Asked
) -> None:
    async with asked.serving():
        assert (await asked.get(path, method)).status_code == status
    assert asked.made == 0


async def test_whoever_asks_too_often_gets_what_was_read_before(asked: Asked) -> None:
    async with asked.serving():
        told = list[str]()
        for seconds in (0.0, KEPT_SECONDS / 2, KEPT_SECONDS, 1.5 * KEPT_SECONDS):
            asked.seconds = seconds
            told.append((await asked.get()).text)
    assert told == ["1", "1", "2", "2"]


async def test_a_reading_that_takes_long_is_seldom_made(asked: Asked) -> None:
    asked.takes = 0.25
    async with asked.serving():
        told = list[str]()
        for seconds in (0.0, KEPT_TIMES * 0.25, KEPT_TIMES * 0.25 + 0.25):
            asked.seconds = seconds
            told.append((await asked.get()).text)
    assert told == ["1", "1", "2"]


async def test_at_its_end_nobody_listens_any_more(asked: Asked) -> None:
    async with asked.serving():
        pass
    with pytest.raises(httpx.ConnectError):
        await asked.get()


async def test_an_address_that_somebody_else_has_is_tried_again_each_minute(asked: Asked) -> None:
    async def goes() -> None:
        while not asked.waited:
            await asyncio.sleep(0)
        other.close()

    written = io.StringIO()
    with socket.socket() as other, logged("", written):
        other.bind((HERE, asked.endpoint.port))
        other.listen()
        going = asyncio.create_task(goes())
        async with asked.serving():
            assert (await asked.get()).text == "1"
        await going
    assert set(asked.waited) == {AGAIN_SECONDS}
    assert "the metrics cannot be served" in written.getvalue()
