"""The closed answers: the exact names they go by when typed, and their rows of buttons."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from core.patient import Hbv, Ild, Severity, Sex, Subtype, Tail
from core.reading import KEYS, Written
from flows.intake.subject import Subject
from flows.talk.typed import Unreadable, folded

NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "subtype": {
            "dermatomyositis": Subtype.DERMATOMYOSITIS,
            "dm": Subtype.DERMATOMYOSITIS,
            "polymyositis": Subtype.POLYMYOSITIS,
            "pm": Subtype.POLYMYOSITIS,
            "immune-mediated necrotizing myopathy": Subtype.NECROTIZING,
            "immune-mediated necrotising myopathy": Subtype.NECROTIZING,
            "immune-mediated necrotizing": Subtype.NECROTIZING,
            "immune-mediated necrotising": Subtype.NECROTIZING,
            "imnm": Subtype.NECROTIZING,
            "antisynthetase syndrome": Subtype.ANTISYNTHETASE,
            "antisynthetase": Subtype.ANTISYNTHETASE,
            "asys": Subtype.ANTISYNTHETASE,
            "overlap myositis": Subtype.OVERLAP,
            "juvenile dermatomyositis": Subtype.JUVENILE,
            "jdm": Subtype.JUVENILE,
            "inclusion body myositis": Subtype.INCLUSION_BODY,
            "ibm": Subtype.INCLUSION_BODY,
            "amyopathic dermatomyositis": Subtype.AMYOPATHIC,
            "checkpoint inhibitor myositis": Subtype.CHECKPOINT_INHIBITOR,
        },
        "ild": {"yes": Ild.YES, "no": Ild.NO, "unknown": Ild.UNKNOWN, "not known": Ild.UNKNOWN},
        "sex": {"female": Sex.FEMALE, "male": Sex.MALE, "f": Sex.FEMALE, "m": Sex.MALE},
        "hbv": {"negative": Hbv.NEGATIVE, "positive": Hbv.POSITIVE},
        "tail": {"standard": Tail.STANDARD, "slow": Tail.SLOW2W, "slowest": Tail.SLOW4W},
    }
)
YES_NO = MappingProxyType({"yes": True, "no": False})

NEARLY: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "subtype": {
            "necrotizing": "subtype_name",
            "necrotising": "subtype_name",
            "overlap": "subtype_name",
            "juvenile": "subtype_name",
            "amyopathic": "subtype_name",
        },
        "severity": {
            "dysphagia": "severity_dysphagia",
            "refractory": "severity_refractory",
        },
        "ild": {
            "not yet tested": "ild_not_tested",
            "not tested": "ild_not_tested",
            "nsip": "ild_pattern",
            "uip": "ild_pattern",
        },
    }
)
EMERGENCY = re.compile(
    r"\b(?:respiratory (?:failure|arrest)|intubated|ventilat\w+|cannot (?:breathe|swallow)"
    r"|can't (?:breathe|swallow)|unable to (?:breathe|swallow)|emergency)\b"
)
ANTIBODY = re.compile(r"\banti-")

ROWS: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        "subtype": (
            (Subtype.DERMATOMYOSITIS, Subtype.POLYMYOSITIS),
            (Subtype.NECROTIZING,),
            (Subtype.ANTISYNTHETASE, Subtype.OVERLAP),
            (Subtype.JUVENILE,),
            (Subtype.INCLUSION_BODY,),
            (Subtype.AMYOPATHIC,),
            (Subtype.CHECKPOINT_INHIBITOR,),
        ),
        "severity": ((Severity.MILD, Severity.MODERATE, Severity.SEVERE),),
        "ild": ((Ild.YES, Ild.NO), (Ild.UNKNOWN,)),
    }
)


def is_closed(key: str) -> bool:
    """Whether the answer is one of a list."""
    return bool(KEYS[key].words) or KEYS[key].kind is Written.YES_NO


def rows(key: str) -> tuple[tuple[str | bool, ...], ...]:
    """The values of a closed key's buttons, row by row."""
    if KEYS[key].kind is Written.YES_NO:
        return ((True, False),)
    return ROWS.get(key) or tuple((word,) for word in KEYS[key].words)


def named(key: str, text: str, subject: Subject) -> str | bool:
    """The value whose exact name or listed abbreviation was typed; nothing is guessed."""
    name = folded(text).removesuffix(".")
    names = YES_NO if KEYS[key].kind is Written.YES_NO else NAMES.get(key)
    values: Mapping[str, str | bool] = names or {word: word for word in KEYS[key].words}
    if name in values:
        return values[name]
    nearly = NEARLY.get(key, {}).get(name)
    if EMERGENCY.search(name):
        raise Unreadable("emergency")
    if key == "subtype" and ANTIBODY.search(name):
        raise Unreadable("subtype_antibody")
    if nearly == "severity_refractory":
        raise Unreadable(nearly, months=subject.guideline.rescue.refractory_months.value)
    raise Unreadable(nearly or (f"{key}_choice" if key in ROWS else "choice"))
