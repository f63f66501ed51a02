"""What was shown of a plan, as text in a form of its own: exact, and the same for ever.

A running plan is read from this text, never worked out anew from its answers, so that no later
edition can change or stop it. The keys and codes here are those of the form, not of any class.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from core.agents.choice import AgentChoice
from core.course.agent_text import agent, number, of_agent
from core.course.progress import Dose, Progress
from core.course.regimen import text as regimen_text
from core.course.regimen.drugs import Drugs
from core.interlocks import Level, Notice
from core.patient import Case, Severity
from core.steroid.start_dose import Milestone
from core.steroid.tablets import Tablets
from core.steroid.taper import Ladder, Rung

PARTS = frozenset(
    {
        "form", "edition", "since", "start", "ladder", "doses", "milestones", "milestones_by_rule",
        "sums", "agent", "agent_by_rule", "notices", "pneumocystis", "fracture_risk", "monitoring",
        "regimens",
    }
)  # fmt: skip
SINCE: Mapping[int, Mapping[str, Any]] = {1: {"regimens": None}}  # what an earlier form had not
FORM = 1 + len(SINCE)
__all__ = ["agent", "number", "of_agent"]
KEPT = 7 * 100  # texts that are read at one time
Json = Any  # a JSON value
Parts = dict[str, Json]


class BadText(ValueError):
    """The text is not in a form that is known here."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """The figures of a plan that no rule is asked for again; the same text is the same object."""

    edition: str  # of the rules they came from
    since: date | None  # the plan goes by that edition, where it was carried over
    start_mg: Decimal
    start_kg: Decimal | None = None  # the weight that it was made of, where another is known now
    start_severity: Severity | None = None  # likewise
    progress: Progress | None  # None: a child, who has milestones instead
    milestones: tuple[Milestone, ...]
    drugs: Drugs
    notices: tuple[Notice, ...]

    @property
    def agent(self) -> AgentChoice:
        """The agent that is named."""
        return self.drugs.agent

    def at_start(self, case: Case) -> Case:
        """The case as it was when the start dose was made of it."""
        return replace(
            case,
            weight_kg=self.start_kg or case.weight_kg,
            severity=self.start_severity or case.severity,
        )


def written(found: Mapping[str, Json]) -> str:
    """The text of these parts; the same parts are the same text."""
    return json.dumps({"form": FORM, **found}, ensure_ascii=False, separators=(",", ":"))


@lru_cache(KEPT)
def parts(text: str) -> Parts:
    """The parts of the text by their names; raises BadText."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise BadText("not JSON") from error
    if not isinstance(found, dict) or found.get("form") not in (FORM, *SINCE):
        raise BadText("of another form")
    found = {**SINCE.get(found["form"], {}), **found, "form": FORM}
    if found.keys() != PARTS:
        raise BadText("with other parts")
    return found


@lru_cache(KEPT)
def read(text: str) -> Shown:
    """What the text says; raises BadText."""
    found = parts(text)
    try:
        return Shown(
            edition=found["edition"],
            since=_day(found["since"]),
            start_mg=Decimal(found["start"]["mg"]),
            start_kg=_decimal(found["start"].get("kg")),
            start_severity=_severity(found["start"].get("severity")),
            progress=progress(found) if found["doses"] else None,
            milestones=tuple(_milestone(each) for each in found["milestones"]),
            drugs=drugs(found),
            notices=tuple(_notice(each) for each in found["notices"]),
        )
    except (KeyError, ValueError, TypeError, ArithmeticError) as error:
        raise BadText(f"{type(error).__name__}: {error}") from error


def of_start(case: Case, at_start: Case) -> Json:
    """What the start dose was made of, where that is answered otherwise now."""
    kg, severity = at_start.weight_kg, at_start.severity
    return {
        **({"kg": str(kg)} if kg != case.weight_kg else {}),
        **({"severity": str(severity)} if severity is not case.severity else {}),
    }


# ----------------------------------------------------------------------------------- doses


def of_progress(stands: Progress) -> Parts:
    """The ladder, and the doses decided and to come: the end of the ladder where they are that."""
    rungs, count = stands.ladder, len(stands.ahead)
    on_it = rungs[len(rungs) - count :] == stands.ahead
    doses = {
        "taken": [f"{each.first} {_mg_of(each)}" for each in stands.doses],
        "ahead": count if on_it else [_rung_text(each) for each in stands.ahead],
        "due": stands.due.isoformat(),
        "reassess": stands.reassess,
        **({"urgent": True} if stands.urgent else {}),
        "held": stands.held_days,
        "ends": _day_text(stands.ends),
        "decided": _day_text(stands.decided),
        "joined": _day_text(stands.joined),
    }
    return {"ladder": [_rung_text(each) for each in rungs], "doses": doses}


def progress(of: Parts) -> Progress:
    """The doses that these parts say."""
    ladder, found = _ladder(of["ladder"]), of["doses"]
    ahead = found["ahead"]
    count = ahead if isinstance(ahead, int) else 0
    return Progress(
        doses=tuple(_dose(each) for each in found["taken"]),
        ahead=ladder[len(ladder) - count :] if isinstance(ahead, int) else _ladder(ahead),
        ladder=ladder,
        due=date.fromisoformat(found["due"]),
        reassess=found["reassess"],
        urgent=found.get("urgent", False),
        held_days=found["held"],
        ends=_day(found["ends"]),
        decided=_day(found["decided"]),
        joined=_day(found["joined"]),
    )


def _ladder(found: list[str]) -> Ladder:
    rungs = []
    for each in found:
        days, mg, *tablets = each.split(" ")
        rungs.append(Rung(mg=Decimal(mg), days=int(days), tablets=_tablets(tablets)))
    return tuple(rungs)


def _dose(found: str) -> Dose:
    first, mg, *tablets = found.split(" ")
    return Dose(first=date.fromisoformat(first), mg=Decimal(mg), tablets=_tablets(tablets))


def _rung_text(rung: Rung) -> str:
    return f"{rung.days} {_mg_of(rung)}"


def _mg_of(dose: Dose | Rung) -> str:
    """65 20*3 5*1: a dose, and how many tablets of each strength make it."""
    made_of = (f"{number(mg)}*{number(count)}" for mg, count in dose.tablets)
    return " ".join((number(dose.mg), *made_of))


def _tablets(found: list[str]) -> Tablets:
    pairs = (each.split("*") for each in found)
    return tuple((Decimal(mg), Decimal(count)) for mg, count in pairs)


def _milestone(found: str) -> Milestone:
    offset, mg = found.split(" ")
    return Milestone(offset=int(offset), mg_per_kg=Decimal(mg))


def of_milestone(point: Milestone) -> Json:
    """A day, and mg per kg from then on."""
    return f"{point.offset} {number(point.mg_per_kg)}"


# ----------------------------------------------------------------------------------- agent


def of_regimens(found: Drugs) -> Json:
    """Every drug that was begun; null where nobody has recorded whether one was, and those that
    were recorded beside an agent of which nobody has."""
    listed = regimen_text.of_regimens(found.regimens)
    if found.recorded:
        return listed
    return {"beside": listed} if listed else None


def of_named(found: Drugs) -> Json:
    """The agent that is named, and from when it is ready where that came after the plan."""
    ready = {"ready": found.ready.isoformat()} if found.ready else {}
    return {**of_agent(found.agent), **ready}


def drugs(found: Parts) -> Drugs:
    """What is named and what was begun, as these parts say."""
    begun, named = found["regimens"], agent(found["agent"])
    listed = begun["beside"] if isinstance(begun, dict) else begun
    return Drugs(
        agent=named,
        regimens=regimen_text.regimens(listed or ()),
        recorded=isinstance(begun, list) or not named.doses,
        ready=_day(found["agent"].get("ready")),
    )


def of_notice(notice: Notice) -> Json:
    """How much it asks, and its code."""
    return f"{notice.level} {notice.code}"


def _notice(found: str) -> Notice:
    level, code = found.split(" ")
    return Notice(level=Level(level), code=code)


# ----------------------------------------------------------------------------------- values


def _decimal(found: str | None) -> Decimal | None:
    return None if found is None else Decimal(found)


def _severity(found: str | None) -> Severity | None:
    return None if found is None else Severity(found)


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(found: str | None) -> date | None:
    return date.fromisoformat(found) if found else None
