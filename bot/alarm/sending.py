"""What the alarm needs of a transport: one message to one chat, and what became of it."""

from dataclasses import dataclass
from typing import Protocol

from bot.page import Page
from flows.talk.records import Landing


class SenderStopped(Exception):
    """Nothing can be sent any more with this token; the process has to end and say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What became of one message, told apart by what the transport can know for certain."""

    landing: Landing
    message: int = 0  # its id, once sent
    wait_seconds: float = 0  # that the transport asks for before anything else goes to this chat
    moved_to: int = 0  # the chat has this number now; nothing was sent
    unreachable: bool = False  # blocked, removed, or gone: the chat is dead until it comes back
    why: str = ""  # the class of the error, for the log


class Sends(Protocol):
    """The way out."""

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Attempt:
        """One try; raises SenderStopped and nothing else."""
        ...
