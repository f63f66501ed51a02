"""A whole visit in one line: "CK 820 MMT 138/150 HAQ 0.9 phys 2 pat 3"."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from core.guideline.schema import Guideline
from core.response.visit import Finding, Measure
from flows.talk.typed import Unreadable
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


def parted(text: str) -> tuple[str, str]:
    """What stands before the first name, and the line from there on."""
    line = as_typed(text)
    found = NAMED.search(line)
    start = found.start() if found else 0
    return line[:start].strip(" ,;:"), line[start:]


def read_line(text: str, guideline: Guideline, known: Known) -> Taken:
    """Every value of the line, each after its name; raises Unreadable, where of one with it."""
    typed = as_typed(text)
    before, *rest = NAMED.split(typed)
    if before or not rest:
        raise Unreadable("visit_line")
    findings, checks, entered = list[Finding](), list[Check](), list[str]()
    for name, value in zip(rest[::2], rest[1::2], strict=True):
        try:
            taken = read_value(NAMES[name], value.strip(" ,;"), guideline, known)
        except Unreadable as fault:
            raise Unreadable(fault.reason, **{**fault.values, "name": name}) from None
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
