"""The way from a paper back to the plan: a link that opens the chat, and its code to scan."""

import io
from datetime import datetime
from functools import lru_cache

import segno

from flows.talk.paper_link import payload

KEPT = 64  # codes, of about 2 kB each


def address(bot: str, label: str, revision: int, at: datetime) -> str:
    """The link to the live plan, by the bot's user name, and what it was as of."""
    return f"https://t.me/{bot}?start={payload(label, revision, at)}"


@lru_cache(maxsize=KEPT)
def code(text: str) -> str:
    """The text as a code to scan, as SVG; papers of one plan and moment have the same."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=2, scale=4)
    return drawn.getvalue().decode()
