"""Tells people of what holds reminders back: soon, and once a day until it is mended."""

from asyncio import sleep
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.alarm.pacing import Pace
from bot.alarm.sending import Sends
from bot.desk.outages import Outages
from bot.desk.reader import Reader
from bot.page.render import Pages, Seat
from bot.store import NotRead, Store
from flows.reminder.hours import next_allowed
from flows.talk.outage import Outage, OutageKind, notice
from flows.talk.records import Landing

PATIENCE_SECONDS = 600.0  # a disk that fails for a moment is not worth a message
AT_ONCE = frozenset({OutageKind.CLOCK})
A_MINUTE_SECONDS, AN_HOUR_SECONDS, A_DAY_SECONDS = 60.0, 3_600.0, 86_400.0


@dataclass(slots=True, kw_only=True)
class Notices:
    """Tells the administrators (with none, the prescribers of the settings), and by day whoever
    owns a plan that is followed; all by seconds that only go forward."""

    store: Store
    reader: Reader
    outages: Outages
    sends: Sends
    pages: Pages
    pace: Pace
    _begun: dict[OutageKind, float] = field(default_factory=dict)
    _told: dict[tuple[OutageKind, int], tuple[float, float]] = field(default_factory=dict)
    _owners: frozenset[int] = frozenset()
    _owners_at: float | None = None

    async def tell(self) -> None:
        """Whoever is to hear of an outage now has, or is told at the next tick."""
        outages, seconds = self.outages(), self.outages.clock.elapsed()
        for kind in self._begun.keys() - {each.kind for each in outages}:
            del self._begun[kind]
        for each in outages:
            begun = self._begun.setdefault(each.kind, seconds)
            if each.kind in AT_ONCE or seconds - begun >= PATIENCE_SECONDS:
                await self._learn_owners(seconds)
                for who in self._whom():
                    if self._is_to_hear(each.kind, who, seconds):
                        await self._tell(each, who, seconds)

    def _whom(self) -> Iterator[int]:
        yield from sorted(self._first)
        now, zone = self.outages.clock(), self.pages.zone_name
        if next_allowed(now, zone, None) == now:
            yield from sorted(self._owners - self._first)

    @property
    def _first(self) -> frozenset[int]:
        return self.reader.administrators or self.reader.prescribers

    def _is_to_hear(self, kind: OutageKind, who: int, seconds: float) -> bool:
        """Once a day of the same one; of a new one after an hour at the soonest."""
        told = self._told.get((kind, who))
        if told is None:
            return self.pace.wait_seconds(who) < A_MINUTE_SECONDS
        at, again = told
        return seconds >= (again if at >= self._begun[kind] else at + AN_HOUR_SECONDS)

    async def _tell(self, outage: Outage, who: int, seconds: float) -> None:
        """One message; where it may not have arrived it is told again in an hour, or at once."""
        may_say = not self.reader.administrators or who in self.reader.administrators
        said = notice(outage, self.pages.zone_name, may_say=may_say)
        (page,) = self.pages.pages(said, Seat(chat=who, who=who))
        async with self.pace.turn(who):
            outcome = await self.sends.send(who, page)
        if outcome.wait_seconds:
            self.pace.hold(who, outcome.wait_seconds)
        if outcome.landing is not Landing.WAITS:
            arrived = outcome.landing is Landing.SENT
            pause = A_DAY_SECONDS if arrived else AN_HOUR_SECONDS
            self._told[outage.kind, who] = (seconds, seconds + pause)

    async def _learn_owners(self, seconds: float) -> None:
        """Who owns a plan that is followed, as of today; as far as it can be read."""
        if self._owners_at is not None and seconds - self._owners_at < A_DAY_SECONDS:
            return
        self._owners_at = seconds
        owners = set[int]()
        try:
            for label in self.store.labels():
                owners |= self._owner(label)
                await sleep(0)
        except NotRead:
            owners |= self._owners
        self._owners = frozenset(owners)

    def _owner(self, label: str) -> set[int]:
        plan = self.reader.kept_plan(label)
        return {plan.owner} if plan and plan.reminds else set()
