"""What was taken before the plan, as it is typed: "60 mg for 5 weeks, then 40 mg for 2 weeks".

Only what can mean one thing is read. What cannot is refused with what is wrong with it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.amounts import plain
from core.guideline.schema import Guideline
from flows.talk.typed.text import Unreadable, folded, has_digit

SAME = frozenset({"prednisone", "prednisolone", "pred"})
OTHERS = ("betamethasone", "budesonide", "cortisone", "fluticasone", "triamcinolone")
DRUG = "methylprednisolone|prednisolone|prednisone|pred|dexamethasone|hydrocortisone|deflazacort"
DAYS = {"d": 1, "w": 7}
OFTEN = (
    r"(?: ?/ ?d(?:ay)?| (?:a|per|each|every) day| once a day| (?:once )?daily| od| qd"
    r"| (?:in the|each|every) morning)"
)
DOSE = (
    rf"(?:(?P<before>{DRUG}|{'|'.join(OTHERS)}) )?"
    r"(?P<mg>(?:0|[1-9][0-9]{0,3})(?:[.,][0-9]{1,2})?) ?mg"
    rf"{OFTEN}?(?: (?:of )?(?P<after>{DRUG}|{'|'.join(OTHERS)}))?{OFTEN}?"
)
TIME = r"(?P<number>[1-9][0-9]{0,3}) ?(?P<unit>days?|d|weeks?|wks?|w)"
LAST = r"(?:the )?(?:last |past )?"
PARTS = (
    re.compile(rf"{DOSE},? (?:for {LAST}|(?P<since>since ){LAST}|x ?)?{TIME}"),
    re.compile(rf"(?:for {LAST}|(?P<since>since ){LAST})?{TIME}(?: of| on| at|:)? {DOSE}"),
)
# a comma between two digits is a decimal one
BETWEEN = re.compile(r"(?:, ?|; ?| )(?:and )?then |; ?|,(?=\D) ?|(?<=\D),| and then ")
MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
WRONG: Mapping[str, re.Pattern[str]] = {
    "date": re.compile(rf"\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}|\b(?:{MONTH})\b"),
    "month": re.compile(r"\b\d* ?(?:months?|mo|mths?|years?|yrs?)\b"),
    "range": re.compile(r"\d ?(?:-|\u2013|to) ?\d|\b(?:about|around|approx\w*|ca|roughly)\b|~"),
    "taper": re.compile(r"\b(?:taper|reduc|decreas|rais|increas)\w*|\b(?:down|up) "),
    "split": re.compile(r"\b(?:twice|bd|bid|tds|tid|times)\b|\d ?(?:x|\+) ?\d+ ?mg"),
    "alternate": re.compile(r"\b(?:alternate|other|second|eod|weekly)\b|\ba week\b"),
}  # what a part says that has no one meaning, in the order it is looked for
WHY = (*WRONG, "since", "mg", "days")  # each a refusal of its own
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The doses as prednisone with their days, and the steroids that were converted."""

    doses: list[dict[str, str | int]]
    converted: tuple[str, ...]  # mg, of which steroid, and the mg of prednisone that they are


def read_earlier(text: str, guideline: Guideline) -> Earlier:
    """Every part in its order; raises Unreadable where one is not a dose with its days."""
    doses, converted = list[dict[str, str | int]](), list[str]()
    parts = BETWEEN.split(folded(text.replace("\u00d7", "x")).removesuffix("."))
    for place, part in enumerate(parts, start=1):
        found = _part(" ".join(part.split()))
        if found["since"] and place < len(parts):
            raise Unreadable("earlier_steroid_since")
        given = Decimal(found["mg"].replace(",", "."))
        drug = found["before"] or found["after"]
        mg = given if drug is None or drug in SAME else _converted(given, drug, guideline)
        if mg != given and drug:
            converted.append(f"{given} {drug} {plain(mg):f}")
        days = int(found["number"]) * DAYS[found["unit"][0]]
        doses.append({"mg": f"{plain(mg):f}", "days": days})
    return Earlier(doses=doses, converted=tuple(converted))


def _part(part: str) -> re.Match[str]:
    """A dose with its days; two names of a steroid are one too many."""
    found = next((found for each in PARTS if (found := each.fullmatch(part))), None)
    if found is None or (found["before"] and found["after"]):
        raise Unreadable(_why(part))
    return found


def _why(part: str) -> str:
    """What is wrong with a part, as far as it can be told."""
    dosed = re.search(r"\d ?mg\b", part)
    wrong = next((name for name, pattern in WRONG.items() if pattern.search(part)), None)
    if wrong == "date" and not dosed:
        return "earlier_steroid"
    if wrong is None and has_digit(part):
        if not dosed:
            wrong = "mg"
        elif not re.search(r"\d ?(?:d|w|days?|wks?|weeks?)\b", part):
            wrong = "days"
    return f"earlier_steroid_{wrong}" if wrong else "earlier_steroid"


def _converted(mg: Decimal, drug: str, guideline: Guideline) -> Decimal:
    """As prednisone, to a tenth of a mg where it is no shorter number."""
    shares: Mapping[str, tuple[Decimal, ...]] = {
        name: fact.value for name, fact in guideline.steroid.equivalents.items()
    }
    if drug not in shares:
        raise Unreadable("earlier_steroid_drug")
    times, over = shares[drug]
    exact = mg * times / over
    short = exact == round(exact, 2)
    return exact if short else exact.quantize(TENTH)
