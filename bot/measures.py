"""What this process has counted and timed since it began; none of it names a person or plan."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic

from flows.talk.records import Landing

STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
CALLS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
LATENESS = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3_600.0, 14_400.0, 86_400.0)


class Refusal(StrEnum):
    """What was not done that somebody asked for; the second half by the name of its deed."""

    STRANGER = "stranger"  # may do nothing here, and got the one line
    TOO_FAST = "too_fast"
    SILENCE = "silence"  # a stranger or somebody too fast, who was told already
    FORGED = "forged"  # a button that this installation has not sealed
    NOT_SAVED = "not_saved"  # the store did not take it
    BROKEN = "broken"  # an error of this program
    DECLINED = "declined"  # a disease for which there is no schedule
    REFUSED = "refused"  # a case that the rules refuse
    NOT_TAKEN = "not_taken"  # an answer that could not be read
    CHECK_REFUSED = "check_refused"  # the second person said no


class Reception(StrEnum):
    """What became of a request at the webhook."""

    TAKEN = "taken"  # an update is in the inbox, now or since it came before
    UNASKED = "unasked"  # of a kind that was not asked for: not kept
    PATH = "path"
    METHOD = "method"
    SECRET = "secret"  # noqa: S105  the header is missing or wrong
    KIND = "kind"  # it says that it is no JSON
    LONG = "long"
    SLOW = "slow"
    CUT = "cut"
    NO_UPDATE = "no_update"
    NOT_KEPT = "not_kept"  # the store did not take it: Telegram sends it again


BY_DEED = frozenset({Refusal.DECLINED, Refusal.REFUSED, Refusal.NOT_TAKEN, Refusal.CHECK_REFUSED})


@dataclass(slots=True)
class Durations:
    """How long something took, counted by the first of these bounds that it did not exceed."""

    bounds: tuple[float, ...]  # seconds, the last one followed by whatever is longer
    monotonic: Callable[[], float] = monotonic
    counts: list[int] = field(init=False)
    total: float = 0.0  # seconds, of all

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) + 1)

    def took(self, seconds: float) -> None:
        """One more."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.total += seconds

    @contextmanager
    def timed(self) -> Iterator[None]:
        """The block is one more, also where it fails."""
        began = self.monotonic()
        try:
            yield
        finally:
            self.took(self.monotonic() - began)


@dataclass(slots=True, kw_only=True)
class Measures:
    """All of them, filled where each thing is done."""

    steps: Durations = field(default_factory=lambda: Durations(STEPS))
    loads: Durations = field(default_factory=lambda: Durations(CALLS))
    commits: Durations = field(default_factory=lambda: Durations(CALLS))
    looks: Durations = field(default_factory=lambda: Durations(CALLS))  # at what is due
    lateness: Durations = field(default_factory=lambda: Durations(LATENESS))  # of reminders sent
    reminders: Counter[Landing] = field(default_factory=Counter)  # by what became of the message
    refusals: Counter[Refusal] = field(default_factory=Counter)
    live: int | None = None  # plans that remind somebody, as last counted
