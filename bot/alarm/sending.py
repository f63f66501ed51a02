"""What the alarm needs of a transport: one message to one chat, and what became of it."""

from dataclasses import dataclass
from typing import Protocol

from bot.page import Page
from flows.talk.records import Landing


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What became of one message, told apart by what the transport can know for certain."""

    landing: Landing
    message: int = 0  # its id, once sent
    wait_seconds: float = 0  # that the transport asks for before anything else goes to this chat
    moved_to: int = 0  # the chat has this number now; nothing was sent
    refused: bool = False  # certainly not sent, by a refusal that may pass where it waits
    unreachable: bool = False  # blocked, removed, or gone, as was said for a while
    why: str = ""  # the class of the error, for the log


# Not begun: another process may have taken over, or what it would say has changed.
OVERTAKEN = Attempt(landing=Landing.WAITS, why="overtaken")


class Sends(Protocol):
    """The way out."""

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Attempt:
        """One try; raises nothing."""
        ...

    async def edit(self, chat: int, page: Page) -> Attempt:
        """The message that the page replaces shows it; one that is gone is not sent anew."""
        ...

    async def remove(self, chat: int, message: int) -> Attempt:
        """The message is gone, or was before; refused where it may only be edited."""
        ...

    async def clear(self, chat: int) -> None:
        """What is being answered in this chat stands there, so that what comes now comes after
        it; or that takes too long."""
        ...

    async def reaches(self, chat: int) -> bool:
        """Whether this chat, which could not be reached, can be now; nobody sees the question."""
        ...
