"""What was understood of an answer, and why it may be asked about once more."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flows.intake.subject import Subject
from flows.talk.records import Answer


class Check(StrEnum):
    """Why an answer is asked about once more before it counts."""

    CONVERTED = "converted"  # typed in another unit
    POUNDS = "pounds"  # a bare number that could be pounds
    UNUSUAL = "unusual"  # outside the usual band
    CHANGED = "changed"  # far from the one before it
    LOW = "low"  # a start dose under the range
    MEANT = "meant"  # a day that was not named by its date, a figure among other words
    TAKEN = "taken"  # a day that is over: the first dose must have been taken
    COURSE = "course"  # a day far back: the start dose must have been taken ever since


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was understood; an empty answer takes an earlier one away."""

    answer: Answer
    check: Check | None = None
    entered: str = ""  # as it was typed, where that was converted
    in_pounds_kg: str = ""  # what a bare weight would be if it were pounds


Read = Callable[[str, Subject], Taken]
