"""The fake server over HTTP on this machine, for a bot in a process of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qsl

import httpx

from tests.fake_telegram.answers import Unanswered
from tests.fake_telegram.api import call
from tests.fake_telegram.state import FakeTelegram

GONE = (asyncio.IncompleteReadError, ConnectionError)


@asynccontextmanager
async def served(telegram: FakeTelegram) -> AsyncIterator[str]:
    """The root of the fake server's addresses, while it listens."""
    tasks = set[asyncio.Task[None]]()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(_connection(telegram, reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _connection(
    telegram: FakeTelegram, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    try:
        while True:
            path, body = await _request(reader)
            status, answer = await _while_connected(_answer(telegram, path, body), reader)
            head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(answer)}\r\n"
            writer.write(f"{head}Content-Type: application/json\r\n\r\n".encode() + answer)
            await writer.drain()
    except Unanswered as nothing:
        if nothing.seen is httpx.ReadTimeout:
            await _left(reader)
    except GONE:
        return
    finally:
        writer.close()
        with suppress(*GONE):
            await writer.wait_closed()


async def _left(reader: asyncio.StreamReader) -> None:
    """The other side has waited for long enough."""
    with suppress(*GONE):
        await reader.read(1)


async def _request(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *headers = head.split("\r\n")
    named = dict(line.lower().split(": ", 1) for line in headers if line)
    body = await reader.readexactly(int(named.get("content-length", "0")))
    return first.split(" ")[1], body


async def _answer(telegram: FakeTelegram, path: str, body: bytes) -> tuple[int, bytes]:
    _, bot, method = path.split("/")
    params = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return await call(telegram, bot.removeprefix("bot"), method, params)


async def _while_connected(
    answering: asyncio.Future[tuple[int, bytes]], reader: asyncio.StreamReader
) -> tuple[int, bytes]:
    """The answer, given up where the other side goes away first."""
    answer = asyncio.ensure_future(answering)
    left = asyncio.ensure_future(reader.read(1))
    try:
        await asyncio.wait((answer, left), return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise ConnectionResetError
        return answer.result()
    finally:
        answer.cancel()
        left.cancel()
        await asyncio.wait((answer, left))
