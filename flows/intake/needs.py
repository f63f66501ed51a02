"""What a draft still needs, in the order it is asked for; each a plain question about it."""

from datetime import date
from decimal import Decimal

from core.plan import Plan
from core.reading import weight_limit
from flows.intake.subject import Subject
from flows.talk.machine import Guard


def weight_missing(subject: Subject) -> bool:
    """There is no weight yet."""
    return "weight_kg" not in subject.answers


def subtype_missing(subject: Subject) -> bool:
    """There is no subtype yet."""
    return "subtype" not in subject.answers


def weight_outside_subtype(subject: Subject) -> bool:
    """The weight is outside the limits of the subtype."""
    limit = weight_limit(subject.guideline, subject.subtype)
    return not limit.allows(Decimal(str(subject.answers["weight_kg"])))


def no_automatic_plan(subject: Subject) -> bool:
    """The subtype gets no automatic plan."""
    return subject.declined


def child_without_height(subject: Subject) -> bool:
    """Juvenile disease, whose agent is dosed by body surface, and no height yet."""
    return subject.juvenile and "height_cm" not in subject.answers


def severity_missing(subject: Subject) -> bool:
    """There is no severity yet."""
    return "severity" not in subject.answers


def ild_missing(subject: Subject) -> bool:
    """Lung disease was not asked yet; not known is an answer."""
    return "ild" not in subject.answers


def age_and_subtype_clash(subject: Subject) -> bool:
    """An adult subtype under the adult age, or juvenile disease from it on."""
    age = subject.answers.get("age")
    if age is None:
        return False
    return (int(str(age)) < subject.guideline.limits.adult_age.value) is not subject.juvenile


def start_dose_lost(subject: Subject) -> bool:
    """The start dose chosen before no longer fits the other answers."""
    return subject.draft.held.get("lost") == "start_mg"


def pulse_dose_lost(subject: Subject) -> bool:
    """The pulse dose given before no longer fits the weight."""
    return subject.draft.held.get("lost") == "pulse_mg"


def earlier_steroid_missing(subject: Subject) -> bool:
    """A low or late start speaks for steroid before the plan, and it was not asked for yet."""
    given = subject.answers
    unasked = "earlier_steroid" not in given and "start_date" in given
    if not unasked or not subject.begins or subject.juvenile:
        return False
    if date.fromisoformat(str(given["start_date"])) < subject.today:
        return True
    plan = subject.comes_to()
    start = plan.start if isinstance(plan, Plan) else None
    return start is not None and start.mg < start.suggested.mg


def nothing_missing(_subject: Subject) -> bool:
    """Everything that a plan needs is there."""
    return True


ANSWERS: tuple[tuple[str, Guard], ...] = (
    ("weight", weight_missing),
    ("subtype", subtype_missing),
    ("weight", weight_outside_subtype),
    ("declined", no_automatic_plan),
    ("height", child_without_height),
    ("severity", severity_missing),
    ("ild", ild_missing),
    ("age_check", age_and_subtype_clash),
)  # the first that holds is where the draft goes next; a plan needs that none does
MISSING: tuple[tuple[str, Guard], ...] = (
    *ANSWERS,
    ("start_dose", start_dose_lost),
    ("detail", pulse_dose_lost),
    ("earlier", earlier_steroid_missing),
    ("review", nothing_missing),
)


def first_missing(subject: Subject) -> int:
    """Where in MISSING what the draft needs next stands."""
    return next(at for at, (_, needed) in enumerate(MISSING) if needed(subject))


def is_missing(at: int) -> Guard:
    """Whether this one of MISSING was found to come next."""

    def guard(subject: Subject) -> bool:
        return subject.missing == at

    guard.__name__ = f"{at + 1}_{MISSING[at][1].__name__}"
    return guard
