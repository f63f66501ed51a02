"""What a chat's session has of a plan, beside what is kept of the plan itself."""

from dataclasses import replace
from datetime import datetime

from flows.talk.erasure import Errand, owed
from flows.talk.turn import Session


def without(session: Session, label: str) -> Session:
    """The session with nothing of this plan in it."""
    draft, question = session.draft, session.question
    drops = draft is not None and draft.label == label
    return replace(
        session,
        draft=None if drops else draft,
        prompt=None if drops else session.prompt,
        question=None if question and question.label == label else question,
        unheeded=tuple(x for x in session.unheeded if x.partition("/")[0] != label),
    )


def prompted(session: Session, chat: int, label: str, now: datetime) -> tuple[Errand, ...]:
    """That the message goes which shows an open prompt of this plan."""
    draft, message = session.draft, session.prompt
    if draft is None or draft.label != label or not message:
        return ()
    return owed([(chat, message, draft.asked_at)], now)
