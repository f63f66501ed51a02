"""The open prompt of a draft: its question with what it stands on, and the answers so far."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from core.evidence import Value
from core.plan import Plan
from core.reading import weight_limit
from flows.intake.answers import asked_key
from flows.intake.buttons import buttons
from flows.intake.details import DETAILS, WAITED_FOR, affirmed
from flows.intake.needs import subtype_missing, weight_missing, weight_outside_subtype
from flows.intake.reading import choices
from flows.intake.reading.numbers import limits
from flows.intake.reading.readers import NONE, start_limits, weight_fault
from flows.intake.record import to_confirm
from flows.intake.review.agent_begins import agent_ready, said
from flows.intake.review.change import change
from flows.intake.review.given import given
from flows.intake.second_weight import says_of_a_weight, weights
from flows.intake.subject import (
    ASKED,
    SIGNS,
    Subject,
    lower_reasons,
    page,
    shown,
    signs,
)
from flows.intake.table import CHECK_OF, QUESTIONS, a_lower_dose_fits
from flows.plan.answered import several
from flows.talk.records import PlanRecord
from flows.talk.replies import Ask, Review, Wording, Words
from flows.talk.typed.text import Unreadable

Values = Mapping[str, Words]


def prompt(
    subject: Subject, *, fault: Unreadable | None = None, why: bool = False, anew: bool = False
) -> Ask | Review:
    """The open prompt, with the reason why the last answer was not taken."""
    fault = fault or _standing_fault(subject)
    if subject.draft.state == "review" and subject.plan is not None:
        return _review(subject, subject.plan, fault=fault, why=why, anew=anew)
    return Ask(
        label=subject.draft.label,
        number=subject.draft.serial,
        says=_says(subject),
        values=_values(subject),
        why=_why(subject) if why else None,
        answers=given(subject, _keys(subject)),
        choices=buttons(subject, why=why),
        step=_step(subject),
        revises=subject.draft.revises,
        refused=fault.reason if fault else None,
        refused_values=fault.values if fault else {},
        anew=anew,
    )


def read_back(subject: Subject, plan: Plan, made: PlanRecord) -> Review:
    """The review as it was confirmed, with nothing left to press."""
    return Review(
        label=subject.draft.label,
        number=subject.draft.serial,
        plan=plan,
        answers=given(subject, (*ASKED, *_told(subject))),
        entered=made.entered,
        entered_on=made.entered_on,
        points=to_confirm(subject, plan),
        signs=signs(subject, plan),
        agent=said(subject),
        change=change(subject),
        made=made,
    )


def _review(
    subject: Subject, plan: Plan, *, fault: Unreadable | None, why: bool, anew: bool
) -> Review:
    draft = subject.draft
    return Review(
        label=draft.label,
        number=draft.serial,
        plan=plan,
        answers=given(subject, (*ASKED, *_told(subject))),
        entered=draft.entered,
        entered_on=draft.entered_on or subject.today,
        points=to_confirm(subject, plan),
        signs=signs(subject, plan),
        agent=said(subject),
        change=change(subject),
        lower_for=lower_reasons(subject, plan) if a_lower_dose_fits(subject) else (),
        revises=draft.revises,
        choices=buttons(subject, why=why),
        why=_why(subject) if why else None,
        refused=fault.reason if fault else None,
        refused_values=fault.values if fault else {},
        anew=anew,
    )


def _standing_fault(subject: Subject) -> Unreadable | None:
    """What is wrong with an answer that is asked for again."""
    draft = subject.draft
    if lost := draft.held.get("reason"):
        limit = start_limits(subject) if draft.state == "start_dose" else _limits(subject)
        return Unreadable(str(lost), **limit)
    missing = weight_missing(subject) or subtype_missing(subject)
    if draft.state != "weight" or missing or not weight_outside_subtype(subject):
        return None
    low, high = weight_limit(subject.guideline, subject.subtype).absolute
    return Unreadable(weight_fault(subject), low=low, high=high)


def _says(subject: Subject) -> str:
    state = subject.draft.state
    variant = VARIANTS[state](subject) if state in VARIANTS else "question"
    return f"intake.{state}.{variant}"


def _why(subject: Subject) -> str:
    draft = subject.draft
    about = draft.held.get("detail") or draft.held.get("group") or draft.state
    change = "_change" if draft.revises and about == "signs" else ""  # of a plan that is live
    return f"why_asked.{about}{change}"


def _values(subject: Subject) -> Values:
    state = subject.draft.state
    return VALUES[state](subject) if state in VALUES else {}


def _keys(subject: Subject) -> tuple[str, ...]:
    """What is read back: the details on their pages, everywhere else the questions."""
    match subject.draft.state:
        case "details":
            return _told(subject)
        case "group" | "detail":
            return page(subject, str(subject.draft.held["group"]))
        case _:
            return ASKED


def _told(subject: Subject) -> tuple[str, ...]:
    """Every detail but the emergency signs that are absent: one line says that of all."""
    return tuple(
        key
        for key in DETAILS
        if key not in ASKED and (key not in SIGNS or subject.answers.get(key))
    )


def _step(subject: Subject) -> tuple[int, int] | None:
    """Which question of how many, on the way to the first review."""
    draft = subject.draft
    state = CHECK_OF.get(draft.state, draft.state)
    if state not in QUESTIONS or "change" in draft.trail or "age_check" in draft.trail:
        return None
    asked_here = [each for each in QUESTIONS if each != "height" or subject.juvenile]
    return asked_here.index(state) + 1, len(asked_here)


def _check(subject: Subject) -> str:
    return str(subject.draft.held["check"])


def _age_check(subject: Subject) -> str:
    return "juvenile" if subject.juvenile else "adult"


def _start_dose(subject: Subject) -> Values:
    start = subject.plan.start if subject.plan else None
    return {**start_limits(subject), **({"suggested": start.suggested.mg} if start else {})}


def _start_dose_check(subject: Subject) -> Values:
    return {**start_limits(subject), "mg": Decimal(str(subject.draft.held["answer"]))}


def _tail(subject: Subject) -> Values:
    _, from_mg = subject.guideline.taper.tail.slow_step.value
    return {"from_mg": from_mg}


def _first_day(subject: Subject) -> Values:
    return {"day": date.fromisoformat(str(subject.answers["start_date"]))}


def _first_day_check(subject: Subject) -> Values:
    plan = subject.comes_to()
    start = plan.start if isinstance(plan, Plan) else None
    day = date.fromisoformat(str(subject.draft.held["answer"]))
    return {"day": day, **({"mg": start.mg} if start else {})}


def _detail_check(subject: Subject) -> Values:
    match asked_key(subject):
        case "earlier_steroid":
            return _earlier_check(subject)
        case "pulse_mg":
            least = subject.guideline.steroid.pulse.usual_mg.value
            return {"mg": Decimal(str(subject.draft.held["answer"])), "least": least}
        case _:
            return _as_read(subject)


def _as_read(subject: Subject) -> Values:
    """A number as it was read, and as it was typed where that was another unit."""
    held = subject.draft.held
    return {"number": Decimal(str(held["answer"])), "entered": str(held.get("entered", ""))}


def _earlier_check(subject: Subject) -> Values:
    """The doses as they would count, and what was converted for them."""
    held = subject.draft.held
    converted = [part.split(" ") for part in str(held.get("entered", "")).split(";") if part]
    doses = shown("earlier_steroid", held["answer"], subject.guideline)
    return {
        "doses": several("earlier_steroid", doses),
        "converted": tuple(
            Wording(
                "intake.converted",
                {
                    "given": Decimal(given),
                    "drug": Wording(f"intake.steroid.{drug}"),
                    "mg": Decimal(mg),
                },
            )
            for given, drug, mg in converted
        ),
    }


def _ages(subject: Subject) -> Values:
    adult_age = subject.guideline.limits.adult_age.value
    return {"age": int(str(subject.answers["age"])), "adult_age": adult_age}


def _group(subject: Subject) -> str:
    """The page; where one press answers several questions with no, they are named."""
    return f"{subject.draft.held['group']}{'_open' if _affirmed(subject) else ''}"


def _affirmed(subject: Subject) -> Values:
    waits = subject.draft.held["group"] == WAITED_FOR
    keys = affirmed(page(subject, WAITED_FOR), subject.answers) if waits else ()
    return {"open": tuple(Wording(f"keys.{key}", {}) for key in keys)} if keys else {}


def _limits(subject: Subject) -> Mapping[str, Value]:
    key = asked_key(subject)
    if key is None or choices.is_closed(key) or key in NONE:
        return {}
    low, high = limits(key, subject)
    return {"low": low, "high": high}


def _agent(subject: Subject) -> Values:
    """The agent that is ready, and the steroid's first day."""
    agent = agent_ready(subject)
    first = date.fromisoformat(str(subject.answers["start_date"]))
    return {"agent": agent.first, "day": first} if agent else {"day": first}


VARIANTS: Mapping[str, Callable[[Subject], str]] = MappingProxyType(
    {
        "weight_check": says_of_a_weight,
        "height_check": _check,
        "start_dose_check": _check,
        "first_day_check": _check,
        "age_check": _age_check,
        "change": lambda subject: "question" if subject.begins else "live",
        "earlier_check": _check,
        "detail_check": lambda subject: f"{subject.draft.held['detail']}_{_check(subject)}",
        "group": _group,
        "detail": lambda subject: str(subject.draft.held["detail"]),
    }
)
VALUES: Mapping[str, Callable[[Subject], Values]] = MappingProxyType(
    {
        "weight_check": weights,
        "height": _limits,
        "height_check": _as_read,
        "start_dose": _start_dose,
        "start_dose_check": _start_dose_check,
        "tail": _tail,
        "first_day": _first_day,
        "first_day_check": _first_day_check,
        "agent": _agent,
        "age_check": _ages,
        "earlier_check": _earlier_check,
        "detail_check": _detail_check,
        "group": _affirmed,
        "detail": _limits,
    }
)
