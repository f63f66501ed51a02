"""How many messages the Bot API takes: a second, and a minute, of one chat and of all."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fake_telegram.answers import too_many
from tests.fake_telegram.messages import Chat

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
OF_A_CHAT, OF_A_GROUP, OF_ALL = 1, 20, 30


@dataclass(slots=True)
class Floods:
    """Refuses what is too much, and says how long to wait; a refusal counts as nothing sent."""

    sent: list[tuple[datetime, int]] = field(default_factory=list)
    refused: int = 0

    def admit(self, chat: Chat, now: datetime) -> None:
        """One more message to this chat; raises Refused where it is one too many."""
        here = [at for at, where in self.sent if where == chat.id]
        waits = [
            _wait(here, SECOND, OF_A_CHAT, now),
            _wait([at for at, _ in self.sent], SECOND, OF_ALL, now),
        ]
        if chat.kind != "private":
            waits.append(_wait(here, MINUTE, OF_A_GROUP, now))
        if any(waits):
            self.refused += 1
            raise too_many(math.ceil(max(waits)))
        self.sent.append((now, chat.id))


def _wait(times: list[datetime], window: timedelta, most: int, now: datetime) -> float:
    """Seconds until one more fits into the window."""
    inside = [at for at in times if at > now - window]
    return (inside[-most] + window - now).total_seconds() if len(inside) >= most else 0
