"""The optional answers in groups, as the details page offers them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from core.patient import Sex, Subtype
from core.plan import Plan
from core.reading import KEYS
from flows.talk.records import Answer

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "person": ("age", "height_cm", "sex", "pregnancy"),
        "before": ("earlier_steroid", "immunosuppressants"),
        "organs": (
            "egfr",
            "liver_disease",
            "alcohol_excess",
            "hbv",
            "active_infection",
            "diabetes",
        ),
        "blood": ("cytopenia", "tpmt", "nudt15", "g6pd"),
        "medicines": (
            "sulfa_allergy",
            "allopurinol",
            "febuxostat",
            "statin",
            "raas_or_k_sparing",
            "rituximab",
            "cyclophosphamide",
            "cyp3a4",
        ),
        "disease": ("antibodies", "ssc_overlap", "dysphagia", "fragility_fracture", "mda5"),
        "signs": (
            "rapidly_progressive",
            "respiratory_weakness",
            "severe_dysphagia",
            "myocarditis",
        ),
        "treatment": ("pulse_days", "pulse_mg", "methotrexate_weekday"),
    }
)
TOGGLED = frozenset({"immunosuppressants", "antibodies"})  # one page of things to toggle
WAITED_FOR = "waited_for"  # the page of what the agent of this case still waits for
AFFIRMED = (
    "liver_disease",
    "alcohol_excess",
    "cytopenia",
    "allopurinol",
    "febuxostat",
    "active_infection",
)  # the yes-or-no answers that an agent waits for
RECOVERS = ("active_infection", "cytopenia")
DETAILS = tuple(key for key in KEYS if any(key in keys for keys in GROUPS.values()))


def asked(group: str, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The keys of a group that are worth asking beside the other answers."""
    elsewhere = {"height_cm"} if answers.get("subtype") == Subtype.JUVENILE else set()
    return tuple(key for key in GROUPS[group] if key not in idle(answers) | elsewhere)


def waited_for(plan: Plan) -> tuple[str, ...]:
    """The details that the plan's agent, or a drug that is closed, still waits for.

    Beside them stand those of the yes-or-no ones that were answered with yes.
    """
    closed = (
        block.removesuffix("_unknown") for each in plan.agent.blocked.values() for block in each
    )
    waiting = {*plan.agent.withheld_for, *closed}
    present = {key for key in AFFIRMED if getattr(plan.case, key) is True}
    return tuple(
        key for key in DETAILS if (key in waiting and key in plan.unknown) or key in present
    )


def affirmed(keys: Iterable[str], answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """What one press answers with no: the yes-or-no ones among these that are still open."""
    return tuple(key for key in keys if key in AFFIRMED and key not in answers)


def may_recover(answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """What is answered with yes and has an end."""
    return tuple(key for key in RECOVERS if answers.get(key) is True)


def idle(answers: Mapping[str, Answer]) -> frozenset[str]:
    """The details that mean nothing beside the other answers."""
    pregnancy = {"pregnancy"} if answers.get("sex") == Sex.MALE else set()
    return frozenset(pregnancy if answers.get("pulse_days") else pregnancy | {"pulse_mg"})
