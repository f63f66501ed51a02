"""The zone of a team: typed, shown with every time that it moves, and only then changed."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from zoneinfo import available_timezones

from flows.reminder.stages import rezoned
from flows.talk.records import Reminder, Team
from flows.talk.replies import Moment, Sentence
from flows.talk.rights import Action, may
from flows.talk.screens import Rows, button, page_of, say, screen, team_of, toast, told, turning
from flows.talk.turn import Context, Deed, Pressed, Question, Session, Turn, Typed
from flows.talk.typed.text import too_late
from flows.team.screens import shown

ASKS = "zone"
A_PAGE = 8
YES = "yes"


@cache
def zones() -> frozenset[str]:
    """Every zone that is a place, and UTC: an abbreviation or an offset keeps no clock change."""
    places = {each for each in available_timezones() if "/" in each}
    return frozenset({each for each in places if not each.startswith("Etc/")} | {"UTC"})


def pressed_zone(session: Session, heard: Pressed, context: Context) -> Turn:
    """The zone is asked for, what it moves is shown, or it is changed."""
    team = context.known.team
    if team is None or not may(Action.SHARE, context.known.person, team=team.number):
        return toast(session, "may_not")
    _, _, what = heard.press.partition(".")
    step, _, zone = what.partition(".")
    if not step:
        return _asked(session, team, context, "team.ask_zone")
    if zone not in zones():
        return toast(session, "not_now")
    if zone == team.zone:
        return shown(session, team, context)
    if step == YES:
        return _changed(session, team, zone, context)
    return _moves(session, team, zone, context, page=int(step) if step.isdecimal() else 0)


def typed_zone(session: Session, question: Question, heard: Typed, context: Context) -> Turn:
    """A typed zone of the strict list leads on to what it moves; another is asked again."""
    team = team_of(context, int(question.held["team"]))
    if too_late(question.asked_at, context.now):
        return told(replace(session, question=None), "team.zone_late")
    if team is None or not may(Action.SHARE, context.known.person, team=team.number):
        return told(replace(session, question=None), "team.none")
    zone = heard.text.strip()
    if zone not in zones():
        return _asked(session, team, context, "team.zone_unknown", anew=True)
    return screen(
        replace(session, question=None),
        (say("team.zone_typed", team=team.number, zone=zone, current=team.zone),),
        rows=((button(f"zone.0.{zone}", "pick.zone_moves"),), (button("team.show", "pick.back"),)),
        number=team.number,
        anew=True,
    )


def _asked(
    session: Session, team: Team, context: Context, says: str, *, anew: bool = False
) -> Turn:
    held = {"team": str(team.number)}
    question = Question(asks=ASKS, label="", serial=team.serial, asked_at=context.now, held=held)
    return screen(
        replace(session, question=question),
        (say(says, team=team.number, zone=team.zone),),
        rows=((button("team.show", "pick.back"),),),
        number=team.number,
        anew=anew,
    )


def _of_team(team: Team, context: Context) -> tuple[Reminder, ...]:
    """What is still to come for the team's plans, the first due first."""
    labels = {record.label for record in context.known.plans if record.team == team.number}
    ahead = (each for each in context.known.open if each.label in labels and each.due)
    return tuple(sorted(ahead, key=lambda each: (each.due, each.id)))


def _moves(session: Session, team: Team, zone: str, context: Context, *, page: int) -> Turn:
    """Every time that would move, before and after, and the press that moves them."""
    reminders = _of_team(team, context)
    part, page, count = page_of(reminders, page, A_PAGE)
    head = say("team.zone_head", strong=True, team=team.number, before=team.zone, after=zone)
    sums = say("team.zone_sum", number=len(reminders), page=page + 1, pages=count)
    none = (say("team.zone_moves_nothing"),)
    return screen(
        session,
        (head, sums) if reminders else (head,),
        _lines(part, zone) or none,
        rows=(*_turning(page, count, zone), *_confirming(zone)),
        number=team.number,
    )


def _lines(reminders: Sequence[Reminder], zone: str) -> tuple[Sentence, ...]:
    return tuple(
        say(
            "team.zone_moves",
            label=each.label,
            matter=each.matter,
            before=Moment(each.due, each.zone),
            after=Moment(then.due, zone),
            seen=Moment(then.due, each.zone),
        )
        for each in reminders
        if each.due and (then := rezoned(each, zone)) and then.due
    )


def _turning(page: int, count: int, zone: str) -> Rows:
    """The pages of what moves; the name of the zone stands last in a press."""
    return tuple(
        tuple(replace(each, press=f"{each.press}.{zone}") for each in row)
        for row in turning("zone", page, count)
    )


def _confirming(zone: str) -> Rows:
    return (
        (button(f"zone.{YES}.{zone}", "pick.zone_yes", zone=zone),),
        (button("team.show", "pick.back"),),
    )


def _changed(session: Session, team: Team, zone: str, context: Context) -> Turn:
    """The team with its new zone, and every reminder at the same local time there."""
    after = replace(team, zone=zone, serial=team.serial + 1)
    reminders = tuple(rezoned(each, zone) for each in _of_team(team, context) if each.zone != zone)
    deed = Deed(action="zone_changed", label="", reason=f"{team.number}_{zone}")
    turn = shown(session, after, context)
    return replace(turn, keeps=(after, *reminders), deeds=(deed,))
