"""Takes an update in: 200 is said only once it waits on disk, 503 where it cannot, so that
Telegram sends it again. No answer says more than its number."""

import asyncio
import hmac
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from msgspec import MsgspecError, json
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.measures import Reception
from bot.store import NotSaved
from bot.store.inbox import LAST_NUMBER, Received

HEADER = "x-telegram-bot-api-secret-token"
WELL = "/healthz"  # for a balancer: whether updates are taken here now
LONGEST_BODY = 2**20  # bytes; the longest message takes a fiftieth of that
BODY_SECONDS = 10.0
PRESSED = ("chat", "message_id", "message_thread_id", "is_topic_message", "date")

log = logging.getLogger(__name__)

STATUS = {
    Reception.TAKEN: HTTPStatus.OK,
    Reception.UNASKED: HTTPStatus.OK,
    Reception.PATH: HTTPStatus.NOT_FOUND,
    Reception.METHOD: HTTPStatus.METHOD_NOT_ALLOWED,
    Reception.SECRET: HTTPStatus.FORBIDDEN,
    Reception.KIND: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Reception.LONG: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Reception.SLOW: HTTPStatus.REQUEST_TIMEOUT,
    Reception.CUT: HTTPStatus.BAD_REQUEST,
    Reception.NO_UPDATE: HTTPStatus.BAD_REQUEST,
    Reception.NOT_KEPT: HTTPStatus.SERVICE_UNAVAILABLE,
}


class NotTaken(Exception):
    """Why the request was not taken."""

    def __init__(self, why: Reception) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One path, one secret; whatever is put is put before it is answered."""

    path: str
    secret: str = field(repr=False)
    kinds: frozenset[str]  # of updates: any other is answered and not kept
    put: Callable[[Received], Awaitable[None]]  # raises NotSaved
    takes: Callable[[], Awaitable[bool]]  # whether it would be put now
    clock: Callable[[], datetime]
    body_seconds: float = BODY_SECONDS
    counts: Counter[Reception] = field(default_factory=Counter)

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[
                Route(self.path, self._answer, methods=["POST"]),
                Route(WELL, self._well, methods=["GET"]),
            ],
            exception_handlers={HTTPException: self._elsewhere},
        )

    async def _answer(self, request: Request) -> Response:
        try:
            came = await self._taken(request)
        except NotTaken as error:
            came = error.why
        except NotSaved as error:
            log.warning("an update cannot be put into the inbox", exc_info=error)
            came = Reception.NOT_KEPT
        except Exception:
            log.exception("an update was not received")
            came = Reception.NOT_KEPT
        return self._said(came)

    async def _taken(self, request: Request) -> Reception:
        """Raises NotTaken, and NotSaved."""
        if not self._is_telegram(request):
            raise NotTaken(Reception.SECRET)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise NotTaken(Reception.KIND)
        raw, text = update_in(await self._body(request))
        if not raw.keys() & self.kinds:
            return Reception.UNASKED
        await self.put(Received(number=raw["update_id"], at=self.clock(), said=text))
        return Reception.TAKEN

    def _is_telegram(self, request: Request) -> bool:
        given = request.headers.getlist(HEADER)
        theirs = given[0] if len(given) == 1 else ""
        return hmac.compare_digest(theirs.encode(), self.secret.encode())

    async def _body(self, request: Request) -> bytes:
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > LONGEST_BODY:
            raise NotTaken(Reception.LONG)
        body = bytearray()
        try:
            async with asyncio.timeout(self.body_seconds):
                async for part in request.stream():
                    body += part
                    if len(body) > LONGEST_BODY:
                        raise NotTaken(Reception.LONG)
        except TimeoutError:
            raise NotTaken(Reception.SLOW) from None
        except ClientDisconnect:
            raise NotTaken(Reception.CUT) from None
        return bytes(body)

    async def _well(self, _request: Request) -> Response:
        well = await self.takes()
        return Response(
            status_code=HTTPStatus.NO_CONTENT if well else HTTPStatus.SERVICE_UNAVAILABLE
        )

    async def _elsewhere(self, _request: Request, error: Exception) -> Response:
        wrong = isinstance(error, HTTPException) and error.status_code == HTTPStatus.NOT_FOUND
        return self._said(Reception.PATH if wrong else Reception.METHOD)

    def _said(self, came: Reception) -> Response:
        self.counts[came] += 1
        return Response(status_code=STATUS[came])


def update_in(body: bytes) -> tuple[dict[str, Any], str]:
    """The update and its text, without what the message of a pressed button reads, which nobody
    needs; raises NotTaken where it is none."""
    try:
        raw = json.decode(body)
    except (MsgspecError, RecursionError, ValueError):
        raise NotTaken(Reception.NO_UPDATE) from None
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if type(number) is not int or not 0 <= number <= LAST_NUMBER:
        raise NotTaken(Reception.NO_UPDATE)
    press = raw.get("callback_query")
    message = press.get("message") if isinstance(press, dict) else None
    if not isinstance(message, dict):
        return raw, body.decode()
    kept = {name: message[name] for name in PRESSED if name in message}
    return raw, json.encode(raw | {"callback_query": press | {"message": kept}}).decode()
