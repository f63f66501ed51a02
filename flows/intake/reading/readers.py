"""How an answer is read: by its key, within the guideline's limits, or not at all."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from core.amounts import down_to, plain
from core.evidence import Value
from core.plan import Plan
from core.reading import KEYS, Refused, weight_limit
from core.values import Invalid
from flows.intake.details import TOGGLED
from flows.intake.reading import choices
from flows.intake.reading.changed_weight import changed_much
from flows.intake.reading.earlier import read_earlier
from flows.intake.reading.numbers import UNITS, height, pulse_mg, whole
from flows.intake.reading.taken import Check, Read, Taken
from flows.intake.reading.variants import BESIDE
from flows.intake.reading.weights import in_kg, read_weight
from flows.intake.review.agent_begins import KEY as AGENT_START
from flows.intake.review.agent_begins import NOT_YET, WITH_THE_STEROID, read_start
from flows.intake.subject import DAYS_BACK, Subject
from flows.talk.machine import NoWay
from flows.talk.records import Answer
from flows.talk.typed.day import Named, read_day, without_years
from flows.talk.typed.privacy import looks_like_identifier
from flows.talk.typed.text import Unreadable, folded, number, usable_text

DAYS_OF_A_COURSE = 360  # that a dose taken now may go back: no more than 52 weeks of it
DAYS_AHEAD = 60
OVERRIDE_BELOW_HALF = "override_below_half"  # the planner's notice code


def read_typed(key: str, text: str, subject: Subject) -> Taken:
    """What a typed text answers; raises Unreadable.

    What no question understands and looks like an identifier is refused as one, whatever is wrong.
    A figure that stands among words that say nothing else is looked at once more.
    """
    text = _single_spaced(text)
    try:
        return _read(key, text, subject)
    except Unreadable as fault:
        shown = without_years(text) if key in DATES else text
        if fault.reason not in SPEAKS_FOR_ITSELF and looks_like_identifier(shown):
            raise Unreadable("identifier") from None
        bare = _without_words(key, text)
        if bare in {"", text}:
            raise
    taken = _read(key, bare, subject)
    return replace(taken, check=taken.check or Check.MEANT)


def _single_spaced(text: str) -> str:
    return re.sub(" +", " ", usable_text(text))


def _without_words(key: str, text: str) -> str:
    """The text without the words at its ends that stand beside a figure and say nothing else."""
    if key not in ASKED_ONCE:
        return ""
    beside = BESIDE[""] | BESIDE.get(key, frozenset())
    parts = text.split(" ")
    while parts and folded(parts[0]).rstrip(":,") in beside:
        parts = parts[1:]
    while parts and folded(parts[-1]).rstrip(",.") in beside:
        parts = parts[:-1]
    return " ".join(parts).rstrip(",")


def unasked(text: str) -> Unreadable:
    """Why a text is no answer where nothing is asked that can be typed."""
    try:
        text = usable_text(text)
    except Unreadable as fault:
        return fault
    return Unreadable("identifier" if looks_like_identifier(text) else "press")


def read_pressed(key: str, value: str, subject: Subject) -> Taken:
    """What a button's value answers; raises Unreadable where it is no longer within limits.

    Raises NoWay where no button of this question has that value.
    """
    if key in NONE and value == "none":
        return Taken(answer=NONE[key])
    if key == EARLIER and value == "unknown":
        return Taken(answer=None)
    if key == AGENT_START and value in {NOT_YET, WITH_THE_STEROID}:
        return Taken(answer=None if value == NOT_YET else "")
    if key in OFFERED:
        return _read(key, value, subject)
    offered = choices.rows(key) if choices.is_closed(key) else ()
    answers = {pressed_as(answer): answer for row in offered for answer in row}
    if value not in answers:
        raise NoWay(key)
    return Taken(answer=_plain(answers[value]))


def pressed_as(answer: Answer) -> str:
    """An answer as a button carries it."""
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def _plain(answer: str | bool) -> Answer:
    """A term as the bare text that is kept of it."""
    return answer if isinstance(answer, bool) else str(answer)


def _read(key: str, text: str, subject: Subject) -> Taken:
    if key in TOGGLED:
        raise Unreadable("press")
    if choices.is_closed(key):
        return Taken(answer=_plain(choices.named(key, text, subject)))
    return READ[key](text, subject)


def _weight(text: str, subject: Subject) -> Taken:
    limits = subject.guideline.limits
    weighed = read_weight(text, limits.kg_per_pound.value)
    limit = weight_limit(subject.guideline, subject.subtype)
    if not limit.allows(weighed.kg):
        low, high = limit.absolute
        raise Unreadable(weight_fault(subject), low=low, high=high)
    kg = str(weighed.kg)
    if weighed.typed:
        return Taken(answer=kg, check=Check.CONVERTED, entered=weighed.typed)
    if weighed.bare and weighed.kg >= limits.pounds_from.value:
        pounds_kg = in_kg(weighed.kg, limits.kg_per_pound.value)
        return Taken(
            answer=kg, check=Check.POUNDS, entered=f"{kg} lb", in_pounds_kg=str(pounds_kg)
        )
    usual = None if limit.is_usual(weighed.kg) else Check.UNUSUAL
    return Taken(answer=kg, check=Check.CHANGED if changed_much(subject, weighed.kg) else usual)


def weight_fault(subject: Subject) -> str:
    """The reason why a weight is outside the limits, by what is known of the subtype."""
    if subject.subtype is None:
        return "weight_limits"
    return "weight_limits_juvenile" if subject.juvenile else "weight_limits_adult"


def _start_mg(text: str, subject: Subject) -> Taken:
    """The clinician's own start dose; the suggested one is no answer of its own."""
    mg = plain(number(text, UNITS["start_mg"], places=1))
    plan = subject.comes_to(start_mg=str(mg))
    if isinstance(plan, Refused):
        raise Unreadable(plan.reason, **start_limits(subject))
    if plan.start is not None and mg == plan.start.suggested.mg:
        return Taken(answer="")
    return Taken(answer=str(mg), check=Check.LOW if _is_low(plan) else None)


def start_limits(subject: Subject) -> Mapping[str, Value]:
    """What a start dose of the clinician's own must keep to, for this weight."""
    rule, override = subject.guideline.steroid.start, subject.guideline.steroid.override
    low, high = rule.range.value
    weight = Decimal(str(subject.answers["weight_kg"]))
    return {
        "least": override.minimum_mg.value,
        "grid": override.grid_mg.value,
        "cap": rule.cap_mg.value,
        "low": low,
        "high": high,
        "low_mg": low * weight,
        "high_mg": down_to(high * weight, override.grid_mg.value),
    }


def _is_low(plan: Plan) -> bool:
    return any(notice.code == OVERRIDE_BELOW_HALF for notice in plan.notices)


def _earlier(text: str, subject: Subject) -> Taken:
    """Doses with their days; another steroid or an unusual dose is looked at twice."""
    found = read_earlier(text, subject.guideline)
    try:
        doses = KEYS[EARLIER].read(found.doses, {}, subject.guideline)
    except Invalid:
        rule = subject.guideline.limits
        _, most_mg = rule.earlier_mg.value
        _, most_days = rule.earlier_days.value
        raise Unreadable("earlier_steroid_limits", mg=most_mg, days=most_days) from None
    steroid = subject.guideline.steroid
    least, most = steroid.override.minimum_mg.value, steroid.start.cap_mg.value
    unusual = any(each.mg > most or 0 < each.mg < least for each in doses)
    check = Check.CONVERTED if found.converted else Check.UNUSUAL if unusual else None
    return Taken(answer=found.doses, check=check, entered=";".join(found.converted))


def _named_day(text: str, subject: Subject) -> Named:
    """The day; of one long ago it does not matter which it is."""
    try:
        return read_day(text, subject.today)
    except Unreadable as fault:
        year = OLD_YEAR.search(text) if fault.reason == "date_ambiguous" else None
        if year and int(year[0]) < subject.today.year - 1:
            raise Unreadable("first_day_of_birth") from None
        raise


def _start_date(text: str, subject: Subject) -> Taken:
    named = _named_day(text, subject)
    ahead = (named.day - subject.today).days
    if ahead > DAYS_AHEAD:
        raise Unreadable("first_day_too_late", limit=DAYS_AHEAD)
    if named.day.year < subject.today.year - 1:
        raise Unreadable("first_day_of_birth")
    if ahead < -DAYS_BACK and (subject.juvenile or ahead < -DAYS_OF_A_COURSE):
        limit = DAYS_BACK if subject.juvenile else DAYS_OF_A_COURSE
        raise Unreadable("first_day_too_early", limit=limit)
    check = Check.COURSE if ahead < -DAYS_BACK else Check.TAKEN if ahead < 0 else None
    if check is None and not named.absolute:
        check = Check.MEANT
    return Taken(answer=named.day.isoformat(), check=check)


EARLIER = "earlier_steroid"
NONE: Mapping[str, Answer] = MappingProxyType(
    {EARLIER: [], "immunosuppressants": {}, "antibodies": []}
)  # what one press answers with none at all
OFFERED = frozenset(
    {"start_mg", "hold_weeks", "start_date", "pulse_days", AGENT_START}
)  # in buttons too
OLD_YEAR = re.compile(r"[0-9]{4}")
DATES = frozenset({"start_date", AGENT_START})
ASKED_ONCE = frozenset(
    {"weight_kg", "height_cm", "age", "egfr", "start_mg", "pulse_mg"}
)  # where an answer can wait for one more look
READ: Mapping[str, Read] = MappingProxyType(
    {
        "weight_kg": _weight,
        "start_mg": _start_mg,
        "start_date": _start_date,
        **{key: whole(key) for key in ("age", "egfr", "hold_weeks", "pulse_days")},
        "height_cm": height,
        "pulse_mg": pulse_mg,
        EARLIER: _earlier,
        AGENT_START: lambda text, subject: Taken(answer=read_start(text, subject)),
    }
)
# These say what kind of answer it was, so it was an answer and not somebody's number.
SPEAKS_FOR_ITSELF = frozenset(
    {
        "date_ambiguous", "date_digits", "date_impossible", "date_next", "date_one",
        "date_short_year", "date_time", "date_weekday", "date_without_year", "date_year",
        AGENT_START, "first_day_of_birth", "first_day_too_early", "first_day_too_late",
        "pulse_mg_limits", "earlier_steroid_date", "earlier_steroid_drug",
        "earlier_steroid_limits", "emergency", "severity_laboratory",
    }
)  # fmt: skip
