"""What is still to be done in chats once a plan is erased, however long that takes."""

from collections.abc import Iterator
from datetime import datetime

from bot.page.render import Pages, Seat
from flows.talk.erasure import Erasure, Errand


def owed(pages: Pages, erasure: Erasure, who: int, now: datetime) -> tuple[Errand, ...]:
    """Its errands, and what is said elsewhere, written now: later nobody knows the doses."""
    return (*_said(pages, erasure, who, now), *erasure.errands)


def _said(pages: Pages, erasure: Erasure, who: int, now: datetime) -> Iterator[Errand]:
    for note, thread in erasure.says:
        chat = note.chat or who
        (page,) = pages.pages(note, Seat(chat=chat, who=max(chat, 0), now=now))
        yield Errand(
            chat=chat, due=now, thread=thread, label=erasure.label, text=page.text, by=who
        )
