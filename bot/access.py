"""Who is answered, and how often: the allow-list, and a bucket of updates for each user."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeVar

T = TypeVar("T")
BURST = 60  # updates a user may send at once
REFILL = timedelta(seconds=2)  # for each further one
TELL_STRANGER_EVERY = timedelta(hours=1)
REMEMBERED = 10_000  # users; the one heard longest ago is forgotten first


class Verdict(Enum):
    """What becomes of an update before anything is read from it."""

    WELCOME = "welcome"
    STRANGER = "stranger"  # gets the one line
    TOO_FAST = "too_fast"  # gets the one notice
    SILENCE = "silence"


@dataclass(slots=True)
class _Bucket:
    level: float
    at: datetime
    told: bool = False


@dataclass(slots=True)
class Gate:
    """Decides about each update from the sender's numeric id and the time alone."""

    prescribers: frozenset[int]
    _buckets: dict[int, _Bucket] = field(default_factory=dict)
    _told: dict[int, datetime] = field(default_factory=dict)

    def judge(self, who: int, now: datetime) -> Verdict:
        """Whether this user is answered now; a stranger one line an hour."""
        if who not in self.prescribers:
            return self._stranger(who, now)
        return self._paced(who, now)

    def _stranger(self, who: int, now: datetime) -> Verdict:
        told = self._told.get(who)
        if told is not None and now - told < TELL_STRANGER_EVERY:
            return Verdict.SILENCE
        self._told.pop(who, None)
        _remember(self._told, who, now)
        return Verdict.STRANGER

    def _paced(self, who: int, now: datetime) -> Verdict:
        bucket = self._buckets.pop(who, None) or _Bucket(BURST, now)
        _remember(self._buckets, who, bucket)
        bucket.level = min(BURST, bucket.level + (now - bucket.at) / REFILL)
        bucket.at = now
        if bucket.level >= 1:
            bucket.level -= 1
            bucket.told = False
            return Verdict.WELCOME
        if bucket.told:
            return Verdict.SILENCE
        bucket.told = True
        return Verdict.TOO_FAST


def _remember(users: dict[int, T], who: int, what: T) -> None:
    """The user is the last one heard; beyond the number, the first one is forgotten."""
    users[who] = what
    if len(users) > REMEMBERED:
        del users[next(iter(users))]
