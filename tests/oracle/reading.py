"""What a raw case means to the oracle: every value read and checked, in the order of the keys.

Weights and heights become whole tenths, other numbers become fractions; nothing is ever binary.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

REQUIRED = ("weight_kg", "subtype", "severity", "ild", "start_date")
DEFAULTS = {"hold_weeks": 4, "tail": "standard", "pulse_days": 0, "region": "us"}
DECLINED = ("inclusion_body", "amyopathic", "checkpoint_inhibitor")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FLAGS = (
    "liver_disease", "alcohol_excess", "cytopenia", "allopurinol", "febuxostat", "statin",
    "ssc_overlap", "rituximab", "cyclophosphamide", "raas_or_k_sparing", "rapidly_progressive",
    "mda5", "respiratory_weakness", "severe_dysphagia", "myocarditis", "active_infection",
    "dysphagia",
)  # fmt: skip
OPTIONAL = (
    "age", "height_cm", "sex", "pregnancy", "egfr", *FLAGS,
    "hbv", "tpmt", "nudt15", "sulfa_allergy", "g6pd",
)  # fmt: skip

_PLAIN = re.compile(r"(?:0|[1-9][0-9]*)(?:\.([0-9]+))?")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Read: TypeAlias = dict[str, Any]


class RefusedError(Exception):
    """The case must not be answered; the text is the reason."""


def read(case: Mapping[str, object]) -> Read:
    """The case with every value in the oracle's own units, or `RefusedError`."""
    known: Read = {}
    for key, reader in READERS.items():
        given = case.get(key)
        if given is None:
            if key in REQUIRED:
                raise RefusedError(f"{key}_missing")
            known[key] = DEFAULTS.get(key)
            continue
        value = reader(given, known)
        if value is None:
            raise RefusedError(f"{key}_invalid")
        known[key] = value
    return known


def _number(given: object, *, text_too: bool, places: int | None = None) -> Fraction | None:
    if isinstance(given, bool) or not isinstance(given, (int, Decimal, str)):
        return None
    if isinstance(given, str) and not text_too:
        return None
    found = _PLAIN.fullmatch(str(given))
    if found is None or (places is not None and len(found[1] or "") > places):
        return None
    return Fraction(str(given))


def _weight(given: object, _known: Read) -> object:
    kilograms = _number(given, text_too=True, places=1)
    return None if kilograms is None else int(kilograms * 10)


def _height(given: object, _known: Read) -> object:
    centimetres = _number(given, text_too=False, places=1)
    return int(centimetres * 10) if centimetres is not None and 40 <= centimetres <= 230 else None


def _egfr(given: object, _known: Read) -> object:
    rate = _number(given, text_too=False)
    return rate if rate is not None and rate <= 200 else None


def _start(given: object, _known: Read) -> object:
    return _number(given, text_too=True)


def _pulse(given: object, known: Read) -> object:
    milligrams = _number(given, text_too=True)
    if milligrams is None or not 0 < milligrams <= 1000:
        return None
    return milligrams if milligrams <= 3 * known["weight_kg"] else None


def _day(given: object, _known: Read) -> object:
    if not isinstance(given, str) or not _ISO_DAY.fullmatch(given):
        return None
    try:
        return datetime.date.fromisoformat(given)
    except ValueError:
        return None


def _whole(lowest: int, highest: int) -> Callable[[object, Read], object]:
    def reader(given: object, _known: Read) -> object:
        number = _number(given, text_too=False, places=0)
        return int(number) if number is not None and lowest <= number <= highest else None

    return reader


def _one_of(*names: str) -> Callable[[object, Read], object]:
    def reader(given: object, _known: Read) -> object:
        return given if isinstance(given, str) and given in names else None

    return reader


def _flag(given: object, _known: Read) -> object:
    return given if isinstance(given, bool) else None


READERS: dict[str, Callable[[object, Read], object]] = {
    "weight_kg": _weight,
    "subtype": _one_of(
        "dermatomyositis", "polymyositis", "necrotizing", "antisynthetase", "overlap",
        "juvenile", *DECLINED,
    ),
    "severity": _one_of("mild", "moderate", "severe"),
    "ild": _one_of("yes", "no", "unknown"),
    "start_date": _day,
    "hold_weeks": _whole(2, 4),
    "tail": _one_of("standard", "slow2w", "slow4w"),
    "start_mg": _start,
    "pulse_days": _whole(0, 5),
    "pulse_mg": _pulse,
    "methotrexate_weekday": _one_of(*WEEKDAYS),
    "region": _one_of("us", "uk", "eu"),
    "age": _whole(0, 120),
    "height_cm": _height,
    "sex": _one_of("F", "M"),
    "pregnancy": _one_of("yes", "no", "planning", "breastfeeding"),
    "egfr": _egfr,
    **dict.fromkeys(FLAGS, _flag),
    "hbv": _one_of("neg", "pos"),
    "tpmt": _one_of("normal", "intermediate", "poor", "indeterminate"),
    "nudt15": _one_of("normal", "intermediate", "poor", "indeterminate"),
    "sulfa_allergy": _one_of("none", "mild", "severe"),
    "g6pd": _one_of("normal", "deficient"),
}  # fmt: skip
