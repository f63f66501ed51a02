"""Papers of a plan: which there are, one of them, and the way back from a printed one."""

from types import MappingProxyType

from flows.plan.since import since
from flows.plan.stock import read, stock_of
from flows.talk.handlers import Dialogue
from flows.talk.paper_link import read_payload
from flows.talk.records import PlanRecord
from flows.talk.replies import PaperMenu, ShowPaper, ShowPlan
from flows.talk.rights import Action, may
from flows.talk.screens import pressed_in_private, toast, told
from flows.talk.turn import Commanded, Context, Deed, Pressed, Session, Turn


def menu(session: Session, heard: Pressed, context: Context) -> Turn:
    """The papers that this plan has, in place of what was pressed."""
    plan = _may_open(session, heard, context)
    if isinstance(plan, Turn):
        return plan
    _, _, chosen = heard.press.partition(".")
    return Turn(session=session, replies=(PaperMenu(record=plan, stock=chosen),))


def tablets(session: Session, heard: Pressed, context: Context) -> Turn:
    """Which tablets the papers are counted in, to be chosen in place of what was pressed."""
    plan = _may_open(session, heard, context)
    if isinstance(plan, Turn):
        return plan
    _, _, chosen = heard.press.partition(".")
    return stock_of(session, plan, read(chosen), context)


def one(session: Session, heard: Pressed, context: Context) -> Turn:
    """The paper, below; that it was handed out is kept."""
    plan = _may_open(session, heard, context)
    if isinstance(plan, Turn):
        return plan
    _, kind, chosen = (*heard.press.split("."), "")[:3]
    deed = Deed(action="paper", label=plan.label, reason=kind)
    paper = ShowPaper(record=plan, kind=kind, stock=chosen)
    return Turn(session=session, replies=(paper,), deeds=(deed,))


def scanned(session: Session, heard: Commanded, context: Context) -> Turn:
    """What has changed since the paper that was scanned was made, and the plan as it is now."""
    plan, link = context.plan, read_payload(heard.argument)
    if plan is None or link is None or not may(Action.OPEN, context.known.person, plan):
        return told(session, "toast.no_such_plan")
    replies = (since(plan, link, context), ShowPlan(record=plan, anew=True))
    return Turn(session=session, replies=replies)


def _may_open(session: Session, heard: Pressed, context: Context) -> PlanRecord | Turn:
    plan = context.plan
    if plan is None or not may(Action.OPEN, context.known.person, plan):
        return toast(session, "no_such_plan")
    if heard.number != plan.revision:
        return toast(session, "other_revision", pressed=heard.number, current=plan.revision)
    return plan


PAPERS = Dialogue(
    presses=MappingProxyType(
        {
            "papers": pressed_in_private(menu),
            "paper": pressed_in_private(one),
            "stock": pressed_in_private(tablets),
        }
    ),
)
