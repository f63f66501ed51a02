"""What a raw case means to the oracle: every value read and checked, in the order of the keys.

Weights and heights become whole tenths, other numbers become fractions; nothing is ever binary.
"""

from collections.abc import Mapping

from tests.oracle import before
from tests.oracle.values import Read, Reader, day, flag, number, one_of, whole

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
BEFORE = (
    "earlier_steroid", "immunosuppressants", "antibodies", "diabetes", "fragility_fracture",
    "cyp3a4",
)  # fmt: skip
OPTIONAL = (
    "age", "height_cm", "sex", "pregnancy", "egfr", *FLAGS,
    "hbv", "tpmt", "nudt15", "sulfa_allergy", "g6pd", *BEFORE,
)  # fmt: skip
ANY_FORM = ("weight_kg", "start_date", "start_mg", "pulse_mg", "agent_start")
"""Keys without a closed list or a range that is the same for every case."""


class RefusedError(Exception):
    """The case must not be answered; the text is the reason."""

    def __init__(self, reason: str, *, listed: bool = False) -> None:
        super().__init__(reason)
        self.listed = listed
        """Whether a closed list or a fixed range was broken."""


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
            raise RefusedError(f"{key}_invalid", listed=key not in ANY_FORM)
        known[key] = value
    return before.stands_for(known)


def _weight(given: object, _known: Read) -> object:
    """Tenths; a second decimal may be written where it says nothing."""
    kilograms = number(given, text_too=True)
    return int(kilograms * 10) if kilograms is not None and kilograms * 10 % 1 == 0 else None


def _height(given: object, _known: Read) -> object:
    centimetres = number(given, text_too=False, places=1)
    return int(centimetres * 10) if centimetres is not None and 40 <= centimetres <= 230 else None


def _egfr(given: object, _known: Read) -> object:
    rate = number(given, text_too=False)
    return rate if rate is not None and rate <= 200 else None


def _start(given: object, _known: Read) -> object:
    return number(given, text_too=True)


def _pulse(given: object, known: Read) -> object:
    milligrams = number(given, text_too=True)
    if milligrams is None or not 0 < milligrams <= 1000:
        return None
    return milligrams if milligrams <= 3 * known["weight_kg"] else None


READERS: dict[str, Reader] = {
    "weight_kg": _weight,
    "subtype": one_of(
        "dermatomyositis", "polymyositis", "necrotizing", "antisynthetase", "overlap",
        "juvenile", *DECLINED,
    ),
    "severity": one_of("mild", "moderate", "severe"),
    "ild": one_of("yes", "no", "unknown"),
    "start_date": day,
    "hold_weeks": whole(2, 4),
    "tail": one_of("standard", "slow2w", "slow4w"),
    "start_mg": _start,
    "pulse_days": whole(0, 5),
    "pulse_mg": _pulse,
    "methotrexate_weekday": one_of(*WEEKDAYS),
    "region": one_of("us", "uk", "eu"),
    "age": whole(0, 120),
    "height_cm": _height,
    "sex": one_of("F", "M"),
    "pregnancy": one_of("yes", "no", "planning", "breastfeeding"),
    "egfr": _egfr,
    **dict.fromkeys(FLAGS, flag),
    "hbv": one_of("neg", "pos"),
    "tpmt": one_of("normal", "intermediate", "poor", "indeterminate"),
    "nudt15": one_of("normal", "intermediate", "poor", "indeterminate"),
    "sulfa_allergy": one_of("none", "mild", "severe"),
    "g6pd": one_of("normal", "deficient"),
    "earlier_steroid": before.earlier_steroid,
    "immunosuppressants": before.immunosuppressants,
    "antibodies": before.antibodies,
    "diabetes": flag,
    "fragility_fracture": flag,
    "cyp3a4": one_of("none", "inhibitor", "inducer"),
    "agent_start": before.agent_start,
    "methotrexate_route": one_of("mouth", "skin"),
}  # fmt: skip
