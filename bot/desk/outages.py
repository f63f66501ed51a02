"""What holds reminders back at this moment: every part of the process says its own here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from flows.talk.known import Line
from flows.talk.outage import Outage, OutageKind

STORES = frozenset({OutageKind.FULL, OutageKind.STORE, OutageKind.DATABASE})


@dataclass(slots=True, kw_only=True)
class Outages:
    """The reasons why no reminder leaves; that of the clock is asked of the clock itself, those of
    the token and of another process of the transport."""

    clock: Clock
    line: Callable[[], Line] = Line  # how Telegram answers
    doubted: bool = False  # whether a change was not saved since the store last took one
    left: dict[str, datetime] = field(default_factory=dict)  # as the process before has left it
    server: str = ""  # where the database is, if there is one
    _since: dict[OutageKind, datetime] = field(default_factory=dict)

    def __call__(self) -> tuple[Outage, ...]:
        """Each of them, the first to begin first."""
        moved = self.clock.moved
        if moved is None:
            self.left.pop(OutageKind.CLOCK, None)
        found = [
            Outage(
                kind=kind,
                since=since,
                server=self.server if kind is OutageKind.DATABASE else "",
            )
            for kind, since in self._since.items()
        ]
        line = self.line()
        if line.refused_since:
            found.append(Outage(kind=OutageKind.REVOKED, since=line.refused_since))
        if line.rival_since:
            found.append(Outage(kind=OutageKind.CONFLICT, since=line.rival_since))
        if moved:
            found.append(
                Outage(
                    kind=OutageKind.CLOCK,
                    since=self.left.get(OutageKind.CLOCK, moved.since),
                    counted=moved.counted,
                    machine=moved.machine,
                )
            )
        return tuple(sorted(found, key=lambda each: (each.since, each.kind)))

    @property
    def rivalled(self) -> bool:
        """Whether another process uses the token: what both send would come twice."""
        return self.line().rival_since is not None

    @property
    def of_the_store(self) -> bool:
        """Whether it has to be tried if the store takes anything."""
        return self.doubted or not STORES.isdisjoint(self._since)

    def begin(self, kind: OutageKind) -> None:
        """It holds reminders back from now on, or has done so already."""
        self._since.setdefault(kind, self.left.get(kind, self.clock()))

    def end(self, *kinds: OutageKind) -> None:
        """These hold nothing back any more."""
        for kind in kinds:
            self._since.pop(kind, None)
            self.left.pop(kind, None)
