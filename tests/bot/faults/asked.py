"""Calls that take their time, and a desk that has a page of each form."""

from dataclasses import dataclass, replace
from typing import Any

from telegram.error import TimedOut

from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.page import Button, Document, Page, Placed, Poll
from bot.page.seal import seal
from flows.talk.turn import Commanded, Pressed
from tests.delivery.virtual import VirtualLoop
from tests.fake_telegram.in_process import InProcess
from tests.fake_telegram.state import FakeTelegram

ACT, TOAST = "What was asked for", "What a press says"
QUIZ = Poll(question=ACT, options=("60 mg", "65 mg"), right=0, explanation="Rule")


class Slowly(InProcess):
    """Calls that take their time; one that is never answered takes all that the bot gives it."""

    def __init__(self, telegram: FakeTelegram, loop: VirtualLoop) -> None:
        super().__init__(telegram)
        self._loop = loop

    async def do_request(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        await self._loop.waits(0.05)
        try:
            return await super().do_request(*given, **named)
        except TimedOut:
            await self._loop.waits(30)
            raise


@dataclass(slots=True, kw_only=True)
class Asked:
    """The desk, which has a page of each form for whoever asks by its name."""

    desk: Desk

    async def converse(self, arrival: Arrival) -> tuple[Page, ...]:
        match arrival.heard:
            case Commanded(name=name) if page := self._page(name, arrival.chat):
                return (page,)
            case Pressed(press="fault.edit"):
                edits = arrival.pressed_message
                toast = Page(text=TOAST, place=Placed.TOAST)
                return toast, Page(text=ACT, place=Placed.EDIT, edits=edits)
            case Pressed(press="fault.bare"):
                return (Page(text="", place=Placed.EDIT, edits=arrival.pressed_message),)
        return await self.desk.converse(arrival)

    async def shown(self, chat: int, message: int) -> None:
        await self.desk.shown(chat, message)

    def _page(self, name: str, chat: int) -> Page | None:
        page = Page(text=f"<b>{ACT}</b>", place=Placed.NEW)
        match name:
            case "today":
                return page
            case "photo":
                return replace(page, document=_paper("image/png"))
            case "paper":
                return replace(page, document=_paper("text/csv"))
            case "quiz":
                return replace(page, poll=QUIZ)
            case "buttons":
                rows = (tuple(self._button(chat, press) for press in ("edit", "bare")),)
                return Page(text="Buttons", place=Placed.NEW, buttons=rows)
        return None

    def _button(self, chat: int, press: str) -> Button:
        key = self.desk.store.key()
        data = seal(key, chat, chat, label="", number=0, press=f"fault.{press}")
        return Button(text=press, data=data)


def _paper(media: str) -> Document:
    return Document(name="a.b", media_type=media, data=b"paper")
