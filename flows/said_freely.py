"""A text where nothing is asked: it opens the plan that there is, or tells what can be begun."""

import re
from dataclasses import replace
from datetime import timedelta

from flows.intake.life import NEW, way_in
from flows.lists.dose import dose
from flows.lists.plans import plans
from flows.lists.today import today
from flows.lists.ways import MOST, local
from flows.talk.label import FORM, check, leading_label, named_label
from flows.talk.replies import Ask, ShowPlan
from flows.talk.rights import Action, allowed, may
from flows.talk.screens import button, in_rows, say, screen
from flows.talk.turn import Commanded, Context, Session, Turn, Typed
from flows.talk.typed.day import read_certain_day
from flows.talk.typed.privacy import could_name
from flows.talk.typed.text import LONGEST, Unreadable
from flows.training.table import LEARN
from flows.visit.presses import visit
from flows.visit.reading.line import begins_with_a_value

NEAR = timedelta(days=3 * 365)  # a day further off is none of a course, and may be one of birth
LETTERS = re.compile(r"[a-z]+")
VISIT_WORD = "visit"
RESULTS = frozenset({VISIT_WORD, "visits", "result", "results", "values"})
ASKS_FOR_A_DOSE = frozenset({"dose", "doses", "today", "dosage", "mg", "due", "now"})


def said_freely(session: Session, heard: Typed, context: Context) -> Turn:
    """The plan whose label was typed; the doses of a day; else the only one that is open, or the
    dose of each; where there is none, what can be begun."""
    text = heard.text.strip()[:LONGEST]
    if leading_label(bare(text)):
        return _visit(session, bare(text), context)
    label = named_label(text)
    theirs = allowed(Action.OPEN, context.known.person, context.known.plans)
    if named := next((each for each in theirs if each.label == label), None):
        return Turn(session=session, replies=(ShowPlan(record=named, anew=True),))
    if context.plan and context.plan.label == label:  # one that is followed, and not opened
        return _visit(session, label, context)
    if text.casefold() in RESULTS or begins_with_a_value(bare(text)):
        return _of_the_only_plan(session, text, context)
    if FORM.fullmatch(label) and (check(label) or "-" in text):
        return plans(session, Commanded(name="plans", argument=label), context)
    open_ = [each for each in theirs if each.closed_at is None]
    if open_ and _names_a_day(text, context):
        return dose(session, Commanded(name="dose", argument=text), context)
    if could_name(heard):
        return nothing_taken(session, context, "identifier")
    if not open_:
        return Turn(session=session, replies=(ways_on("nothing_open", context),))
    if len(open_) > 1 or ASKS_FOR_A_DOSE.intersection(LETTERS.findall(text.casefold())):
        return today(session, Commanded(name="today", argument=""), context)
    return Turn(session=session, replies=(ShowPlan(record=open_[0], anew=True),))


def _visit(session: Session, argument: str, context: Context) -> Turn:
    return visit(session, Commanded(name=VISIT_WORD, argument=argument), context)


def _of_the_only_plan(session: Session, text: str, context: Context) -> Turn:
    """Values without a label are those of the only open plan; of several it is asked which."""
    theirs = allowed(Action.OPEN, context.known.person, context.known.plans)
    open_ = [each for each in theirs if each.closed_at is None]
    values = "" if text.casefold() in RESULTS else bare(text)
    if len(open_) == 1:
        (plan,) = open_
        return _visit(session, f"{plan.label} {values}", replace(context, plan=plan))
    keys = (
        button("value", "pick.plan", its_label=e.label, its_number=e.revision, plan=e.label)
        for e in open_[:MOST]
    )
    return screen(session, (say("visit.unnamed"),), rows=in_rows(keys), anew=True)


def bare(text: str) -> str:
    """The text without the word that begins a visit."""
    first, _, rest = text.strip().partition(" ")
    return rest if first.casefold() == VISIT_WORD else text


def _names_a_day(text: str, context: Context) -> bool:
    """Whether this is a day and nothing else, near enough to be one of a course."""
    today = local(context).date()
    try:
        day = read_certain_day(text, today)
    except Unreadable:
        return False
    return abs(day - today) <= NEAR


def nothing_taken(session: Session, context: Context, reason: str) -> Turn:
    """Why a message was not taken, and what can be done instead."""
    asked = replace(ways_on("way_on", context), refused=reason)
    return Turn(session=session, replies=(asked,))


def ways_on(says: str, context: Context) -> Ask:
    """What this person can begin where nothing is open."""
    makes = may(Action.MAKE, context.known.person)
    return way_in(says, anew=True, first=NEW if makes else button(LEARN, "choice.learn"))
