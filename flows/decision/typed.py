"""What is typed on the way of a decision: a dose, an amount of a drug, a day."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

from core.amounts import plain
from core.course.decisions import Drug
from core.course.regimen.as_given import MG_PER_G
from flows.decision.button_code import Wish, amount, day_code, kind_of
from flows.decision.drug.of_drug import A_WEEK, OfDrug
from flows.plan.live import Live
from flows.talk.replies import Sentence
from flows.talk.turn import Typed
from flows.talk.typed import text as reading
from flows.talk.typed.day import read_certain_day, without_years
from flows.talk.typed.privacy import could_name, looks_like_identifier
from flows.talk.typed.text import PLAIN, Unreadable

MG = re.compile(r" ?mg$")
WEEKLY_MG = re.compile(r" ?mg(?: (?:once )?(?:a|per|each|every) week| (?:once )?weekly)?$")
WEEKS, DAYS_LONG = re.compile(r" ?(?:weeks?|wks?)\.?$"), re.compile(r" ?days?\.?$")
LASTS = re.compile(r"(?:for )?([1-9][0-9]?) ?(weeks?|wks?|days?)\.?")
AMOUNTS = frozenset({"mg", "dose"})
UNREAD = frozenset(
    {"choice", "date", "digits", "number"}
)  # nothing of what was asked for is in it
OF_THE_STEROID = re.compile(r"(?:prednisone|prednisolone|pred):? (.+)")
WITH_UNIT = re.compile(
    r"(?P<number>(?:0|[1-9][0-9]{0,5})(?:[.,][0-9]{1,2})?) ?(?P<unit>m?g)"
    r"(?P<per_kg> ?/ ?kg| per kg)?"
)
BY_WEIGHT = frozenset({Drug.IMMUNOGLOBULIN, Drug.CYCLOPHOSPHAMIDE})
IN_GRAMS = BY_WEIGHT | {Drug.METHYLPREDNISOLONE, Drug.RITUXIMAB}  # also: a bare number is neither
FIGURES = re.compile(r"[0-9.,]{1,7}")
TENTH = Decimal("0.1")
MOST_DIGITS = 6
AMOUNT = re.compile(rf"[1-9][0-9]{{0,{MOST_DIGITS - 1}}}(_[0-9])?|0_[0-9]")
DAY = re.compile(r"[0-9]{6}")
DAYS = re.compile(r"[1-9][0-9]{0,2}")
NOT_AHEAD = frozenset(
    {"since_day", "rescue_day", "again_day", "beside_day"}
)  # it was taken or given already
SHAPES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("own_mg", "since_mg", "spec_mg", "retake_mg", "rescue_mg", "again_mg"), AMOUNT
        ),
        **dict.fromkeys((*NOT_AHEAD, "begin_day", "spec_day"), DAY),
        "halt_until": DAYS,
    }
)  # as buttons carry what was typed
ONLY_TYPED = frozenset({"off_dose", "own_mg", "since_mg", "spec_mg"})  # and never a button


def can_be_typed(state: str) -> bool:
    """Whether the state takes a typed answer."""
    return state in SHAPES or state in ONLY_TYPED


def is_typed(state: str, value: str) -> bool:
    """Whether a button carries what can have been typed there."""
    if state == "off_dose":
        return PLAIN[1].fullmatch(value.replace("_", ".")) is not None
    shape = SHAPES.get(state)
    if shape is None or not shape.fullmatch(value):
        return False
    return shape is not DAY or _is_a_day(value)


def _is_a_day(value: str) -> bool:
    try:
        date.fromisoformat(f"20{value}")
    except ValueError:
        return False
    return True


def read(text: str, state: str, wish: Wish, live: Live) -> str:
    """What was typed, as a button carries it; raises Unreadable."""
    usable = reading.usable_text(text)
    match kind_of(state):
        case "day":
            return day_code(_day(usable, state, live))
        case "until":
            return _days_until(usable, OfDrug(wish=wish, live=live))
        case "weeks":
            return str(int(reading.number(usable, WEEKS, places=0)))
        case "days":
            return str(int(reading.number(usable, DAYS_LONG, places=0)))
        case kind if kind not in AMOUNTS:
            raise Unreadable("choice")
    if wish.drug in IN_GRAMS:
        return amount(_as_given(usable, wish.drug, live.plan.case.weight_kg))
    if wish.drug is None:
        named = OF_THE_STEROID.fullmatch(reading.folded(usable))
        return amount(reading.number(named[1] if named else usable, reading.DAILY_MG, places=1))
    # what is taken once a week is never read from words that say every day
    unit = WEEKLY_MG if wish.drug is Drug.METHOTREXATE else MG
    return amount(reading.number(usable, unit, places=1))


def _as_given(text: str, drug: Drug | None, weight_kg: Decimal) -> Decimal:
    """The milligrams of an amount whose unit was typed: 140 g, 500 mg, 0.5 g/kg."""
    found = WITH_UNIT.fullmatch(reading.without_separators(reading.folded(text)))
    if found is None or (found["per_kg"] and drug not in BY_WEIGHT):
        bare = FIGURES.fullmatch(text)
        private = not found and not bare and looks_like_identifier(text)
        raise Unreadable("number" if private else "unit")
    mg = Decimal(found["number"].replace(",", ".")) * (MG_PER_G if found["unit"] == "g" else 1)
    if found["per_kg"]:
        return (mg * weight_kg).quantize(Decimal(1))
    if mg != mg.quantize(TENTH):
        raise Unreadable("number")
    return plain(mg)


def _days_until(text: str, of: OfDrug) -> str:
    """How many days a hold lasts, by the day that it is asked about."""
    if lasts := LASTS.fullmatch(reading.folded(text)):
        return str(int(lasts[1]) * (A_WEEK.days if lasts[2].startswith("w") else 1))
    day = read_certain_day(text, of.live.today)
    days = (day - of.live.today).days
    if days < 1:
        raise Unreadable("day_over", day=day)
    if not DAYS.fullmatch(str(days)):
        raise Unreadable("day_far", day=day)
    return str(days)


def _day(text: str, state: str, live: Live) -> date:
    """A day by its date; of what was taken or given already none that is still to come."""
    day = read_certain_day(text, live.today)
    back = timedelta(days=live.guideline.limits.agent_start_days.value)
    if state in NOT_AHEAD and day > live.today:
        raise Unreadable("day_ahead", day=day)
    if not live.today - back <= day <= live.today + back:
        raise Unreadable("day_far", day=day)
    return day


def why(fault: Unreadable, heard: Typed | None = None) -> Sentence:
    """The reason; what could name a patient is said first."""
    private = heard and could_name(replace(heard, text=without_years(heard.text)))
    reason = "identifier" if private and fault.reason in UNREAD else fault.reason
    return Sentence(says=f"refused.{reason}", values=fault.values)
