"""The optional answers in groups, as the details page offers them."""

from collections.abc import Mapping
from types import MappingProxyType

from core.patient import Sex, Subtype
from core.plan import Plan
from core.reading import KEYS
from flows.talk.records import Answer

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "person": ("age", "height_cm", "sex", "pregnancy"),
        "organs": ("egfr", "liver_disease", "alcohol_excess", "hbv", "active_infection"),
        "blood": ("cytopenia", "tpmt", "nudt15", "g6pd"),
        "medicines": (
            "sulfa_allergy",
            "allopurinol",
            "febuxostat",
            "statin",
            "raas_or_k_sparing",
            "rituximab",
            "cyclophosphamide",
        ),
        "disease": ("ssc_overlap", "dysphagia", "mda5"),
        "signs": (
            "rapidly_progressive",
            "respiratory_weakness",
            "severe_dysphagia",
            "myocarditis",
        ),
        "treatment": ("pulse_days", "pulse_mg", "methotrexate_weekday"),
    }
)
WAITED_FOR = "waited_for"  # the page of what the agent of this case still waits for
DETAILS = tuple(key for key in KEYS if any(key in keys for keys in GROUPS.values()))


def asked(group: str, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The keys of a group that are worth asking beside the other answers."""
    elsewhere = {"height_cm"} if answers.get("subtype") == Subtype.JUVENILE else set()
    return tuple(key for key in GROUPS[group] if key not in idle(answers) | elsewhere)


def waited_for(plan: Plan) -> tuple[str, ...]:
    """The details that the plan's agent, or a drug that is closed, still waits for."""
    closed = (
        block.removesuffix("_unknown") for each in plan.agent.blocked.values() for block in each
    )
    waiting = {*plan.agent.withheld_for, *closed}
    return tuple(key for key in DETAILS if key in waiting and key in plan.unknown)


def idle(answers: Mapping[str, Answer]) -> frozenset[str]:
    """The details that mean nothing beside the other answers."""
    pregnancy = {"pregnancy"} if answers.get("sex") == Sex.MALE else set()
    return frozenset(pregnancy if answers.get("pulse_days") else pregnancy | {"pulse_mg"})
