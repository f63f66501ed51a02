"""The shape of the guideline beside the steroid: agents, rescue, prevention, monitoring."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Agents:
    """Steroid-sparing agents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescue:
    """Severe, extensive or refractory disease."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevention:
    """Pneumocystis, bone, vaccines, adrenal, screening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """What to follow and when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """Subtypes without a plan."""
