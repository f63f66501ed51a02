"""The life of a draft: open, set aside, gone; and the prompts that stand outside the intake."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from flows.intake.details import WAITED_FOR
from flows.intake.review.given import given
from flows.intake.subject import ASKED, Subject
from flows.plan.live import Live
from flows.talk.machine import Table, Transition
from flows.talk.replies import Ask, Choice
from flows.talk.screens import button
from flows.talk.turn import Context, Draft
from flows.talk.typed.text import Unreadable

KEPT = timedelta(days=7)  # a draft left alone for longer is gone
MUCH = 3  # answers that are not thrown away without being asked


def _answered(draft: Draft) -> int:
    return sum(key in draft.answers for key in ASKED)


def nothing_answered(draft: Draft) -> bool:
    """Nothing would be lost."""
    return _answered(draft) == 0


def something_answered(draft: Draft) -> bool:
    """There is an answer to lose."""
    return _answered(draft) > 0


def little_answered(draft: Draft) -> bool:
    """Too little to ask before it goes."""
    return _answered(draft) < MUCH


def much_answered(draft: Draft) -> bool:
    """So much that it goes only when that is confirmed."""
    return _answered(draft) >= MUCH


LIFE = Table(
    name="draft",
    states=("none", "open", "parked"),
    rows=(
        Transition("begin", "none", "open"),
        Transition("begin", "open", "open", nothing_answered),
        Transition("begin", "open", "parked", something_answered),
        Transition("begin", "parked", "parked"),
        Transition("late", "open", "parked"),
        Transition("resume", "parked", "open"),
        Transition("leave", "open", "none", little_answered),
        Transition("leave", "open", "parked", much_answered),
        Transition("leave", "parked", "none", little_answered),
        Transition("leave", "parked", "parked", much_answered),
        Transition("discard", "parked", "none"),
        Transition("finish", "open", "none"),
        Transition("expire", "open", "none"),
        Transition("expire", "parked", "none"),
    ),
)


def life(draft: Draft | None) -> str:
    """Where the draft stands in the table."""
    if draft is None:
        return "none"
    return "parked" if draft.parked else "open"


def begun(context: Context) -> Draft:
    """A draft with nothing answered, under a label that was never given before."""
    return Draft(
        label=context.fresh_label,
        state="weight",
        trail=(),
        answers={"region": context.region},
        serial=0,
        asked_at=context.now,
    )


def revising(live: Live, context: Context, *, anew: bool) -> Draft:
    """A draft that holds what the plan was made from, open at what its agent waits for, or at the
    choice of what is answered anew.

    The label had drafts before, so its prompts are numbered from the second on: no button of an
    earlier draft can have the number of one of these.
    """
    record = live.record
    return Draft(
        label=record.label,
        state="change" if anew else "group",
        trail=(),
        answers=record.answers,
        serial=int(context.now.timestamp()),
        asked_at=context.now,
        entered=record.entered,
        entered_on=record.entered_on,
        held={} if anew else {"group": WAITED_FOR},
        revises=record.revision,
        edition=live.kept.edition if live.kept.differs else "",
    )


def too_old(draft: Draft, context: Context) -> bool:
    """Whether the draft was left alone for too long."""
    return context.now - draft.asked_at > KEPT


OF_A_CHANGE: Mapping[str, str] = MappingProxyType(
    {why: f"{why}_change" for why in ("begin", "again", "idle", "leave")}
)  # said otherwise of a plan that goes on


def parked_prompt(
    subject: Subject, why: str, *, fault: Unreadable | None = None, anew: bool
) -> Ask:
    """What is answered so far, or otherwise than by the live plan, and the choice to go on or to
    discard it."""
    changes = bool(subject.draft.revises)
    return Ask(
        label=subject.draft.label,
        number=subject.draft.serial,
        says=f"parked.{OF_A_CHANGE.get(why, why) if changes else why}",
        values={"label": subject.draft.label},
        answers=given(subject, subject.changed if changes else ASKED),
        choices=((button("resume", "choice.resume"), button("discard", "choice.discard")),),
        revises=subject.draft.revises,
        refused=fault.reason if fault else None,
        refused_values=fault.values if fault else {},
        anew=anew,
    )


NEW = button("new", "choice.new")


def way_in(says: str, label: str = "", *, anew: bool, first: Choice = NEW) -> Ask:
    """What can be begun where no draft is open."""
    return Ask(
        label="",
        number=0,
        says=f"home.{says}",
        values={"label": label},
        choices=(
            (first,),
            tuple(button(told, f"choice.{told}") for told in ("help", "about", "privacy")),
        ),
        anew=anew,
    )
