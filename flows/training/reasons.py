"""A line of a plan with the facts behind it, as sentences: what is said, by whom, how surely."""

from collections.abc import Iterable, Iterator
from typing import Any

from core.evidence import Fact, Line
from flows.plan.spoken import standing
from flows.talk.replies import Quoted, Sentence
from flows.talk.screens import Block

MOST_FACTS = 3  # the first ones carry the line


def line_of(line: Line) -> Sentence:
    """The plan's own line."""
    fact = line.because[0]
    if line.says == fact.key:
        return quoted(fact.statement)
    return Sentence(says=f"lines.{line.says}", values=line.values)


def explained(lines: Iterable[Line]) -> Iterator[Block]:
    """Each line over the facts that no line before it has given."""
    given = set[Fact[Any]]()
    for line in lines:
        fresh = [fact for fact in line.because[:MOST_FACTS] if fact not in given]
        yield (line_of(line), *(each for fact in fresh for each in _fact(fact, line)))
        given.update(fresh)


def _fact(fact: Fact[Any], line: Line) -> Iterator[Sentence]:
    """What it says, unless the line has just said it, and how far it may be relied on."""
    if line.says != fact.key:
        yield quoted(fact.statement)
    yield standing(fact)
    if fact.reason:
        yield Sentence(says="why.reason", values={"reason": Quoted(fact.reason)})


def quoted(text: str) -> Sentence:
    """Words of the guideline or of a case."""
    return Sentence(says="learn.quoted", values={"text": Quoted(text)})
