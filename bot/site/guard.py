"""What a request must be before it is looked at, and what every answer says about itself.

The page is for browsers on this machine: a page from elsewhere that a visitor has open must not
be able to read it or act on it, nor a name that was made to point here.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HERE = re.compile(r"(?:127\.0\.0\.1|localhost)(?::[0-9]{1,5})?")
LONGEST_BODY = 4_096
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
OURS = tuple((name.encode(), value.encode()) for name, value in HEADERS.items())


def guarded(app: App) -> App:
    """The same application, for requests of this machine's own browsers alone."""

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
        elif scope["type"] == "http":
            await _answer(app, scope, receive, send)

    return outer


async def _answer(app: App, scope: Scope, receive: Receive, send: Send) -> None:
    async def signed(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *OURS]
        await send(message)

    fault = refused(scope["method"], scope["headers"])
    if fault is None:
        await app(scope, receive, signed)
        return
    await signed({"type": "http.response.start", "status": fault})
    await signed({"type": "http.response.body", "body": b""})


def refused(method: str, headers: list[tuple[bytes, bytes]]) -> int | None:
    """The status that says why this request is not looked at; None where it is."""
    given = dict[str, list[str]]()
    for name, value in headers:
        given.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    host = given.get("host", [])
    if len(host) != 1 or not HERE.fullmatch(host[0]):
        return 421
    if method in {"GET", "HEAD"}:
        return None
    if method != "POST":
        return 405
    if given.get("origin") != [f"http://{host[0]}"]:
        return 403
    if given.get("content-type") != ["application/json"]:
        return 415
    length = given.get("content-length", [""])[0]
    if not length.isdecimal():
        return 411
    return 413 if int(length) > LONGEST_BODY else None
