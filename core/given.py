"""Answers, or a plan, as a key by which what they come to can be remembered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

Given = tuple[tuple[str, str, object], ...]  # key, type and value of each answer


def as_key(given: Mapping[str, object]) -> Given:
    """The answers with their types: to a dictionary, 1 and true are the same."""
    return tuple((key, type(value).__name__, _held(value)) for key, value in given.items())


def _held(value: object) -> object:
    """A value that holds several as text, which can be a key."""
    return json.dumps(value, default=str) if isinstance(value, list | dict) else value


def from_key(given: Given) -> Mapping[str, object]:
    """The answers of such a key."""
    several = ("list", "dict")
    return {
        key: json.loads(str(value)) if kind in several else value for key, kind, value in given
    }


@dataclass(frozen=True, slots=True, eq=False)
class Itself(Generic[T]):
    """A value as a key that equals nothing but itself: found at once, however much it holds."""

    of: T

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and self.of is other.of

    def __hash__(self) -> int:
        return id(self.of)
