"""State machines as tables: which state follows which, and only when.

No rule about the order of things stands outside a table, so the drawing of a table is the truth.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from transitions import Machine, MachineError
from transitions.core import _LOGGER

_LOGGER.setLevel("WARNING")  # it tells every step at INFO

Guard = Callable[[Any], bool]


class NoWay(Exception):
    """No row leads out of this state by this trigger for this subject."""


class UnknownState(ValueError):
    """A row names a state that its table does not have."""


@dataclass(frozen=True, slots=True)
class Transition:
    """From `source`, `trigger` leads to `dest`, only when the guard holds."""

    trigger: str
    source: str
    dest: str
    only_when: Guard | None = None


@dataclass(slots=True)
class _Cursor:
    """What the machine moves; it lives for one move."""

    state: str


class Table:
    """Rows around one shared machine, which keeps nothing of what it moves."""

    def __init__(self, name: str, states: Iterable[str], rows: Iterable[Transition]) -> None:
        self.name = name
        self.states = tuple(states)
        self.rows = tuple(rows)
        for row in self.rows:
            for state in (row.source, row.dest):
                if state not in self.states:
                    message = f"{name}: {state}"
                    raise UnknownState(message)
        self._ways: dict[tuple[str, str], list[Transition]] = {}
        for row in self.rows:
            self._ways.setdefault((row.source, row.trigger), []).append(row)
        self._machine = Machine(
            model=None,
            states=list(self.states),
            initial=None,
            transitions=[_transition(row) for row in self.rows],
            auto_transitions=False,
        )

    def move(self, state: str, trigger: str, subject: object) -> str:
        """The state after the trigger; raises NoWay where no row is open."""
        event = self._machine.events.get(trigger)
        if event is None or state not in self.states:
            raise NoWay(state, trigger)
        cursor = _Cursor(state)
        try:
            found = event.trigger(cursor, subject)
        except MachineError as error:
            raise NoWay(state, trigger) from error
        if not found:
            raise NoWay(state, trigger)
        return cursor.state

    def open_rows(self, state: str, trigger: str, subject: object) -> tuple[Transition, ...]:
        """Every row that the trigger may take from this state for this subject."""
        return tuple(
            row
            for row in self._ways.get((state, trigger), ())
            if row.only_when is None or row.only_when(subject)
        )


def _transition(row: Transition) -> dict[str, Any]:
    return {
        "trigger": row.trigger,
        "source": row.source,
        "dest": row.dest,
        "conditions": [row.only_when] if row.only_when else None,
    }
