"""Calls of the Bot API over HTTP, for python-telegram-bot: its errors on a leaner client."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    TCPConnector,
)
from msgspec import DecodeError
from msgspec.json import decode
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CALLS_AT_ONCE = 256
CONNECT_SECONDS, WRITE_SECONDS, FILE_WRITE_SECONDS, POOL_SECONDS = 5.0, 5.0, 20.0, 1.0
KEEP_SECONDS = 15.0  # an idle connection: less than servers do, so that none closes under a call
JSON = {"Content-Type": "application/json"}
NO_UNPACKING = {"User-Agent": BaseRequest.USER_AGENT, "Accept-Encoding": "identity"}


class ConnectError(Exception):
    """No connection came about: the call never left this machine."""


class ConnectTimeout(ConnectError):
    """No connection came about in time: the call never left this machine."""


class PoolTimeout(ConnectError):
    """No other call ended in time: this one never left this machine."""


class AiohttpRequest(BaseRequest):
    """At most so many calls beside each other; a further one waits for its turn for a while.

    A call is tried once. What is raised says by its cause whether it left this machine: not with
    a ConnectError, perhaps with any other.
    """

    def __init__(
        self,
        *,
        read_seconds: float = 5.0,
        pool_seconds: float = POOL_SECONDS,
        calls_at_once: int = CALLS_AT_ONCE,
        proxy: str | None = None,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._read_seconds, self._pool_seconds = read_seconds, pool_seconds
        self._proxy, self._trusted = proxy, trusted
        self._free = asyncio.Semaphore(calls_at_once)
        self._session: ClientSession | None = None
        self.date = ""  # as the server named it last

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """As the library reads it, and quicker; half of a surrogate pair is left to it."""
        try:
            return decode(payload)
        except DecodeError:
            return BaseRequest.parse_json_payload(payload)

    @property
    def read_timeout(self) -> float | None:
        """How long an answer is waited for where a call does not say."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Calls can be made."""
        if self._session is None or self._session.closed:
            self._session = ClientSession(
                connector=TCPConnector(
                    limit=0, keepalive_timeout=KEEP_SECONDS, ssl=self._trusted or True
                ),
                cookie_jar=DummyCookieJar(),
                headers=NO_UNPACKING,
            )

    async def shutdown(self) -> None:
        """Every connection is closed."""
        if self._session is not None:
            await self._session.close()

    async def do_request(  # noqa: PLR0917 - the library's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body of the answer; raises TimedOut and NetworkError."""
        if self._session is None or self._session.closed:
            raise RuntimeError("this request is not initialized")
        files = bool(request_data and request_data.contains_files)
        timeout = _timeout(
            _given(connect_timeout, CONNECT_SECONDS),
            _given(write_timeout, FILE_WRITE_SECONDS if files else WRITE_SECONDS),
            _given(read_timeout, self._read_seconds),
        )
        await self._turn(_given(pool_timeout, self._pool_seconds))
        try:
            with _told():
                async with self._session.request(
                    method,
                    url,
                    data=_body(request_data),
                    headers=None if files or not request_data else JSON,
                    timeout=timeout,
                    proxy=self._proxy,
                    allow_redirects=False,  # an address with a token goes nowhere else
                ) as answer:
                    self.date = answer.headers.get("Date", "")
                    return answer.status, await answer.read()
        finally:
            self._free.release()

    async def _turn(self, seconds: float | None) -> None:
        """One of the calls at once is this one; the end of it gives the turn back."""
        try:
            async with asyncio.timeout(seconds if self._free.locked() else None):
                await self._free.acquire()
        except TimeoutError:
            raise TimedOut("No call ended in time; this one was not sent") from PoolTimeout()


@contextmanager
def _told() -> Iterator[None]:
    """An error of the client becomes one of python-telegram-bot, with no address in it."""
    try:
        yield
    except ConnectionTimeoutError as error:
        raise TimedOut from _caused(ConnectTimeout(), error)
    except (ClientConnectorError, ClientHttpProxyError) as error:
        raise NetworkError(type(error).__name__) from _caused(ConnectError(), error)
    except TimeoutError as error:
        raise TimedOut from error
    except (ClientError, OSError) as error:
        raise NetworkError(type(error).__name__) from error


def _caused(why: ConnectError, error: Exception) -> ConnectError:
    why.__cause__ = error
    return why


@lru_cache(maxsize=64)
def _timeout(connect: float | None, write: float | None, read: float | None) -> ClientTimeout:
    """Of an answer each part is waited for so long, and for all of it the sum."""
    endless = connect is None or write is None or read is None
    total = None if endless else (connect or 0) + (write or 0) + (read or 0)
    return ClientTimeout(total=total, connect=connect, sock_read=read)


def _given(seconds: Any, default: float) -> float | None:
    """What the call says; None is for ever."""
    if seconds is BaseRequest.DEFAULT_NONE:
        return default
    return None if seconds is None else float(seconds)


def _body(data: RequestData | None) -> bytes | FormData | None:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_payload
    form = FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in data.multipart_data.items():
        stream = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=filename, content_type=media_type)
    return form
