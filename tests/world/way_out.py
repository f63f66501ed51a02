"""A way out that takes whatever is sent: what a double of one leaves as it is."""

from bot.alarm.sending import Attempt
from bot.page import Page
from flows.talk.records import Landing


class Takes:
    """Everybody can be reached, and what a message shows now counts as sent."""

    __slots__ = ()

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Attempt:
        """One try."""
        raise NotImplementedError

    async def edit(self, chat: int, page: Page) -> Attempt:
        """It is on the screen."""
        return await self.send(chat, page)

    async def remove(self, chat: int, message: int) -> Attempt:
        """It is gone."""
        del chat, message
        return Attempt(landing=Landing.SENT)

    async def clear(self, chat: int) -> None:
        """Nothing is being answered."""

    async def reaches(self, chat: int, action: str = "typing") -> bool:
        """Everybody can be reached."""
        del chat, action
        return True
