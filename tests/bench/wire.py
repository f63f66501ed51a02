"""A Bot API over HTTP on this machine, as quick as one process can be, with clinicians behind it.

It reads no call strictly: `tests.fake_telegram` does that. Updates and answers are as large as
real ones: entities, keyboards, the message that a press belongs to.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tests.bench.stub import ME

AT_ONCE = 100  # updates of one answer
TAG = re.compile(r"</?([a-z]+)[^>]*>")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
OK = b'{"ok":true,"result":true}'
HOOK = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
Shown = Callable[[int, dict[str, Any]], None]


@dataclass(slots=True)
class Server:
    """Updates that wait, the message that each chat shows, and whoever waits for a new one."""

    root: str = ""
    shown: Shown = lambda _chat, _message: None
    calls: int = 0
    messages: int = 0
    updates: list[dict[str, Any]] = field(default_factory=list)
    last_update: int = 700_000_000
    screens: dict[int, dict[str, Any]] = field(default_factory=dict)
    polled: asyncio.Event = field(default_factory=asyncio.Event)  # somebody has polled
    news: asyncio.Event = field(default_factory=asyncio.Event)
    hook: dict[str, Any] = field(default_factory=dict)  # as it was set
    posts: asyncio.Queue[bytes] | None = None  # where updates are posted, in place of a poll
    delay_seconds: float = 0.0  # of each answer

    def push(self, **update: Any) -> None:
        """It waits for the bot."""
        self.last_update += 1
        whole = {"update_id": self.last_update, **update}
        if self.posts:
            self.posts.put_nowait(json.dumps(whole).encode())
        else:
            self.updates.append(whole)
            self.news.set()

    def call(self, method: str, said: dict[str, Any]) -> bytes:
        """The answer of every method but getUpdates, at once."""
        self.calls += 1
        if method in {"sendMessage", "editMessageText"}:
            return self._message(said)
        if method == "getMe":
            return json.dumps({"ok": True, "result": ME}).encode()
        if method == "setWebhook":
            self.hook = said
        if method == "getWebhookInfo":
            return json.dumps({"ok": True, "result": HOOK | self.hook}).encode()
        return OK

    async def poll(self, said: dict[str, Any]) -> bytes:
        """Updates, as soon as there is one."""
        self.polled.set()
        offset = int(said.get("offset", 0))
        self.updates = [each for each in self.updates if each["update_id"] >= offset]
        if not self.updates:
            self.news.clear()
            try:
                async with asyncio.timeout(int(said.get("timeout", 0))):
                    await self.news.wait()
            except TimeoutError:
                pass
        return json.dumps({"ok": True, "result": self.updates[:AT_ONCE]}).encode()

    def _message(self, said: dict[str, Any]) -> bytes:
        chat, number = int(said["chat_id"]), int(said.get("message_id", 0))
        if not number:
            self.messages += 1
            number = self.messages
        text, entities = _marked(said["text"])
        message: dict[str, Any] = {
            "message_id": number,
            "from": ME,
            "chat": private(chat),
            "date": 1_790_000_000,
            "text": text,
        }
        if entities:
            message["entities"] = entities
        markup = said.get("reply_markup", {})
        if keyboard := json.loads(markup) if isinstance(markup, str) else markup:
            message["reply_markup"] = keyboard
        self.screens[chat] = message
        self.shown(chat, message)
        return json.dumps({"ok": True, "result": message}).encode()


def _marked(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The text without its tags, and an entity for each."""
    plain, entities, begun, last = "", [], list[tuple[str, int]](), 0
    for tag in TAG.finditer(text):
        plain += text[last : tag.start()]
        last = tag.end()
        if tag[0][1] != "/":
            begun.append((tag[1], len(plain)))
        elif begun:
            name, offset = begun.pop()
            kind = {"b": "bold", "i": "italic"}.get(name, name)
            entities.append({"type": kind, "offset": offset, "length": len(plain) - offset})
    return plain + text[last:], entities


class Connection(asyncio.Protocol):
    """One connection: calls one after the other, each with a length."""

    def __init__(self, server: Server) -> None:
        self.server, self.unread, self.gone = server, b"", False
        self.poll: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002  asyncio's own
        self.gone = True
        if self.poll:
            self.poll.cancel()

    def data_received(self, data: bytes) -> None:
        self.unread += data
        while (end := self.unread.find(b"\r\n\r\n")) >= 0:
            head = self.unread[:end].decode("latin-1")
            lower = head.lower()
            at = lower.find("content-length: ")
            size = int(lower[at + 16 :].partition("\r")[0]) if at >= 0 else 0
            if len(self.unread) < end + 4 + size:
                return
            body, self.unread = (
                self.unread[end + 4 : end + 4 + size],
                self.unread[end + 4 + size :],
            )
            method = head.partition(" HTTP")[0].rpartition("/")[2]
            self._called(method, _read(body, is_json="application/json" in lower))

    def _called(self, method: str, said: dict[str, Any]) -> None:
        if method == "getUpdates":
            self.poll = asyncio.create_task(self._polled(said))
        else:
            answer, delay = self.server.call(method, said), self.server.delay_seconds
            asyncio.get_running_loop().call_later(delay, self._says, answer)

    async def _polled(self, said: dict[str, Any]) -> None:
        self._says(await self.server.poll(said))

    def _says(self, body: bytes) -> None:
        if not self.gone:
            self.transport.write(HEAD % (len(body), body))


def _read(body: bytes, *, is_json: bool) -> dict[str, Any]:
    if not body:
        return {}
    return json.loads(body) if is_json else dict(parse_qsl(body.decode()))


@asynccontextmanager
async def listening() -> AsyncIterator[Server]:
    """A server until the end of the block."""
    server = Server()
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(lambda: Connection(server), "127.0.0.1", 0, backlog=512)
    server.root = "http://127.0.0.1:{1}".format(*listener.sockets[0].getsockname())
    try:
        yield server
    finally:
        listener.close()


def private(chat: int) -> dict[str, Any]:
    """The private chat of a user, as it is shown."""
    return {"id": chat, "type": "private", "first_name": "Anna", "username": f"anna_{chat}"}


def typed(chat: int, text: str, *, at: int, number: int) -> dict[str, Any]:
    """A message as getUpdates gives it."""
    message: dict[str, Any] = {
        "message_id": number, "date": at, "chat": private(chat), "from": _person(chat),
        "text": text,
    }  # fmt: skip
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return message


def pressed(chat: int, data: str, screen: dict[str, Any]) -> dict[str, Any]:
    """A press as getUpdates gives it, with the whole message that it belongs to."""
    return {
        "id": str(abs(hash((chat, data)))), "from": _person(chat), "chat_instance": "-4711",
        "data": data, "message": screen,
    }  # fmt: skip


def _person(chat: int) -> dict[str, Any]:
    return {
        "id": chat, "is_bot": False, "first_name": "Anna", "last_name": "Lind",
        "username": f"anna_{chat}", "language_code": "de",
    }  # fmt: skip
