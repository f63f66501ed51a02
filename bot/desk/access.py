"""Who is answered, and how often: the allow-list, and a bucket of updates for each user."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeVar

T = TypeVar("T")
BURST = 60  # updates a user may send at once
REFILL = timedelta(seconds=2)  # for each further one
LEARNS, LEARNS_AGAIN = 20, timedelta(seconds=6)  # the same of a stranger, who may only learn
TELL_STRANGER_EVERY = timedelta(hours=1)
WRONG_OF_ONE, WRONG_OF_ALL = 5, 50  # codes that may be wrong in an hour
TRIES_FORGOTTEN = timedelta(hours=1)
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
    _visits: dict[int, _Bucket] = field(default_factory=dict)
    _told: dict[int, datetime] = field(default_factory=dict)
    _wrong: dict[int, tuple[datetime, ...]] = field(default_factory=dict)

    def judge(self, who: int, now: datetime, *, known: bool = False) -> Verdict:
        """Whether this user is answered now; a stranger one line an hour."""
        if who not in self.prescribers and not known:
            return self._stranger(who, now)
        return self.paced(who, now)

    def learns(self, who: int, now: datetime, *, known: bool) -> Verdict:
        """Whether the fictional cases are shown now: to everybody, to a stranger more slowly."""
        if who in self.prescribers or known:
            return self.paced(who, now)
        return self._spent(self._visits, who, now, burst=LEARNS, refill=LEARNS_AGAIN)

    def tried(self, who: int, now: datetime, *, right: bool) -> Verdict:
        """Whether an invitation may be tried now: a few wrong ones, and there is silence.

        What silence hides is the same for a right code, so that nothing is learnt by guessing.
        """
        recent = {each: _within(times, now) for each, times in self._wrong.items()}
        self._wrong = {each: times for each, times in recent.items() if times}
        of_all = sum(map(len, self._wrong.values()))
        if len(self._wrong.get(who, ())) >= WRONG_OF_ONE or of_all >= WRONG_OF_ALL:
            return Verdict.SILENCE
        if right:
            return Verdict.WELCOME
        self._wrong[who] = (*self._wrong.get(who, ()), now)
        return Verdict.STRANGER

    def _stranger(self, who: int, now: datetime) -> Verdict:
        told = self._told.get(who)
        if told is not None and now - told < TELL_STRANGER_EVERY:
            return Verdict.SILENCE
        self._told.pop(who, None)
        _remember(self._told, who, now)
        return Verdict.STRANGER

    def paced(self, who: int, now: datetime) -> Verdict:
        """Whether this user is within the bucket, whoever it is."""
        return self._spent(self._buckets, who, now, burst=BURST, refill=REFILL)

    def _spent(
        self,
        buckets: dict[int, _Bucket],
        who: int,
        now: datetime,
        *,
        burst: int,
        refill: timedelta,
    ) -> Verdict:
        """One update taken out of the user's bucket, which fills by itself."""
        bucket = buckets.pop(who, None) or _Bucket(burst, now)
        _remember(buckets, who, bucket)
        bucket.level = min(burst, bucket.level + (now - bucket.at) / refill)
        bucket.at = now
        if bucket.level >= 1:
            bucket.level -= 1
            bucket.told = False
            return Verdict.WELCOME
        if bucket.told:
            return Verdict.SILENCE
        bucket.told = True
        return Verdict.TOO_FAST


def _within(times: tuple[datetime, ...], now: datetime) -> tuple[datetime, ...]:
    return tuple(each for each in times if now - each < TRIES_FORGOTTEN)


def _remember(users: dict[int, T], who: int, what: T) -> None:
    """The user is the last one heard; beyond the number, the first one is forgotten."""
    users[who] = what
    if len(users) > REMEMBERED:
        del users[next(iter(users))]
