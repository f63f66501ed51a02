"""Tells a chat of what stands until it is mended: soon, and once a day while it stands.

What holds reminders back and what cannot be read are told this one way.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.alarm.sending import Sends
from bot.clock import Clock
from bot.pacing import Pace
from bot.page.render import Pages, Seat
from flows.talk.records import Landing
from flows.talk.replies import Note

A_MINUTE_SECONDS, AN_HOUR_SECONDS, A_DAY_SECONDS = 60.0, 3_600.0, 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """When a chat was told of something, as it is kept from one process to the next."""

    what: str
    chat: int
    at: datetime  # aware


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """The same by seconds that only go forward, and from when on it is told again."""

    at: float
    again: float


@dataclass(slots=True, kw_only=True)
class Tells:
    """Once a day of the same thing; of one that was over and has come anew after an hour."""

    sends: Sends
    pages: Pages
    pace: Pace
    clock: Clock
    _told: dict[tuple[str, int], _Told] = field(default_factory=dict)

    def begins(self, before: Iterable[Telling]) -> None:
        """A process goes on from what the one before it has told."""
        now, seconds = self.clock(), self.clock.elapsed()
        for each in before:
            ago = (now - each.at).total_seconds()
            if 0 <= ago < A_DAY_SECONDS:
                told = _Told(at=seconds - ago, again=seconds - ago + A_DAY_SECONDS)
                self._told[each.what, each.chat] = told

    def so_far(self) -> tuple[Telling, ...]:
        """What was told and still counts, for the next process."""
        now, seconds = self.clock(), self.clock.elapsed()
        return tuple(
            Telling(what=what, chat=chat, at=now - timedelta(seconds=seconds - told.at))
            for (what, chat), told in self._told.items()
            if told.again > seconds
        )

    def stands(self, kind: str, what: Set[str]) -> None:
        """Of what is named `kind.` and something, these alone still stand."""
        seconds = self.clock.elapsed()
        for key, told in tuple(self._told.items()):
            if key[0].startswith(f"{kind}.") and key[0] not in what:
                again = min(told.again, told.at + AN_HOUR_SECONDS)
                self._told[key] = replace(told, again=again)
                if again <= seconds:
                    del self._told[key]

    async def tell(self, chat: int, what: Iterable[str], note: Note) -> bool:
        """One message of all that, where the chat is to hear of some of it; whether one left.

        Where it may not have arrived it is told again in an hour, or at the next look.
        """
        keys, seconds = [(each, chat) for each in what], self.clock.elapsed()
        if self.pace.wait_seconds(chat) >= A_MINUTE_SECONDS:
            return False
        if keys and all(key in self._told and seconds < self._told[key].again for key in keys):
            return False
        (page,) = self.pages.pages(note, Seat(chat=chat, who=max(chat, 0), now=self.clock()))
        async with self.pace.turn(chat):
            outcome = await self.sends.send(chat, page)
        if outcome.wait_seconds:
            self.pace.hold(chat, outcome.wait_seconds)
        if outcome.landing is Landing.WAITS:
            return False
        arrived = outcome.landing is Landing.SENT
        again = seconds + (A_DAY_SECONDS if arrived else AN_HOUR_SECONDS)
        self._told |= dict.fromkeys(keys, _Told(at=seconds, again=again))
        return True
