"""What a chat is started with by the code on a paper: plan, revision, and the instant it shows."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from flows.talk.label import check

PAYLOAD = re.compile(r"paper_([A-Z2-9]{3}-[A-Z2-9]{3})_([1-9][0-9]{0,5})(?:_([0-9]{8}T[0-9]{4}))?")
STAMP = "%Y%m%dT%H%M"  # in UTC, to the minute


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLink:
    """Which paper it was: what it showed, and as of when; None on one that was not stamped."""

    label: str
    revision: int
    at: datetime | None = None


def payload(label: str, revision: int, at: datetime) -> str:
    """The words of the link."""
    return f"paper_{label}_{revision}_{at.astimezone(UTC):{STAMP}}"


def read_payload(text: str) -> PaperLink | None:
    """The paper; None where the chat was started with something else."""
    found = PAYLOAD.fullmatch(text)
    if found is None or not check(found[1]):
        return None
    try:
        at = datetime.strptime(found[3], STAMP).replace(tzinfo=UTC) if found[3] else None
    except ValueError:
        return None
    return PaperLink(label=found[1], revision=int(found[2]), at=at)
