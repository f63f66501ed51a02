"""What was answered that needs admission before anything is planned."""

from collections.abc import Callable, Mapping
from functools import partial

from core.patient import Case, Ild, Subtype


def _yes(key: str, case: Case) -> bool:
    """The answer of this name is yes; not answered is not yes."""
    return getattr(case, key) is True


EMERGENCIES: Mapping[str, Callable[[Case], bool]] = {
    "rapidly_progressive_ild": partial(_yes, "rapidly_progressive"),
    "mda5": partial(_yes, "mda5"),
    "respiratory_weakness": partial(_yes, "respiratory_weakness"),
    "severe_dysphagia": partial(_yes, "severe_dysphagia"),
    "myocarditis": partial(_yes, "myocarditis"),
    "checkpoint_inhibitor": lambda case: case.subtype is Subtype.CHECKPOINT_INHIBITOR,
}


def needs_admission(case: Case) -> bool:
    """Whether rows may only be a draft for the admitting team, and no agent is ready."""
    return any(holds(case) for holds in EMERGENCIES.values())


def emergencies(case: Case) -> tuple[str, ...]:
    """The codes of what needs admission first, in the order of the table."""
    return tuple(code for code, holds in EMERGENCIES.items() if holds(case))


def lungs_fail(case: Case) -> bool:
    """Whether the lungs call for several drugs at once, so that no single agent is named."""
    return case.rapidly_progressive is True or case.mda5 is True


def lungs_affected(case: Case) -> bool:
    """Whether the lungs are known to be ill, so that nothing is said for clear lungs."""
    return case.ild is Ild.YES or case.rapidly_progressive is True
