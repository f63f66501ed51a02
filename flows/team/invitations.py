"""Invitations: a code made for one role, taken once by whoever it was given to."""

from dataclasses import replace
from datetime import timedelta

from flows.talk.limits import PRESCRIBERS
from flows.talk.records import Invite, Membership, Person, Role
from flows.talk.replies import Choice, Moment, Note
from flows.talk.rights import Action, may
from flows.talk.screens import Rows, button, named, posted, say, screen, toast, told
from flows.talk.turn import Commanded, Context, Deed, Pressed, Session, Turn

VALID = timedelta(hours=24)  # a code, of an invitation or of a group
GIVEN = (Role.CARE_TEAM, Role.PRESCRIBER, Role.TRAINEE)  # an administrator is never invited
NO_TEAM = (Role.PRESCRIBER, Role.TRAINEE)


def invites(session: Session, heard: Commanded, context: Context) -> Turn:
    """`/invite`: every role that this person may give, in each team."""
    del heard
    rows: Rows = tuple(
        (_choice(role, team),)
        for team in (*(team.number for team in context.known.teams), 0)
        for role in GIVEN
        if may_invite(context.known.person, role, team)
    )
    if not rows:
        return told(session, "invite.nobody")
    return screen(session, (say("invite.whom"),), rows=rows, anew=True)


def invite(session: Session, heard: Pressed, context: Context) -> Turn:
    """A code for one role, shown this once; only its hash is kept."""
    _, _, value = heard.press.partition(".")
    role = next((each for each in GIVEN if each == value), None)
    team, known = heard.number, context.known
    if role is None or not may_invite(known.person, role, team):
        return toast(session, "may_not")
    until = context.now + VALID
    made = Invite(hashed=known.fresh_hash, issuer=context.who, expires=until, role=role, team=team)
    zone = known.team.zone if known.team else context.zone_name
    turn = screen(
        session,
        (say(_says("made", team), role=role, team=team, until=Moment(until, zone)),),
        (
            say(
                "invite.link" if known.bot else "invite.code", bot=known.bot, code=known.fresh_code
            ),
        ),
        (say("invite.care"),),
    )
    deed = Deed(action="invited", label="", reason=f"{role}_{team}")
    return replace(turn, keeps=(made,), deeds=(deed,))


def redeemed(session: Session, heard: Commanded, context: Context) -> Turn:
    """`/start CODE`: the role is given, once, and whoever made the code is told to whom."""
    del heard
    invite, person = context.known.invite, context.known.person
    if invite is None or invite.role is None or not person.who:
        return told(session, "invite.unknown")
    if fault := _fault(invite, context):
        return told(session, f"invite.{fault}")
    role = Membership(role=invite.role, team=invite.team)
    if role in person.memberships:
        return told(session, "invite.already")
    joined = replace(
        person,
        serial=person.serial + 1,
        name=context.known.name,
        memberships=(*person.memberships, role),
        reachable=True,
    )
    used = replace(invite, used_by=context.who, serial=invite.serial + 1)
    welcome = screen(
        session, (say(_says("welcome", invite.team), role=role.role, team=role.team),), anew=True
    )
    deed = Deed(action="joined", label="", reason=f"{role.role}_{role.team}")
    replies = (*welcome.replies, _told_issuer(invite, role, joined))
    return replace(welcome, replies=replies, keeps=(joined, used), deeds=(deed,))


def may_invite(person: Person, role: Role, team: int) -> bool:
    """Whether this person may give this role in this team, or (0) in none."""
    if role not in GIVEN or (not team and role not in NO_TEAM):
        return False
    action = Action.INVITE_CARE_TEAM if role is Role.CARE_TEAM else Action.INVITE_ANYBODY
    return may(action, person, team=team)


def _fault(invite: Invite, context: Context) -> str | None:
    """Why a code that exists gives nothing."""
    if invite.used_by:
        return "used"
    if context.now >= invite.expires:
        return "expired"
    if invite.issuer == context.who:
        return "own"
    issuer, role = context.known.issuer, invite.role
    if not role or not may_invite(issuer, role, invite.team):
        return "void"
    return "full" if _has_no_room(invite, context) else None


def _has_no_room(invite: Invite, context: Context) -> bool:
    """Whether the team's plans are told in as many chats as may be."""
    if not invite.team or invite.role is not Role.PRESCRIBER:
        return False
    prescribes = Membership(role=invite.role, team=invite.team)
    others = (each for each in context.known.people if each.who != context.who)
    return sum(prescribes in each.memberships for each in others) >= PRESCRIBERS


def _told_issuer(invite: Invite, role: Membership, joined: Person) -> Note:
    """The code may have been forwarded: who has used it, and the way to undo it."""
    rows = ((button(f"team.remove.{joined.who}", "pick.remove", name=named(joined)),),)
    return posted(
        invite.issuer,
        say(
            _says("taken", role.team),
            name=named(joined),
            who=str(joined.who),
            role=role.role,
            team=role.team,
        ),
        number=role.team,
        rows=rows if role.team else (),
    )


def _choice(role: Role, team: int) -> Choice:
    says = "invite_team" if team else "invite_no_team"
    return button(f"invite.{role}", f"pick.{says}", its_number=team, role=role, team=team)


def _says(name: str, team: int) -> str:
    """The sentence with the team in it, or the one without."""
    return f"invite.{name}_team" if team else f"invite.{name}"
