"""A line of the plan as a sentence of a message."""

from core.evidence import Line
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
