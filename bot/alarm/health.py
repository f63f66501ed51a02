"""How the delivery of reminders stands: for /status, and in a file for whoever runs this."""

import json
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.alarm.unread import unread
from bot.clock import Clock
from bot.page.write import Writer
from bot.store import Store
from flows.reminder.message.marks import LATE_AFTER
from flows.talk.known import Health, Line
from flows.talk.outage import Outage, OutageKind, sentence

NAME = "health.json"
EVERY_SECONDS = 60.0  # it is written as often as this, though nothing has changed
NO_LINE = Line()  # nothing is known to be wrong with it

log = logging.getLogger(__name__)


def health(
    store: Store,
    now: datetime,
    version: str,
    failing: Collection[str] = (),
    line: Line = NO_LINE,
) -> Health:
    """Counted now from what is stored, beside how Telegram answers; raises NotRead. `failing`
    could not be judged just now."""
    tally = store.tally(now, now - LATE_AFTER)
    return Health(
        pending=tally.pending,
        next_due=tally.next_due,
        late=tally.late,
        stuck=tally.stuck,
        last_sent=tally.last_sent,
        unread=tally.unread,
        failed=len(failing),
        unreadable=unread(store.faults()),
        version=version,
        line=line,
    )


@dataclass(slots=True, kw_only=True)
class HealthFile:
    """What holds reminders back, for whoever looks at the machine: Telegram may be what fails."""

    path: Path
    clock: Clock
    writer: Writer
    zone_name: str
    _known: tuple[tuple[OutageKind, datetime], ...] | None = None
    _at: float = 0.0

    def write(self, outages: Sequence[Outage]) -> None:
        """The file says how it stands, and when that was; one that cannot be written is left."""
        known = tuple((each.kind, each.since) for each in outages)
        seconds = self.clock.elapsed()
        if known == self._known and seconds - self._at < EVERY_SECONDS:
            return
        self._known, self._at = known, seconds
        beside = self.path.with_suffix(".new")
        try:
            beside.write_text(self._text(outages), "utf-8")
            beside.replace(self.path)
        except OSError:
            log.exception("the health file cannot be written")

    def _text(self, outages: Sequence[Outage]) -> str:
        said = [
            {"kind": each.kind, "since": each.since.isoformat(), "says": self._says(each)}
            for each in outages
        ]
        stands = {"at": self.clock().isoformat(), "reminders_leave": not said, "outages": said}
        return f"{json.dumps(stands, indent=1)}\n"

    def _says(self, outage: Outage) -> str:
        told = sentence(outage, self.zone_name)
        return self.writer.say(told.says, told.values)
