"""What a body of an earlier schema lacks.

Plans of schema 2 are not among them: what they lack follows from all their revisions together,
and is added when the file is opened.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

Body = Any  # a JSON value
Upgrade = Callable[[Body], Body]
Upgrades = Mapping[tuple[str, int], Upgrade]  # (kind, schema) -> the body one schema later


def _same(body: Body) -> Body:
    return body


def _session_1(body: Body) -> Body:
    """No question but a draft's was ever open, and nothing was learnt."""
    return {**body, "question": None, "learnt": {}}


def _plan_1(body: Body) -> Body:
    """Nothing was decided since it was made; each revision was one writing."""
    return {
        **body,
        "serial": body["revision"],
        "made_by": 0,
        "decisions": [],
        "team": 0,
        "live": True,
        "checked_by": 0,
        "checked_name": "",
        "checked_at": None,
        "closed_at": None,
    }


def _session_2(body: Body) -> Body:
    """Every draft went by the rules of its day."""
    draft = body["draft"]
    return {**body, "draft": draft and {**draft, "edition": ""}}


def _session_3(body: Body) -> Body:
    """Nobody was told so yet."""
    return {**body, "unheeded": []}


def _session_6(body: Body) -> Body:
    """When something was learnt was not kept."""
    return {**body, "learnt_at": None}


def _session_7(body: Body) -> Body:
    """What was learnt was kept with it."""
    return {name: each for name, each in body.items() if name not in {"learnt", "learnt_at"}}


def _team_3(body: Body) -> Body:
    """No number was kept, and every week was told."""
    return {**body, "on_call": "", "weekly": True}


def _team_5(body: Body) -> Body:
    """No laboratory's upper limits were kept."""
    return {**body, "limits": []}


def _team_6(body: Body) -> Body:
    """Every locked screen showed what a reminder begins with."""
    return {**body, "neutral": False}


def _reminder_3(body: Body) -> Body:
    """A weekly dose had one answer: it was taken, on the day that it was for."""
    ticked = body["matter"] == "methotrexate" and body["stage"] == "acknowledged"
    return {
        **body,
        "intake": "taken" if ticked else None,
        "taken_on": body["day"] if ticked else None,
    }


def _reminder_4(body: Body) -> Body:
    """No delivery kept which dose it had named; those of the last days of this schema did."""
    lacking = {"named_mg": "", "named_from": None}
    return {**body, "deliveries": [{**each, **lacking, **each} for each in body["deliveries"]]}


def _reminder_5(body: Body) -> Body:
    """Which messages told of several plans was not kept: each may be replaced, as it was. Nor was
    which reminder was made anew."""
    return {
        **body,
        "remade": False,
        "deliveries": [{**each, "of_several": False} for each in body["deliveries"]],
    }


UPGRADES: Upgrades = MappingProxyType(
    {
        ("session", 1): _session_1,
        ("plan", 1): _plan_1,
        ("label", 1): _same,
        ("meta", 1): _same,
        ("session", 2): _session_2,
        ("reminder", 2): _same,
        ("team", 2): _same,
        ("person", 2): _same,
        ("invite", 2): _same,
        ("label", 2): _same,
        ("meta", 2): _same,
        ("clock", 2): _same,
        ("session", 3): _session_3,
        ("plan", 3): _same,
        ("reminder", 3): _reminder_3,
        ("team", 3): _team_3,
        ("person", 3): _same,
        ("invite", 3): _same,
        ("label", 3): _same,
        ("meta", 3): _same,
        ("clock", 3): _same,
        ("session", 4): _same,
        ("plan", 4): _same,
        ("reminder", 4): _reminder_4,
        ("team", 4): _same,
        ("person", 4): _same,
        ("invite", 4): _same,
        ("label", 4): _same,
        ("meta", 4): _same,
        ("clock", 4): _same,
        ("session", 5): _same,
        ("plan", 5): _same,
        ("reminder", 5): _reminder_5,
        ("team", 5): _team_5,
        ("person", 5): _same,
        ("invite", 5): _same,
        ("label", 5): _same,
        ("meta", 5): _same,
        ("clock", 5): _same,
        ("session", 6): _session_6,
        ("plan", 6): _same,
        ("reminder", 6): _same,
        ("team", 6): _team_6,
        ("person", 6): _same,
        ("invite", 6): _same,
        ("label", 6): _same,
        ("meta", 6): _same,
        ("clock", 6): _same,
        ("session", 7): _session_7,
        ("plan", 7): _same,
        ("reminder", 7): _same,
        ("team", 7): _same,
        ("person", 7): _same,
        ("invite", 7): _same,
        ("errand", 7): _same,
        ("erased", 7): _same,
        ("label", 7): _same,
        ("meta", 7): _same,
        ("clock", 7): _same,
        ("session", 8): _same,
        ("plan", 8): _same,
        ("reminder", 8): _same,
        ("team", 8): _same,
        ("person", 8): _same,
        ("invite", 8): _same,
        ("errand", 8): _same,
        ("erased", 8): _same,
        ("label", 8): _same,
        ("meta", 8): _same,
        ("clock", 8): _same,
    }
)
