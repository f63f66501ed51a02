"""A line of a plan with the facts behind it, as sentences: what is said, by whom, how surely."""

from collections.abc import Iterator

from core.evidence import Fact, Line, Standing
from flows.replies import Quoted, Sentence

MOST_FACTS = 3  # the first ones carry the line


def line_of(line: Line) -> Sentence:
    """The plan's own line."""
    fact = line.because[0]
    if line.says == fact.key:
        return quoted(fact.statement)
    return Sentence(says=f"lines.{line.says}", values=line.values)


def facts_of(line: Line) -> Iterator[Sentence]:
    """What each fact says, unless the line has just said it, and how far it may be relied on."""
    for fact in line.because[:MOST_FACTS]:
        if line.says != fact.key:
            yield quoted(fact.statement)
        yield standing(fact)
        if fact.reason:
            yield Sentence(says="why.reason", values={"reason": Quoted(fact.reason)})


def standing(fact: Fact[object]) -> Sentence:
    """Where the fact stands, and whether it is a source's or our reading."""
    says = "why.stated" if fact.standing is Standing.STATED else "why.ours"
    source = Quoted(f"{fact.source.title} ({fact.source.edition})")
    return Sentence(says=says, values={"source": source, "place": Quoted(fact.place)})


def quoted(text: str) -> Sentence:
    """Words of the guideline or of a case."""
    return Sentence(says="learn.quoted", values={"text": Quoted(text)})
