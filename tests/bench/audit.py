"""What audit and encryption cost: equal intakes into four stores in turn, with none, each, both.

python -m tests.bench.audit [--intakes 100] [--rounds 5] [--folder DIR]
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.desk.desk import Desk
from bot.store import Change
from tests.bench.encryption import chats_of, measured, row
from tests.bench.figures import Row, printed
from tests.bench.ours import desk_in
from tests.bot.store.keyed import keys_in

WITH = ("the audit", "encryption", "audit and encryption")


def unheard(desk: Desk) -> Desk:
    """The desk, whose store is told nothing of what was done."""
    kept = desk.store.commit

    async def commit(change: Change) -> None:
        await kept(replace(change, deeds=()))

    desk.store.commit = commit  # type: ignore[method-assign]
    return desk


def rows(folder: Path, *, intakes: int, rounds: int) -> list[Row]:
    """By time, and by the work of the processor."""
    chats = chats_of(intakes, rounds)
    one, other = keys_in(folder / "keys"), keys_in(folder / "other keys")
    desks = (
        unheard(desk_in(folder / "none", chats)),
        desk_in(folder / "audited", chats),
        unheard(desk_in(folder / "encrypted", chats, one)),
        desk_in(folder / "both", chats, other),
    )
    found = asyncio.run(measured(desks, intakes=intakes, rounds=rounds))
    return [
        row(f"intakes with {what} against neither, by time", costs)
        for what, costs in zip(WITH, found, strict=True)
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    printed(rows, "What the audit costs.", arguments, intakes=100, rounds=5)


if __name__ == "__main__":
    main()
