"""A whole course as it reads in a terminal: `python -m tests.looks.course`.

Thirty weeks and more: steps, a hold, an outage, a gate that nobody answers, a flare, the end.
"""

import asyncio
import tempfile
from pathlib import Path

from tests.bot.playing import playing

MADE = ("/new", "72", "Dermatomyositis", "Severe", "No", "No emergency sign",
        "Confirm 2 points and make the plan", "More", "Share with a team", "Team 1")  # fmt: skip
FALL = ("30", "25", "20", "17.5", "15")
FOUND = ("Better", "Falling", "No warning sign")
RISE = ("Flare", "25 mg", "Hold 2 weeks")
LINES = (
    *MADE,
    "+1h", "team: Seen", "/upcoming",
    "+4w", "Step to 60 mg", "Enter results", "CK 900 (ULN 200) MMT 132/150", "Keep", "Decide",
    "Step to 60 mg", "Enter findings again", *FOUND, "a",
    "team: Seen",
    "+2w", "Step to 50 mg", "Skip findings", "a", "team: Seen",
    "+2w", "Hold 2 weeks", "creatine kinase rising", "/today",
    "+2w", "Step to 40 mg", *FOUND, "a", "team: Seen",
    *(line for mg in FALL for line in ("+2w", f"Step to {mg} mg", *FOUND, "a", "team: Seen")),
    "+3d off", "/status",
    "+2w", "/dose",
    "+6d", "Flare",
)  # fmt: skip


async def _played() -> str:
    with tempfile.TemporaryDirectory() as folder:
        async with playing(Path(folder, "data")) as play:
            return await play.says(*LINES)


if __name__ == "__main__":
    print(asyncio.run(_played()))
