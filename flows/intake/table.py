"""From nothing to a confirmed plan: every state of the intake and every way between them.

Two states are only passed through: `next` goes on to the first thing that is still missing,
`previous` back to where the draft came from.
"""

from collections.abc import Mapping
from types import MappingProxyType

from core.plan import Outcome
from flows.intake.details import TOGGLED, WAITED_FOR, affirmed, may_recover
from flows.intake.needs import MISSING, age_and_subtype_clash, first_missing, is_missing
from flows.intake.review.agent_begins import KEY as AGENT_START
from flows.intake.review.agent_begins import agent_ready
from flows.intake.subject import Subject, lower_dose, page, signs
from flows.talk.machine import Guard, Table, Transition
from flows.talk.replies import Signs

NEXT, PREVIOUS = "next", "previous"
QUESTIONS = ("weight", "subtype", "height", "severity", "ild")
CHOICES = ("start_dose", "first_step", "tail", "first_day")
CHECKS = (
    "weight_check", "height_check", "start_dose_check", "first_day_check", "age_check",
    "earlier_check", "detail_check",
)  # fmt: skip
PAGES = ("earlier", "review", "agent", "change", "signs", "details", "group", "detail")
ENDS = ("made", "declined", "refused")

CHECK_OF = MappingProxyType({"weight_check": "weight", "height_check": "height"})  # a question
KEYS: Mapping[str, str] = MappingProxyType(
    {
        "weight": "weight_kg",
        "weight_check": "weight_kg",
        "subtype": "subtype",
        "height": "height_cm",
        "height_check": "height_cm",
        "severity": "severity",
        "ild": "ild",
        "age_check": "age",
        "start_dose": "start_mg",
        "start_dose_check": "start_mg",
        "first_step": "hold_weeks",
        "tail": "tail",
        "first_day": "start_date",
        "first_day_check": "start_date",
        "agent": AGENT_START,
        "earlier": "earlier_steroid",
        "earlier_check": "earlier_steroid",
    }
)  # the planner's key that a state asks for


def to_check(subject: Subject) -> bool:
    """The answer waits for a second look."""
    return "check" in subject.draft.held


def nothing_to_check(subject: Subject) -> bool:
    """The answer counts as it is."""
    return not to_check(subject)


def answered_before(subject: Subject) -> bool:
    """The open question has an answer, and one that may stay."""
    draft = subject.draft
    missing, _ = MISSING[first_missing(subject)]
    return KEYS[draft.state] in draft.answers and missing != draft.state


def came_this_way(subject: Subject) -> bool:
    """There is a question before this one."""
    return bool(subject.draft.trail)


def came_from(state: str) -> Guard:
    """Whether this state is the one before."""

    def guard(subject: Subject) -> bool:
        return subject.draft.trail[-1:] == (state,)

    guard.__name__ = f"came_from_{state}"
    return guard


def asked_again(subject: Subject) -> bool:
    """A dose that no longer fitted is asked for, and nothing else of its group."""
    return "lost" in subject.draft.held


def on_its_page(subject: Subject) -> bool:
    """The detail was opened from its group."""
    return not asked_again(subject)


def stays_on_page(subject: Subject) -> bool:
    """It was opened from its group, and the age is that of the subtype's rule."""
    ready = nothing_to_check(subject) and on_its_page(subject)
    return ready and not age_and_subtype_clash(subject)


def leaves_page(subject: Subject) -> bool:
    """It was asked again, or the age and the subtype belong to different rules."""
    return nothing_to_check(subject) and not stays_on_page(subject)


def begins(subject: Subject) -> bool:
    """It begins a plan, or one that waits for its check; a live one keeps its course."""
    return subject.begins


def revises(subject: Subject) -> bool:
    """It gives answers of a plan anew."""
    return bool(subject.draft.revises)


def may_be_made(subject: Subject) -> bool:
    """No sign is open. With one that is present no plan begins, only what is there is changed;
    and it is changed by another answer only."""
    if subject.plan is None:
        return False
    state = signs(subject, subject.plan)
    if revises(subject):
        return state is not Signs.OPEN and bool(subject.changed)
    return state in (Signs.NOT_ASKED, Signs.ABSENT)


def draft_only(subject: Subject) -> bool:
    """A sign is present, and there is no plan yet: rows can be shown."""
    present = subject.plan is not None and signs(subject, subject.plan) is Signs.PRESENT
    return present and not revises(subject)


def recovered(subject: Subject) -> bool:
    """There is an infection, or low counts, that can be over."""
    return revises(subject) and bool(may_recover(subject.answers))


def what_the_agent_waits_for(subject: Subject) -> bool:
    """The page is made of what is still open, and leads back to the review."""
    return subject.draft.held.get("group") == WAITED_FOR


def something_to_affirm(subject: Subject) -> bool:
    """A yes-or-no answer that the agent waits for is still open."""
    open_ = affirmed(page(subject, WAITED_FOR), subject.answers)
    return what_the_agent_waits_for(subject) and bool(open_)


def drugs_before_are_open(subject: Subject) -> bool:
    """The agent waits to know which drugs were given before."""
    open_ = "immunosuppressants" not in subject.answers
    return what_the_agent_waits_for(subject) and open_


def toggled(subject: Subject) -> bool:
    """The detail is a page of things to toggle."""
    return subject.draft.held.get("detail") in TOGGLED


def one_of_the_details(subject: Subject) -> bool:
    """The page is one of the groups of details."""
    return not what_the_agent_waits_for(subject)


def tapers(subject: Subject) -> bool:
    """The outcome is a schedule, not only a start dose, and one that may still be chosen."""
    tapered = subject.plan is not None and subject.plan.outcome is Outcome.PLAN
    return tapered and begins(subject)


def a_lower_dose_fits(subject: Subject) -> bool:
    """Age or illness speaks for the next lower dose of the rule."""
    return tapers(subject) and lower_dose(subject) is not None


def an_agent_is_ready(subject: Subject) -> bool:
    """The new plan names an agent that nothing is missing for."""
    return agent_ready(subject) is not None


SETTINGS = (  # what is chosen for a plan that begins, and where it can be
    ("start_dose", tapers),
    ("first_step", tapers),
    ("tail", tapers),
    ("first_day", begins),
)


def _signs(*states: Signs) -> Guard:
    def guard(subject: Subject) -> bool:
        return subject.plan is not None and signs(subject, subject.plan) in states

    guard.__name__ = f"signs_{'_or_'.join(states)}"
    return guard


def juvenile(subject: Subject) -> bool:
    """Height is one of the questions."""
    return subject.juvenile


def _checked(question: str) -> tuple[Transition, ...]:
    """The ways of an answer that may need a second look before it counts."""
    check = f"{question}_check"
    return (
        Transition("answered", question, check, to_check),
        Transition("answered", question, NEXT, nothing_to_check),
        Transition("answered", check, check, to_check),
        Transition("answered", check, NEXT, nothing_to_check),
        Transition("use", check, NEXT),
        Transition("back", check, question),
    )


INTAKE = Table(
    name="intake",
    states=(*QUESTIONS, *CHECKS, *PAGES, *CHOICES, NEXT, PREVIOUS, *ENDS),
    rows=(
        *_checked("weight"),
        Transition("answered", "subtype", NEXT),
        *_checked("height"),
        Transition("answered", "severity", NEXT),
        Transition("answered", "ild", NEXT),
        *(Transition("keep", question, NEXT, answered_before) for question in QUESTIONS),
        *(Transition("go", NEXT, state, is_missing(at)) for at, (state, _) in enumerate(MISSING)),
        *(
            Transition("back", question, PREVIOUS, came_this_way)
            for question in (*QUESTIONS, "review")
        ),
        *(
            Transition("go", PREVIOUS, state, came_from(state))
            for state in (*QUESTIONS, "change", "age_check")
        ),
        Transition("answered", "age_check", NEXT),
        Transition("clear", "age_check", NEXT),
        Transition("open_subtype", "age_check", "subtype", begins),
        Transition("use", "age_check", "refused", begins),
        Transition("open_change", "review", "change"),
        Transition("open_weight", "change", "weight"),
        Transition("open_subtype", "change", "subtype", begins),
        Transition("open_height", "change", "height", juvenile),
        Transition("open_severity", "change", "severity"),
        Transition("open_ild", "change", "ild"),
        Transition("open_signs", "change", "signs", revises),
        Transition("open_details", "change", "details", revises),
        Transition("recovered", "change", NEXT, recovered),
        Transition("back", "change", NEXT),
        *(
            Transition(f"open_{choice}", state, choice, may)
            for choice, may in SETTINGS
            for state in ("review", "change")  # a review sent earlier has their keys itself
        ),
        *_checked("start_dose"),
        Transition("back", "start_dose", NEXT),
        Transition("answered", "first_step", NEXT),
        Transition("back", "first_step", NEXT),
        Transition("answered", "tail", NEXT),
        Transition("back", "tail", NEXT),
        *_checked("first_day"),
        Transition("back", "first_day", NEXT),
        Transition("open_agent", "review", "agent", an_agent_is_ready),
        Transition("answered", "agent", NEXT),
        Transition("back", "agent", NEXT),
        *_checked("earlier"),
        Transition("lower", "review", NEXT, a_lower_dose_fits),
        Transition("none", "review", NEXT),
        Transition("open_signs", "review", "signs", _signs(Signs.OPEN, Signs.PRESENT)),
        Transition("toggle", "signs", "signs"),
        Transition("back", "signs", NEXT),
        Transition("open_details", "review", "details"),
        Transition("group", "details", "group"),
        Transition("back", "details", NEXT),
        Transition("key", "group", "detail"),
        Transition("back", "group", "details", one_of_the_details),
        Transition("back", "group", NEXT, what_the_agent_waits_for),
        Transition("toggle", "group", "group", what_the_agent_waits_for),
        Transition("affirm", "group", "group", something_to_affirm),
        Transition("never", "group", "group", drugs_before_are_open),
        Transition("toggle", "detail", "detail", toggled),
        Transition("answered", "detail", "detail_check", to_check),
        Transition("answered", "detail", "group", stays_on_page),
        Transition("answered", "detail", NEXT, leaves_page),
        Transition("answered", "detail_check", "detail_check", to_check),
        Transition("answered", "detail_check", "group", stays_on_page),
        Transition("answered", "detail_check", NEXT, leaves_page),
        Transition("use", "detail_check", "group", on_its_page),
        Transition("use", "detail_check", NEXT, asked_again),
        Transition("back", "detail_check", "detail"),
        Transition("clear", "detail", "group"),
        Transition("back", "detail", "group", on_its_page),
        Transition("back", "detail", NEXT, asked_again),
        Transition("make", "review", "made", may_be_made),
        Transition("rows", "review", "review", draft_only),
    ),
)
