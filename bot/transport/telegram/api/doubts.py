"""When a refusal holds: Telegram's servers refuse now and then what they take a moment later.

One refusal is a doubt. It is final once the same is said again and again over some time with
nothing taken in between; what is final about a chat is asked again later all the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

TIMES, OVER_SECONDS = 3, 40.0  # of one chat; within the minute in which its plans' owners know
AGAIN_SECONDS = 20.0  # until it is asked again
APART_SECONDS = 180.0  # two refusals further apart than this are two, not one that goes on
MOST = 1_000  # doubts at once; the oldest is forgotten first


@dataclass(slots=True, kw_only=True)
class _Doubt:
    since: float
    last: float
    times: int = 0


@dataclass(slots=True, kw_only=True)
class Doubts:
    """What was refused and may pass, by chat or as the token."""

    monotonic: Callable[[], float]
    times: int = TIMES
    over_seconds: float = OVER_SECONDS
    apart_seconds: float = APART_SECONDS
    _open: dict[int, _Doubt] = field(default_factory=dict)

    def refused(self, about: int) -> bool:
        """One more refusal; whether it is final by now; then it begins anew."""
        now = self.monotonic()
        if about not in self._open and len(self._open) >= MOST:
            self.taken(next(iter(self._open)))
        doubt = self._open.get(about)
        if doubt is None or now - doubt.last > self.apart_seconds:
            doubt = self._open[about] = _Doubt(since=now, last=now)
        doubt.times, doubt.last = doubt.times + 1, now
        final = doubt.times >= self.times and now - doubt.since >= self.over_seconds
        if final:
            self.taken(about)
        return final

    def taken(self, about: int) -> None:
        """Something was taken: what was refused before has passed."""
        self._open.pop(about, None)
