"""Who is told of what holds reminders back: soon, and once a day until it is mended."""

from asyncio import sleep
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.alarm.notice.telling import A_DAY_SECONDS, Tells
from bot.desk.outages import Outages
from bot.desk.reader import Reader
from bot.store import NotRead, Store
from flows.reminder.hours import next_allowed
from flows.talk.outage import Outage, OutageKind, notice
from flows.talk.records import Team

PATIENCE_SECONDS = 600.0  # a disk that fails for a moment is not worth a message
AT_ONCE = frozenset({OutageKind.CLOCK})


@dataclass(slots=True, kw_only=True)
class Notices:
    """Tells the administrators (with none, the prescribers of the settings), and by their own day
    whoever owns a plan that is followed; all by seconds that only go forward."""

    store: Store
    reader: Reader
    outages: Outages
    tells: Tells
    _begun: dict[OutageKind, float] = field(default_factory=dict)
    _owners: dict[int, Team | None] = field(default_factory=dict)  # with a team of their plans
    _owners_at: float | None = None

    async def tell(self, *, leaving: bool = False) -> None:
        """Whoever is to hear of an outage now has, or is told at the next tick; a process that
        leaves because of one does not wait for it to last."""
        outages, seconds = self.outages(), self.outages.clock.elapsed()
        self.tells.stands("outage", {_named(each) for each in outages})
        for kind in self._begun.keys() - {each.kind for each in outages}:
            del self._begun[kind]
        for each in outages:
            begun = self._begun.setdefault(each.kind, seconds)
            if leaving or each.kind in AT_ONCE or seconds - begun >= PATIENCE_SECONDS:
                await self._learn_owners(seconds)
                for who in self._whom():
                    await self._tell(each, who)

    def _whom(self) -> Iterator[int]:
        yield from sorted(self._first)
        now = self.outages.clock()
        for who, team in sorted(self._owners.items()):
            zone = team.zone if team else self.tells.pages.zone_name
            if who not in self._first and next_allowed(now, zone, team) == now:
                yield who

    @property
    def _first(self) -> frozenset[int]:
        return self.reader.administrators or self.reader.prescribers

    async def _tell(self, outage: Outage, who: int) -> None:
        may_say = not self.reader.administrators or who in self.reader.administrators
        said = notice(outage, self.tells.pages.zone_name, may_say=may_say)
        await self.tells.tell(who, (_named(outage),), said)

    async def _learn_owners(self, seconds: float) -> None:
        """Who owns a plan that is followed, as of today; as far as it can be read."""
        if self._owners_at is not None and seconds - self._owners_at < A_DAY_SECONDS:
            return
        self._owners_at = seconds
        owners = dict[int, Team | None]()
        try:
            for label in self.store.labels():
                owners |= self._owner(label)
                await sleep(0)
        except NotRead:
            owners |= self._owners
        self._owners = owners

    def _owner(self, label: str) -> dict[int, Team | None]:
        plan = self.reader.kept_plan(label)
        return {plan.owner: self.reader.team(plan.team)} if plan and plan.reminds else {}


def _named(outage: Outage) -> str:
    return f"outage.{outage.kind}"
