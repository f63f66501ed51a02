"""How the delivery of reminders stands: for /status, and in a file for whoever runs this."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.alarm.notice.restoration import lately
from bot.alarm.notice.telling import A_DAY_SECONDS, Telling
from bot.alarm.notice.unread import unread
from bot.clock import Clock
from bot.page.write import Writer
from bot.standing import DAMAGED, HEADS, read, written
from bot.store import NotRead, Store
from flows.lists.upkeep import wanting
from flows.reminder.message.marks import LATE_AFTER
from flows.talk.known import Health, Line, Upkeep
from flows.talk.outage import Outage, sentence
from flows.talk.replies import Sentence

TERM = "term"
COUNTS = ("pending", "late", "failed", "unread")  # of reminders
EVERY_SECONDS = 60.0  # it is written as often as this, though nothing has changed
NO_LINE, ALL_WELL = Line(), Upkeep()  # nothing is known to be wrong

log = logging.getLogger(__name__)


def health(
    store: Store,
    now: datetime,
    version: str,
    failing: Collection[str] = (),
    *,
    line: Line = NO_LINE,
    upkeep: Upkeep = ALL_WELL,
) -> Health:
    """Counted now from what is stored, beside how Telegram answers; raises NotRead. `failing`
    could not be judged just now."""
    tally = store.tally(now, now - LATE_AFTER)
    restored = lately(store.restored(), now)
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
        upkeep=upkeep,
        restored=restored.as_of if restored else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What the process before has left in the file, within a day."""

    since: Mapping[str, datetime] = field(default_factory=dict)  # by what held reminders back
    told: tuple[Telling, ...] = ()


@dataclass(slots=True, kw_only=True)
class HealthFile:
    """What holds reminders back, for whoever looks at the machine: Telegram may be what fails.

    Who was told of it stands there too, so that a process that is started again and again tells
    nobody more often than one that stays.
    """

    path: Path
    clock: Clock
    writer: Writer
    zone_name: str
    counted: Callable[[], Health | None]  # how delivery stands; raises NotRead
    heads: Path | None = None  # the file of the audit's ends
    term: int = 0  # how often a process began to lead by now; of a folder that is not counted
    left: Left = field(init=False)  # by the process before; read once, before this one writes
    _had: str = field(default="", init=False)  # the file of the audit's ends that was there
    _known: tuple[object, ...] | None = None
    _at: float = 0.0

    def __post_init__(self) -> None:
        self.left = self._before()

    def _before(self) -> Left:
        """What the process before has left; nothing where that cannot be read, or is old."""
        try:
            said, _ = read(self.path)
            self._had = str(said.get(HEADS, ""))
            ago = (self.clock() - datetime.fromisoformat(said["at"])).total_seconds()
            return self._left(said) if 0 <= ago < A_DAY_SECONDS else Left()
        except (OSError, ValueError, KeyError, TypeError):
            return Left()

    def _left(self, said: Mapping[str, Any]) -> Left:
        told = tuple(
            Telling(what=each["what"], chat=each["chat"], at=datetime.fromisoformat(each["at"]))
            for each in said["told"]
        )
        if said.get(TERM, 0) not in {self.term, self.term - 1}:  # others have led since
            return Left(told=told)
        outages = said["outages"]
        since = {each["kind"]: datetime.fromisoformat(each["since"]) for each in outages}
        return Left(since=since, told=told)

    def write(self, outages: Sequence[Outage], told: Sequence[Telling] = ()) -> None:
        """The file says how it stands, and when that was; one that cannot be written is left."""
        known = (
            *((each.kind, each.since) for each in outages),
            *((each.what, each.chat) for each in told),
        )
        seconds = self.clock.elapsed()
        if known == self._known and seconds - self._at < EVERY_SECONDS:
            return
        self._known, self._at = known, seconds
        try:
            written(self.path, self._said_of(outages, told))
        except OSError:
            log.exception("the health file cannot be written")

    def _said_of(self, outages: Sequence[Outage], told: Sequence[Telling]) -> Mapping[str, Any]:
        said = [
            {"kind": each.kind, "since": each.since.isoformat(), "says": self._says(each)}
            for each in outages
        ]
        return {
            "at": self.clock().isoformat(),
            "reminders_leave": not said,
            "outages": said,
            **self._counts(),
            "told": [
                {"what": each.what, "chat": each.chat, "at": each.at.isoformat()} for each in told
            ],
            TERM: self.term,
            HEADS: self._heads(),
        }

    def _heads(self) -> str:
        """The file of the audit's ends, once it was there: one that is gone was taken away."""
        if self.heads and (self._had == str(self.heads) or self.heads.exists()):
            self._had = str(self.heads)
        return self._had

    def _counts(self) -> dict[str, Any]:
        """What is late, has failed or cannot be read, each null where that is not known; and what
        else whoever runs this bot should mend."""
        try:
            health = self.counted()
        except NotRead:
            health = None
        if health is None:
            return dict.fromkeys((*COUNTS, DAMAGED)) | {"upkeep": []}
        wants = [self._said(each) for each in wanting(health.upkeep, self.zone_name)]
        counts = {name: getattr(health, name) for name in COUNTS}
        return counts | {DAMAGED: len(health.unreadable), "upkeep": wants}

    def _says(self, outage: Outage) -> str:
        return self._said(sentence(outage, self.zone_name, here=True))

    def _said(self, told: Sentence) -> str:
        return self.writer.say(told.says, told.values)
