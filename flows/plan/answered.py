"""An answer in words, with the unit its key is asked in; whoever reads one back says it so."""

from datetime import date
from zoneinfo import ZoneInfo

from core.evidence import Value
from core.plan import Plan
from flows.talk.records import PlanRecord
from flows.talk.replies import Sentence, Wording, Words
from flows.talk.screens import Block, say

SEVERAL = frozenset({"earlier_steroid", "immunosuppressants", "antibodies"})  # none is an answer
WITH_UNIT = frozenset({"height_cm", "age", "egfr", "pulse_mg", "pulse_days"})
SAID_APART = frozenset(
    {
        "region",
        "weight_kg",
        "subtype",
        "severity",
        "ild",
        "start_date",
        "start_mg",
        "hold_weeks",
        "tail",
    }
)  # with the dose and the course
FIRST = ("sulfa_allergy",)


def answered_on(record: PlanRecord, key: str, zone: str) -> date:
    """The day of the answer to this key that is in force; an earlier one where it is not kept."""
    here, again = ZoneInfo(zone), record.answered
    mine = [each.at.astimezone(here).date() for each in again if key in each.keys]
    if mine:
        return mine[-1]
    if not again:
        return record.made_at.astimezone(here).date()
    first = date.fromisoformat(str(record.answers["start_date"]))
    weighed = any("weight_kg" in each.keys for each in again)
    return min(again[0].at.astimezone(here).date(), first if weighed else record.entered_on)


def several(key: str, value: Value) -> Words:
    """An answer that holds several values, each in words; any other one as it is."""
    if key not in SEVERAL or not isinstance(value, tuple):
        return value
    if not value:
        return Wording(f"given.none.{key}", {})
    if key == "antibodies":
        return value
    names = ("mg", "days") if key == "earlier_steroid" else ("drug", "how")
    return tuple(
        Wording(
            "given.pause" if pair[0] == 0 else f"given.{key}", dict(zip(names, pair, strict=True))
        )
        for pair in value
        if isinstance(pair, tuple)
    )


def in_words(key: str, value: Value) -> Words:
    """The same for any answer, yes and no among them."""
    if isinstance(value, bool):
        return Wording("why.yes" if value else "why.no")
    said = several(key, value)
    return Wording(f"units.{key}", {"value": said}) if key in WITH_UNIT else said


def read_back(plan: Plan, answers: tuple[str, ...]) -> Block:
    """Every answer to these keys on its line, allergies first; then what was not answered."""
    unknown = set(plan.unknown)
    given = [each for each in answers if each not in SAID_APART and each not in unknown]
    in_order = sorted(given, key=lambda each: each not in FIRST)
    lines = tuple(_line(key, in_words(key, getattr(plan.case, key))) for key in in_order)
    missing = tuple(_line(key, Wording("given.not_answered")) for key in FIRST if key in unknown)
    others = tuple(Wording(f"keys.{each}") for each in plan.unknown if each not in FIRST)
    rest = (say("given.unknown", keys=others),) if others else ()
    return (*missing, *lines, *rest)


def _line(key: str, value: Words) -> Sentence:
    return say("given.line", name=Wording(f"answers.{key}"), value=value)
