"""One message for all that is due of a plan at one time: each under its own head, what is said of
several of them once, and a key for each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from flows.plan.live import Live
from flows.reminder.message.note import told
from flows.reminder.recipients import Recipients
from flows.reminder.stages import dose_first, handle
from flows.talk.records import PlanRecord, Reminder
from flows.talk.replies import Choice, Note, Sentence
from flows.talk.screens import Block, button

AGAIN = "reminder.mark.again"
MARKS_EACH = ("reminder.late.", "reminder.mark.", "reminder.over.")  # how they begin


def together(
    reminders: Sequence[Reminder],
    record: PlanRecord,
    live: Live,
    recipients: Recipients,
    *,
    chat: int,
    now: datetime,
    unheeded: Sequence[Reminder] = (),
    others: Sequence[Reminder] = (),
) -> Note:
    """The whole message for this chat; of one reminder its own.

    The dose stands first. One that is over says so, and has no key.
    """
    first, *rest = dose_first(reminders)
    here = {each.id for each in reminders}
    others_unheeded = [each for each in unheeded if each.id not in here]
    notes = [
        told(
            each,
            record,
            live,
            recipients,
            chat=chat,
            now=now,
            unheeded=others_unheeded if each is first else (),
            others=others,
        )
        for each in (first, *rest)
    ]
    if not rest:
        return notes[0]
    again = _again_of_all([note for note in notes if note.choices])
    said = list(again)
    blocks = [tuple(_not_said(note, said, again)) for note in notes]
    keys = (_keys(each, note) for each, note in zip((first, *rest), notes, strict=True))
    return replace(
        notes[0],
        blocks=tuple(block for block in (*blocks, again) if block),
        choices=tuple(row for row in keys if row),
    )


def _again_of_all(notes: Sequence[Note]) -> Block:
    """That each was told before, and when, where it is the same of all."""
    first, *rest = [[e for e in _sentences(note) if e.says == AGAIN] for note in notes] or [[]]
    return tuple(first) if all(each == first for each in rest) else ()


def _sentences(note: Note) -> Iterator[Sentence]:
    return (each for block in note.blocks for each in block)


def _not_said(note: Note, said: list[Sentence], again: Block) -> Iterator[Sentence]:
    """Its sentences but those that were said before; what marks it alone is said of each."""
    for sentence in _sentences(note):
        its_own = sentence.says.startswith(MARKS_EACH) and sentence not in again
        if its_own or sentence not in said:
            yield sentence
        said.append(sentence)


def _keys(reminder: Reminder, note: Note) -> tuple[Choice, ...]:
    """What ends it, by its name, and the way to its other keys."""
    held = handle(reminder)
    for each in (each for row in note.choices for each in row if each.press == f"ack.{held}"):
        named = replace(each, says=f"{each.says}_{reminder.matter}")
        return (named, button(f"rem.{held}", "reminder.button.other"))
    return ()
