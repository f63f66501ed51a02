"""The buttons under the review: what can still be changed, and the press that makes the plan."""

from core.plan import Plan
from flows.intake.record import review_hash, to_confirm
from flows.intake.subject import Subject, lower_dose, signs
from flows.intake.table import INTAKE
from flows.talk.replies import Signs
from flows.talk.screens import Rows, button, in_rows

PAGES = (
    "agent",
    "change",
    "details",
)  # what is chosen for the plan stands among what can be changed


def leads(trigger: str, subject: Subject) -> bool:
    """Whether this press leads anywhere from the open prompt."""
    return bool(INTAKE.open_rows(subject.draft.state, trigger, subject))


def review(subject: Subject) -> Rows:
    """What can be answered, chosen and changed; the last one makes the plan."""
    if subject.plan is None:
        return ()
    state = signs(subject, subject.plan)
    first = {
        Signs.OPEN: ((button("none", "choice.none"), button("open.signs", "choice.open.signs")),),
        Signs.PRESENT: ((button("open.signs", "choice.signs"),),),
    }.get(state, ())
    opens = (
        button(f"open.{page}", f"choice.open.{page}")
        for page in PAGES
        if leads(f"open_{page}", subject)
    )
    lower = lower_dose(subject) if leads("lower", subject) else None
    lowers = ((button("lower", "choice.lower", mg=lower),),) if lower else ()
    return (*first, *lowers, *in_rows(opens), *_ending(subject, subject.plan))


def _ending(subject: Subject, plan: Plan) -> Rows:
    """The press that makes the plan, or shows rows that can never be one."""
    if leads("rows", subject):
        return ((button("rows", "choice.rows"),),)
    if not leads("make", subject):
        return ()
    count = len(to_confirm(subject, plan))
    says = {0: "make", 1: "confirm_one"}.get(count, "confirm")
    if not subject.begins:
        says = {0: "change", 1: "confirm_change"}.get(count, "confirm_changes")
    return ((button(f"make.{review_hash(subject, plan)}", f"choice.{says}", count=count),),)
