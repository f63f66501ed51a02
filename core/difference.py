"""What one revision of a plan changes against the one before it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.agenda import adrenal_gate, ends, pneumocystis_review, vaccines_from
from core.agents.lines import AMOUNTS
from core.evidence import Line, Section
from core.interlocks import Level
from core.plan import Plan
from core.rescue.weighed import Status, Weighed

SECTIONS = (Section.START, Section.AGENT, Section.PREVENTION, Section.MONITORING)
FEW = (Section.START, Section.PREVENTION)  # where what is no longer said is told
ASKED = (Level.EMERGENCY, Level.CONFIRM)
OF_A_DRUG = "drug_"  # how the sentences begin that say how a drug stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one revision of a plan changes against the one before, in days, mg and dates.

    A date is None where nothing waits for one, or the course waits for a reassessment; then
    nothing is counted either.
    """

    moved_dates: int  # planned first days that are later or earlier now
    by_days: int | None  # by as many days, where all moved alike; None where they did not
    more_mg: Decimal  # of the whole course; below zero where it is less
    pneumocystis_review: tuple[date | None, date | None]  # before, now
    vaccines_from: tuple[date | None, date | None]
    adrenal_gate: tuple[date | None, date | None]
    very_high_fracture_risk: tuple[bool | None, bool | None]
    ends: tuple[date | None, date | None]  # the first day after the last planned dose
    from_this_course_alone: bool = False  # the risk now: earlier steroid might make it very high


def difference(before: Plan, after: Plan) -> Difference:
    """What is different for the patient; both with the decisions of their revision."""
    waits = any(plan.course is not None and plan.course.reassess for plan in (before, after))
    shifts = [] if waits else _shifts(before, after)
    moved = [days for days in shifts if days]
    return Difference(
        moved_dates=len(moved),
        by_days=moved[0] if moved and len(set(shifts)) == 1 else None,
        more_mg=Decimal(0) if waits else _total_mg(after) - _total_mg(before),
        pneumocystis_review=(pneumocystis_review(before), pneumocystis_review(after)),
        vaccines_from=(vaccines_from(before), vaccines_from(after)),
        adrenal_gate=(adrenal_gate(before), adrenal_gate(after)),
        very_high_fracture_risk=(
            _very_high_by_dose(before),
            _very_high_by_dose(after),
        ),
        from_this_course_alone=bool(
            after.fracture_risk and after.fracture_risk.from_this_course_alone
        ),
        ends=(ends(before), ends(after)),
    )


def _shifts(before: Plan, after: Plan) -> list[int]:
    """By how many days each dose that was planned, and still is to come, begins later now."""
    decided = before.course.confirmed if before.course else 1
    later = {row.mg: row.first for row in after.periods[decided:]}
    planned = before.periods[decided:]
    return [(later[row.mg] - row.first).days for row in planned if row.mg in later]


def _total_mg(plan: Plan) -> Decimal:
    return plan.exposure.total_mg if plan.exposure else Decimal(0)


def _very_high_by_dose(plan: Plan) -> bool | None:
    return plan.fracture_risk.by_dose if plan.fracture_risk else None


def weighed_otherwise(before: Plan, after: Plan) -> tuple[Weighed, ...]:
    """Each treatment of severe disease that the answers leave otherwise than before."""
    was = {each.treatment: each.status for each in before.rescue}
    return tuple(
        each for each in after.rescue if was.get(each.treatment, Status.SHOWN) is not each.status
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOtherwise:
    """The sentences that a section has now and had not, and those that it has no more."""

    section: Section
    new: tuple[Line, ...]
    gone: tuple[Line, ...]


def said_otherwise(before: Plan, after: Plan) -> tuple[SaidOtherwise, ...]:
    """Every section that says something else, but for how the start dose came about, what is due
    to be confirmed, how each drug stands, and the treatments of severe disease; of another agent
    its name says more than all of its section.

    A sentence with another value is a new one, and the old one is not told.
    """
    told = {each.code for each in (*before.notices, *after.notices) if each.level in ASKED}
    found = []
    for section in SECTIONS:
        was, now = (
            [e for e in plan.lines if e.section is section and not _told_elsewhere(e, told)]
            for plan in (before, after)
        )
        known, says = {*map(_key, was)}, {each.says for each in now}
        if section is Section.AGENT and before.agent.first is not after.agent.first:
            continue
        new = tuple(each for each in now if _key(each) not in known)
        gone = tuple(each for each in was if section in FEW and not _still_said(each, says))
        if new or gone:
            found.append(SaidOtherwise(section=section, new=new, gone=gone))
    return tuple(found)


def _still_said(line: Line, says: set[str]) -> bool:
    """Whether it is said, perhaps with more; how its drug stands says that an amount is gone."""
    return line.says in AMOUNTS or any(each.startswith(line.says) for each in says)


def _told_elsewhere(line: Line, told: set[str]) -> bool:
    return line.says in told or line.says.startswith(OF_A_DRUG)


def _key(line: Line) -> tuple[object, ...]:
    return (line.says, *sorted((name, str(value)) for name, value in line.values.items()))
