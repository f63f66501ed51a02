"""/plans: every plan of a prescriber, by filter and page, each opened by its button or label."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from core.course.course import in_force
from flows.lists.ways import opens
from flows.plan.live import Live
from flows.plan.status import decided_ahead
from flows.reminder.message.drugs import drugs_now
from flows.reminder.readable import as_of_now, falls_due, held_back, of_each, open_of, unread
from flows.reminder.stages import has_no_dose
from flows.talk.label import FORM, check
from flows.talk.records import PlanRecord, Stage
from flows.talk.replies import Sentence, ShowPlan
from flows.talk.rights import Action, allowed, may
from flows.talk.screens import Block, button, in_rows, page_of, say, screen, turning
from flows.talk.turn import Commanded, Context, Pressed, Session, Turn
from flows.talk.typed.privacy import looks_like_identifier
from flows.talk.typed.text import LONGEST

A_PAGE = 6
Wanted = Callable[[Context], Callable[[PlanRecord], bool]]


def _any(context: Context) -> Callable[[PlanRecord], bool]:
    del context
    return lambda _: True


def _due(context: Context) -> Callable[[PlanRecord], bool]:
    """Something of it waits for an answer, or falls due on this day."""
    known, now = context.known, context.now
    return lambda record: any(falls_due(each, now) for each in known.of(record.label).ahead)


def _of_a_team(context: Context) -> Callable[[PlanRecord], bool]:
    del context
    return lambda record: record.team > 0


FILTERS: Mapping[str, Wanted] = MappingProxyType({"all": _any, "due": _due, "team": _of_a_team})


def plans(session: Session, heard: Commanded, context: Context) -> Turn:
    """The list, or the plan of the label that was typed."""
    text = heard.argument.strip()[:LONGEST]
    if text in FILTERS or not text:
        return _listed(session, context, text or "all", 0, anew=True)
    label = text.upper()
    if FORM.fullmatch(label):
        return _opened(session, label, context)
    if looks_like_identifier(text):
        return _not_opened(session, "refused.identifier")
    return _not_opened(session, "list.how_plans")


def plans_pressed(session: Session, heard: Pressed, context: Context) -> Turn:
    """Another filter or page of the list."""
    _, which, page = (*heard.press.split("."), "", "")[:3]
    which = which if which in FILTERS else "all"
    number = int(page) if page.isdecimal() else 0
    return _listed(session, context, which, number, anew=False)


def _opened(session: Session, label: str, context: Context) -> Turn:
    """The plan; one that belongs to others is answered as one that never was."""
    if not check(label):
        return _not_opened(session, "list.mistyped", label=label)
    plan = context.plan
    if plan is None or plan.label != label or not may(Action.OPEN, context.known.person, plan):
        return _not_opened(session, "list.no_such_plan")
    return Turn(session=session, replies=(ShowPlan(record=plan, anew=True),))


def _not_opened(session: Session, why: str, **values: str) -> Turn:
    """Why no plan is opened, with the way to those that there are."""
    return screen(
        session,
        (Sentence(says=why, values=values),),
        rows=((button("plans.all", "pick.all_plans"),),),
        anew=True,
    )


def _listed(session: Session, context: Context, which: str, page: int, *, anew: bool) -> Turn:
    wanted = FILTERS[which](context)
    found = sorted(
        (
            record
            for record in allowed(Action.OPEN, context.known.person, context.known.plans)
            if wanted(record)
        ),
        key=lambda record: (record.closed_at is not None, record.label),
    )
    part, page, count = page_of(found, page, A_PAGE)
    return screen(
        session,
        held_back(context),
        (say(f"list.plans_{which}", strong=True, number=len(found)),),
        *unread(context),
        tuple(
            line for record in part for line in of_each(record, lambda each: _lines(each, context))
        ),
        rows=(
            *in_rows(opens(each) for each in part),
            *turning(f"plans.{which}", page, count),
            tuple(button(f"plans.{each}", f"pick.plans_{each}") for each in FILTERS),
            *(((button("hand", "pick.summary"),),) if found else ()),
        ),
        anew=anew,
    )


def _lines(record: PlanRecord, context: Context) -> Block:
    """The label and what is true of it: the dose of now, or why there is none to tell; what is
    decided to follow, and what nobody has taken up."""
    if record.closed_at is not None:
        return (say("list.line_closed", label=record.label),)
    if not record.live:
        return (say("list.line_waits", label=record.label), *_nobody(record, context))
    live = as_of_now(record, context)
    return (*_dose(live, record.label), *_nobody(record, context))


def _dose(live: Live, label: str) -> Block:
    """The dose of the steroid; where there is none now, whatever else is taken or held."""
    course = live.course
    period = in_force(course, live.today) if course else None
    if course is None or period is None:
        over = "list.line_left" if course and course.left else "list.line_outside"
        none = over if course else "list.line_child"
        return (say(none, label=label), *drugs_now(live, live.today, of_plan=True))
    says = "line_reassess" if course.reassess else "line_next" if course.due else "line"
    dose = say(f"list.{says}", label=label, mg=period.mg, day=course.due or live.today)
    return (dose, *decided_ahead(course, live.today, label))


def _nobody(record: PlanRecord, context: Context) -> Block:
    """What went up to the end of its chain, and nobody has taken up since."""
    return tuple(
        say("list.line_nobody", strong=True, label=record.label, matter=each.matter, day=each.day)
        for each in open_of(record, context)
        if each.stage is Stage.NEEDS_HUMAN and not has_no_dose(each)
    )
