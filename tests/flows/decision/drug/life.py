"""A plan whose drugs are decided about: pressed as a prescriber does, by what is on the screen."""

from dataclasses import replace
from datetime import date

from core.course.regimen.regimen import Stretch, running
from flows.decision.button_code import Drug
from flows.talk.replies import Note
from tests.flows.following import LABEL, MODERATE, READY, Ward, planned, ward

WOMAN = {**MODERATE, **READY, "sex": "F", "pregnancy": "no"}
METHOTREXATE = {**MODERATE, **READY}
NOT_YET = {**METHOTREXATE, "agent_start": None}
AZATHIOPRINE = {**METHOTREXATE, "alcohol_excess": True}
IN_UK = {**METHOTREXATE, "region": "uk"}
RISE = date(2026, 12, 24)  # the first one of methotrexate that began on 26-Nov-2026


def of(answers, **about) -> Ward:
    """A plan of these answers on the day of its first dose."""
    return ward(planned(answers=answers, **about))


def unrecorded() -> Ward:
    """A plan of the first edition: its agent may be taken, and nobody said so."""
    record = planned(answers=METHOTREXATE)
    shown = record.shown.replace(_regimens(record.shown), '"regimens":null')
    return ward(replace(record, shown=shown))


def _regimens(shown: str) -> str:
    """The part of the text that says what was begun."""
    begins = shown.index('"regimens":')
    depth, place = 0, shown.index("[", begins)
    for at in range(place, len(shown)):
        depth += {"[": 1, "]": -1}.get(shown[at], 0)
        if depth == 0:
            return shown[begins : at + 1]
    raise AssertionError(shown)


def confirm(there: Ward) -> str:
    """The first button that is there, which a check has for Confirm alone."""
    assert there.said[-1] == "decision.check", there.said
    press = there.presses[0]
    there.press(press)
    return press


def decide(there: Ward, *presses: str) -> Ward:
    """Through the questions to the decision: texts are typed, the last screen is confirmed."""
    for each in presses:
        if each[0].isdigit():
            there.type(each)
        else:
            there.press(each)
    confirm(there)
    return there


def taken(there: Ward, drug: Drug = Drug.METHOTREXATE) -> Stretch:
    """What was decided last of this drug."""
    regimen = running(there.live(LABEL).plan.regimens, drug)
    assert regimen is not None
    return regimen.last


def last(there: Ward):
    return there.plan().decisions[-1].decision


def under(there: Ward, matter: str) -> tuple[int, int, list[str]]:
    """A message of this matter that is on a screen: chat, message, and what it offers."""
    for each in there.reminder(matter).deliveries:
        note = there.screens[each.chat, each.message]
        assert isinstance(note, Note)
        return each.chat, each.message, [choice.press for row in note.choices for choice in row]
    raise AssertionError(matter)
