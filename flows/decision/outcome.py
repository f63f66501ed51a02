"""A decision that is taken: the plan's next revision, its reminders, and who is shown what."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.course.decisions import Decision, Move, Reason
from flows.decision import undo
from flows.plan.changes import changes, goes_on, what
from flows.plan.decided import as_decided
from flows.plan.drugs import given
from flows.plan.live import Live, live_in
from flows.plan.status import CARD, decided_by, to_the_card, zone_of
from flows.plan.visit.found import fresh, fresh_number, said
from flows.reminder.elsewhere import shown_in
from flows.reminder.press.check import Admitted
from flows.reminder.recipients import treating
from flows.reminder.stages import in_message, messages
from flows.reminder.wanted.last_told import dose_named
from flows.reminder.wanted.settled import answered_by
from flows.reminder.wanted.wanted import raised, replanned
from flows.talk.records import Decided, Matter, Place, PlanRecord, Reminder
from flows.talk.replies import Note
from flows.talk.screens import Block, say
from flows.talk.turn import Context, Deed, Session, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A decision with all that would follow from it; nothing is written yet."""

    decided: Decided
    made: PlanRecord
    before: Live
    after: Live
    answered: tuple[Reminder, ...]
    others: tuple[Reminder, ...]


def change(decision: Decision, admitted: Admitted, context: Context) -> Effect:
    """What the decision would make of the plan and of its reminders."""
    record = admitted.record
    decided, made = as_decided(
        record,
        admitted.live.kept,
        decision,
        by=context.who,
        name=context.known.name,
        at=context.now,
        visit=fresh_number(admitted.live) if decision.drug is None else 0,
    )
    settled = answered_by(
        context.known.reminders, decision, by=decided.by, name=decided.name, at=decided.at
    )
    after = live_in(context, made, context.known.team)
    asked = {each.id: _naming(each, after) for each in settled}
    reminders = tuple(asked.get(each.id, each) for each in context.known.reminders)
    return Effect(
        decided=decided,
        made=made,
        before=admitted.live,
        after=after,
        answered=tuple(asked.values()),
        others=replanned(reminders, after, context.now),
    )


def _naming(reminder: Reminder, after: Live) -> Reminder:
    """The answered question, whose messages name from now on what was decided."""
    named = dose_named(reminder, after)
    if named is None:
        return reminder
    mg, first = named
    shown = set(messages(reminder))
    told = (
        replace(each, named_mg=mg, named_from=first)
        if (each.chat, each.message) in shown
        else each
        for each in reminder.deliveries
    )
    return replace(reminder, deliveries=tuple(told))


def taken(session: Session, changed: Effect, admitted: Admitted, context: Context) -> Turn:
    """The turn that writes it; whoever was asked is shown who decided what."""
    decision = changed.decided.decision
    own = () if _tells_itself(decision, context) else _revised(changed)
    told_below = any(each.due == context.now for each in own)
    note = done(changed, context)
    here = replace(note, blocks=_short(changed, note, context)) if told_below else note
    return Turn(
        session=session,
        replies=(here, *_elsewhere(changed, admitted, note, context)),
        made=changed.made,
        keeps=(*changed.answered, *changed.others, *own),
        deeds=(
            Deed(
                action="decided",
                label=changed.made.label,
                reason=undo.code(decision),
            ),
        ),
    )


def _short(changed: Effect, note: Note, context: Context) -> tuple[Block, ...]:
    """In a group that reads the new revision at once what is different stands there alone."""
    if context.known.place is not Place.GROUP:
        return note.blocks
    _, different = consequences(changed)
    return tuple(block for block in note.blocks if block != different)


def _tells_itself(decision: Decision, context: Context) -> bool:
    """A step is told by its dose; not where an earlier revision is still to be read."""
    open_ = (each for each in context.known.reminders if each.stage.is_open)
    unread = any(each.matter is Matter.REVISED for each in open_)
    return decision.move is Move.STEP and not unread


def consequences(changed: Effect) -> tuple[Block, ...]:
    """The dose from then on, and every difference."""
    decision = changed.decided.decision
    before, after = changed.before.course, changed.after.course
    says: Block = ()
    if decision.drug:
        says = tuple(given(decision, decision.drug))
    elif before and after:
        says = (*what(decision, before, after), *goes_on(decision, changed.after))
    return says, changes(changed.before, changed.after, changed.others)


def done(changed: Effect, context: Context) -> Note:
    """Who decided what, when, and what is different now."""
    made, decision = changed.made, changed.decided.decision
    until, undoes = undo.offered(changed.after, context.who)
    rising = changed.after.guideline.taper.gate.rising_enzyme.statement
    says = {Move.HOLD: f"after.{decision.reason}", Move.STOP: "after.stop"}.get(decision.move)
    if decision.reason is Reason.NEW_COUGH and decision.move in {Move.SUSPEND, Move.END}:
        says = "after.new_cough"
    says = None if decision.leaves else says
    return Note(
        label=made.label,
        number=made.revision,
        blocks=(
            (
                say("stands.plan", strong=True, label=made.label, revision=made.revision),
                decided_by(changed.decided, zone_of(context)),
                *_rests_on(changed),
            ),
            *consequences(changed),
            *(((say(says, rule=rising),),) if says else ()),
            *((until,) if until else ()),
        ),
        choices=(*undoes, *to_the_card(context)),
    )


def _rests_on(changed: Effect) -> Block:
    """What was found, where a step was taken on it."""
    found = fresh(changed.before)
    steps = changed.decided.decision.move is Move.STEP
    return (said(changed.made, found),) if found and steps else ()


def _revised(changed: Effect) -> tuple[Reminder, ...]:
    return (raised(changed.after, Matter.REVISED, str(changed.made.revision)),)


def _elsewhere(
    changed: Effect, admitted: Admitted, decision: Note, context: Context
) -> Iterator[Note]:
    """The decision in place of what asked for it, once in each chat that treats and not again
    where it was taken."""
    recipients = admitted.recipients
    told = {context.known.chat}
    clinicians = treating(recipients)
    for each in changed.answered:
        for chat, message in shown_in(each, recipients, context):
            alone = len(in_message(context.known.reminders, chat, message)) == 1
            if alone and chat in clinicians - told:
                told.add(chat)
                choices = CARD if chat > 0 else ()
                yield replace(decision, chat=chat, message=message, choices=choices)
