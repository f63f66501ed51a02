"""How a team is reminded: its delays, its hours, and whether a second person checks its plans."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import time
from types import MappingProxyType

from flows.reminder.classes import class_of
from flows.reminder.hours import at_wall, next_allowed, wall_of
from flows.talk.records import Reminder, Stage, Team
from flows.talk.screens import button, in_rows, say, screen, toast
from flows.talk.turn import Context, Deed, Session, Turn
from flows.team.screens import shown

DELAYS = (1, 2, 3, 4, 6, 8, 12, 24)  # hours
BEGINS = (6, 7, 8, 9, 10)  # o'clock: a question of the day is answered before noon
ENDS = (14, 15, 16, 17, 18, 19, 20)
A_ROW = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting of a team: the numbers it may be set to, and the team with it so."""

    choices: tuple[int, ...]
    set_to: Callable[[Team, int], Team]


SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "repeat": Setting(choices=DELAYS, set_to=lambda team, to: replace(team, repeat_hours=to)),
        "escalate": Setting(
            choices=DELAYS, set_to=lambda team, to: replace(team, escalate_hours=to)
        ),
        "from": Setting(choices=BEGINS, set_to=lambda team, to: replace(team, day_from=time(to))),
        "to": Setting(choices=ENDS, set_to=lambda team, to: replace(team, day_to=time(to))),
        "weekly": Setting(choices=(1, 0), set_to=lambda team, to: replace(team, weekly=bool(to))),
        "preview": Setting(
            choices=(1, 0), set_to=lambda team, to: replace(team, neutral=bool(to))
        ),
        "check": Setting(
            choices=(1, 0), set_to=lambda team, to: replace(team, second_check=bool(to))
        ),
    }
)


def set_up(session: Session, team: Team, verb: str, value: str, context: Context) -> Turn:
    """The choices of a setting, or the team with it set to one of them."""
    setting = SETTINGS[verb]
    if not value:
        return _choices(session, team, verb)
    if value not in map(str, setting.choices):
        return toast(session, "not_now")
    changed = setting.set_to(team, int(value))
    turn = shown(session, changed, context)
    if changed == team:
        return turn
    changed = replace(changed, serial=team.serial + 1)
    deed = Deed(action="team_set", label="", reason=f"{team.number}_{verb}_{value}")
    reminders = tuple(_within_hours(team, changed, context))
    return replace(turn, keeps=(changed, *reminders), deeds=(deed,))


def _choices(session: Session, team: Team, verb: str) -> Turn:
    """Every value that it can have, as buttons."""
    says = f"set_{verb}"
    each = [
        button(
            f"team.{verb}.{value}",
            f"pick.{_says(verb, value)}",
            hours=value,
            time=f"{value:02d}:00",
        )
        for value in SETTINGS[verb].choices
    ]
    back = ((button("team.show", "pick.back"),),)
    head = say(f"team.{says}", team=team.number, zone=team.zone)
    return screen(session, (head,), rows=in_rows(each, A_ROW) + back, number=team.number)


def _says(verb: str, value: int) -> str:
    match verb:
        case "check":
            return "yes" if value else "no"
        case "preview":
            return "neutral" if value else "as_sent"
        case "weekly":
            return "every_week" if value else "first_weeks"
        case "from" | "to":
            return "o_clock"
        case _:
            return "hour" if value == 1 else "hours"


def _within_hours(before: Team, after: Team, context: Context) -> Iterator[Reminder]:
    """What was not told yet moves to where the new hours have it."""
    if (before.day_from, before.day_to) == (after.day_from, after.day_to):
        return
    of_team = {record.label for record in context.known.plans if record.team == after.number}
    for each in context.known.open:
        if each.label not in of_team or each.stage is not Stage.PENDING or each.due is None:
            continue
        if class_of(each.matter).at_any_hour:
            continue
        wall, due = each.wall, next_allowed(each.due, each.zone, after)
        if wall.time() == wall_of(each.matter, before):
            wall, due = at_wall(wall.date(), wall_of(each.matter, after), each.zone)
        if due != each.due:
            yield replace(each, wall=wall, due=due, serial=each.serial + 1)
