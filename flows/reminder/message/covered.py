"""A reminder as a locked screen may show it: that there is one, and no word of what it says."""

from collections.abc import Iterable
from dataclasses import replace

from flows.reminder.classes import class_of
from flows.reminder.recipients import Recipients
from flows.talk.records import Reminder
from flows.talk.replies import Note


def covered(note: Note, told: Iterable[tuple[Reminder, Recipients]]) -> Note:
    """The note that tells these, covered where one of their teams wants that; what cannot wait
    still says so."""
    about = tuple(told)
    if not any(recipients.neutral for _, recipients in about):
        return note
    urgent = any(class_of(reminder.matter).at_any_hour for reminder, _ in about)
    return replace(note, above="reminder.above_urgent" if urgent else "reminder.above")
