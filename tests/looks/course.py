"""A whole course as it reads in a terminal: `python -m tests.looks.course`."""

import asyncio
import tempfile
from pathlib import Path

from tests.bot.playing import playing

MADE = ("/new", "72", "Dermatomyositis", "Severe", "No", "No emergency sign",
        "Confirm 2 points and make the plan", "Share with a team", "Team 1")  # fmt: skip
LINES = (
    *MADE,
    "+1h", "team: Seen", "team: Done", "/upcoming",
    "+4w", "Step to 60 mg", "team: Seen", "+2w", "Step to 50 mg", "team: Seen",
    "+2w", "Hold 2 weeks", "creatine kinase rising", "/today",
    "+2w", "Step to 40 mg", "+2w", "Step to 30 mg", "+2w", "Step to 25 mg",
    "+3d off", "+11d", "Step to 20 mg", "+2w", "Step to 17.5 mg",
    "+2w", "Flare",
)  # fmt: skip


async def _played() -> str:
    with tempfile.TemporaryDirectory() as folder:
        async with playing(Path(folder, "data")) as play:
            return await play.says(*LINES)


if __name__ == "__main__":
    print(asyncio.run(_played()))
