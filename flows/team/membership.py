"""Who belongs to a team: its people, one let go, one who leaves."""

from collections.abc import Iterator
from dataclasses import replace

from flows.talk.records import Person, Role, Team
from flows.talk.replies import Sentence
from flows.talk.rights import Action, may
from flows.talk.screens import Rows, button, named, posted, say, screen, toast, told
from flows.talk.turn import Commanded, Context, Deed, Session, Turn
from flows.team.screens import belongs, members_of, own_teams, roles_in


def people(session: Session, team: Team, value: str, context: Context) -> Turn:
    """Everybody with a role in the team, and a button for each whom this person may let go."""
    del value
    there = members_of(team, context)
    rows: Rows = tuple(
        (button(f"team.remove.{each.who}", "pick.remove", name=named(each)),)
        for each in there
        if _may_let_go(team, each, context)
    )
    return screen(
        session,
        (say("team.people", strong=True, team=team.number),),
        tuple(_line(each, team) for each in there),
        rows=(*rows, (button("team.show", "pick.back"),)),
        number=team.number,
    )


def remove(session: Session, team: Team, value: str, context: Context) -> Turn:
    """Somebody is let go only once that is confirmed."""
    gone = _meant(team, value, context)
    if gone is None:
        return toast(session, "not_now")
    return screen(
        session,
        (say("team.remove", team=team.number, name=named(gone), roles=roles_in(gone, team)),),
        rows=(
            (button(f"team.removed.{gone.who}", "pick.remove_yes"),),
            (button("team.members", "pick.back"),),
        ),
        number=team.number,
    )


def removed(session: Session, team: Team, value: str, context: Context) -> Turn:
    """The person has no role in the team any more, from the next press on."""
    gone = _meant(team, value, context)
    if gone is None:
        return toast(session, "not_now")
    left = tuple(each for each in context.known.people if each.who != gone.who)
    known = replace(context.known, people=left)
    turn = people(session, team, "", replace(context, known=known))
    after = without(gone, team)
    still = _stays(after, _owned(after, team, context)[0])
    note = posted(gone.who, say("team.you_were_removed", team=team.number), *still)
    return replace(
        turn,
        replies=(*turn.replies, note),
        keeps=(after,),
        deeds=(_deed("removed", team),),
    )


def stop(session: Session, heard: Commanded, context: Context) -> Turn:
    """`/stop`: which team is left."""
    del heard
    teams = own_teams(context)
    if not teams:
        return told(session, "team.leaves_none")
    rows = tuple(
        (button("team.leave", "pick.leave_team", its_number=team.number, team=team.number),)
        for team in teams
    )
    return screen(session, (say("team.leave_which"),), rows=rows, anew=True)


def leave(session: Session, team: Team, value: str, context: Context) -> Turn:
    """What leaving means, before it happens."""
    del value
    if not belongs(context, team):
        return toast(session, "not_now")
    after = without(context.known.person, team)
    kept, lost = _owned(after, team, context)
    return screen(
        session,
        (say("team.leave", team=team.number),),
        (say("team.leave_owned", labels=lost),) if lost else (),
        (say("team.leave_last"),) if _last(team, context) else (),
        tuple(_stays(after, kept)),
        rows=((button("team.left", "pick.leave_yes"),), (button("team.show", "pick.back"),)),
        number=team.number,
    )


def left(session: Session, team: Team, value: str, context: Context) -> Turn:
    """The person's roles in this team have ended."""
    del value
    if not belongs(context, team):
        return toast(session, "not_now")
    after = without(context.known.person, team)
    still = tuple(_stays(after, _owned(after, team, context)[0]))
    turn = screen(session, (say("team.left", team=team.number),), still)
    return replace(turn, keeps=(after,), deeds=(_deed("left", team),))


def _owned(after: Person, team: Team, context: Context) -> tuple[tuple[str, ...], ...]:
    """The plans of the team that this person owns: those still decided about without a role in
    the team, and those no longer."""
    owned = [
        record
        for record in context.known.plans
        if record.owner == after.who and record.team == team.number and not record.closed_at
    ]
    kept = tuple(each.label for each in owned if may(Action.DECIDE, after, each))
    return kept, tuple(each.label for each in owned if each.label not in kept)


def _stays(after: Person, kept: tuple[str, ...]) -> Iterator[Sentence]:
    """What still comes to whoever has no role in the team any more."""
    if kept:
        yield say("team.leave_keeps", labels=kept)
    if may(Action.AUDIT, after):
        yield say("team.leave_administrator")


def without(person: Person, team: Team) -> Person:
    """The person with no role in this team."""
    others = tuple(each for each in person.memberships if each.team != team.number)
    return replace(person, memberships=others, serial=person.serial + 1)


def _meant(team: Team, value: str, context: Context) -> Person | None:
    """The member whom the press names, where this person may let them go."""
    there = (each for each in members_of(team, context) if str(each.who) == value)
    return next((each for each in there if _may_let_go(team, each, context)), None)


def _may_let_go(team: Team, member: Person, context: Context) -> bool:
    """Whoever may bring somebody into this role may end it."""
    cares = set(roles_in(member, team)) == {Role.CARE_TEAM}
    action = Action.INVITE_CARE_TEAM if cares else Action.INVITE_ANYBODY
    return may(action, context.known.person, team=team.number)


def _last(team: Team, context: Context) -> bool:
    """Whether no prescriber would be left in the team."""
    others = (each for each in members_of(team, context) if each.who != context.who)
    prescribes = Role.PRESCRIBER in roles_in(context.known.person, team)
    return prescribes and not any(Role.PRESCRIBER in roles_in(each, team) for each in others)


def _line(person: Person, team: Team) -> Sentence:
    roles = roles_in(person, team)
    says = "team.person" if person.reachable else "team.person_unreachable"
    return say(says, name=named(person), who=str(person.who), roles=roles)


def _deed(action: str, team: Team) -> Deed:
    return Deed(action=action, label="", reason=str(team.number))
