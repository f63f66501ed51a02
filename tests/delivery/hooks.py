"""Where a process can be killed, and whether it is killed there."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


class Crash(BaseException):
    """The process is gone from here on: nothing handles this."""


@dataclass(slots=True)
class Hooks:
    """Every point at which the process may end; once it has, nothing of it acts any more."""

    ends: Callable[[int], bool]  # by the number of the point, counted from 1
    passed: int = 0
    dead: bool = False
    crashes: Counter[str] = field(default_factory=Counter)

    def point(self, name: str) -> None:
        """The process may end here."""
        self.alive()
        self.passed += 1
        if self.ends(self.passed):
            self.dead = True
            self.crashes[name] += 1
            raise Crash(name)

    def alive(self) -> None:
        """A dead process does nothing."""
        if self.dead:
            raise Crash
