"""A visitor without a browser: HTTP on loopback, events as they come."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import httpx

ME, NURSE, TEAM = 1, 2, -1


class Shut(AssertionError):
    """The demo did not take it."""


@dataclass(slots=True)
class Client:
    """One browser's worth of cookies, and the chats as its events have told them."""

    address: str
    chats: dict[int, dict[int, Any]] = field(default_factory=lambda: {ME: {}, TEAM: {}})
    seen: dict[str, Any] = field(default_factory=dict)
    toasts: list[str] = field(default_factory=list)
    last: str = ""
    http: httpx.AsyncClient = field(init=False)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        origin = self.address.rstrip("/")
        self.http = httpx.AsyncClient(base_url=origin, headers={"origin": origin}, timeout=30)

    @asynccontextmanager
    async def looking(self) -> AsyncIterator["Client"]:
        """The page is open: what changes is heard."""
        await self.posts("/enter")
        hearing = asyncio.create_task(self._hear())
        try:
            await self.until(lambda: bool(self.seen))
            yield self
        finally:
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)
            await self.http.aclose()

    async def posts(self, path: str, what: object = None) -> int:
        """The status of this request."""
        return (await self.http.post(path, json=what or {})).status_code

    async def acts(self, **what: object) -> float:
        """How many seconds the answer took; what came of it is heard when this returns."""
        began = monotonic()
        answer = await self.http.post("/act", json=what)
        took = monotonic() - began
        if answer.status_code != httpx.codes.OK:
            raise Shut(f"{what}: {answer.status_code}")
        upto = answer.json()["id"]
        await self.until(lambda: _news(self.last) >= _news(upto))
        return took

    async def says(self, text: str, chat: int = ME, who: int = ME) -> float:
        return await self.acts(do="say", who=who, chat=chat, text=text)

    async def presses(self, text: str, chat: int = ME, who: int = ME) -> float:
        """The lowest button that reads like this, once it is there."""
        message, data = await self.until(lambda: self.button(text, chat))
        return await self.acts(do="press", who=who, chat=chat, message=message, data=data)

    def button(self, text: str, chat: int = ME) -> tuple[int, str] | None:
        for bubble in reversed(self.chats[chat].values()):
            for row in bubble["rows"]:
                for said, data in row:
                    if said == text:
                        return bubble["number"], data
        return None

    def reads(self, chat: int = ME) -> str:
        """The whole chat as text."""
        return "\n".join(flat(each["text"]) for each in self.chats[chat].values())

    async def until(self, holds: Any) -> Any:
        """What this is once it is something."""
        while not (found := holds()):
            self._came.clear()
            await asyncio.wait_for(self._came.wait(), 20)
        return found

    async def _hear(self) -> None:
        async with self.http.stream(
            "GET", "/events", headers={"last-event-id": self.last}
        ) as told:
            async for line in told.aiter_lines():
                if line.startswith("id: "):
                    self.last = line[4:]
                if line.startswith("data: "):
                    self._take(json.loads(line[6:]))

    def _take(self, seen: dict[str, Any]) -> None:
        self.seen = seen
        if seen["whole"]:
            self.chats = {ME: {}, TEAM: {}}
        for bubble in seen["bubbles"]:
            self.chats.setdefault(bubble["chat"], {})[bubble["number"]] = bubble
        self.toasts += [each["text"] for each in seen["toasts"]]
        self._came.set()


def _news(id_: str) -> int:
    return int(id_.partition("-")[2] or -1)


def flat(pieces: list[Any]) -> str:
    """Pieces of text as they read."""
    return "".join(each if isinstance(each, str) else flat(each[1:]) for each in pieces)
