"""The closed answers: the names they go by when typed, and their rows of buttons."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from core.patient import Ild, Severity, Subtype
from core.reading import KEYS, Written
from flows.intake.reading.variants import NAMES
from flows.intake.subject import Subject
from flows.talk.typed.meant import words
from flows.talk.typed.text import Unreadable, folded

NEARLY: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "severity": {
            "dysphagia": "severity_dysphagia",
            "severe dysphagia": "severity_dysphagia",
            "refractory": "severity_refractory",
        },
        "ild": {
            "not yet tested": "ild_not_tested",
            "not tested": "ild_not_tested",
            "pending": "ild_not_tested",
            "ct pending": "ild_not_tested",
            "nsip": "ild_pattern",
            "uip": "ild_pattern",
        },
    }
)
EMERGENCY = re.compile(
    r"\b(?:respiratory (?:failure|arrest)|intubated|ventilat\w+|cannot (?:breathe|swallow)"
    r"|can't (?:breathe|swallow)|unable to (?:breathe|swallow)|emergency)\b"
)
ANTIBODY = re.compile(r"\banti(?:-| |$)(?!synthetase)")
LABORATORY = re.compile(
    r"(?:ck|cpk|creatine kinase|ldh|aldolase|ast|alt|crp|esr|mrc|mmt8?|grade)[ :=]*"
    r"[0-9][0-9,.]*(?: ?/ ?[0-9]+)?(?: ?(?:u/l|iu/l|units?(?: per litre)?))?"
)

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


@cache
def names(key: str) -> Mapping[tuple[str, ...], str | bool]:
    """The values of a closed key by what they go by beside the words of their buttons."""
    if KEYS[key].kind is Written.YES_NO:
        yes, no = NAMES["yes_or_no"]["true"], NAMES["yes_or_no"]["false"]
        both = ((("yes", *yes), True), (("no", *no), False))
        return {words(each): value for said, value in both for each in said}
    plain = {words(each): each for each in KEYS[key].words}
    also = {words(each): value for value, said in NAMES.get(key, {}).items() for each in said}
    return {said: value for said, value in {**plain, **also}.items() if said}


def named(key: str, text: str, subject: Subject) -> str | bool:
    """The value whose listed name was typed; nothing is guessed.

    Raises Unreadable with what the text is, where it is known and no answer, else with what to
    type.
    """
    name, said = folded(text).removesuffix("."), words(text)
    if said in (known := names(key)):
        return known[said]
    if EMERGENCY.search(name):
        raise Unreadable("emergency")
    if key == "subtype" and ANTIBODY.search(name):
        raise Unreadable("subtype_antibody")
    if key == "severity" and LABORATORY.fullmatch(name):
        raise Unreadable("severity_laboratory")
    nearly = NEARLY.get(key, {}).get(name)
    if nearly == "severity_refractory":
        raise Unreadable(nearly, months=subject.guideline.rescue.refractory_months.value)
    raise Unreadable(nearly or (f"{key}_choice" if key in ROWS else "choice"))
