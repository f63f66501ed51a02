"""What was decided last is undone by whoever decided it: looked at first, then pressed again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.course.decisions import Decision
from flows.decision.screen import way_out
from flows.plan.live import Live, live_in
from flows.plan.status import CARD, decided_by, dose_and_next, to_the_card, zone_of
from flows.plan.undone import WITHIN, WhyNot, as_undone, last_decided, why_not
from flows.reminder.elsewhere import shown_in
from flows.reminder.message.note import told
from flows.reminder.press.check import Admitted, admit, made_true
from flows.reminder.press.ended import SHORT
from flows.reminder.press.overdose import followed
from flows.reminder.recipients import treating
from flows.reminder.wanted.reopened import ended_by, reopened
from flows.reminder.wanted.wanted import raised
from flows.talk.records import Decided, Matter, PlanRecord, Reminder
from flows.talk.replies import Moment, Note
from flows.talk.rights import Action
from flows.talk.screens import Block, Rows, button, say, toast
from flows.talk.turn import Context, Deed, Pressed, Session, Turn

UNDO = "undo"
YES = "y"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The plan without its last decision, with all that follows; nothing is written yet."""

    last: Decided
    undoing: Decided
    made: PlanRecord
    after: Live
    asked: tuple[Reminder, ...]  # what the decision had ended, as it was then
    keeps: tuple[Reminder, ...]


def offered(live: Live, who: int) -> tuple[Block, Rows]:
    """Until when whoever may undo what was decided last can, and the key for it; neither for
    anybody else."""
    record, last = live.record, last_decided(live.record)
    if last is None or why_not(live, who):
        return (), ()
    until = say("undo.until", moment=Moment(last.at + WITHIN, live.zone))
    return (until,), ((button(f"{UNDO}.{record.revision - 1}", "undo.key"),),)


def undo(session: Session, heard: Pressed, context: Context) -> Turn:
    """What it would be again, or that it is; else why it cannot be undone."""
    session = replace(session, question=None)
    admitted = admit(session, heard, context, Action.DECIDE, "")
    if isinstance(admitted, Turn):
        return admitted
    record, older, last = admitted.record, context.known.older, last_decided(admitted.record)
    if last is None or older is None or older.revision != record.revision - 1:
        return made_true(toast(session, f"no_undo_{WhyNot.NOTHING}"), context, admitted)
    if reason := why_not(admitted.live, context.who):
        why = toast(session, f"no_undo_{reason}", name=last.name[:SHORT])
        return made_true(why, context, admitted)
    undone = _undone(last, older, admitted, context)
    if heard.press.endswith(f".{YES}"):
        return _taken(session, undone, admitted, context)
    return Turn(session=session, replies=(_seen_first(undone, admitted, context),))


def _undone(last: Decided, older: PlanRecord, admitted: Admitted, context: Context) -> Undone:
    record, reminders = admitted.record, context.known.reminders
    undoing, made = as_undone(
        record,
        older,
        reminders,
        by=context.who,
        name=context.known.name,
        at=context.now,
        today=admitted.live.today,
    )
    after = live_in(context, made, context.known.team)
    asked = tuple(each for each in reminders if ended_by(each, last))
    now = context.now
    again = tuple(found for each in asked if (found := reopened(each, after, now)) is not each)
    return Undone(
        last=last,
        undoing=undoing,
        made=made,
        after=after,
        asked=asked,
        keeps=followed(after, again, context),
    )


def _seen_first(undone: Undone, admitted: Admitted, context: Context) -> Note:
    record, zone = admitted.record, zone_of(context)
    confirm = button(f"{UNDO}.{record.revision - 1}.{YES}", "undo.confirm")
    head = say("undo.head", strong=True, label=record.label, revision=record.revision)
    return Note(
        label=record.label,
        number=record.revision,
        blocks=(
            (head, decided_by(undone.last, zone)),
            (say("undo.again"), *dose_and_next(undone.made, undone.after, zone)),
            (say("undo.check"),),
        ),
        choices=((confirm,), *way_out(context)),
    )


def _taken(session: Session, undone: Undone, admitted: Admitted, context: Context) -> Turn:
    """The turn that writes it; whoever was asked or told reads what holds again."""
    made, zone = undone.made, zone_of(context)
    head = say("stands.plan", strong=True, label=made.label, revision=made.revision)
    note = Note(
        label=made.label,
        number=made.revision,
        blocks=(
            (head, decided_by(undone.undoing, zone)),
            dose_and_next(made, undone.after, zone),
        ),
        choices=to_the_card(context),
    )
    revised = raised(undone.after, Matter.REVISED, str(made.revision))
    return Turn(
        session=session,
        replies=(note, *_elsewhere(undone, admitted, note, context)),
        made=made,
        keeps=(*undone.keeps, revised),
        deeds=(Deed(action="undone", label=made.label, reason=code(undone.last.decision)),),
    )


def code(decision: Decision) -> str:
    """What was decided and why, for the audit."""
    whole = (decision.drug, decision.move, decision.reason)
    return "_".join(each for each in whole if each)


def _elsewhere(undone: Undone, admitted: Admitted, note: Note, context: Context) -> Iterator[Note]:
    """Every message that says the decision as an answer asks again what it asked; where that is
    over, it says that the decision is undone."""
    recipients, after = admitted.recipients, undone.after
    clinicians = treating(recipients)
    kept = {each.id: each for each in undone.keeps}
    for asked in undone.asked:
        each = kept.get(asked.id, asked)
        for chat, message in shown_in(asked, recipients, context):
            if chat not in clinicians:
                continue
            said = replace(note, choices=CARD if chat > 0 else ())
            if each.stage.is_open:
                others, now = context.known.reminders, context.now
                said = told(
                    each, undone.made, after, recipients, chat=chat, now=now, others=others
                )
            yield replace(said, chat=chat, message=message)
