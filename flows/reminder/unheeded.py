"""What nobody took up: its owner finds it at the top of the next thing that is said to them."""

from collections.abc import Sequence
from dataclasses import replace

from flows.reminder.stages import handle, has_no_dose
from flows.talk.records import Reminder
from flows.talk.replies import Note, Toast
from flows.talk.screens import button, say
from flows.talk.turn import Context, Turn

MOST = 4  # that are named; of the others it is said how many they are, and where they stand


def told_first(turn: Turn, context: Context) -> Turn:
    """The turn with what nobody took up of this person's plans above it, each said once.

    A turn that says nothing stays so, and its owner is told with the next one.
    """
    ended = {each.id for each in turn.keeps if isinstance(each, Reminder)}
    erased = turn.erases.label if turn.erases else ""
    waits = (each for each in context.known.unheeded if not has_no_dose(each))
    there = [each for each in waits if each.id not in ended and each.label != erased]
    ids = {each.id for each in there}
    before = tuple(each for each in turn.session.unheeded if each in ids)
    fresh = [each for each in there if each.id not in before] if turn.replies else []
    told = (*before, *(each.id for each in fresh))
    if told == turn.session.unheeded:
        return turn
    session = replace(turn.session, unheeded=told)
    toasts = tuple(each for each in turn.replies if isinstance(each, Toast))
    others = tuple(each for each in turn.replies if not isinstance(each, Toast))
    replies = (*toasts, _note(fresh), *others) if fresh else turn.replies
    return replace(turn, session=session, replies=replies)


def _note(fresh: Sequence[Reminder]) -> Note:
    """Each with its plan, and the way to it."""
    named, more = fresh[:MOST], len(fresh) - MOST
    lines = (
        say("unheeded.line", label=each.label, matter=each.matter, day=each.day) for each in named
    )
    others = (say("unheeded.more", more=more),) if more > 0 else ()
    opens = (
        button(
            f"rem.{handle(each)}",
            f"reminder.button.open_{each.matter}",
            its_label=each.label,
            its_number=each.revision,
            label=each.label,
        )
        for each in named
    )
    return Note(
        label="",
        number=0,
        blocks=((say("unheeded.head", strong=True), *lines, *others),),
        choices=tuple((each,) for each in opens),
        anew=True,
    )
