"""What can be done on the page: say, press, push the clock; each is answered before it returns."""

from dataclasses import dataclass

from bot.practice.pushed_clock import Push
from bot.practice.team import Practice
from bot.site.board import Board


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A practice team, and the board that shows what it says."""

    practice: Practice
    board: Board

    async def says(self, who: int, chat: int, text: str) -> None:
        """What was typed stands in the chat, with its answer."""
        played = self.practice.played
        self.board.said(chat, played.next_message(chat), who, text)
        await played.says(who, chat, text)
        await self._ring()

    async def presses(self, who: int, chat: int, message: int, data: str) -> None:
        """The button was answered."""
        await self.practice.played.presses(who, chat, message, data)
        await self._ring()

    async def push(self, push: Push) -> None:
        """The clock is on, and what fell due on the way was told."""
        await self.practice.push(push)
        self.board.stir()

    async def _ring(self) -> None:
        await self.practice.ring()
        self.board.stir()
