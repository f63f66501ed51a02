"""Teams and roles: every command and press that has to do with who is there and who may what."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from flows.talk.handlers import Dialogue
from flows.talk.records import Membership, Person, Role, Team
from flows.talk.rights import Action, may
from flows.talk.screens import pressed_in_private, toast
from flows.talk.turn import Commanded, Context, Deed, Pressed, Session, Turn
from flows.team.chat_moved import heard_from, moved, reached
from flows.team.group import bind, link, proof
from flows.team.handover import close, hand
from flows.team.invitations import invite, invites, redeemed
from flows.team.membership import leave, left, people, remove, removed, stop
from flows.team.on_call import ASKS as ASKS_ON_CALL
from flows.team.on_call import pressed_on_call, typed_on_call
from flows.team.screens import belongs, overview, shown
from flows.team.second_check import check
from flows.team.settings import SETTINGS, set_up
from flows.team.sharing import pin, share
from flows.team.zone import ASKS, pressed_zone, typed_zone

__all__ = ["TEAM", "heard_from", "moved", "reached"]

OnTeam = Callable[[Session, Team, str, Context], Turn]


def _show(session: Session, team: Team, value: str, context: Context) -> Turn:
    del value
    return shown(session, team, context)


TEAMS: Mapping[str, OnTeam] = MappingProxyType(
    {
        "show": _show,
        "members": people,
        "remove": remove,
        "removed": removed,
        "leave": leave,
        "left": left,
    }
)  # what can be pressed on the screen of a team, beside its settings


def commanded(session: Session, heard: Commanded, context: Context) -> Turn:
    """`/team`: the teams of this person, or the only one."""
    del heard
    team = context.known.team
    if team is not None and belongs(context, team):
        return shown(session, team, context, anew=True)
    return overview(session, context, anew=True)


def pressed(session: Session, heard: Pressed, context: Context) -> Turn:
    """A press on the screen of a team, or the one that makes a team."""
    _, verb, value = (*heard.press.split(".", 2), "", "")[:3]
    team, person = context.known.team, context.known.person
    if verb == "new" and team is None:
        return _made(session, heard, context)
    if team is None or not (belongs(context, team) or may(Action.INVITE_ANYBODY, person)):
        return toast(session, "no_such_team")
    if verb in SETTINGS:
        if not may(Action.SHARE, person, team=team.number):
            return toast(session, "may_not")
        return set_up(session, team, verb, value, context)
    return TEAMS.get(verb, _show)(session, team, value, context)


def _made(session: Session, heard: Pressed, context: Context) -> Turn:
    """A team with the settings' zone and its maker as the only prescriber.

    The button named the number it would have: a second tap finds that team and makes no other.
    """
    known = context.known
    if not may(Action.MAKE, known.person):
        return toast(session, "may_not")
    if heard.number != known.last_team + 1:
        return overview(session, context)
    team = Team(number=heard.number, zone=context.zone_name)
    maker = _joined(known.person, team, known.name)
    known = replace(known, person=maker, people=(maker,), team=team)
    turn = shown(session, team, replace(context, known=known))
    deed = Deed(action="team_made", label="", reason=str(team.number))
    return replace(turn, keeps=(team, maker), deeds=(deed,))


def _joined(person: Person, team: Team, name: str) -> Person:
    role = Membership(role=Role.PRESCRIBER, team=team.number)
    return replace(
        person, name=name, memberships=(*person.memberships, role), serial=person.serial + 1
    )


TEAM = Dialogue(
    commands={
        "team": commanded,
        "invite": invites,
        "start": redeemed,
        "link": link,
        "stop": stop,
    },
    presses={
        "team": pressed_in_private(pressed),
        "invite": pressed_in_private(invite),
        "zone": pressed_in_private(pressed_zone),
        "oncall": pressed_in_private(pressed_on_call),
        "share": pressed_in_private(share),
        "hand": pressed_in_private(hand),
        "close": pressed_in_private(close),
        "bind": pressed_in_private(bind),
        "proof": proof,
        "pin": pin,
        "check": check,
    },
    typed={ASKS: typed_zone, ASKS_ON_CALL: typed_on_call},
)
