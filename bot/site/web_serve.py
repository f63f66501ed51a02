"""Serves the demo page to this machine alone, until it is told to stop."""

import socket
from collections.abc import Awaitable, Callable

import uvicorn

from bot.site.guard import App
from bot.transport import CannotServe

HERE = "127.0.0.1"
USUAL_PORT = 8765
MOST_AT_ONCE = 512
LONGEST_HEAD = 16_384
LEAVE_SECONDS = 1  # for pages that are open when it stops
NOT_FREE, NO_PORT = 1, 2
PORTS = range(2**16)


def bound(port: int | None) -> socket.socket:
    """This port of this machine, or with none named the usual one where it is free, else any;
    raises CannotServe."""
    wanted = (USUAL_PORT, 0) if port is None else (port,)
    if wanted[-1] not in PORTS:
        raise CannotServe(f"there is no port {port}; they go from 1 to {PORTS[-1]}", code=NO_PORT)
    for each in wanted:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HERE, each))
            listening.listen(MOST_AT_ONCE)  # whoever comes before the first answer waits for it
        except OSError as error:
            listening.close()
            why = error.strerror
        else:
            return listening
    raise CannotServe(
        f"port {wanted[-1]} cannot be used ({why}); --port names another one", code=NOT_FREE
    )


def address(listening: socket.socket) -> str:
    """What a browser is given."""
    return f"http://{HERE}:{listening.getsockname()[1]}/"


class Server(uvicorn.Server):
    """Ends by SIGINT and SIGTERM, and what the open pages listen to ends before it waits."""

    def __init__(self, config: uvicorn.Config, ends: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._ends = ends

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Every connection is closed."""
        await self._ends()
        await super().shutdown(sockets)


def server(app: App, ends: Callable[[], Awaitable[None]]) -> Server:
    """A server for this application."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="on",
        limit_concurrency=MOST_AT_ONCE,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_graceful_shutdown=LEAVE_SECONDS,
    )
    return Server(config, ends)
