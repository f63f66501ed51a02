"""A line of a plan with the facts behind it, as sentences: what is said, by whom, how surely."""

from collections.abc import Iterable, Iterator
from typing import Any

from core.evidence import Fact, Line, Standing
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


def standing(fact: Fact[Any]) -> Sentence:
    """Where the fact stands, and whether it is a source's or our reading."""
    says = "why.stated" if fact.standing is Standing.STATED else "why.ours"
    source = Quoted(f"{fact.source.title} ({fact.source.edition})")
    return Sentence(says=says, values={"source": source, "place": Quoted(fact.place)})


def quoted(text: str) -> Sentence:
    """Words of the guideline or of a case."""
    return Sentence(says="learn.quoted", values={"text": Quoted(text)})
