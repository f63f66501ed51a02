"""The telephone number of whoever is on call for the team: typed, shown, and taken away again."""

import re
from dataclasses import replace

from flows.talk.records import Team
from flows.talk.rights import Action, may
from flows.talk.screens import Rows, button, say, screen, team_of, toast, told
from flows.talk.turn import Context, Deed, Pressed, Question, Session, Turn, Typed
from flows.talk.typed.text import too_late
from flows.team.screens import shown

ASKS = "on_call"
NONE = "none"
NUMBER = re.compile(r"\+?[0-9](?:[ -]?[0-9])*")  # groups of digits, as a phone takes them
FEWEST, MOST = 3, 15  # digits: an extension of a house, and what a number can have at all


def read_number(text: str) -> str | None:
    """The number as it was typed; None where there is anything else in it."""
    typed = text.strip()
    digits = sum(each in "0123456789" for each in typed)
    return typed if NUMBER.fullmatch(typed) and FEWEST <= digits <= MOST else None


def pressed_on_call(session: Session, heard: Pressed, context: Context) -> Turn:
    """The number is asked for, or there is none from now on."""
    team = context.known.team
    if team is None or not may(Action.SHARE, context.known.person, team=team.number):
        return toast(session, "may_not")
    _, _, what = heard.press.partition(".")
    if what == NONE:
        return _kept(shown(session, replace(team, on_call=""), context), team, "")
    return _asked(session, team, context, "team.ask_on_call")


def typed_on_call(session: Session, question: Question, heard: Typed, context: Context) -> Turn:
    """A number is taken and shown with the team; anything else is asked for again."""
    team = team_of(context, int(question.held["team"]))
    closed = replace(session, question=None)
    if too_late(question.asked_at, context.now):
        return told(closed, "team.on_call_late")
    if team is None or not may(Action.SHARE, context.known.person, team=team.number):
        return told(closed, "team.none")
    number = read_number(heard.text)
    if number is None:
        return _asked(session, team, context, "team.on_call_unknown", anew=True)
    read_back = screen(
        closed,
        (say("team.on_call_set", strong=True, team=team.number, number=number),),
        rows=(
            (button("oncall", "pick.on_call_change"),),
            (button(f"oncall.{NONE}", "pick.on_call_none"),),
            (button("team.show", "pick.back"),),
        ),
        number=team.number,
        anew=True,
    )
    return _kept(read_back, team, number)


def _asked(
    session: Session, team: Team, context: Context, says: str, *, anew: bool = False
) -> Turn:
    held = {"team": str(team.number)}
    question = Question(asks=ASKS, label="", serial=team.serial, asked_at=context.now, held=held)
    remove: Rows = ((button(f"oncall.{NONE}", "pick.on_call_none"),),) if team.on_call else ()
    return screen(
        replace(session, question=question),
        (say(says, team=team.number),),
        rows=(*remove, (button("team.show", "pick.back"),)),
        number=team.number,
        anew=anew,
    )


def _kept(turn: Turn, team: Team, number: str) -> Turn:
    """The team has this number; the audit keeps only that it was changed."""
    if number == team.on_call:
        return turn
    after = replace(team, on_call=number, serial=team.serial + 1)
    reason = f"{team.number}_on_call_{'set' if number else NONE}"
    return replace(turn, keeps=(after,), deeds=(Deed(action="team_set", label="", reason=reason),))
