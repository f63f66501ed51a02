"""A text where nothing is asked: it opens the plan that there is, or tells what can be begun."""

import re
from dataclasses import replace

from flows.intake.life import way_in
from flows.lists.plans import plans
from flows.lists.today import today
from flows.talk.label import FORM, check, named_label
from flows.talk.privacy import could_name
from flows.talk.replies import Ask, ShowPlan
from flows.talk.rights import Action, may
from flows.talk.turn import Commanded, Context, Session, Turn, Typed
from flows.talk.typed import LONGEST

LETTERS = re.compile(r"[a-z]+")
ASKS_FOR_A_DOSE = frozenset({"dose", "doses", "today", "dosage", "mg", "due", "now"})


def said_freely(session: Session, heard: Typed, context: Context) -> Turn:
    """The plan whose label was typed; else the only one that is open, or the dose of each; where
    there is none, what can be begun."""
    text = heard.text.strip()[:LONGEST]
    label = named_label(text)
    theirs = [each for each in context.known.plans if may(Action.OPEN, context.known.person, each)]
    if named := next((each for each in theirs if each.label == label), None):
        return Turn(session=session, replies=(ShowPlan(record=named, anew=True),))
    if FORM.fullmatch(label) and (check(label) or "-" in text):
        return plans(session, Commanded(name="plans", argument=label), context)
    if could_name(heard):
        return nothing_taken(session, context, "identifier")
    open_ = [each for each in theirs if each.closed_at is None]
    if not open_:
        return Turn(session=session, replies=(ways_on("nothing_open", context),))
    if len(open_) > 1 or ASKS_FOR_A_DOSE.intersection(LETTERS.findall(text.casefold())):
        return today(session, Commanded(name="today", argument=""), context)
    return Turn(session=session, replies=(ShowPlan(record=open_[0], anew=True),))


def nothing_taken(session: Session, context: Context, reason: str) -> Turn:
    """Why a message was not taken, and what can be done instead."""
    asked = replace(ways_on("way_on", context), refused=reason)
    return Turn(session=session, replies=(asked,))


def ways_on(says: str, context: Context) -> Ask:
    """What this person can begin where nothing is open."""
    return way_in(says, anew=True, makes=may(Action.MAKE, context.known.person))
