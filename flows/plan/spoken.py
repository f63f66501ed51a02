"""A line of the plan as a sentence of a message."""

from typing import Any

from core.evidence import Fact, Line, Standing
from flows.talk.replies import Quoted, Sentence
from flows.talk.screens import say


def spoken(line: Line) -> Sentence:
    """The line as the plan says it, in its own words or in those of the guideline."""
    if line.says == line.because[0].key:
        return quoted(line.because[0].statement)
    return Sentence(says=f"lines.{line.says}", values=line.values)


def quoted(statement: str) -> Sentence:
    """A statement of the guideline as it stands there."""
    return say("reminder.beside", text=Quoted(statement))


def standing(fact: Fact[Any]) -> Sentence:
    """How far a fact may be relied on, and where it stands; what only a trace says is our
    reading."""
    stated = "why.stated" if fact.standing is Standing.STATED else "why.ours"
    source = Quoted(f"{fact.source.title} ({fact.source.edition})")
    return Sentence(
        says="why.trace" if fact.source.is_trace else stated,
        values={"source": source, "place": Quoted(fact.place)},
    )
