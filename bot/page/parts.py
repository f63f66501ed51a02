"""Texts of blocks, and what fits: by its length, the first of several, a long one in parts."""

from collections.abc import Iterable, Sequence

from bot.page.plain import bare

TELEGRAM_LIMIT = 4_096


def units(text: str) -> int:
    """The length as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def seen(text: str) -> int:
    """The length of what is read of this HTML, as Telegram counts it: its tags apart."""
    return units(bare(text))


def joined(*blocks: Sequence[str]) -> str:
    """The lines of each block one below the other, a line free between the blocks."""
    return "\n\n".join("\n".join(block) for block in blocks if block)


def fitted(texts: Iterable[str], room: int) -> str:
    """The first of the texts that fits the room, the fullest first; else the last."""
    found = ""
    for found in texts:
        if seen(found) <= room:
            break
    return found


def parts(blocks: Sequence[str], limit: int) -> tuple[str, ...]:
    """The blocks in order, joined into as few parts as fit the limit; none is cut.

    A block longer than the limit stands in a part of its own.
    """
    done: list[str] = []
    open_part = ""
    for block in blocks:
        longer = f"{open_part}\n{block}" if open_part else block
        if open_part and units(longer) > limit:
            done.append(open_part)
            longer = block
        open_part = longer
    return (*done, open_part)
