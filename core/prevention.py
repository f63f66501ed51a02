"""Pneumocystis, bone, vaccines and adrenal protection, dated from the dose curve."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pneumocystis:
    """Whether prophylaxis is recommended, from when, reviewed when, with what in which order."""

    needed: bool
    start_offset: int | None = None
    review_offset: int | None = None  # earliest day of the stop review
    extend: bool = False  # a reason beside the dose keeps it going
    drugs: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
