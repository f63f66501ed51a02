"""What holds reminders back at this moment: every part of the process says its own here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from flows.talk.known import Line
from flows.talk.outage import Outage, OutageKind


@dataclass(slots=True, kw_only=True)
class Outages:
    """The reasons why no reminder leaves; that of the clock is asked of the clock itself, that of
    the token of the transport."""

    clock: Clock
    line: Callable[[], Line] = Line  # how Telegram answers
    _since: dict[OutageKind, datetime] = field(default_factory=dict)

    def __call__(self) -> tuple[Outage, ...]:
        """Each of them, the first to begin first."""
        moved = self.clock.moved
        found = [Outage(kind=kind, since=since) for kind, since in self._since.items()]
        if refused := self.line().refused_since:
            found.append(Outage(kind=OutageKind.REVOKED, since=refused))
        if moved:
            found.append(
                Outage(
                    kind=OutageKind.CLOCK,
                    since=moved.since,
                    counted=moved.counted,
                    machine=moved.machine,
                )
            )
        return tuple(sorted(found, key=lambda each: (each.since, each.kind)))

    def begin(self, kind: OutageKind) -> None:
        """It holds reminders back from now on, or has done so already."""
        self._since.setdefault(kind, self.clock())

    def end(self, *kinds: OutageKind) -> None:
        """These hold nothing back any more."""
        for kind in kinds:
            self._since.pop(kind, None)
