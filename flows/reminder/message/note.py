"""A reminder as the message that tells it: what is due, the dose in force, what can be pressed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from core.course.decisions import Drug
from flows.plan.live import Live
from flows.reminder.call import (
    one_dose_only,
    say_whom_to_call,
    whom_to_call,
)
from flows.reminder.classes import class_of
from flows.reminder.hours import instant, reading
from flows.reminder.message.body import body, head
from flows.reminder.message.buttons import (
    TESTS,
    back,
    buttons,
    days_taken,
    days_tested,
    kinds_of_abnormal,
    more,
    times,
    times_to_ask,
)
from flows.reminder.message.corrections import corrections
from flows.reminder.message.dose import dose_now
from flows.reminder.message.drugs import drugs_now
from flows.reminder.message.marks import late, marks, nobody_took_up
from flows.reminder.message.over import over
from flows.reminder.message.revision import is_shortened
from flows.reminder.message.told import Told
from flows.reminder.recipients import Recipients, watchers
from flows.reminder.stages import handle
from flows.reminder.wanted.last_told import tellings
from flows.talk.records import Matter, PlanRecord, Reminder
from flows.talk.replies import Choice, Note
from flows.talk.screens import Block, Rows, button, say

NOBODY_KNOWN: Mapping[str, Recipients] = MappingProxyType({})


def told(
    reminder: Reminder,
    record: PlanRecord,
    live: Live,
    recipients: Recipients,
    *,
    chat: int,
    now: datetime,
    unheeded: Sequence[Reminder] = (),
    others: Sequence[Reminder] = (),
    whole: bool = False,
) -> Note:
    """The whole message for this chat, absolute in every dose and date.

    Its owner is told above it what else of the plan nobody took up. By the `others` of the plan
    it says which dose this chat was told before.

    Marked as late, and as a possible repeat, where it is one. Once it is over it says who ended it
    and when, with no button.
    """
    if not reminder.stage.is_open:
        treats = _may_see_doses(chat, recipients)
        about = Told(reminder=reminder, record=record, live=live, others=tuple(others))
        today, ended = reading(now, reminder.zone).date(), over(about, treats=treats)
        return _note(record, (ended,), corrections(reminder, live, today) if treats else ())
    urgent = class_of(reminder.matter).at_any_hour
    owners = unheeded if chat == recipients.owner and not urgent else ()
    first, marked = head(reminder), (*nobody_took_up(owners), *marks(reminder, chat, now))
    if not _may_see_doses(chat, recipients):
        about = Told(reminder=reminder, record=record, live=live, before=(), whole=whole)
        told_first = reminder.matter is Matter.UNDELIVERED  # and it speaks of no dose
        why = body(about) if told_first else (say("reminder.mark.nobody"),)
        nobody = (*why, *whom_to_call(reminder, live))
        return _note(record, ((first,), marked, nobody))
    before = tellings(others, chat, reminder)
    about = Told(
        reminder=reminder,
        record=record,
        live=live,
        others=tuple(others),
        before=before,
        whole=whole,
    )
    second, *rest = body(about)
    is_late = not reminder.rounds and any(late(reminder, now))
    names_a_dose = any(each.says.startswith("reminder.dose.") for each in (second, *rest))
    dose = dose_now(live) if is_late and not names_a_dose else ()
    return _note(
        record,
        ((first, second), marked, one_dose_only(reminder, live, others), (*rest, *dose)),
        (
            *buttons(reminder, live, recipients, chat=chat, now=now),
            *((more(reminder),) if is_shortened(about) else ()),
            *((back(reminder),) if whole else ()),
        ),
    )


def ask_when(told_as: Note, reminder: Reminder, live: Live, now: datetime) -> Note:
    """The same message with what asking the prescriber offers: now, or the next morning."""
    when = (say("reminder.ask_when"), say_whom_to_call(live))
    return replace(
        told_as,
        blocks=(*told_as.blocks, when),
        choices=times_to_ask(reminder, live, now),
    )


def put_off(told_as: Note, reminder: Reminder, live: Live, now: datetime) -> Note:
    """The same message with the times that it can be put off to."""
    return replace(told_as, choices=times(reminder, live, now))


def ask_day(told_as: Note, reminder: Reminder, now: datetime) -> Note:
    """The same message with the days on which a dose, or blood, may have been taken."""
    today = reading(now, reminder.zone).date()
    days = days_tested if reminder.matter in TESTS else days_taken
    says = "reminder.ask_tested" if reminder.matter in TESTS else "reminder.ask_taken"
    if reminder.matter not in TESTS and today <= reminder.day:
        says = "reminder.ask_taken_not_yet"
    return replace(
        told_as,
        blocks=(*told_as.blocks, (say(says, day=reminder.day),)),
        choices=days(reminder, today),
    )


def ask_abnormal(told_as: Note, reminder: Reminder, drugs: tuple[Drug, ...], day: date) -> Note:
    """The same message with what is abnormal, each of which holds these drugs from this day on."""
    return replace(
        told_as,
        blocks=(*told_as.blocks, (say("reminder.ask_abnormal", drugs=drugs, day=day),)),
        choices=kinds_of_abnormal(reminder),
    )


def digest(
    late: Sequence[tuple[Reminder, PlanRecord, Live]],
    chat: int,
    now: datetime,
    recipients: Mapping[str, Recipients] = NOBODY_KNOWN,
) -> Note:
    """One message for everything that is late in this chat: what was due, the dose in force now,
    and a button for each that opens it.

    `recipients` has those of each plan by its label; where it does not, only the group and the
    owner are told doses.
    """
    oldest_first = sorted(late, key=lambda each: instant(each[0].wall, each[0].zone))
    plans = {record.label: (record, live) for _, record, live in oldest_first}
    matters = ((head(reminder), *marks(reminder, chat, now)) for reminder, _, _ in oldest_first)
    doses = (
        sentence
        for record, live in plans.values()
        if _told_doses(chat, record, recipients)
        for sentence in (
            *dose_now(live, of_plan=True),
            *drugs_now(live, live.today, of_plan=True),
        )
    )
    count = len(oldest_first)
    note = _note(
        oldest_first[0][1],
        (
            (say("reminder.digest.head", count=count),),
            *matters,
            (*doses, say("reminder.digest.open")),
        ),
        tuple((_opens(reminder, record),) for reminder, record, _ in oldest_first),
    )
    return replace(note, label="", number=0)


def _note(record: PlanRecord, blocks: tuple[Block, ...], choices: Rows = ()) -> Note:
    filled = tuple(block for block in blocks if block)
    return Note(label=record.label, number=record.revision, blocks=filled, choices=choices)


def _opens(reminder: Reminder, record: PlanRecord) -> Choice:
    return button(
        f"rem.{handle(reminder)}",
        f"reminder.button.open_{reminder.matter}",
        its_label=record.label,
        its_number=record.revision,
        label=record.label,
    )


def _may_see_doses(chat: int, recipients: Recipients) -> bool:
    """An administrator who treats nobody here sees no dose."""
    return chat not in watchers(recipients)


def _told_doses(chat: int, record: PlanRecord, recipients: Mapping[str, Recipients]) -> bool:
    if record.label in recipients:
        return _may_see_doses(chat, recipients[record.label])
    return chat < 0 or chat == record.owner
