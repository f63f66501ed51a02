"""What a chat is started with by the code on a paper: the plan, and the revision it shows."""

import re

from flows.talk.label import check

PAYLOAD = re.compile(r"paper_([A-Z2-9]{3}-[A-Z2-9]{3})_([1-9][0-9]{0,5})")


def payload(label: str, revision: int) -> str:
    """The words of the link."""
    return f"paper_{label}_{revision}"


def read_payload(text: str) -> tuple[str, int] | None:
    """Label and revision of a paper; None where the chat was started with something else."""
    found = PAYLOAD.fullmatch(text)
    return (found[1], int(found[2])) if found and check(found[1]) else None
