"""When a chat begins to be kept: not before there is something to keep of it."""

from dataclasses import replace

from bot.store import Change
from flows.talk.turn import Session


def fitting(change: Change, *, lost: bool) -> Change:
    """The change, without the session where that would begin a chat with nothing in it: of whoever
    is unknown, and does what is only noted or refused, no row is left. One that is lost begins
    anew, or the damaged row would stay."""
    session = change.session
    if session is None or lost or change.based_on or change.made or change.keeps or change.erases:
        return change
    blank = session == Session(last_update=session.last_update)
    return replace(change, session=None) if blank else change
