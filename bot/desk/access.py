"""Who is answered, and how often: the allow-list, and a bucket of updates for each user.

All of it counts seconds that only go forward: a clock that is moved locks nobody out.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

from flows.talk.limits import UPDATES_A_MINUTE

T = TypeVar("T")
BURST = UPDATES_A_MINUTE  # updates a user may send at once
REFILL_SECONDS = 60 / UPDATES_A_MINUTE  # for each further one
LEARNS, LEARNS_AGAIN_SECONDS = 20, 6.0  # the same of a stranger, who may only learn
HEARD_AGAIN = 5  # updates that fit again, before which a flood is not over
TELL_STRANGER_SECONDS = 3_600.0
WRONG_OF_ONE, WRONG_OF_ALL = 5, 50  # codes that may be wrong in an hour
TRIES_FORGOTTEN_SECONDS = 3_600.0
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
    at: float
    told: bool = False


@dataclass(slots=True)
class Gate:
    """Decides about each update from the sender's numeric id and the time alone."""

    prescribers: frozenset[int]
    limited: bool = True  # False: whoever speaks sits at this machine
    _buckets: dict[int, _Bucket] = field(default_factory=dict)
    _visits: dict[int, _Bucket] = field(default_factory=dict)
    _told: dict[int, float] = field(default_factory=dict)
    _wrong: dict[int, tuple[float, ...]] = field(default_factory=dict)

    def judge(
        self, who: int, seconds: float, *, known: bool = False, spared: bool = False
    ) -> Verdict:
        """Whether this user is answered now; a stranger one line an hour."""
        if who not in self.prescribers and not known:
            return self._stranger(who, seconds)
        return self.paced(who, seconds, spared=spared)

    def learns(self, who: int, seconds: float, *, known: bool) -> Verdict:
        """Whether the fictional cases are shown now: to everybody, to a stranger more slowly."""
        if who in self.prescribers or known:
            return self.paced(who, seconds)
        return self._spent(self._visits, who, seconds, burst=LEARNS, refill=LEARNS_AGAIN_SECONDS)

    def tried(self, who: int, seconds: float, *, right: bool) -> Verdict:
        """Whether an invitation may be tried now: a few wrong ones, and there is silence.

        What silence hides is the same for a right code, so that nothing is learnt by guessing.
        """
        recent = {each: _within(times, seconds) for each, times in self._wrong.items()}
        self._wrong = {each: times for each, times in recent.items() if times}
        of_all = sum(map(len, self._wrong.values()))
        if len(self._wrong.get(who, ())) >= WRONG_OF_ONE or of_all >= WRONG_OF_ALL:
            return Verdict.SILENCE
        if right:
            return Verdict.WELCOME
        self._wrong[who] = (*self._wrong.get(who, ()), seconds)
        return Verdict.STRANGER

    def _stranger(self, who: int, seconds: float) -> Verdict:
        told = self._told.get(who)
        if told is not None and seconds - told < TELL_STRANGER_SECONDS:
            return Verdict.SILENCE
        self._told.pop(who, None)
        _remember(self._told, who, seconds)
        return Verdict.STRANGER

    def paced(self, who: int, seconds: float, *, spared: bool = False) -> Verdict:
        """Whether this user is within the bucket, whoever it is; what is spared is in any case,
        and takes nothing out of it."""
        if spared or not self.limited:
            return Verdict.WELCOME
        return self._spent(self._buckets, who, seconds, burst=BURST, refill=REFILL_SECONDS)

    def _spent(
        self,
        buckets: dict[int, _Bucket],
        who: int,
        seconds: float,
        *,
        burst: int,
        refill: float,
    ) -> Verdict:
        """One update taken out of the user's bucket, which fills by itself.

        A flood is told once, and nothing of it is taken before it is over: of what a person sends
        then, some would be answered and some not.
        """
        bucket = buckets.pop(who, None) or _Bucket(burst, seconds)
        _remember(buckets, who, bucket)
        bucket.level = min(burst, bucket.level + (seconds - bucket.at) / refill)
        bucket.at = seconds
        if bucket.told and bucket.level < HEARD_AGAIN:
            return Verdict.SILENCE
        bucket.told = bucket.level < 1
        if bucket.told:
            return Verdict.TOO_FAST
        bucket.level -= 1
        return Verdict.WELCOME


def _within(times: tuple[float, ...], seconds: float) -> tuple[float, ...]:
    return tuple(each for each in times if seconds - each < TRIES_FORGOTTEN_SECONDS)


def _remember(users: dict[int, T], who: int, what: T) -> None:
    """The user is the last one heard; beyond the number, the first one is forgotten."""
    users[who] = what
    if len(users) > REMEMBERED:
        del users[next(iter(users))]
