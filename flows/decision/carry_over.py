"""A plan of an earlier edition goes on by the edition of today: the difference first, then once
more pressed. What was taken and announced stays."""

from dataclasses import replace

from core.course.decisions import Decision, Move, Reason
from core.edition.difference import Differs
from flows.decision.outcome import change, consequences, taken
from flows.plan.status import to_the_card
from flows.reminder.press.check import Admitted, admit, made_true
from flows.talk.replies import Note, Sentence
from flows.talk.rights import Action
from flows.talk.screens import button, say, toast
from flows.talk.turn import Context, Pressed, Session, Turn

CARRY = "carry"


def carry(session: Session, heard: Pressed, context: Context) -> Turn:
    """What would be different, or the plan's next revision once that was seen."""
    session = replace(session, question=None)
    admitted = admit(session, heard, context, Action.DECIDE, "")
    if isinstance(admitted, Turn):
        return admitted
    kept = admitted.live.kept
    if not admitted.record.live or admitted.record.provisional:
        return made_true(toast(session, "not_live"), context, admitted)
    if not kept.offered:
        return made_true(toast(session, "not_now"), context, admitted)
    decision = Decision(move=Move.CARRY_OVER, on=admitted.live.today, reason=Reason.NEW_EDITION)
    if heard.press == f"{CARRY}.{kept.newest.edition}":
        return taken(session, change(decision, admitted, context), admitted, context)
    return Turn(session=session, replies=(_seen_first(decision, admitted, context),))


def _seen_first(decision: Decision, admitted: Admitted, context: Context) -> Note:
    """Every part that would be another one, then what follows for doses and dates."""
    record, kept = admitted.record, admitted.live.kept
    edition = kept.newest.edition
    changed = change(decision, admitted, context)
    return Note(
        label=record.label,
        number=record.revision,
        blocks=(
            (
                say(
                    "carry.head",
                    strong=True,
                    label=record.label,
                    newest=edition,
                    made=kept.edition,
                ),
            ),
            tuple(map(_difference, kept.differs)),
            *(block for block in consequences(changed) if block),
            (say("carry.stays"), say("decision.check")),
        ),
        choices=(
            (button(f"{CARRY}.{edition}", "pick.carry", newest=edition),),
            *to_the_card(context),
        ),
    )


def _difference(found: Differs) -> Sentence:
    """The part by its name; where a figure tells it, as it would be and as it is."""
    if found.was and found.new:
        return say(f"carry.{found.part}", was=found.was, new=found.new)
    return say("carry.part", part=found.part)
