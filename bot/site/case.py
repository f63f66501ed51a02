"""The case of the course: how its draft is answered up to the plan, with an agent that is ready.

The agent is not begun with the plan: it begins later, as the prescriber decides.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from flows.intake.details import WAITED_FOR
from flows.intake.review.agent_begins import KEY as AGENT_START
from flows.intake.review.agent_begins import NOT_YET
from flows.talk.turn import Draft

NEW = "/new"
DISCARD = "discard"
DETAILED = "open.details"
TYPED: Mapping[str, str] = MappingProxyType({"weight": "60", "age": "52", "egfr": "95"})
QUESTIONS = ("use", "set.dermatomyositis", "set.mild", "set.no", "none")
ANSWERS = ("set.M", "set.neg")
DETAILS: Mapping[str, str] = MappingProxyType(
    {
        "sex": "key.sex",
        "liver_disease": "affirm",
        "immunosuppressants": "never",
        "age": "key.age",
        "egfr": "key.egfr",
        "hbv": "key.hbv",
    }
)  # what the agent waits for, and the press that answers it or asks for it
PAGES = frozenset({"details", "group", "detail"})
BEGINS_LATER = ("open.agent", f"set.{NOT_YET}")


def typed(draft: Draft) -> str:
    """What is typed at the open prompt; nothing where it is pressed."""
    asked = draft.held.get("detail") if draft.state == "detail" else draft.state
    return TYPED.get(str(asked), "") if draft.state in {"detail", "weight"} else ""


def presses(draft: Draft, *, detailed: bool) -> Iterator[str]:
    """What is pressed at the open prompt: the first of these that stands there.

    The details are opened once: what they can't answer of another case stays open.
    """
    yield from QUESTIONS
    if draft.state in PAGES:
        yield from ANSWERS
        yield from (press for key, press in DETAILS.items() if key not in draft.answers)
        if "sex" not in draft.answers:
            yield "group.person"
        elif not draft.answers.keys() >= DETAILS.keys():
            yield f"group.{WAITED_FOR}"
        yield "back"
        return
    if not detailed:
        yield DETAILED
    if AGENT_START not in draft.answers:
        yield from BEGINS_LATER
    yield "make"
