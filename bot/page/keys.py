"""The keys under a screen: what each presses and says, in rows that no phone cuts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.page.write import Writer
from flows.talk.replies import Choice

# How many characters a caption may have by how many share a row, on a phone of 390 points.
WIDTHS = ((3, 12), (2, 21), (1, 38))
IN_A_ROW = 6  # numbers of lines

Row = tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One message about a plan: its text as HTML, and its keys in their rows."""

    text: str
    rows: tuple[Row, ...]


def laid_out(writer: Writer, keys: Sequence[Choice]) -> tuple[Row, ...]:
    """The keys in their order, as many to a row as can be read whole."""
    return tuple(_rows(writer, tuple(keys)))


def _rows(writer: Writer, keys: Row) -> Iterator[Row]:
    while keys:
        many = next(
            many
            for many, width in WIDTHS
            if many == 1
            or (len(keys) >= many and all(_length(writer, each) <= width for each in keys[:many]))
        )
        yield keys[:many]
        keys = keys[many:]


def _length(writer: Writer, key: Choice) -> int:
    return len(writer.say(key.says, key.values))


def numbers(press: str, many: int) -> tuple[Row, ...]:
    """A key for the reasons of each line of a screen: by its number in even rows, or of the only
    one."""
    if not many:
        return ()
    if many == 1:
        return ((Choice(press=f"{press}.1", says="button.why"),),)
    keys = tuple(
        Choice(press=f"{press}.{each}", says="button.why_line", values={"number": each})
        for each in range(1, many + 1)
    )
    rows = -(-many // IN_A_ROW)
    ends = [-(-many * row // rows) for row in range(rows + 1)]
    return tuple(keys[first:end] for first, end in pairwise(ends))
