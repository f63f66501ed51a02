"""An HTTP proxy on this machine: it opens tunnels, hands on plain calls, and can refuse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

GONE = (asyncio.IncompleteReadError, ConnectionError)


@dataclass(slots=True)
class Proxy:
    """What came through it, and what it asks for."""

    address: str = ""
    asked: list[str] = field(default_factory=list)  # the first line of each call
    shown: list[str] = field(default_factory=list)  # how whoever asked said who they are
    refuses: bool = False


@asynccontextmanager
async def proxying() -> AsyncIterator[Proxy]:
    """A proxy that listens until the end of the block."""
    proxy, tasks = Proxy(), set[asyncio.Task[None]]()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(_between(proxy, reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    proxy.address = "127.0.0.1:{1}".format(*server.sockets[0].getsockname())
    try:
        yield proxy
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _between(
    proxy: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    with suppress(*GONE):
        head = await reader.readuntil(b"\r\n\r\n")
        first, *headers = head.decode("latin-1").split("\r\n")
        proxy.asked.append(first)
        proxy.shown += [line for line in headers if line.lower().startswith("proxy-auth")]
        way, where, _ = first.split(" ")
        if proxy.refuses:
            writer.write(b"HTTP/1.1 403 X\r\nContent-Length: 0\r\n\r\n")
        elif way == "CONNECT":
            writer.write(b"HTTP/1.1 200 X\r\n\r\n")
            await _joined(reader, writer, where, b"")
        else:
            host = where.removeprefix("http://").partition("/")[0]
            await _joined(reader, writer, host, head.replace(f"http://{host}".encode(), b"", 1))
    writer.close()


async def _joined(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, where: str, head: bytes
) -> None:
    """Both ends hear each other until one of them ends."""
    host, _, port = where.rpartition(":")
    there, back = await asyncio.open_connection(host, int(port))
    back.write(head)
    ways = {
        asyncio.create_task(_one_way(reader, back)),
        asyncio.create_task(_one_way(there, writer)),
    }
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.wait(ways)
        back.close()


async def _one_way(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(*GONE):
        while some := await reader.read(65_536):
            writer.write(some)
            await writer.drain()
