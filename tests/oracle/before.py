"""What was taken before: how its values are read, and what other answers they stand for."""

from collections.abc import Mapping
from datetime import timedelta

from tests.oracle.values import Read, day, number, whole

DRUGS = (
    "methotrexate", "azathioprine", "mycophenolate", "calcineurin_inhibitor",
    "cyclophosphamide", "rituximab", "immunoglobulin", "other",
)  # fmt: skip
FATES = ("taking", "failed", "not_tolerated")
ANTIBODIES = ("hmgcr", "srp", "mda5", "tif1g", "nxp2", "jo1", "other_synthetase")
LONGEST_DAYS, MOST_ENTRIES, LATEST_AGENT = 3650, 50, 730

_days = whole(1, LONGEST_DAYS)


def earlier_steroid(given: object, known: Read) -> object:
    """Pairs of milligrams and days, oldest first; a dose of nothing is a pause."""
    if not isinstance(given, list) or len(given) > MOST_ENTRIES:
        return None
    found = []
    for entry in given:
        if not isinstance(entry, Mapping) or {*entry} != {"mg", "days"}:
            return None
        mg, days = number(entry["mg"], text_too=True, places=2), _days(entry["days"], known)
        if mg is None or mg > 2000 or days is None:
            return None
        found.append((mg, days))
    return tuple(found) if sum(days for _, days in found) <= LONGEST_DAYS else None


def immunosuppressants(given: object, _known: Read) -> object:
    """Each drug with what became of it."""
    if not isinstance(given, Mapping):
        return None
    known_words = all(
        isinstance(fate, str) and fate in FATES and drug in DRUGS for drug, fate in given.items()
    )
    return dict(given) if known_words else None


def antibodies(given: object, _known: Read) -> object:
    """The names of the list, none of them twice."""
    if not isinstance(given, list):
        return None
    known_words = all(isinstance(name, str) and name in ANTIBODIES for name in given)
    return tuple(given) if known_words and len({*given}) == len(given) else None


def agent_start(given: object, known: Read) -> object:
    """A day from the first of the plan until two years after it."""
    found, first = day(given, known), known["start_date"]
    within = found is not None and first <= found <= first + timedelta(LATEST_AGENT)
    return found if within else None


def stands_for(known: Read) -> Read:
    """The case with what its lists say of other keys."""
    found: Read = {}
    if known["antibodies"] is not None:
        found["mda5"] = bool(known["mda5"]) or "mda5" in known["antibodies"]
    if takes(known, "rituximab"):
        found["rituximab"] = True
    return known | found


def takes(known: Read, *drugs: str) -> bool:
    """Whether one of these drugs is taken now."""
    given = known["immunosuppressants"] or {}
    return any(given.get(drug) == "taking" for drug in drugs)


def lost(known: Read, drug: str) -> list[str]:
    """The word for a drug that did not help or was not borne, or nothing."""
    fate = (known["immunosuppressants"] or {}).get(drug)
    return [fate] if fate in ("failed", "not_tolerated") else []
