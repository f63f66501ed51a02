"""The way out of the alarm, each call of which is a sign that the alarm lives."""

from dataclasses import dataclass

from bot.alarm.sending import Attempt, Sends
from bot.page import Page
from bot.pulse import Pulse

SILENT_SECONDS = 300.0  # more than any one call takes with all it waits for


@dataclass(frozen=True, slots=True)
class Beating:
    """As the transport does it."""

    sends: Sends
    pulse: Pulse

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Attempt:
        """One try."""
        self.pulse.beats(SILENT_SECONDS)
        return await self.sends.send(chat, page, thread=thread)

    async def edit(self, chat: int, page: Page) -> Attempt:
        """A message shows it."""
        self.pulse.beats(SILENT_SECONDS)
        return await self.sends.edit(chat, page)

    async def remove(self, chat: int, message: int) -> Attempt:
        """A message is gone."""
        self.pulse.beats(SILENT_SECONDS)
        return await self.sends.remove(chat, message)

    async def clear(self, chat: int) -> None:
        """What is being answered there stands."""
        self.pulse.beats(SILENT_SECONDS)
        await self.sends.clear(chat)

    async def reaches(self, chat: int) -> bool:
        """Whether this chat can be reached."""
        self.pulse.beats(SILENT_SECONDS)
        return await self.sends.reaches(chat)
