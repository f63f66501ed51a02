"""A visit in the making that somebody leaves: what was noted is not kept, and that is said."""

from dataclasses import replace

from flows.plan.visit.measured import results
from flows.talk.replies import Say, Words
from flows.talk.turn import Session, Turn
from flows.visit.noted import ASKS, noted_in


def left(before: Session, turn: Turn) -> Turn:
    """The turn, which says first that the values that were noted are not kept."""
    question = before.question
    if question is None or question.asks != ASKS or turn.session.question == question:
        return turn
    noted = noted_in(question.held)
    if noted.is_empty:
        return turn
    found = tuple(results(noted.visit))
    values: dict[str, Words] = {"label": question.label, "findings": found}
    return replace(turn, replies=(Say(says="visit.left", values=values), *turn.replies))
