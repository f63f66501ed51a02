"""What holds reminders back at this moment: every part of the process says its own here."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from flows.talk.outage import Outage, OutageKind


@dataclass(slots=True, kw_only=True)
class Outages:
    """The reasons why no reminder leaves; that of the clock is asked of the clock itself."""

    clock: Clock
    _since: dict[OutageKind, datetime] = field(default_factory=dict)

    def __call__(self) -> tuple[Outage, ...]:
        """Each of them, the first to begin first."""
        moved = self.clock.moved
        found = [Outage(kind=kind, since=since) for kind, since in self._since.items()]
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
