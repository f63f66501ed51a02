"""What stands in the chats of one visitor, and what of it is new since somebody looked."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.page import Document, Page
from bot.page.write import day
from bot.site.markup import Piece, bare, pieces

MOST_BUBBLES = 400  # of one chat; the oldest go first
MOST_TOASTS = 8
MOST_PAPERS = 32  # of all chats; an older one is named and cannot be opened any more
PICTURES = frozenset({"image/png", "image/jpeg"})


@dataclass(slots=True, kw_only=True)
class Bubble:
    """One message as it reads now."""

    number: int
    chat: int
    by: int  # the person; 0: the bot
    at: datetime
    text: list[Piece] = field(default_factory=list)
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()  # text and data of each button
    protected: bool = False
    edited: bool = False
    paper: int = 0  # the number of its file; 0: none
    news: int = 0  # the number of its last change


@dataclass(slots=True)
class Board:
    """The chats; every change has a number, and whoever looks asks for what is newer."""

    local: Callable[[], datetime]  # the time where the team is
    news: int = 0
    chats: dict[int, dict[int, Bubble]] = field(default_factory=dict)
    papers: dict[int, Document] = field(default_factory=dict)
    _toasts: deque[tuple[int, int, str]] = field(default_factory=lambda: deque(maxlen=MOST_TOASTS))
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    # ------------------------------------------------------------------ what is put on it

    def show(self, chat: int, message: int, page: Page) -> None:
        """The page stands in this chat as this message; with no text only its buttons go."""
        there = self.chats.setdefault(chat, {})
        bubble = there.get(message)
        if bubble is None and not page.text and page.document is None:
            return
        if bubble is None:
            bubble = Bubble(number=message, chat=chat, by=0, at=self.local())
            self._keep(bubble)
        elif page.text:
            bubble.edited = True
        if page.text:
            bubble.text = pieces(page.text)
        if page.document is not None:
            bubble.paper = self._filed(page.document)
        bubble.protected = page.protected or bubble.protected
        bubble.rows = tuple(
            tuple((button.text, button.data) for button in row) for row in page.buttons
        )
        bubble.news = self.stir()

    def said(self, chat: int, message: int, by: int, text: str) -> None:
        """What a person typed stands there too."""
        bubble = Bubble(number=message, chat=chat, by=by, at=self.local(), text=bare(text))
        self._keep(bubble)
        bubble.news = self.stir()

    def toast(self, chat: int, text: str) -> None:
        """The short answer to a press in this chat was seen."""
        self._toasts.append((self.stir(), chat, text))

    def stir(self) -> int:
        """Something has changed; whoever waits for news looks now."""
        self.news += 1
        self._changed.set()
        self._changed = asyncio.Event()
        return self.news

    # ------------------------------------------------------------------ what is seen of it

    async def newer(self, than: int) -> None:
        """There is something newer."""
        while self.news <= than:
            await self._changed.wait()

    def bubbles(self, newer: int = -1) -> Iterator[dict[str, Any]]:
        """Every message that has changed since, as the page takes it."""
        for there in self.chats.values():
            for each in there.values():
                if each.news > newer:
                    yield _written(each, self.papers.get(each.paper))

    def toasts(self, newer: int) -> Iterator[dict[str, Any]]:
        """The short answers since."""
        for news, chat, text in self._toasts:
            if news > newer:
                yield {"chat": chat, "text": text}

    def rows(self, chat: int) -> Iterator[Bubble]:
        """The messages of this chat that have buttons, the newest first."""
        there = self.chats.get(chat, {})
        return (each for each in reversed(there.values()) if each.rows)

    def _filed(self, document: Document) -> int:
        """The number under which the file can be opened."""
        number = max(self.papers, default=0) + 1
        self.papers[number] = document
        if len(self.papers) > MOST_PAPERS:
            del self.papers[next(iter(self.papers))]
        return number

    def _keep(self, bubble: Bubble) -> None:
        there = self.chats.setdefault(bubble.chat, {})
        there[bubble.number] = bubble
        if len(there) > MOST_BUBBLES:
            del there[next(iter(there))]


def _written(bubble: Bubble, paper: Document | None) -> dict[str, Any]:
    written = {
        "chat": bubble.chat,
        "number": bubble.number,
        "by": bubble.by,
        "at": f"{day(bubble.at.date())} {bubble.at:%H:%M}",
        "text": bubble.text,
        "rows": bubble.rows,
        "protected": bubble.protected,
        "edited": bubble.edited,
    }
    if paper is None:
        return written
    picture = paper.media_type in PICTURES
    return {**written, "paper": {"name": paper.name, "number": bubble.paper, "picture": picture}}
