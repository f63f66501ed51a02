"""The demo page over HTTP on this machine: what is done comes in, what has changed goes out."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.site.asked import NotAsked, asked
from bot.site.board import PICTURES
from bot.site.guard import App, guarded
from bot.site.inspector import drawings
from bot.site.shown import Shown
from bot.site.visit import Visit
from bot.site.visits import Guest, Visits

COOKIE = "visit"
QUIET_SECONDS = 15.0  # then a line is sent that says nothing, to notice who has left
TIDY_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Answers browsers; nothing of a visit is kept here."""

    visits: Visits
    shown: Shown

    def app(self) -> App:
        """The application, guarded."""
        routes = [
            *(Route(path, self._file) for path in self.shown.files),
            Route("/tables", self._tables),
            Route("/enter", self._enter, methods=["POST"]),
            Route("/again", self._again, methods=["POST"]),
            Route("/act", self._act, methods=["POST"]),
            Route("/events", self._events),
            Route("/papers/{number:int}", self._paper),
        ]
        return guarded(Starlette(routes=routes, lifespan=self._lifespan))

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """While it serves, whoever has left is let go; at the end everybody is."""
        tidying = asyncio.create_task(self._tidy())
        try:
            yield
        finally:
            tidying.cancel()
            await self.visits.close()

    async def _tidy(self) -> None:
        while True:
            await asyncio.sleep(TIDY_SECONDS)
            await self.visits.tidy()

    async def _file(self, request: Request) -> Response:
        kind, body = self.shown.files[request.url.path]
        return Response(body, media_type=kind)

    async def _tables(self, _request: Request) -> Response:
        return JSONResponse(drawings())

    async def _enter(self, request: Request) -> Response:
        """The browser has a visit of its own: that which it had, or a new one."""
        if self._guest(request):
            return Response(status_code=HTTPStatus.NO_CONTENT)
        return await self._fresh()

    async def _again(self, request: Request) -> Response:
        """The visit begins from nothing."""
        await self.visits.leave(request.cookies.get(COOKIE, ""))
        return await self._fresh()

    async def _fresh(self) -> Response:
        code = await self.visits.entered()
        if code is None:
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        response = Response(status_code=HTTPStatus.NO_CONTENT)
        response.set_cookie(COOKIE, code, httponly=True, samesite="strict", path="/")
        return response

    async def _act(self, request: Request) -> Response:
        """It is done, and what came of it is on its way."""
        guest = self._guest(request)
        if guest is None:
            return Response(status_code=HTTPStatus.UNAUTHORIZED)
        if not guest.paced(self.visits.monotonic()):
            return Response(status_code=HTTPStatus.TOO_MANY_REQUESTS)
        try:
            wanted = asked(await request.body())
        except NotAsked:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        await wanted.done(guest.visit)
        return JSONResponse({"id": guest.visit.id})

    async def _events(self, request: Request) -> Response:
        guest = self._guest(request)
        if guest is None:
            return Response(status_code=HTTPStatus.UNAUTHORIZED)
        after = guest.visit.after(request.headers.get("last-event-id", ""))
        return StreamingResponse(_told(guest.visit, after), media_type="text/event-stream")

    async def _paper(self, request: Request) -> Response:
        """A file of this visitor's own: a picture is shown, anything else is kept."""
        guest = self._guest(request)
        board = guest.visit.scene.board if guest else None
        paper = board.papers.get(request.path_params["number"]) if board else None
        if paper is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        how = "inline" if paper.media_type in PICTURES else "attachment"
        named = f"{how}; filename*=UTF-8''{quote(paper.name, safe='')}"
        headers = {"content-disposition": named}
        return Response(paper.data, media_type=paper.media_type, headers=headers)

    def _guest(self, request: Request) -> Guest | None:
        return self.visits.found(request.cookies.get(COOKIE, ""))


async def _told(visit: Visit, after: int) -> AsyncIterator[str]:
    """Every change as an event, from the number that the browser has seen last."""
    news = visit.news(after)
    waiting = asyncio.ensure_future(anext(news, None))
    try:
        while True:
            done, _ = await asyncio.wait({waiting}, timeout=QUIET_SECONDS)
            if not done:
                yield ":\n\n"
                continue
            seen = waiting.result()
            if seen is None:
                return
            yield f"id: {seen['id']}\ndata: {json.dumps(seen, separators=(',', ':'))}\n\n"
            waiting = asyncio.ensure_future(anext(news, None))
    finally:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await news.aclose()
