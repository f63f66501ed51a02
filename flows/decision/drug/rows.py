"""The rows of every decision about a drug: what is asked next, and when it is refused."""

from collections.abc import Callable, Iterator
from typing import Protocol

from flows.decision.button_code import OF_A_DRUG, kind_of
from flows.decision.drug.of_drug import ASKS_FOR
from flows.talk.machine import Guard, Transition

MOVES = "moves"  # the state in which a drug's own decisions are offered
STATES = ("drugs", MOVES, *(state for path in OF_A_DRUG.values() for state in path))


class Asked(Protocol):
    """What the guards look at."""

    @property
    def next_state(self) -> str:
        """The next thing that is to be asked, or done."""

    @property
    def refused_here(self) -> str | None:
        """Why the way ends here, where it does."""


def is_refused_here(asked: Asked) -> bool:
    """It cannot be decided, as far as that can be known by now."""
    return asked.refused_here is not None


def _next_is(state: str) -> Guard:
    def guard(asked: Asked) -> bool:
        return asked.refused_here is None and asked.next_state == state

    guard.__name__ = f"{kind_of(state) or state}_is_next"
    return guard


def rows() -> Iterator[Transition]:
    """From the drug's own decisions on; a state that a drug does not turn on is passed over."""
    yield Transition("drugs", "menu", "drugs")
    yield Transition("drug", "menu", MOVES)
    for verb, path in OF_A_DRUG.items():
        for place, source in enumerate((MOVES, *path) if path else ()):
            trigger = "chosen" if place else verb
            yield from (Transition(trigger, source, *end) for end in _ways(path[place:]))


def _ways(rest: tuple[str, ...]) -> Iterator[tuple[str, Callable[..., bool]]]:
    """Where a state leads to before these are asked."""
    for state in rest:
        yield state, _next_is(state)
        if kind_of(state) not in ASKS_FOR:
            break
    else:
        yield "done", _next_is("done")
    yield "refused", is_refused_here
