"""/forget: a plan is erased by its owner or an administrator, and whoever follows it knows."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from flows.plan.live import CannotStand
from flows.reminder.message.pinned import in_force_now
from flows.reminder.readable import as_of_now, unread
from flows.reminder.recipients import Recipients, readers, recipients_of, treating
from flows.talk.erasure import Eraser, Erasure, Errand, Tombstone, owed
from flows.talk.label import FORM, check
from flows.talk.records import Person, Place, PlanRecord
from flows.talk.replies import Moment, Note, Sentence
from flows.talk.rights import Action, allowed, may
from flows.talk.screens import (
    Block,
    Rows,
    button,
    in_rows,
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
from flows.talk.traces import prompted, without
from flows.talk.turn import Commanded, Context, Deed, Pressed, Session, Turn
from flows.talk.typed.text import LONGEST

FORGET, SURE = "forget", "forget.yes"
ERASED = "erased"
A_PAGE = 6  # plans
TO_THE_PLANS: Rows = ((button("plans.all", "pick.all_plans"),),)
ERASED_BY: Mapping[Eraser, str] = MappingProxyType(
    {
        Eraser.OWNER: "forget.by_owner",
        Eraser.ADMINISTRATOR: "forget.by_administrator",
        Eraser.TIME: "forget.by_time",
    }
)
BACK: Rows = ((button("show", "pick.back_to_plan"),),)


def forget(session: Session, heard: Commanded, context: Context) -> Turn:
    """Whether it is meant; of a plan of others as of one that never was.

    A label that was erased is answered as one that was never given, to everybody: to say more, it
    would have to be kept whose plan it was, and that is what was erased. The audit knows the day.
    """
    label = heard.argument.strip()[:LONGEST].upper()
    if not FORM.fullmatch(label):
        return _which(session, context, 0, anew=True)
    if not check(label):
        return screen(session, (say("list.mistyped", label=label),), anew=True)
    record = context.plan
    if record is None or not may(Action.FORGET, context.known.person, record):
        return screen(session, (say("list.no_such_plan"),), anew=True)
    return _sure(session, record, context, anew=True)


def forget_pressed(session: Session, heard: Pressed, context: Context) -> Turn:
    """Whether it is meant, or the plan is erased; of no plan, another page of all."""
    if not heard.label:
        page = heard.press.removeprefix(f"{FORGET}.")
        return _which(session, context, int(page) if page.isdecimal() else 0)
    record = context.plan
    if record is None or not may(Action.FORGET, context.known.person, record):
        return toast(session, "no_such_plan")
    if heard.number != record.revision:
        return toast(session, "other_revision", pressed=heard.number, current=record.revision)
    if heard.press != SURE:
        return _sure(session, record, context)
    return _erased(session, record, context)


def pressed_of_erased(
    session: Session, heard: Pressed, stone: Tombstone, context: Context
) -> Turn:
    """That it was erased, in the place of what still showed it; in a group others may read more
    than this plan there."""
    says = ERASED_BY[stone.by]
    if context.known.place is Place.GROUP:
        return toast(session, "erased", label=heard.label)
    at = Moment(stone.at, context.zone_name)
    return screen(session, (say(says, label=heard.label, at=at),), rows=TO_THE_PLANS)


def _which(session: Session, context: Context, page: int, *, anew: bool = False) -> Turn:
    """The plans of this person, each a button; closed ones first, which are done with."""
    theirs = allowed(Action.FORGET, context.known.person, context.known.plans)
    found = sorted(theirs, key=lambda each: (each.closed_at is None, each.label))
    part, page, count = page_of(found, page, A_PAGE)
    keys = (
        button(FORGET, "pick.plan", its_label=e.label, its_number=e.revision, plan=e.label)
        for e in part
    )
    return screen(
        session,
        (say("forget.which"),) if found else (say("forget.how"),),
        *unread(context),
        rows=(*in_rows(keys), *turning(FORGET, page, count)),
        anew=anew,
    )


def _as_what(record: PlanRecord, person: Person) -> Eraser:
    return Eraser.OWNER if record.owner == person.who else Eraser.ADMINISTRATOR


def _sure(session: Session, record: PlanRecord, context: Context, *, anew: bool = False) -> Turn:
    """What goes and what stays; nothing has changed yet."""
    opens = may(Action.OPEN, context.known.person, record)
    running = (say("forget.running", strong=True),) if record.reminds else ()
    return screen(
        session,
        (say("forget.sure", strong=True, label=record.label), *running),
        (say("forget.goes"),),
        (say("forget.stays"), _of_backups(context)),
        rows=((button(SURE, "pick.forget_yes", label=record.label),), *(BACK if opens else ())),
        label=record.label,
        number=record.revision,
        anew=anew,
    )


def _of_backups(context: Context) -> Sentence:
    retention = context.known.retention
    if retention.shredded:
        return say("forget.backups_shredded", days=retention.plans)
    if retention.backups:
        return say("forget.backups", count=retention.backups, days=retention.plans)
    return say("forget.backups_none", days=retention.plans)


def _erased(session: Session, record: PlanRecord, context: Context) -> Turn:
    """Nothing is kept of it but that it was erased; what chats show of it goes as well."""
    label, known = record.label, context.known
    says = tuple(_farewells(record, context))
    told = (say("forget.told", chats=len(says)),) if says else ()
    turn = screen(
        without(session, label),
        (say("forget.done", strong=True, label=label), *told),
        (say("forget.by_hand"),),
        rows=TO_THE_PLANS,
    )
    erasure = Erasure(
        label=label,
        serial=record.serial,
        by=_as_what(record, known.person),
        errands=(*_messages(record, context), *prompted(session, known.chat, label, context.now)),
        says=says,
    )
    return replace(turn, erases=erasure, deeds=(Deed(action=ERASED, label=label),))


def _messages(record: PlanRecord, context: Context) -> tuple[Errand, ...]:
    """That every message goes which is known to show it, but for the one that was pressed, which
    says now that it is erased, and lists of several plans."""
    known, team = context.known, team_of(context, record.team)
    shown = [
        (each.chat, each.message, each.sent_at)
        for reminder in known.reminders
        for each in reminder.deliveries
        if each.message and not each.of_several
    ]
    if record.pinned and team and team.chat:
        shown.append((team.chat, record.pinned, None))
    pressed = known.chat, known.message
    return owed((each for each in shown if each[:2] != pressed), context.now)


def _farewells(record: PlanRecord, context: Context) -> Iterator[tuple[Note, int]]:
    """To everybody who follows it, where anything was to come, and else to its owner alone; each
    with its topic, and whoever treats with the doses."""
    known = context.known
    recipients = recipients_of(
        record, team_of(context, record.team), known.people, known.administrators
    )
    chats = _followers(recipients, context) if record.reminds else {recipients.owner}
    for chat in sorted(chats - {0, known.chat}):
        at = Moment(context.now, zone_for(record, context))
        head = say("forget.over", strong=True, label=record.label, name=_name(context), at=at)
        blocks: tuple[Block, ...] = ((head, say("forget.over_other")),)
        if record.reminds:
            last = (_last(record, context),) if chat in treating(recipients) else ()
            blocks = ((head, say("forget.over_running")), *last)
        thread = recipients.thread if chat == recipients.group else 0
        yield replace(posted(chat, head, label=record.label), blocks=blocks), thread


def _followers(recipients: Recipients, context: Context) -> set[int]:
    """Whoever treats, and whoever was reminded of it and may still read of it."""
    told = {
        each.chat
        for reminder in context.known.reminders
        for each in reminder.deliveries
        if each.message
    }
    return set(treating(recipients) | (told & readers(recipients)))


def _last(record: PlanRecord, context: Context) -> Block:
    """The doses in force, which nobody will name again."""
    try:
        return (say("forget.last"), *in_force_now(as_of_now(record, context)))
    except CannotStand:
        return (say("forget.last_unknown", name=_name(context)),)


def _name(context: Context) -> str:
    return context.known.name or named(context.known.person)
