"""Pulses that were given along the course, laid over its daily doses."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from core.amounts import A_DAY
from core.steroid.taper import DosePeriod


class PulseGiven(NamedTuple):
    """A pulse along the course, beside the dose by mouth."""

    first: date
    days: int
    mg: Decimal | None  # a day, as the daily steroid counts it; None: not recorded

    def covers(self, day: date) -> bool:
        """Whether it is given on this day."""
        return self.first <= day < self.first + timedelta(days=self.days)


def with_pulses(
    periods: Sequence[DosePeriod], pulses: Sequence[PulseGiven], *, at_least: Decimal
) -> tuple[DosePeriod, ...]:
    """The same days, each with what pulses add to it; one of unknown dose counts as `at_least`."""
    if not pulses:
        return tuple(periods)
    return tuple(_raised(each, pulses, at_least) for each in _split(periods, pulses))


def _split(periods: Sequence[DosePeriod], pulses: Sequence[PulseGiven]) -> Iterator[DosePeriod]:
    """The periods, cut where a pulse begins or ends."""
    cuts = sorted(
        {each.first + timedelta(days=days) for each in pulses for days in (0, each.days)}
    )
    for row in periods:
        first = row.first
        for cut in (*(each for each in cuts if row.first < each <= row.last), row.last + A_DAY):
            days, later = (cut - first).days, (first - row.first).days
            yield replace(row, offset=row.offset + later, days=days, first=first, last=cut - A_DAY)
            first = cut


def _raised(row: DosePeriod, pulses: Sequence[PulseGiven], at_least: Decimal) -> DosePeriod:
    there = [each for each in pulses if each.covers(row.first)]
    if not there:
        return row
    added = sum((each.mg or Decimal(0) for each in there), Decimal(0))
    unknown = any(each.mg is None for each in there)
    return replace(row, mg=max(row.mg + added, at_least if unknown else row.mg))
