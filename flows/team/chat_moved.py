"""What becomes of a chat that moves, goes away, or comes back."""

from collections.abc import Iterator
from dataclasses import replace

from flows.plan.live import live_in
from flows.reminder.settled import is_about_the_owner, stands
from flows.reminder.stages import in_stage, migrated
from flows.reminder.wanted import raised
from flows.talk.records import Kept, Matter, Place, Team
from flows.talk.turn import Context, Deed, Moved, Reachable, Session, Turn

GONE = "group"  # the team's serial after it: a group may go more than once a day


def moved(session: Session, heard: Moved, context: Context) -> Turn:
    """The team and what was sent to its group follow the group to its new number."""
    team, chat = context.known.team, context.known.chat
    if team is None:
        return Turn(session=session, replies=())
    followed = replace(team, chat=heard.chat, thread=0, serial=team.serial + 1)
    reminders = (
        migrated(each, chat, heard.chat)
        for each in context.known.ahead
        if any(delivery.chat == chat for delivery in each.deliveries)
    )
    deed = _deed("group_moved", team)
    return Turn(session=session, replies=(), keeps=(followed, *reminders), deeds=(deed,))


def reached(session: Session, heard: Reachable, context: Context) -> Turn:
    """Whether the chat can be written to is kept; where a group cannot, its plans tell it."""
    if context.known.place is Place.GROUP:
        return _group(session, heard, context)
    person = context.known.person
    if not person.memberships or person.reachable is heard.writable:
        return Turn(session=session, replies=())
    kept = replace(person, reachable=heard.writable, serial=person.serial + 1)
    again = _owner_told_again(context) if heard.writable else ()
    return Turn(session=session, replies=(), keeps=(kept, *again))


def _owner_told_again(context: Context) -> Iterator[Kept]:
    """That the owner could not be reached is no longer said of the own plans."""
    own = {each.label for each in context.known.plans if each.owner == context.who}
    for each in context.known.ahead:
        if each.label in own and is_about_the_owner(each):
            yield replace(in_stage(each, "withdraw"), at=context.now)


def _group(session: Session, heard: Reachable, context: Context) -> Turn:
    team = context.known.team
    if team is None or team.dead is not heard.writable:
        return Turn(session=session, replies=())
    kept = replace(team, dead=not heard.writable, serial=team.serial + 1)
    told = tuple(_told_again(kept, context) if heard.writable else _undelivered(kept, context))
    deed = _deed("group_back" if heard.writable else "group_gone", team)
    return Turn(session=session, replies=(), keeps=(kept, *told), deeds=(deed,))


def _told_again(team: Team, context: Context) -> Iterator[Kept]:
    """That nothing reached the group is no longer said of its plans."""
    for record in context.known.plans:
        live = live_in(context, record, team)
        theirs = (each for each in context.known.ahead if each.label == record.label)
        lost = [each for each in theirs if each.matter is Matter.UNDELIVERED]
        yield from (
            replace(in_stage(each, "withdraw"), at=context.now)
            for each in lost
            if not stands(each, live)
        )


def _undelivered(team: Team, context: Context) -> Iterator[Kept]:
    """One for each plan that reminds; told to its owner and the administrators."""
    for record in context.known.plans:
        live = live_in(context, record, team)
        if live.reminds:
            yield raised(live, Matter.UNDELIVERED, f"{GONE}_{team.serial}")


def _deed(action: str, team: Team) -> Deed:
    return Deed(action=action, label="", reason=str(team.number))
