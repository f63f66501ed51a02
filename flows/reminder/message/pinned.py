"""The message of a plan that its team pins in the group: the dose in force, at every change."""

from collections.abc import Iterator

from flows.plan.live import Live
from flows.plan.status import what_is_next
from flows.reminder.message.dose import dose_now
from flows.reminder.message.drugs import drugs_now
from flows.talk.replies import Moment, Note, Sentence
from flows.talk.screens import say


def pinned(live: Live) -> Note:
    """What holds now, with the time as of which it does, and no key."""
    record, as_of = live.record, Moment(live.now, live.zone)
    head = say("pinned.head", strong=True, label=record.label, revision=record.revision)
    says = (
        (say("pinned.closed", moment=Moment(record.closed_at, live.zone)),)
        if record.closed_at
        else tuple(in_force_now(live))
    )
    stamp = say("pinned.as_of", moment=as_of)
    return Note(label=record.label, number=record.revision, blocks=((head, *says), (stamp,)))


def in_force_now(live: Live) -> Iterator[Sentence]:
    """The dose and every drug in force, what is decided to follow, and the next date."""
    yield from dose_now(live)
    yield from drugs_now(live, live.today)
    if live.course:
        yield from what_is_next(live.course)
    else:
        yield say("pinned.no_course")
