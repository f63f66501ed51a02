"""The table of dangerous combinations: admit now, confirm, tell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any

from core.agents.choice import blocked
from core.amounts import Unknown
from core.answers import below, is_child, taken
from core.emergencies import EMERGENCIES, emergencies, lungs_affected
from core.evidence import Fact, Line, Section, Value
from core.guideline.schema import Guideline
from core.patient import Case, Cyp3a4, Immunosuppressant, Severity, Subtype
from core.sayable import Medicine, Sayable
from core.steroid.start_dose import Because, Start


class Level(StrEnum):
    """What a notice asks of the reader."""

    EMERGENCY = "emergency"
    CONFIRM = "confirm"
    TELL = "tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A stable code with its level; a notice never changes the outcome."""

    level: Level
    code: str


OfCase = Callable[[Case], bool]
Holds = Callable[[Guideline, Case, Start], bool]
Grounds = Callable[[Guideline], Fact[Any]]


@dataclass(frozen=True, slots=True)
class Interlock:
    """A row of the table: the notice, when it holds, and what its line on the card rests on."""

    level: Level
    code: str
    holds: Holds
    grounds: Grounds | None = None  # none: another module has the line


def _necrotizing(case: Case) -> bool:
    return case.subtype is Subtype.NECROTIZING


def _of_case(holds: OfCase, _guideline: Guideline, case: Case, _start: Start) -> bool:
    """Whether it holds of the answers alone."""
    return holds(case)


def _emergency(code: str, guideline: Guideline) -> Fact[Any]:
    return guideline.rescue.emergency[code]


def _statin(case: Case) -> bool:
    return _necrotizing(case) and case.statin is True


NO_TAPER: Mapping[Subtype, str] = {
    Subtype.INCLUSION_BODY: "inclusion_body_no_taper",
    Subtype.AMYOPATHIC: "amyopathic_no_taper",
}


def _renal_crisis(guideline: Guideline, case: Case, start: Start) -> bool:
    limit = guideline.monitoring.steroid.renal_crisis_mg.value
    return case.ssc_overlap is True and start.mg >= limit


def _unusual_weight(guideline: Guideline, case: Case, _start: Start) -> bool:
    low, high = guideline.limits.weight_adult_usual_kg.value
    return not is_child(case) and not low <= case.weight_kg <= high


def _above_60(guideline: Guideline, case: Case, start: Start) -> bool:
    return not is_child(case) and start.mg > guideline.steroid.start.notice_above_mg.value


def _below_60(guideline: Guideline, case: Case, start: Start) -> bool:
    return not is_child(case) and start.mg < guideline.steroid.start.no_floor_mg.value


def _below_half(guideline: Guideline, case: Case, start: Start) -> bool:
    low_per_kg, _ = guideline.steroid.start.range.value
    return not is_child(case) and start.mg < low_per_kg * case.weight_kg


def _override_below_half(guideline: Guideline, case: Case, start: Start) -> bool:
    return start.override and _below_half(guideline, case, start)


def _capped(_guideline: Guideline, case: Case, start: Start) -> bool:
    lowered = any(step.why is Because.CAPPED for step in start.suggested.steps)
    return lowered and not start.override and not is_child(case)


def _below_half_by_cap(guideline: Guideline, case: Case, start: Start) -> bool:
    return _capped(guideline, case, start) and _below_half(guideline, case, start)


def _impaired_kidney(guideline: Guideline, case: Case, _start: Start) -> bool:
    low = guideline.agents.methotrexate.egfr_refused.value
    high = guideline.agents.blocks.methotrexate.egfr_below_60.value
    return not isinstance(case.egfr, Unknown) and low <= case.egfr < high


def _high_with_infection(guideline: Guideline, case: Case, start: Start) -> bool:
    return case.active_infection is True and start.mg > guideline.exposure.moderate_mg.value


def _small_pulse(guideline: Guideline, case: Case, _start: Start) -> bool:
    """Milligrams that may have been meant as grams."""
    small = below(case.pulse_mg, guideline.steroid.pulse.usual_mg.value)
    return case.pulse_days > 0 and small and not is_child(case)


def _closed_of(guideline: Guideline, case: Case) -> tuple[Immunosuppressant, ...]:
    """The drugs that are taken although an answer would close them here."""
    there = taken(case)
    closed = {*map(str, blocked(guideline.agents, case))} if there else set[str]()
    return tuple(drug for drug in there if str(drug) in closed)


def _taken_and_closed(guideline: Guideline, case: Case, _start: Start) -> bool:
    return bool(_closed_of(guideline, case))


def _interaction(case: Case) -> bool:
    return case.cyp3a4 in (Cyp3a4.INHIBITOR, Cyp3a4.INDUCER)


def _raised_a_level(_guideline: Guideline, case: Case, start: Start) -> bool:
    return _necrotizing(case) and not start.override and case.severity is not Severity.SEVERE


CONFIRM, TELL = Level.CONFIRM, Level.TELL
TABLE: tuple[Interlock, ...] = (
    *(
        Interlock(Level.EMERGENCY, code, partial(_of_case, holds), partial(_emergency, code))
        for code, holds in EMERGENCIES.items()
    ),
    Interlock(
        CONFIRM, "ssc_renal_crisis", _renal_crisis, lambda g: g.monitoring.steroid.renal_crisis_mg
    ),
    Interlock(
        CONFIRM, "weight_outside_usual", _unusual_weight, lambda g: g.limits.weight_adult_usual_kg
    ),
    Interlock(CONFIRM, "start_above_60", _above_60, lambda g: g.steroid.start.notice_above_mg),
    Interlock(
        CONFIRM,
        "override_below_half",
        _override_below_half,
        lambda g: g.steroid.override.confirm_below,
    ),
    Interlock(
        CONFIRM,
        "severe_hospital",
        partial(_of_case, lambda case: case.severity is Severity.SEVERE),
        lambda g: g.rescue.hospital,
    ),
    Interlock(
        CONFIRM,
        "statin_stop",
        partial(_of_case, _statin),
        lambda g: g.rescue.statin,
    ),
    Interlock(
        CONFIRM,
        "cytopenia",
        partial(_of_case, lambda case: case.cytopenia is True),
        lambda g: g.agents.blocks.methotrexate.cytopenia,
    ),
    Interlock(
        CONFIRM,
        "egfr_30_59",
        _impaired_kidney,
        lambda g: g.agents.blocks.methotrexate.egfr_below_60,
    ),
    Interlock(
        CONFIRM,
        "infection_high_start",
        _high_with_infection,
        lambda g: g.steroid.start.with_infection,
    ),
    Interlock(
        CONFIRM,
        "cyp3a4_interaction",
        partial(_of_case, _interaction),
        lambda g: g.steroid.start.cyp3a4,
    ),
    Interlock(CONFIRM, "pulse_below_250", _small_pulse, lambda g: g.steroid.pulse.usual_mg),
    Interlock(
        CONFIRM, "taken_drug_blocked", _taken_and_closed, lambda g: g.agents.choice.taken_closed
    ),
    Interlock(TELL, "cap_80", _capped),
    Interlock(TELL, "below_half_by_cap", _below_half_by_cap),
    Interlock(TELL, "start_below_60", _below_60),
    Interlock(TELL, "imnm_one_level_up", _raised_a_level),
    Interlock(TELL, "imnm_early_rescue", partial(_of_case, _necrotizing)),
    Interlock(TELL, "juvenile_no_adult_taper", partial(_of_case, is_child)),
    Interlock(TELL, "paediatric_rheumatology", partial(_of_case, is_child)),
)
GROUNDS = {row.code: row.grounds for row in TABLE}
OF_THE_START = frozenset(
    {
        "start_above_60",
        "override_below_half",
        "cap_80",
        "below_half_by_cap",
        "start_below_60",
        "imnm_one_level_up",
    }
)  # of the start dose by its weight and severity


def notices(
    guideline: Guideline, case: Case, start: Start | None, at_start: Case | None = None
) -> tuple[Notice, ...]:
    """What holds, in the order of the table; a case without a plan has emergencies and its own.

    The start dose is judged by the answers that it was made of.
    """
    if start is None:
        own = NO_TAPER.get(case.subtype)
        return (
            *(Notice(level=Level.EMERGENCY, code=code) for code in emergencies(case)),
            *((Notice(level=TELL, code=own),) if own else ()),
        )
    return tuple(
        Notice(level=row.level, code=row.code)
        for row in TABLE
        if row.holds(guideline, at_start or case if row.code in OF_THE_START else case, start)
    )


def lines(guideline: Guideline, case: Case, given: tuple[Notice, ...]) -> tuple[Line, ...]:
    """One line on the card for each emergency and each point to confirm; then failing kidneys."""
    said = tuple(
        _line(guideline, notice.code, grounds(guideline), case)
        for notice in given
        if (grounds := GROUNDS.get(notice.code)) is not None
    )
    refused = guideline.agents.methotrexate.egfr_refused
    failing = below(case.egfr, refused.value)
    return (*said, _line(guideline, "egfr_below_30", refused, case)) if failing else said


def _line(guideline: Guideline, code: str, fact: Fact[Any], case: Case) -> Line:
    limit = {"limit": fact.value} if isinstance(fact.value, Decimal) else {}
    values: dict[str, Value] = {"weight_kg": case.weight_kg, **limit}
    if code == "taken_drug_blocked":
        values["drugs"] = _closed_of(guideline, case)
    return Line(section=Section.START, says=_says(code, case), because=(fact,), values=values)


def _says(code: str, case: Case) -> str:
    """The line of a notice: with the lungs affected, and by the direction of an interaction."""
    match code:
        case "mda5" if lungs_affected(case):
            return "mda5_lungs"
        case "cyp3a4_interaction":
            return f"cyp3a4_{case.cyp3a4}"
    return code


STEROID_CAUTIONS = (
    "ssc_renal_crisis", "infection_high_start", "cyp3a4_inhibitor", "cyp3a4_inducer",
    "severe_dysphagia", "steroid_hbv", "steroid_hbv_begun", "steroid_yes", "steroid_planning",
    "steroid_breastfeeding", "ssc_kidney", "steroid.start.swallowing",
)  # fmt: skip
PULSE_CAUTIONS = ("pulse_below_250",)
PULSE = ("pulse_given", "pulse_given_open")
EARLIER = ("earlier_steroid", "earlier_steroid_rise", "earlier_steroid_pause")


def said(lines: tuple[Line, ...]) -> tuple[Sayable, ...]:
    """What was taken before, the pulse that was entered, and the steroid of the schedule."""
    earlier = tuple(line for line in lines if line.says in EARLIER)
    taken = Sayable(medicine=Medicine.EARLIER_STEROID, doses=earlier)
    pulse = tuple(line for line in lines if line.says in PULSE)
    given = Sayable(
        medicine=Medicine.METHYLPREDNISOLONE,
        doses=pulse,
        cautions=tuple(line for line in lines if line.says in PULSE_CAUTIONS),
    )
    steroid = Sayable(
        medicine=Medicine.STEROID,
        cautions=tuple(line for line in lines if line.says in STEROID_CAUTIONS),
    )
    return (*((taken,) if earlier else ()), *((given,) if pulse else ()), steroid)
