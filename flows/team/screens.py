"""What is shown of a team: its zone, its group, its people, and how it is reminded."""

from flows.talk.records import Person, Role, Team
from flows.talk.replies import Sentence
from flows.talk.rights import Action, may
from flows.talk.screens import Block, Rows, button, named, say, screen
from flows.talk.turn import Context, Session, Turn


def overview(session: Session, context: Context, *, anew: bool = False) -> Turn:
    """The person's teams; a prescriber can make one more."""
    teams = own_teams(context)
    makes = may(Action.MAKE, context.known.person)
    head = "team.yours" if teams else "team.why_one" if makes else "team.none"
    opens = tuple(
        (button("team.show", "pick.team", its_number=team.number, team=team.number),)
        for team in teams
    )
    fresh = ((button("team.new", "pick.team_new", its_number=context.known.last_team + 1),),)
    return screen(
        session,
        (say(head, strong=bool(teams)),),
        tuple(_line(team) for team in teams),
        rows=opens + (fresh if makes else ()),
        anew=anew,
    )


def shown(session: Session, team: Team, context: Context, *, anew: bool = False) -> Turn:
    """The whole team, with what this person may change of it."""
    return screen(
        session,
        (say("team.head", strong=True, team=team.number), *_group(team)),
        () if team.serial else (say("team.unread", strong=True, team=team.number),),
        _people(team, context),
        _delays(team),
        rows=_buttons(team, context),
        number=team.number,
        anew=anew,
    )


def own_teams(context: Context) -> tuple[Team, ...]:
    """The teams that the person has a role in."""
    return tuple(team for team in context.known.teams if belongs(context, team))


def belongs(context: Context, team: Team) -> bool:
    """Whether the person has any role in the team."""
    return any(each.team == team.number for each in context.known.person.memberships)


def roles_in(person: Person, team: Team) -> tuple[Role, ...]:
    """What the person is in this team."""
    return tuple(each.role for each in person.memberships if each.team == team.number)


def members_of(team: Team, context: Context) -> tuple[Person, ...]:
    """Everybody with a role in the team."""
    return tuple(each for each in context.known.people if roles_in(each, team))


def _line(team: Team) -> Sentence:
    bound = "bound" if team.chat and not team.dead else "unbound"
    return say(f"team.line_{bound}", team=team.number, zone=team.zone)


def _group(team: Team) -> Block:
    """Whether there is a group, and whether anything gets there."""
    if not team.chat:
        return (say("team.no_group"),)
    if team.dead:
        return (say("team.group_dead"),)
    return (say("team.group" if team.proved else "team.group_unproved"),)


def _people(team: Team, context: Context) -> Block:
    return tuple(
        say("team.member", name=named(each), roles=roles_in(each, team))
        for each in members_of(team, context)
    )


def _delays(team: Team) -> Block:
    begin, end = f"{team.day_from:%H:%M}", f"{team.day_to:%H:%M} {team.zone}"
    return (
        say("team.hours", begin=begin, end=end),
        say("team.repeat", hours=team.repeat_hours),
        say("team.escalate", hours=team.escalate_hours),
        say("team.weekly" if team.weekly else "team.first_weeks"),
        say("team.neutral" if team.neutral else "team.as_sent"),
        say("team.check" if team.second_check else "team.no_check"),
        say("team.on_call", number=team.on_call) if team.on_call else say("team.no_on_call"),
    )


def _buttons(team: Team, context: Context) -> Rows:
    """What this person may do with the team."""
    people = (button("team.members", "pick.members"),)
    if not belongs(context, team):
        return (people,)
    leaving = ((*people, button("team.leave", "pick.leave")),)
    leads = may(Action.SHARE, context.known.person, team=team.number)
    return _leading(team) + leaving if leads else leaving


def _leading(team: Team) -> Rows:
    return (
        (button("bind", "pick.rebind" if team.chat else "pick.bind"), button("zone", "pick.zone")),
        (button("team.repeat", "pick.repeat"), button("team.escalate", "pick.escalate")),
        (button("team.from", "pick.from"), button("team.to", "pick.to")),
        (button("team.check", "pick.second_check"), button("oncall", "pick.on_call")),
        (button("team.weekly", "pick.weekly"), button("team.preview", "pick.preview")),
    )
