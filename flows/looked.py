"""Whose plan somebody has looked at in a turn: the audit has it once for each person and day."""

from collections.abc import Iterator
from datetime import datetime, time

from flows.talk.replies import Note, PaperMenu, Reply, ShowPlan
from flows.talk.rights import Action, allowed
from flows.talk.turn import Context, Deed, Turn

LOOKED, LISTED = "looked", "listed"


def looked(turn: Turn, context: Context) -> tuple[Deed, ...]:
    """That this turn shows a plan, or several in a list, to whoever asked; nothing where it has a
    deed of that plan, which says more."""
    known, done = context.known, {deed.label for deed in turn.deeds}
    there = (*known.plans, *((context.plan,) if context.plan else ()))
    labels = {each.label for each in allowed(Action.READ_TODAY, known.person, there)} - done
    shown = labels & {label for reply in turn.replies for label in _shown(reply)}
    if not shown:
        return ()
    since = _day_begins(context)
    if len(shown) > 1:
        return (Deed(action=LISTED, label="", since=since),)
    return (Deed(action=LOOKED, label=shown.pop(), since=since),)


def _shown(reply: Reply) -> Iterator[str]:
    """The labels of the plans that it tells of in the chat that asked; of other chats, none."""
    match reply:
        case ShowPlan(record=record) | PaperMenu(record=record):
            yield record.label
        case Note(chat=None, label=label, blocks=blocks):
            yield label
            for block in blocks:
                yield from (str(said.values.get("label", "")) for said in block)


def _day_begins(context: Context) -> datetime:
    """When this day began where the installation is."""
    return datetime.combine(context.now.astimezone(context.zone).date(), time.min, context.zone)
