"""What a clinician does against the rule and the text wants recorded: which, why, and what holds.

It is kept with the plan as a code beside the points that were confirmed; who and when, in the
audit.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from core.answers import at_least
from core.patient import G6pd, SulfaAllergy
from core.plan import Plan
from core.prevention.pneumocystis import Prophylactic
from flows.plan.live import Live
from flows.talk.records import PlanRecord
from flows.talk.replies import Note, Wording
from flows.talk.screens import Block, Rows, button, say

PRESS = "over"
KEPT = "override"
BACK: Rows = ((button("show", "pick.back_to_plan"),),)


class Override(StrEnum):
    """What is recorded."""

    START_DOSE = "start_dose"  # another one than the rule suggests
    TMP_SMX = "tmp_smx"  # trimethoprim-sulfamethoxazole beside methotrexate


REASONS: Mapping[Override, tuple[str, ...]] = MappingProxyType(
    {
        Override.START_DOSE: ("frailty", "comorbidity", "infection", "taken_before", "specialist"),
        Override.TMP_SMX: ("not_tolerated", "not_at_hand", "specialist"),
    }
)


def stands(plan: Plan, override: Override) -> bool:
    """Whether the plan has it, or may have it once it is recorded."""
    if override is Override.START_DOSE:
        return plan.start is not None and plan.start.override
    pneumocystis = plan.pneumocystis
    return pneumocystis is not None and Prophylactic.TMP_SMX_OVERRIDE_ONLY in pneumocystis.drugs


def code(override: Override, reason: str) -> str:
    """As it is kept."""
    return f"{KEPT}.{override}.{reason}"


def recorded(record: PlanRecord) -> tuple[str, ...]:
    """Every one that was, in its order."""
    return tuple(each for each in record.confirmed if each.startswith(f"{KEPT}."))


def waits(plan: Plan, record: PlanRecord, override: Override) -> bool:
    """Whether it stands and has no reason yet."""
    codes = {code(override, reason) for reason in REASONS[override]}
    return stands(plan, override) and codes.isdisjoint(record.confirmed)


def missing(live: Live, override: Override) -> tuple[str, ...]:
    """The conditions of it that the answers do not show to hold; nothing where all do."""
    if override is Override.START_DOSE:
        return ()
    case, rule = live.plan.case, live.guideline.prevention.pneumocystis
    holds = {
        "egfr": at_least(case.egfr, rule.override_egfr.value),
        "g6pd": case.g6pd is not G6pd.DEFICIENT,
        "sulfa_allergy": case.sulfa_allergy is SulfaAllergy.NONE,
    }
    return tuple(name for name, held in holds.items() if not held)


def asked_why(record: PlanRecord, override: Override) -> Note:
    """Which reason it has."""
    reasons = (
        (button(f"{PRESS}.{override}.{each}", f"override.reason.{each}"),)
        for each in REASONS[override]
    )
    return Note(
        label=record.label,
        number=record.revision,
        blocks=((say(f"override.ask.{override}", label=record.label),),),
        choices=(*reasons, *BACK),
        anew=True,
    )


def told(plan: Plan, record: PlanRecord) -> Block:
    """What was recorded with its reason, and what has none yet."""
    words = (each.split(".")[1:] for each in recorded(record))
    done = (
        say(
            "override.recorded",
            what=Wording(f"override.what.{what}"),
            reason=Wording(f"override.reason.{reason}"),
        )
        for what, reason in words
    )
    start = Override.START_DOSE
    open_ = (say("override.no_reason", what=Wording(f"override.what.{start}")),)
    return (*done, *(open_ if waits(plan, record, start) else ()))
