"""Messages of reminders that are over, where somebody may still read them: made true again."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from flows.plan.live import Live
from flows.reminder.message.note import told
from flows.reminder.recipients import Recipients
from flows.talk.records import PlanRecord, Reminder
from flows.talk.replies import Note
from flows.talk.turn import Context


def shown_in(
    reminder: Reminder, recipients: Recipients, context: Context
) -> Iterator[tuple[int, int]]:
    """The chat and the message of every delivery that these people may still read, but for the
    one that was pressed: it is replaced already."""
    readers = {recipients.group, recipients.owner, *recipients.prescribers}
    for each in reminder.deliveries:
        there = (each.chat, each.message)
        may_read = each.chat in readers | set(recipients.administrators)
        if each.message and may_read and there != (context.known.chat, context.known.message):
            yield there


def over(
    reminders: Iterable[Reminder],
    record: PlanRecord,
    live: Live,
    recipients: Recipients,
    context: Context,
) -> Iterator[Note]:
    """Every such message of those that are over."""
    for each in (each for each in reminders if not each.stage.is_open):
        for chat, message in shown_in(each, recipients, context):
            note = told(each, record, live, recipients, chat=chat, now=context.now)
            yield replace(note, chat=chat, message=message)
