"""A clock that has jumped sends nothing: a whole taper would leave at once, or none of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.alarm.sending import Sends
from bot.page.render import Pages, Seat
from bot.store import Change, Store
from flows.talk.records import Landing
from flows.talk.replies import Choice, Moment, Note, Sentence

BACK, AHEAD = timedelta(minutes=5), timedelta(days=7)  # that a clock may differ from what was seen
SEEN_EVERY = timedelta(hours=1)  # it is kept as often as this, where nothing else is


@dataclass(slots=True, kw_only=True)
class ClockGuard:
    """Compares the clock with the latest time that was kept, and says where it has jumped."""

    store: Store
    sends: Sends
    pages: Pages
    tells: tuple[int, ...]  # administrators, or with none the prescribers
    stopped: bool = False
    _told: set[int] = field(default_factory=set)

    async def allows(self, now: datetime) -> bool:
        """Whether the time can be believed; where not, everybody concerned was asked."""
        seen = self.store.seen()
        self.stopped = jumped(seen, now)
        if seen is not None and self.stopped:
            await self._ask(seen, now)
            return False
        self._told.clear()
        if seen is None or now - seen >= SEEN_EVERY:
            await self.store.commit(Change(at=now, seen=now))
        return True

    async def _ask(self, seen: datetime, now: datetime) -> None:
        """Once for each jump; whoever could not be reached is asked again at the next tick."""
        zone = self.pages.zone_name
        jump = {"before": Moment(seen, zone), "now": Moment(now, zone)}
        says = Sentence(says="clock.jumped", values=jump, strong=True)
        right = Choice(press="clock.right", says="clock.right")
        note = Note(label="", number=0, blocks=((says,),), choices=((right,),))
        for who in self.tells:
            if who not in self._told:
                (page,) = self.pages.pages(note, Seat(chat=who, who=who))
                outcome = await self.sends.send(who, page)
                if outcome.landing is not Landing.WAITS:
                    self._told.add(who)


def jumped(seen: datetime | None, now: datetime) -> bool:
    """Whether the clock differs too much from the latest time that was known."""
    return seen is not None and not seen - BACK <= now <= seen + AHEAD
