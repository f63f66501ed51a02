"""Whoever begins to ask and does not come to it is left: after a while, and at once where others
wait for the place."""

import asyncio
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0  # from the first that is said, or from the connection, to the end of a head


class Config(uvicorn.Config):
    """With what this process bounds beside what the library does."""

    head_seconds = HEAD_SECONDS

    def __init__(self, app: Starlette, **named: Any) -> None:
        super().__init__(app, http=Bounded, **named)
        self.idle: dict[Bounded, None] = {}  # connections that ask nothing yet, oldest first


class Bounded(H11Protocol):
    """One connection."""

    config: Config
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """It has come; where it takes the last place, whoever is longest on the way loses his."""
        super().connection_made(transport)
        self._begins()
        most, longest = self.config.limit_concurrency, next(iter(self.config.idle))
        if most and len(self.connections) >= most and longest is not self:
            longest._leaves()

    def data_received(self, data: bytes) -> None:
        """A part of a request, or all of it."""
        super().data_received(data)
        if self.cycle and not self.cycle.response_complete:
            self._ends()
        elif self._late is None:  # the head of the next one, or what nobody reads any more
            self._begins()

    def on_response_complete(self) -> None:
        """It may be kept for the next request, while nobody else wants the place."""
        super().on_response_complete()
        self.config.idle[self] = None

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._ends()
        super().connection_lost(exc)

    def _begins(self) -> None:
        self._late = self.loop.call_later(self.config.head_seconds, self._leaves)
        self.config.idle[self] = None

    def _ends(self) -> None:
        if self._late:
            self._late.cancel()
        self._late = None
        self.config.idle.pop(self, None)

    def _leaves(self) -> None:
        self._ends()
        self.connections.discard(self)
        self.transport.abort()
