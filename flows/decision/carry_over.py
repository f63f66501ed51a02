"""A plan of an earlier edition goes on by the edition of today: the difference first, then once
more pressed. What was taken and announced stays."""

from dataclasses import replace

from core.course.decisions import Decision, Move, Reason
from core.edition.difference import Differs
from flows.decision.outcome import change, consequences, taken
from flows.plan.status import to_the_card
from flows.reminder.press_check import Admitted, admitted, made_true
from flows.talk.replies import Note, Sentence
from flows.talk.rights import Action
from flows.talk.screens import button, say, toast
from flows.talk.turn import Context, Pressed, Session, Turn

CARRY = "carry"


def carry(session: Session, heard: Pressed, context: Context) -> Turn:
    """What would be different, or the plan's next revision once that was seen."""
    session = replace(session, question=None)
    now = admitted(session, heard, context, Action.DECIDE, "")
    if isinstance(now, Turn):
        return now
    kept = now.live.kept
    if not now.record.live or now.record.provisional:
        return made_true(toast(session, "not_live"), context, now)
    if not kept.offered:
        return made_true(toast(session, "not_now"), context, now)
    decision = Decision(move=Move.CARRY_OVER, on=now.live.today, reason=Reason.NEW_EDITION)
    if heard.press == f"{CARRY}.{kept.newest.edition}":
        return taken(session, change(decision, now, context), now, context)
    return Turn(session=session, replies=(_seen_first(decision, now, context),))


def _seen_first(decision: Decision, now: Admitted, context: Context) -> Note:
    """Every part that would be another one, then what follows for doses and dates."""
    record, kept = now.record, now.live.kept
    edition = kept.newest.edition
    changed = change(decision, now, context)
    return Note(
        label=record.label,
        number=record.revision,
        blocks=(
            (say("carry.head", strong=True, label=record.label, now=edition, made=kept.edition),),
            tuple(map(_difference, kept.differs)),
            *(block for block in consequences(changed) if block),
            (say("carry.stays"), say("decision.check")),
        ),
        choices=(
            (button(f"{CARRY}.{edition}", "carry", now=edition),),
            *to_the_card(context),
        ),
    )


def _difference(found: Differs) -> Sentence:
    """The part by its name; where a figure tells it, as it would be and as it is."""
    if found.was and found.now:
        return say(f"carry.{found.part}", was=found.was, now=found.now)
    return say("carry.part", part=found.part)
