"""Where a snapshot is taken from: the parts of the running bot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf

from bot.alarm.nightly import Nightly
from bot.alarm.notice.unread import unread
from bot.alarm.notice.upkeep import Machine
from bot.desk.desk import Desk
from bot.measures import Reception
from bot.metrics.snapshot import Snapshot
from bot.release import build
from bot.store import NotRead, Tally
from flows.reminder.message.marks import LATE_AFTER
from flows.talk.records import Landing


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The parts that have something to say."""

    desk: Desk
    machine: Machine
    nightly: Nightly | None
    silent_seconds: Callable[[], float]  # since a poll last got through
    landed: Mapping[Landing, int]  # of every message
    began: float  # by the clock's seconds
    receptions: Mapping[Reception, int] | None = None  # at the webhook

    def __call__(self) -> Snapshot:
        """How it stands now; nothing is written for it, and nothing waited for."""
        desk = self.desk
        return Snapshot(
            now=desk.clock(),
            version=build(),
            up_seconds=desk.clock.elapsed() - self.began,
            tally=self._tally(),
            failing=len(desk.failing),
            unreadable=len(unread(desk.store.faults())),
            outages=frozenset(each.kind for each in desk.outages()),
            upkeep=self.machine(),
            poll_seconds=self.silent_seconds(),
            backup_seconds=self._backup_seconds(),
            messages=self.landed,
            unshown=desk.outages.line().unshown,
            measures=desk.measures,
            receptions=self.receptions,
            inbox_seconds=None if self.receptions is None else self._inbox_seconds(),
        )

    def _tally(self) -> Tally | None:
        now = self.desk.clock()
        try:
            return self.desk.store.tally(now, now - LATE_AFTER)
        except NotRead:
            return None

    def _inbox_seconds(self) -> float | None:
        """None where that cannot be read: what is damaged has a figure of its own."""
        store = self.desk.store
        try:
            first = next(iter(store.waiting(1)), None)
            waits = None if first is None else store.received(first)
        except NotRead:
            return None
        return (self.desk.clock() - waits.at).total_seconds() if waits else 0.0

    def _backup_seconds(self) -> float | None:
        if self.nightly is None:
            return None
        last = self.nightly.last
        return inf if last is None else (self.desk.clock() - last).total_seconds()
