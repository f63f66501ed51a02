"""The way from a paper back to the plan: a link that opens the chat, and its code to scan."""

import io

import segno

from flows.talk.paper_link import payload


def address(bot: str, label: str, revision: int) -> str:
    """The link to the live plan, by the bot's user name."""
    return f"https://t.me/{bot}?start={payload(label, revision)}"


def code(text: str) -> str:
    """The text as a code to scan, as SVG."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=2, scale=4)
    return drawn.getvalue().decode()
