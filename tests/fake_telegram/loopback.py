"""The fake server over HTTP on this machine, for a bot in a process of its own."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email import message_from_bytes
from email.policy import HTTP
from email.utils import format_datetime
from typing import Any

import httpx

from tests.fake_telegram.answers import Unanswered
from tests.fake_telegram.api import call
from tests.fake_telegram.state import FakeTelegram

GONE = (asyncio.IncompleteReadError, ConnectionError)


@asynccontextmanager
async def served(telegram: FakeTelegram, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """The root of the fake server's addresses, while it listens."""
    tasks = set[asyncio.Task[None]]()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(_connection(telegram, reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
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
            path, kind, body = await _request(reader)
            answering = _answer(telegram, path, read_parameters(kind, body))
            status, answer = await _while_connected(answering, reader)
            head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(answer)}\r\n"
            head += f"Date: {format_datetime(telegram.now(), usegmt=True)}\r\n"
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


async def _request(reader: asyncio.StreamReader) -> tuple[str, str, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *headers = head.split("\r\n")
    parted = (line.partition(": ") for line in headers if line)
    named = {name.lower(): value for name, _, value in parted}
    body = await reader.readexactly(int(named.get("content-length", "0")))
    return first.split(" ")[1], named.get("content-type", ""), body


def read_parameters(kind: str, body: bytes) -> dict[str, str]:
    """What a call says, as JSON or in parts; a file becomes its name and its text."""
    if not body:
        return {}
    if kind == "application/json":
        return {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in json.loads(body).items()
        }
    whole = message_from_bytes(b"Content-Type: %b\r\n\r\n%b" % (kind.encode(), body), policy=HTTP)
    return dict(_part(part) for part in whole.iter_parts())


def _part(part: Any) -> tuple[str, str]:
    name, content = part["content-disposition"].params["name"], part.get_payload(decode=True)
    if part.get_filename() is None:
        return name, content.decode()
    return name, json.dumps([part.get_filename(), content.decode("latin-1")])


async def _answer(telegram: FakeTelegram, path: str, params: dict[str, str]) -> tuple[int, bytes]:
    if path == "/":
        return 302, b""  # to the documentation
    _, bot, method = path.split("/")
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
