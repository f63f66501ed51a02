"""A class of visitors at one demo, each with a moment to read between two presses."""

import asyncio
from dataclasses import dataclass, field
from random import Random

from tests.bot.site.plain_client import Client

ANSWERS = (
    "Dermatomyositis", "Severe", "No", "No emergency sign", "Confirm 2 points and make the plan",
    "Schedule", "Back to the card", "More", "Share with a team", "Team 1", "Back to the plan",
    "Medicines",
    "Sources",
)  # fmt: skip
READS_SECONDS = (0.5, 1.5)


@dataclass(slots=True)
class Pupil:
    """One of them, with a pace of their own."""

    address: str
    seed: int
    _chance: Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = Random(self.seed)

    async def lesson(self, pushes: int) -> list[float]:
        """A first plan, then the clock; how many seconds each answer took."""
        took = []
        async with Client(self.address).looking() as client:
            for text in ("/new", "72"):
                took.append(await client.says(text))
                await self._reads()
            for answer in ANSWERS:
                took.append(await client.presses(answer))
                await self._reads()
            for _ in range(pushes):
                took.append(await client.acts(do="push", by="+next"))
                await self._reads()
        return took

    async def _reads(self) -> None:
        await asyncio.sleep(self._chance.uniform(*READS_SECONDS))
