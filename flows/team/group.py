"""The group of a team: bound by a code that was made in private, proved by one press in it."""

from dataclasses import replace

from flows.talk.records import Invite, Kept, Place, Team
from flows.talk.replies import Moment, Note
from flows.talk.rights import Action, may
from flows.talk.screens import button, posted, say, screen, team_of, toast, told
from flows.talk.turn import Commanded, Context, Deed, Pressed, Session, Turn
from flows.team.invitations import VALID
from flows.team.room import warnings


def bind(session: Session, heard: Pressed, context: Context) -> Turn:
    """A code that binds one group to this team, shown this once."""
    team, known = context.known.team, context.known
    del heard
    if team is None or not may(Action.SHARE, known.person, team=team.number):
        return toast(session, "may_not")
    until = context.now + VALID
    made = Invite(hashed=known.fresh_hash, issuer=context.who, expires=until, team=team.number)
    turn = screen(
        session,
        (say("bind.how", team=team.number, until=Moment(until, team.zone)),),
        (say("bind.code", code=known.fresh_code),),
        (say("bind.care"),),
        rows=((button("team.show", "pick.back"),),),
        number=team.number,
    )
    deed = Deed(action="bind_code", label="", reason=str(team.number))
    return replace(turn, keeps=(made,), deeds=(deed,))


def link(session: Session, heard: Commanded, context: Context) -> Turn:
    """`/link CODE` in a group: it is the team's from now on, and is asked for one press."""
    del heard
    known = context.known
    if known.place is not Place.GROUP:
        return told(session, "bind.in_the_group")
    invite = known.invite
    team = team_of(context, invite.team) if invite else None
    if invite is None or team is None or not _counts(invite, context):
        return told(session, "bind.refused")
    if known.team is not None and known.team.number != team.number:
        return told(session, "bind.other_team")
    used = replace(invite, used_by=known.chat, serial=invite.serial + 1)
    return _bound(session, team, used, context)


def _counts(invite: Invite, context: Context) -> bool:
    """Whether the code binds a group: made by this person, who still prescribes for the team."""
    return (
        invite.role is None
        and not invite.used_by
        and context.now < invite.expires
        and invite.issuer == context.who
        and may(Action.SHARE, context.known.person, team=invite.team)
    )


def _bound(session: Session, team: Team, used: Kept, context: Context) -> Turn:
    known = context.known
    bound = replace(
        team,
        chat=known.chat,
        thread=known.thread,
        dead=False,
        proved=False,
        serial=team.serial + 1,
    )
    test = screen(
        session,
        (say("bind.bound", strong=True, team=team.number),),
        warnings(known.room),
        (say("bind.test"),),
        rows=((button("proof", "pick.proof"),),),
        number=team.number,
        anew=True,
    )
    deed = Deed(action="bound", label="", reason=str(team.number))
    return replace(
        test,
        replies=(*test.replies, *_told_old_group(team, context)),
        keeps=(bound, used),
        deeds=(deed,),
    )


def _told_old_group(team: Team, context: Context) -> tuple[Note, ...]:
    """A group that the team leaves is told so."""
    if team.chat in {0, context.known.chat} or team.dead:
        return ()
    return (posted(team.chat, say("bind.elsewhere", team=team.number)),)


def proof(session: Session, heard: Pressed, context: Context) -> Turn:
    """The button of the test message: what is sent here is seen."""
    team, known = context.known.team, context.known
    if team is None or team.number != heard.number or known.chat != team.chat:
        return toast(session, "no_such_team")
    if not may(Action.READ_TODAY, known.person, team=team.number):
        return toast(session, "no_role")
    if team.proved:
        return toast(session, "proved")
    at = Moment(context.now, team.zone)
    turn = screen(session, (say("bind.proved", team=team.number, name=known.name, at=at),))
    kept = replace(team, proved=True, serial=team.serial + 1)
    deed = Deed(action="proved", label="", reason=str(team.number))
    return replace(turn, keeps=(kept,), deeds=(deed,))
