"""Who asked for what the record holds, as far as it is known: by name alone."""

from typing import Any

from bot.papers.sheet import Sheet
from core.course.decisions import Drug, Move
from flows.talk.records import Decided

ASKS_FOR_NONE = frozenset({Move.SUSPEND})  # whoever may say "not this week's dose" asks for none

Json = dict[str, Any]


def author(sheet: Sheet) -> str:
    """Who made it what it is: by the last decision, or by the last answers where those are later;
    empty for a case."""
    record = sheet.view.record
    if record is None:
        return ""
    since = [each for each in sheet.decisions if each.at >= record.made_at]
    return since[-1].name if since else record.made_name


def checker(sheet: Sheet) -> str:
    """The second person who made it live; empty where there is none."""
    return sheet.view.record.checked_name if sheet.view.record else ""


def requester(sheet: Sheet, drug: Drug | None = None) -> str:
    """Who asked for the drug as it stands; `None` is the daily steroid."""
    own = [each for each in sheet.decisions if _asks(each, drug)]
    record = sheet.view.record
    return own[-1].name if own else record.made_name if record else ""


def person(name: str) -> Json:
    """A clinician as another resource names them."""
    return {"type": "Practitioner", "display": name}


def _asks(decided: Decided, drug: Drug | None) -> bool:
    return decided.decision.drug is drug and decided.decision.move not in ASKS_FOR_NONE
