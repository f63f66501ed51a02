"""What was taken before the plan, as it is typed: "60 mg for 5 weeks, then 40 mg for 2 weeks"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.amounts import plain
from core.guideline.schema import Guideline
from flows.talk.typed import Unreadable, folded

SAME = frozenset({"prednisone", "prednisolone"})
DAYS = {"day": 1, "week": 7}
PART = re.compile(
    r"(?P<mg>(?:0|[1-9][0-9]{0,3})(?:[.,][0-9]{1,2})?) ?mg"
    r"(?: (?:a day |daily )?(?:of )?(?P<drug>[a-z]+))?(?: a day| daily)?"
    r" for (?P<number>[1-9][0-9]{0,3}) (?P<unit>day|week)s?"
)
BETWEEN = re.compile(r"(?:, ?|; ?| )(?:and )?then |, ?|; ?| and then ")
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The doses as prednisone with their days, and the steroids that were converted."""

    doses: list[dict[str, str | int]]
    converted: tuple[str, ...]  # mg, of which steroid, and the mg of prednisone that they are


def read_earlier(text: str, guideline: Guideline) -> Earlier:
    """Every part in its order; raises Unreadable where one is not a dose with its days."""
    doses, converted = list[dict[str, str | int]](), list[str]()
    for part in BETWEEN.split(folded(text).removesuffix(".")):
        found = PART.fullmatch(part.strip())
        if not found:
            raise Unreadable("earlier_steroid")
        given, drug = Decimal(found["mg"].replace(",", ".")), found["drug"]
        mg = given if drug is None or drug in SAME else _converted(given, drug, guideline)
        if mg != given and drug:
            converted.append(f"{given} {drug} {plain(mg):f}")
        days = int(found["number"]) * DAYS[found["unit"]]
        doses.append({"mg": f"{plain(mg):f}", "days": days})
    return Earlier(doses=doses, converted=tuple(converted))


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
