"""What a dialogue beside the intake offers: handlers by the word that calls them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flows.talk.turn import Commanded, Context, Pressed, Question, Session, Turn, Typed

OnCommand = Callable[[Session, Commanded, Context], Turn]
OnPress = Callable[[Session, Pressed, Context], Turn]
OnTyped = Callable[[Session, Question, Typed, Context], Turn]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """Commands by name, presses by their first word, typed answers by what was asked."""

    commands: Mapping[str, OnCommand] = field(default_factory=dict)
    presses: Mapping[str, OnPress] = field(default_factory=dict)
    typed: Mapping[str, OnTyped] = field(default_factory=dict)
