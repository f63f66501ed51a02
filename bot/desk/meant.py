"""Which word, plan and code are meant by what was heard."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from bot.desk.arrival import Arrival
from flows.dialogue import is_free
from flows.said_freely import bare
from flows.talk.label import check, leading_label, named_label
from flows.talk.paper_link import read_payload
from flows.talk.records import Place, Team
from flows.talk.turn import Commanded, Heard, Pressed, Reachable, Session, Typed
from flows.training.table import LEARN

FREELY = "plans"  # a text where nothing is asked speaks of any plan
LISTS = frozenset(
    {
        "plans",
        "upcoming",
        "today",
        "dose",
        "day",
        "status",
        "team",
        "zone",
        "hand",
        "close",
        "share",
        "forget",
    }
)  # commands and presses that speak of more than one plan
SHARES = "share."  # with the number of a team
MAKES_PLANS = frozenset({"new"})
MAKES_CODES = frozenset({"invite", "bind"})
TAKES_CODES = frozenset({"start", "link"})
OWN_DATA = "mydata"
LETS_GO = ("team.removed.", "team.left")
OPENS_REVISION = ("decide.open.", "undo.")  # and its number


def word_of(heard: Heard, session: Session, now: datetime) -> str:
    """The command, or the first word of the press; empty for what is an answer."""
    match heard:
        case Pressed():
            return heard.press.partition(".")[0]
        case Commanded():
            return heard.name
        case Typed() if is_free(session, heard, now):
            return FREELY
        case _:
            return ""


def hashed(code: str) -> str:
    """A code as it is kept: one that was read from the disk opens nothing."""
    return hashlib.sha256(code.encode(errors="surrogatepass")).hexdigest()


def label_of(heard: Heard, session: Session) -> str:
    """The label of the plan that is meant: pressed, or named first in a command."""
    match heard:
        case Pressed():
            draft = session.draft
            begun = draft is not None and draft.label == heard.label and not draft.revises
            return "" if begun else heard.label
        case Commanded():
            if link := read_payload(heard.argument):
                return link.label
            named = heard.argument.partition(" ")[0].upper()
            return named if check(named) else ""
        case _:
            if session.question:
                return session.question.label
            if session.draft:
                return session.draft.label if session.draft.revises else ""
            if not isinstance(heard, Typed):
                return ""
            named = named_label(heard.text.strip())
            return named if check(named) else leading_label(bare(heard.text))


def group_concerned(arrival: Arrival, heard: Heard, team: Callable[[int], Team | None]) -> int:
    """The group that the bot is added to, that is bound, or that a plan is shared with; 0 where
    it is none of these."""
    match heard:
        case Reachable(added=True) | Commanded(name="link") if arrival.place is Place.GROUP:
            return arrival.chat
        case Pressed(press=press) if press.startswith(SHARES):
            number = press.removeprefix(SHARES)
            there = team(int(number)) if number.isdecimal() else None
            return there.chat if there else 0
        case _:
            return 0


def tries_a_code(heard: Commanded) -> bool:
    """Whether the command redeems an invitation; the code on a paper is none."""
    return heard.name in TAKES_CODES and bool(heard.argument) and not read_payload(heard.argument)


def is_learning(heard: Heard) -> bool:
    """Whether it is about the fictional cases, which are for everybody."""
    match heard:
        case Commanded(name=name):
            return name == LEARN
        case Pressed(label="", press=press):
            return press.partition(".")[0] == LEARN
        case _:
            return False


def asks_for_own(heard: Heard) -> bool:
    """Whether somebody asks for what is kept of them."""
    return isinstance(heard, Commanded) and heard.name == OWN_DATA


def asks_learnt(heard: Heard) -> bool:
    """Whether it turns on what was learnt on them, or is to be told of it."""
    return is_learning(heard) or asks_for_own(heard)
