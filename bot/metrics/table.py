"""Every metric: its name, what it means, where its value comes from. See deploy/MONITORING.md.

No label names a person, a chat or a plan: each has the few values that a row gives it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from bot.measures import Durations, Reception, Refusal
from bot.metrics.snapshot import Snapshot
from bot.store import Tally
from flows.talk.known import MOST_COUNTED
from flows.talk.outage import OutageKind
from flows.talk.records import Landing

Values = Mapping[str, float | Durations]
K = TypeVar("K", bound=StrEnum)
ALONE = ""  # in place of a label's value, where a metric has no label


class Kind(StrEnum):
    """How it behaves."""

    GAUGE = "gauge"
    COUNTER = "counter"  # since the process began
    HISTOGRAM = "histogram"  # likewise


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One of them, without what all their names begin with."""

    name: str
    kind: Kind
    means: str
    source: str
    read: Callable[[Snapshot], Values]  # by the value of its label; none where it is not known
    label: str = ALONE


def _gauge(name: str, means: str, source: str, read: Callable[[Snapshot], float | None]) -> Metric:
    def alone(at: Snapshot) -> Values:
        value = read(at)
        return {} if value is None else {ALONE: value}

    return Metric(name=name, kind=Kind.GAUGE, means=means, source=source, read=alone)


def _counted(name: str, means: str, read: Callable[[Tally], float | None]) -> Metric:
    """One that is counted from what is kept, whenever it is asked for."""

    def of_tally(at: Snapshot) -> float | None:
        return read(at.tally) if at.tally else None

    return _gauge(name, means, "the store, when asked", of_tally)


def _timed(name: str, means: str, source: str, read: Callable[[Snapshot], Durations]) -> Metric:
    return Metric(
        name=name,
        kind=Kind.HISTOGRAM,
        means=means,
        source=source,
        read=lambda at: {ALONE: read(at)},
    )


def _waits(at: Snapshot) -> float | None:
    due = at.tally.next_due if at.tally else at.now
    return None if at.tally is None else max(0.0, (at.now - (due or at.now)).total_seconds())


def _since_sent(at: Snapshot) -> float | None:
    sent = at.tally.last_sent if at.tally else None
    return None if sent is None else (at.now - sent).total_seconds()


def _lacks(at: Snapshot) -> Values:
    upkeep = at.upkeep
    return {"backup": upkeep.no_backup_since is not None, "room": upkeep.room_mb is not None}


def _calls(at: Snapshot) -> Values:
    measures = at.measures
    return {"load": measures.loads, "commit": measures.commits, "due": measures.looks}


def _all_of(kinds: type[K], counts: Mapping[K, int]) -> Values:
    """Each kind, at 0 as well: a counter that is not there yet hides its first rise."""
    return {kind.value: counts.get(kind, 0) for kind in kinds}


def _metrics() -> Iterator[Metric]:
    yield Metric(
        name="info",
        kind=Kind.GAUGE,
        means="1, with the version and build that run",
        source="the program",
        read=lambda at: {at.version: 1},
        label="version",
    )
    yield _gauge(
        "leader",
        "1 where this process leads; 0 where it stands by, and has no other value but its version "
        "and for how long it runs",
        "the lease of the database, or the lock of the folder",
        lambda _: 1,
    )
    yield _gauge("up_seconds", "since the process began", "the clock", lambda at: at.up_seconds)
    yield _gauge(
        "store_readable",
        "1 where what is kept can be read, else 0",
        "the store, when asked",
        lambda at: at.tally is not None,
    )
    yield Metric(
        name="held_back",
        kind=Kind.GAUGE,
        means="1 while this holds every reminder back, else 0",
        source="what `/status` and `health.json` name",
        read=lambda at: {kind.value: kind in at.outages for kind in OutageKind},
        label="reason",
    )
    yield _counted(
        "reminders_pending",
        f"reminders of which something is to come, {MOST_COUNTED:,} at most",
        lambda tally: tally.pending,
    )
    yield _counted(
        "reminders_due",
        f"of them, those that should leave now: the queue, {MOST_COUNTED:,} at most",
        lambda tally: tally.due,
    )
    yield _counted(
        "reminders_late",
        f"of them, those due for more than ten minutes, {MOST_COUNTED:,} at most",
        lambda tally: tally.late,
    )
    yield _gauge(
        "oldest_due_seconds",
        "how long the one that is due longest has waited, 0 where none is",
        "the store, when asked",
        _waits,
    )
    yield _counted(
        "reminders_unheeded",
        "that everybody was told and nobody took up, 100 at most",
        lambda tally: len(tally.stuck),
    )
    yield _counted(
        "reminders_unread", "due or told, and not to be read", lambda tally: tally.unread
    )
    yield _gauge(
        "reminders_failed",
        "that could not be judged at the last look",
        "the alarm's last look",
        lambda at: at.failing,
    )
    yield _gauge(
        "records_unreadable",
        "plans, people and teams that cannot be read back",
        "the store's own inspection",
        lambda at: at.unreadable,
    )
    yield _gauge(
        "last_sent_seconds", "since a reminder last left", "the store, when asked", _since_sent
    )
    yield _timed(
        "lateness_seconds",
        "from when a reminder was due until it left",
        "the alarm, at each that left",
        lambda at: at.measures.lateness,
    )
    yield Metric(
        name="reminder_messages_total",
        kind=Kind.COUNTER,
        means="messages with reminders: sent, unknown (perhaps sent), waits (not sent, comes "
        "again), refused (for good)",
        source="the alarm, at each",
        read=lambda at: _all_of(Landing, at.measures.reminders),
        label="outcome",
    )
    yield Metric(
        name="messages_total",
        kind=Kind.COUNTER,
        means="the same of every message, answers too",
        source="the way out, at each",
        read=lambda at: _all_of(Landing, at.messages),
        label="outcome",
    )
    yield _gauge(
        "answers_unshown",
        "answers that Telegram did not take, so that nobody saw them",
        "the way out",
        lambda at: at.unshown,
    )
    yield _timed(
        "step_seconds",
        "from an update that was taken up until its answer is kept and can be shown",
        "the desk, at each",
        lambda at: at.measures.steps,
    )
    yield Metric(
        name="store_seconds",
        kind=Kind.HISTOGRAM,
        means="calls of the store: load (a session), commit (durable), due (a look)",
        source="desk and alarm, at each",
        read=_calls,
        label="call",
    )
    yield Metric(
        name="refusals_total",
        kind=Kind.COUNTER,
        means=f"what was not done: {', '.join(Refusal)}",
        source="the desk, at each",
        read=lambda at: _all_of(Refusal, at.measures.refusals),
        label="kind",
    )
    yield Metric(
        name="webhook_requests_total",
        kind=Kind.COUNTER,
        means=f"what became of each request at the webhook: {', '.join(Reception)}; none where "
        "the bot polls",
        source="the receiver, at each",
        read=lambda at: {} if at.receptions is None else _all_of(Reception, at.receptions),
        label="outcome",
    )
    yield _gauge(
        "inbox_age_seconds",
        "that the first update of those which wait has waited since it came in; none where the "
        "bot polls",
        "the store, when asked",
        lambda at: at.inbox_seconds,
    )
    yield _gauge(
        "plans_live",
        "plans that remind somebody",
        "the tidying, at the start and once a day",
        lambda at: at.measures.live,
    )
    yield _gauge(
        "poll_age_seconds",
        "since Telegram last answered a poll, or said that the webhook is reached; or since the "
        "start",
        "the source of updates, when asked",
        lambda at: at.poll_seconds,
    )
    yield _gauge(
        "backup_age_seconds",
        "of the newest nightly backup; infinite where there is none yet, and not there where "
        "none is made",
        "the nightly backup's look each minute",
        lambda at: at.backup_seconds,
    )
    yield Metric(
        name="machine_lacks",
        kind=Kind.GAUGE,
        means="1 where the nightly backup fails (backup) or the disk is nearly full (room)",
        source="what `/status` names, when asked",
        read=_lacks,
        label="what",
    )


METRICS = tuple(_metrics())
