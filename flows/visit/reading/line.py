"""A whole visit in one line: "CK 820 MMT 138/150 HAQ 0.9 phys 2 pat 3"."""

import re
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType

from core.guideline.schema import Guideline
from core.response.visit import Finding, Measure
from flows.talk.typed.text import Unreadable
from flows.visit.reading.values import Check, Known, Taken, as_typed, read_value

NAMES: Mapping[str, Measure] = MappingProxyType(
    {
        "ck": Measure.CK,
        "cpk": Measure.CK,
        "mmt": Measure.MMT,
        "mmt8": Measure.MMT,
        "cmas": Measure.CMAS,
        "haq": Measure.HAQ,
        "chaq": Measure.HAQ,
        "phys": Measure.PHYSICIAN,
        "physician": Measure.PHYSICIAN,
        "pat": Measure.PATIENT,
        "patient": Measure.PATIENT,
        "parent": Measure.PATIENT,
        "extra": Measure.EXTRAMUSCULAR,
        "extramuscular": Measure.EXTRAMUSCULAR,
        "das": Measure.EXTRAMUSCULAR,
        "hb": Measure.HAEMOGLOBIN,
        "hgb": Measure.HAEMOGLOBIN,
        "hemoglobin": Measure.HAEMOGLOBIN,
        "wbc": Measure.WHITE_CELLS,
        "wcc": Measure.WHITE_CELLS,
        "neut": Measure.NEUTROPHILS,
        "anc": Measure.NEUTROPHILS,
        "lymph": Measure.LYMPHOCYTES,
        "plt": Measure.PLATELETS,
        "eos": Measure.EOSINOPHILS,
        "crea": Measure.CREATININE,
        "bili": Measure.BILIRUBIN,
        "gluc": Measure.GLUCOSE,
        "a1c": Measure.HBA1C,
        "igg": Measure.IMMUNOGLOBULIN_G,
        "bp": Measure.SYSTOLIC,
        "spo2": Measure.SATURATION_REST,
        "chairs": Measure.CHAIR_STANDS,
        **{str(each): each for each in Measure if each.isalnum()},
    }
)
NAMED = re.compile(
    rf"(?:^|(?<=[ ,;]))({'|'.join(sorted(NAMES, key=len, reverse=True))})(?=[ :=]):?=?"
)

LEFT_OVER = re.compile(r" [a-z]{3,}")
ANY_NAME = re.compile(rf"\b(?:{'|'.join(sorted(NAMES, key=len, reverse=True))})\b", re.IGNORECASE)


def begins_with_a_value(text: str) -> bool:
    """Whether a text that nobody asked for reads as values."""
    try:
        line = as_typed(text)
    except Unreadable:
        return False
    found = NAMED.match(line)
    return found is not None and any(each.isdigit() for each in line[found.end() :])


def unnamed(text: str) -> str:
    """The text without the names of values, as it was typed."""
    return ANY_NAME.sub(" ", text)


def parted(text: str) -> tuple[str, str]:
    """What stands before the first name, and the line from there on."""
    line = as_typed(text)
    found = NAMED.search(line)
    start = found.start() if found else 0
    return line[:start].strip(" ,;:"), line[start:]


def _goes_on(measure: Measure, typed: str, guideline: Guideline, known: Known) -> bool:
    """Whether the value is clear, and what comes after it is not."""
    words = typed.split()
    for count in range(len(words) - 1, 0, -1):
        with suppress(Unreadable):
            read_value(measure, " ".join(words[:count]), guideline, known)
            return True
    return False


def read_line(text: str, guideline: Guideline, known: Known) -> Taken:
    """Every value of the line, each after its name; raises Unreadable, where of one with it."""
    before, *rest = NAMED.split(as_typed(text))
    if before or not rest:
        raise Unreadable("visit_line")
    findings, checks, entered = list[Finding](), list[Check](), list[str]()
    for name, value in zip(rest[::2], rest[1::2], strict=True):
        typed = value.strip(" ,;")
        try:
            taken = read_value(NAMES[name], typed, guideline, known)
        except Unreadable as fault:
            words = fault.reason == "visit_form" and LEFT_OVER.search(typed)
            after = words and _goes_on(NAMES[name], typed, guideline, known)
            values = {**fault.values, "name": NAMES[name]}
            raise Unreadable("visit_after" if after else fault.reason, **values) from None
        findings += taken.findings
        checks += taken.checks
        entered += [taken.entered] if taken.entered else []
    if len({each.measure for each in findings}) < len(findings):
        raise Unreadable("visit_twice")
    return Taken(
        findings=tuple(findings),
        checks=tuple(dict.fromkeys(checks)),
        entered="; ".join(entered),
    )
