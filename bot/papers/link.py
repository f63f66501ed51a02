"""The way from a paper back to the plan: a link that opens the chat, and its code to scan."""

import io
import re

import segno

PAYLOAD = re.compile(r"paper_([A-Z2-9]{3}-[A-Z2-9]{3})_([1-9][0-9]{0,5})")


def payload(label: str, revision: int) -> str:
    """What the chat is started with: the plan, and the revision that the paper shows."""
    return f"paper_{label}_{revision}"


def read_payload(text: str) -> tuple[str, int] | None:
    """Label and revision of a paper; None where the chat was started with something else."""
    found = PAYLOAD.fullmatch(text)
    return (found[1], int(found[2])) if found else None


def address(bot: str, label: str, revision: int) -> str:
    """The link to the live plan, by the bot's user name."""
    return f"https://t.me/{bot}?start={payload(label, revision)}"


def code(text: str) -> str:
    """The text as a code to scan, as SVG."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=2, scale=4)
    return drawn.getvalue().decode()
