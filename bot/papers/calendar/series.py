"""What a caller keeps of a case that is not kept here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What a caller keeps of a case, so that papers of it follow each other."""

    label: str
    number: int | None = None  # of this paper among them; None: by the instant it is made at
