"""Serves a receiver at an address of this machine, behind whatever ends TLS."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from bot.clock import seconds
from bot.transport import TRY_AGAIN, CannotServe
from bot.transport.webhook.heads import HEAD_SECONDS, Config
from bot.transport.webhook.receiver import Receiver
from bot.transport.webhook.receiver import log as receives
from bot.transport.webhook.seldom import seldom

MOST_AT_ONCE = 256  # connections, of which Telegram makes 100 at most; beyond them it is told 503
SAY = (receives.name, "uvicorn.error")
LONGEST_HEAD = 16_384
IDLE_SECONDS = 75  # a connection that a balancer keeps
LEAVE_SECONDS = 5  # for what is being put at the end


class Server(uvicorn.Server):
    """Leaves the signals to whoever has begun it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None is captured."""
        yield


@asynccontextmanager
async def receiving(
    receiver: Receiver,
    at: tuple[str, int],
    head_seconds: float = HEAD_SECONDS,
    *,
    monotonic: Callable[[], float] = seconds,
) -> AsyncIterator[None]:
    """Updates are received at this address until the end of the block; then those that came are
    answered first. What is wrong with them is said once a minute. Raises CannotServe."""
    listening = _bound(at)
    config = Config(
        receiver.app(),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_AT_ONCE,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=LEAVE_SECONDS,
    )
    config.head_seconds = head_seconds
    server = Server(config)
    with seldom(SAY, monotonic):
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield
        finally:
            server.should_exit = True
            await serving
            listening.close()


def _bound(at: tuple[str, int]) -> socket.socket:
    family = socket.AF_INET6 if ":" in at[0] else socket.AF_INET
    try:
        return socket.create_server(at, family=family, backlog=MOST_AT_ONCE)
    except OSError as error:
        why = f"updates cannot be received at {at[0]} port {at[1]} ({error.strerror})"
        raise CannotServe(why, code=TRY_AGAIN) from error
