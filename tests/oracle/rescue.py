"""Rescue treatments by one table: what each answer makes of each of the five."""

from tests.oracle.agents import Answer, pregnancy_is_open
from tests.oracle.before import lost
from tests.oracle.values import Read

EMERGENCIES = (
    "rapidly_progressive", "mda5", "respiratory_weakness", "severe_dysphagia", "myocarditis",
)  # fmt: skip
TREATMENTS = (
    "methylprednisolone", "immunoglobulin", "rituximab", "cyclophosphamide",
    "calcineurin_inhibitor",
)  # fmt: skip
WORDS = {"c": "closed", "n": "not_preferred", "p": "preferred", "s": "shown"}
"""From the one that beats all to the one that beats none."""


def answer(known: Read) -> list[Answer]:
    """The five treatments, where the disease or an emergency asks for them."""
    emergency = any(known[key] for key in EMERGENCIES)
    if not (emergency or known["severity"] == "severe" or known["subtype"] == "necrotizing"):
        return []
    cells = _cells(known, emergency=emergency)
    found = []
    for place, treatment in enumerate(TREATMENTS):
        column = {code: row[place] for code, row in cells.items() if row[place] != "-"}
        column |= dict.fromkeys(lost(known, treatment), "c")
        status = next(word for letter, word in WORDS.items() if letter in {*column.values(), "s"})
        found.append({"treatment": treatment, "status": status, "because": [*column]})
    return found


def closed_by(known: Read, treatment: str, *, emergency: bool) -> set[str]:
    """Every answer that closes this treatment; what became of it before is none."""
    if treatment not in TREATMENTS:
        return set()
    place = TREATMENTS.index(treatment)
    cells = _cells(known, emergency=emergency)
    return {code for code, row in cells.items() if row[place] == "c"}


def _cells(known: Read, *, emergency: bool) -> dict[str, str]:
    """A letter for each treatment in the rows that hold; `-` where a row says nothing of it."""
    egfr, antibodies = known["egfr"], known["antibodies"] or ()
    table = {
        "active_infection": (known["active_infection"], "npnnn" if emergency else "npccn"),
        "egfr_below_30": (egfr is not None and egfr < 30, "ss-nc"),
        "cytopenia": (known["cytopenia"], "--nc-"),
        "ssc_overlap": (known["ssc_overlap"], "npp-n"),
        "pregnancy": (known["pregnancy"] in ("yes", "planning"), "-pncs"),
        "pregnancy_unknown": (pregnancy_is_open(known), "---c-"),
        "hbv_pos": (known["hbv"] == "pos", "s-css"),
        "hbv_unknown": (known["hbv"] is None, "-scs-"),
        "cyp3a4": (known["cyp3a4"] in ("inhibitor", "inducer"), "----s"),
        "hmgcr": ("hmgcr" in antibodies, "-p---"),
        "srp": ("srp" in antibodies, "--p--"),
    }
    if known["pregnancy"] == "breastfeeding":
        table["pregnancy"] = (True, "-p-cs")
    return {code: row for code, (holds, row) in table.items() if holds}
