"""What trainees have learnt, kept apart from all that is of patients."""

from datetime import datetime
from typing import Protocol

from flows.talk.turn import Learnt


class Trainees(Protocol):
    """By chat what was learnt on the fictional cases, and nothing else."""

    def load(self, chat: int) -> Learnt:
        """What was learnt there; nothing where that cannot be read, which the log says."""
        ...

    def keep(self, chat: int, learnt: Learnt) -> None:
        """It is durable when this returns; raises NotSaved."""
        ...

    async def purge(self, before: datetime, now: datetime) -> int:
        """Of how many chats it was removed, the last of which was learnt `before`. Where nobody
        knows when, it was now. Raises NotSaved."""
        ...
