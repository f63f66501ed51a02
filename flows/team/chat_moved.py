"""What becomes of a chat that moves, goes away, or comes back.

A chat that counts as lost is one again with the first thing that is heard from it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from flows.plan.live import live_in
from flows.reminder.stages import migrated, reached_again
from flows.reminder.wanted.settled import GROUP_GONE, OWNER_GONE
from flows.reminder.wanted.wanted import raised, withdrawn
from flows.talk.records import (
    Kept,
    Landing,
    Matter,
    Membership,
    Person,
    Place,
    PlanRecord,
    Reminder,
    Role,
    Stage,
    Team,
)
from flows.talk.replies import Note
from flows.talk.rights import Action, may
from flows.talk.screens import named, posted, say, screen, team_of
from flows.talk.turn import Context, Deed, Moved, Reachable, Session, Turn
from flows.team.room import warnings


def moved(session: Session, heard: Moved, context: Context) -> Turn:
    """The team and what was sent to its group follow the group to its new number."""
    team, chat = context.known.team, context.known.chat
    if team is None or not team.serial:
        return Turn(session=session, replies=())
    followed = replace(team, chat=heard.chat, thread=0, dead=False, serial=team.serial + 1)
    held = tuple(_held(context)) if team.dead else ()
    going = {each.id for each in held}
    reminders = (
        migrated(each, chat, heard.chat)
        for each in context.known.open
        if each.id not in going and any(delivery.chat == chat for delivery in each.deliveries)
    )
    deed = _deed("group_moved", team)
    return Turn(session=session, replies=(), keeps=(followed, *held, *reminders), deeds=(deed,))


def reached(session: Session, heard: Reachable, context: Context) -> Turn:
    """Whether the chat can be written to is kept; where a group cannot, its plans tell it."""
    warns = warnings(context.known.room) if heard.added else ()
    turn = screen(session, warns) if warns else Turn(session=session, replies=())
    if heard.writable:
        return heard_from(turn, context)
    if context.known.place is Place.GROUP:
        return _group_gone(turn, context)
    return _person_gone(turn, context)


def heard_from(turn: Turn, context: Context) -> Turn:
    """The turn, and its chat is one that can be reached: what was held back for it goes on."""
    known = context.known
    if known.place is Place.GROUP:
        if known.team is None or not (known.team.dead and known.team.serial):
            return turn
        back: Team | Person = replace(known.team, dead=False, serial=known.team.serial + 1)
        turn = replace(turn, deeds=(*turn.deeds, _deed("group_back", known.team)))
    elif known.person.reachable:
        return turn
    else:
        back = replace(known.person, reachable=True, serial=known.person.serial + 1)
        turn = replace(turn, deeds=(*turn.deeds, Deed(action="person_back", label="")))
    return replace(turn, keeps=(*_with(turn.keeps, back), *_others(turn.keeps, context)))


def _with(keeps: tuple[Kept, ...], back: Team | Person) -> Iterator[Kept]:
    """What the turn keeps, and that the chat is back, in one writing of the same record."""
    there = False
    for each in keeps:
        if isinstance(each, Team) and isinstance(back, Team) and each.number == back.number:
            there = True
            yield replace(each, dead=False)
        elif isinstance(each, Person) and isinstance(back, Person) and each.who == back.who:
            there = True
            yield replace(each, reachable=True)
        else:
            yield each
    if not there:
        yield back


def _others(keeps: tuple[Kept, ...], context: Context) -> Iterator[Reminder]:
    named = {each.id for each in keeps if isinstance(each, Reminder)}
    return (each for each in _held(context) if each.id not in named)


def _held(context: Context) -> Iterator[Reminder]:
    """What nobody was left to tell goes on; that the chat is lost need not be told any more."""
    chat, lost = context.known.chat, _lost(context.known.place)
    for each in context.known.held:
        if each.matter is Matter.UNDELIVERED and each.detail.startswith(lost):
            yield from withdrawn((each,), context.now)
        elif each.stage is Stage.NEEDS_HUMAN and not _has_it(each, chat):
            yield reached_again(each, context.known.team, context.now)


def _lost(place: Place) -> str:
    return GROUP_GONE if place is Place.GROUP else OWNER_GONE


def _has_it(reminder: Reminder, chat: int) -> bool:
    return any(each.chat == chat and each.landing is Landing.SENT for each in reminder.deliveries)


def _group_gone(turn: Turn, context: Context) -> Turn:
    team = context.known.team
    if team is None or team.dead or not team.serial:
        return turn
    kept = replace(team, dead=True, serial=team.serial + 1)
    told = tuple(_undelivered(context.known.plans, kept.serial, kept, context))
    return replace(turn, keeps=(kept, *told), deeds=(_deed("group_gone", team),))


def _person_gone(turn: Turn, context: Context) -> Turn:
    """Whoever has no role here and owns no plan is nobody to remember."""
    person, plans = context.known.person, context.known.plans
    own = tuple(each for each in plans if each.owner == person.who)
    if not (person.reachable and (person.memberships or own)):
        return turn
    lost = replace(person, reachable=False, serial=person.serial + 1)
    told = (
        each
        for record in own
        for each in _undelivered((record,), lost.serial, team_of(context, record.team), context)
    )
    return replace(
        turn,
        replies=(*turn.replies, *_told_so(lost, context)),
        keeps=(lost, *told),
        deeds=(Deed(action="person_gone", label=""),),
    )


def _told_so(lost: Person, context: Context) -> Iterator[Note]:
    """Who relies on the person: the other prescribers of each team, or its group where there is
    none; of an administrator, the others."""
    known = context.known
    for team in known.teams:
        role = Membership(role=Role.PRESCRIBER, team=team.number)
        if role not in lost.memberships:
            continue
        there = (each for each in known.people if each.reachable and each.who != lost.who)
        others = [each.who for each in there if role in each.memberships]
        for chat in others or filter(None, [0 if team.dead else team.chat]):
            gone = say("team.gone", name=named(lost), team=team.number)
            yield posted(chat, gone, number=team.number)
    if may(Action.AUDIT, lost):
        for chat in known.administrators:
            if chat != lost.who:
                yield posted(chat, say("team.gone_administrator", name=named(lost)))


def _undelivered(
    plans: Iterable[PlanRecord], serial: int, team: Team | None, context: Context
) -> Iterator[Kept]:
    """One for each plan that reminds, each time, by the serial of what is lost; told to whoever
    else may know."""
    detail = f"{_lost(context.known.place)}{serial}"
    for record in plans:
        live = live_in(context, record, team)
        if live.reminds:
            yield raised(live, Matter.UNDELIVERED, detail)


def _deed(action: str, team: Team) -> Deed:
    return Deed(action=action, label="", reason=str(team.number))
