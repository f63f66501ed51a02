"""The message of a revision: the dose and every drug as they stand, and what has changed."""

from collections.abc import Iterator
from datetime import date

from core.course.decisions import Drug, Move
from flows.plan.drugs import drugs, is_taken
from flows.plan.live import Live
from flows.plan.status import said_anew, what_is_next
from flows.reminder.message.dose import dose_now, void_message
from flows.reminder.message.told import Told
from flows.talk.records import Matter
from flows.talk.replies import Moment, Sentence
from flows.talk.screens import say

FEW = 2  # lines that need no key
TAKEN = ("lines.drug_weekly", "lines.drug_daily")
AMOUNTS = (*TAKEN, "lines.drug_next", "lines.drug_above")
MAIN = (
    "changes.admit",
    "changes.no_step",
    "changes.called",
    "changes.stop_or_resume",
    "changes.stop_it",
    "changes.stays_held",
    "changes.not_begun",
    "changes.agent_",
    "changes.nothing",
    "changes.none",
    "changes.later",
    "changes.earlier",
    "changes.moved_unlike",
    "lines.drug_",
)  # how the sentences begin that stand in the message itself


def revised(told: Told) -> Iterator[Sentence]:
    """The dose and every drug as they stand, so that a revision which nobody read is told too;
    then what made this one and what it changed."""
    said: list[Sentence] = []
    now = (*dose_now(told.live), *void_message(told))
    for each in (*now, *drugs(told.live), *_what_changed(told)):
        if each not in said:
            said.append(each)
    yield from said
    yield say("reminder.why.revised")


def _what_changed(told: Told) -> Iterator[Sentence]:
    """Who decided, or answered anew; the main things that are different, and what comes next."""
    blocks, course = told.by_answers, told.live.course
    if blocks:
        yield said_anew("reminder.over.anew", told.record.answered[-1], told.live.zone)
    for each in () if blocks else told.record.decisions[-1:]:
        undone = each.decision.move is Move.UNDO
        says = "reminder.over.undone" if undone else "reminder.over.decided"
        yield say(says, name=each.name, moment=Moment(each.at, told.live.zone))
    main, rest = differences(told)
    yield from main
    if course:
        yield from what_is_next(course)
    if told.whole or len(rest) <= FEW:
        yield from rest


def differences(told: Told) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """What this revision has changed: what somebody has to do or a drug that is not taken as
    before, and the rest, which a key opens where it is long."""
    blocks = told.by_answers
    found = [each for block in blocks for each in block] if blocks else told.by_decision
    said = [each for each in found if not _no_longer_taken(each, told.live)]
    main = tuple(each for each in said if each.says.startswith(MAIN))
    return main, tuple(each for each in said if each not in main)


def _no_longer_taken(sentence: Sentence, live: Live) -> bool:
    """Whether it names an amount of a drug that is held or over by now: the message is late."""
    drug, day = sentence.values.get("drug"), sentence.values.get("date")
    if not isinstance(drug, Drug) or not sentence.says.startswith(AMOUNTS):
        return False
    to_come = sentence.says in TAKEN and isinstance(day, date) and day > live.today
    return not to_come and not is_taken(live, drug)


def is_shortened(told: Told) -> bool:
    """Whether the rest of what is different stands behind a key."""
    if told.reminder.matter is not Matter.REVISED or told.whole:
        return False
    return len(differences(told)[1]) > FEW
