"""A plan passes to another prescriber, or ends: who has it now, and what they have to know."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from flows.plan.drugs import agents_taken
from flows.plan.live import CannotStand
from flows.plan.status import dose_and_next
from flows.reminder.readable import as_of_now
from flows.reminder.stages import has_no_dose, waits_for_somebody
from flows.reminder.wanted.settled import is_about_the_owner
from flows.reminder.wanted.wanted import withdrawn
from flows.talk.records import Person, PlanRecord, Reminder, Stage
from flows.talk.replies import Moment, Sentence
from flows.talk.rights import Action, allowed, may
from flows.talk.screens import (
    Rows,
    button,
    named,
    page_of,
    posted,
    say,
    screen,
    team_of,
    toast,
    turning,
    zone_for,
)
from flows.talk.turn import Context, Deed, Pressed, Session, Turn
from flows.team.pressed_plan import concerned

BACK: Rows = ((button("show", "pick.back_to_plan"),),)
A_PAGE = 6


def hand(session: Session, heard: Pressed, context: Context) -> Turn:
    """To whom the plan passes, whether that is meant, or the plan with its new owner."""
    _, _, what = heard.press.partition(".")
    if not heard.label:
        return _summary(session, context, page=int(what) if what.isdecimal() else 0)
    record = concerned(session, heard, context, Action.HAND_OVER)
    if isinstance(record, Turn):
        return record
    who, _, sure = what.partition(".")
    if not who:
        return _to_whom(session, record, context)
    person = next((each for each in _heirs(record, context) if str(each.who) == who), None)
    if person is None:
        return toast(session, "no_prescriber")
    taken = sure == str(record.owner)  # from whoever was asked about: nobody else's plan passes
    return (_handed if taken else _sure)(session, record, person, context)


def _heirs(record: PlanRecord, context: Context) -> tuple[Person, ...]:
    """The other prescribers of the plan's team."""
    return tuple(
        each
        for each in context.known.people
        if each.who != record.owner and may(Action.SHARE, each, team=record.team)
    )


def _to_whom(session: Session, record: PlanRecord, context: Context) -> Turn:
    heirs = _heirs(record, context)
    rows = tuple((button(f"hand.{each.who}", "pick.hand_to", name=named(each)),) for each in heirs)
    return screen(
        session,
        (say("hand.head", strong=True, label=record.label),),
        (say("hand.to_whom" if heirs else "hand.nobody"),),
        rows=rows + BACK,
        label=record.label,
        number=record.revision,
    )


def _sure(session: Session, record: PlanRecord, person: Person, context: Context) -> Turn:
    del context
    return screen(
        session,
        (say("hand.sure", label=record.label, name=named(person)),),
        rows=((button(f"hand.{person.who}.{record.owner}", "pick.hand_yes"),), *BACK),
        label=record.label,
        number=record.revision,
    )


def _handed(session: Session, record: PlanRecord, person: Person, context: Context) -> Turn:
    """The owner is another; who made it stays written."""
    after = replace(
        record,
        owner=person.who,
        made_by=record.made_by or record.owner,
        serial=record.serial + 1,
    )
    done = say("hand.done", label=record.label, name=named(person))
    turn = screen(session, (done,), label=record.label, number=record.revision)
    news = say("hand.yours", label=record.label, name=context.known.name)
    what = tuple(_stands(after, context.known.reminders, context))
    note = replace(
        posted(
            person.who,
            news,
            label=record.label,
            number=record.revision,
            rows=BACK,
            team=team_of(context, record.team),
        ),
        blocks=((news,), what),
    )
    deed = Deed(action="handed_over", label=record.label)
    lost = (each for each in context.known.reminders if is_about_the_owner(each))
    there = withdrawn(tuple(lost), context.now)
    return replace(turn, replies=(*turn.replies, note), keeps=(after, *there), deeds=(deed,))


def close(session: Session, heard: Pressed, context: Context) -> Turn:
    """Whether it is meant, or the plan closed and everything of it that was still to come gone."""
    record = concerned(session, heard, context, Action.DECIDE)
    if isinstance(record, Turn):
        return record
    if heard.press == "close":
        return screen(
            session,
            (say("close.sure", label=record.label), *_goes_on(record, context)),
            (_erased_on(record, context),),
            rows=((button("close.yes", "pick.close_yes"),), *BACK),
            label=record.label,
            number=record.revision,
        )
    after = replace(record, closed_at=context.now, serial=record.serial + 1)
    at = Moment(context.now, zone_for(record, context))
    turn = screen(
        session,
        (say("close.done", label=record.label, at=at), _erased_on(record, context)),
        rows=BACK,
        label=record.label,
        number=record.revision,
    )
    gone = withdrawn(context.known.reminders, context.now)
    deed = Deed(action="closed", label=record.label)
    return replace(turn, keeps=(after, *gone), deeds=(deed,))


def _goes_on(record: PlanRecord, context: Context) -> Iterator[Sentence]:
    """The agents that are taken all the same, which somebody has to follow."""
    try:
        taken = agents_taken(as_of_now(record, context))
    except CannotStand:  # it can be closed for that
        return
    if taken:
        yield say("close.goes_on", drugs=taken)


def _erased_on(record: PlanRecord, context: Context) -> Sentence:
    """When all that is kept of it goes, if it is closed now."""
    until = context.known.retention.until(context.now)
    return say("close.until", day=until.astimezone(ZoneInfo(zone_for(record, context))).date())


def _summary(session: Session, context: Context, *, page: int) -> Turn:
    """Every open plan of this person: the dose in force, what is next, what nobody answered."""
    plans = [
        record
        for record in allowed(Action.OPEN, context.known.person, context.known.plans)
        if record.closed_at is None
    ]
    part, page, count = page_of(plans, page, A_PAGE)
    return screen(
        session,
        (say("hand.summary" if plans else "hand.no_plans", strong=True, count=len(plans)),),
        *(
            (
                say("hand.plan", strong=True, label=record.label),
                *_stands(record, context.known.of(record.label).all, context),
            )
            for record in part
        ),
        rows=turning("hand", page, count),
    )


def _stands(
    record: PlanRecord, reminders: Sequence[Reminder], context: Context
) -> Iterator[Sentence]:
    """What whoever takes over has to know of one plan with these reminders."""
    live = as_of_now(record, context)
    zone = zone_for(record, context)
    yield from dose_and_next(record, live, zone)
    if not record.live:
        yield say("hand.waits")
    theirs = [each for each in reminders if each.stage.is_open]
    for each in theirs:
        if waits_for_somebody(each):
            yield say("hand.open", matter=each.matter, day=each.day)
    pending = [e for e in theirs if e.stage is Stage.PENDING and not has_no_dose(e)]
    ahead = sorted((e.due, e.matter) for e in pending if e.due)
    for due, matter in ahead[:1]:
        yield say("hand.next", matter=matter, at=Moment(due, zone))
