"""The answers with what drugs were held or stopped for, until somebody has said it to be over.

It knows nothing of the product's code.
"""

from collections.abc import Iterable

from tests.oracle.diary import Diary
from tests.oracle.values import Read

KEYS = {
    "low_counts": "cytopenia", "liver": "liver_disease", "kidney": "egfr",
    "infection": "active_infection", "new_cough": "ild", "pregnancy": "pregnancy",
}  # fmt: skip  # the answer that stands for the same


def harms(diaries: Iterable[Diary], day: int) -> set[str]:
    """What drugs were held or stopped for that nobody has said to be over."""
    return {why for each in diaries for why in each.unrecovered(day)}


def counted(day: int, found: Read, diaries: Iterable[Diary]) -> Read:
    """The answers, what is not over among them."""
    told, those = dict(found), harms(diaries, day)
    answers = (("low_counts", "cytopenia"), ("liver", "liver_disease"))
    for why, key in (*answers, ("infection", "active_infection")):
        told[key] = True if why in those else told[key]
    if "new_cough" in those and told["ild"] == "no":
        told["ild"] = "unknown"
    if "kidney" in those and (told["egfr"] is None or told["egfr"] >= 60):
        told["egfr"] = None
    if "pregnancy" in those and told["pregnancy"] in (None, "no"):
        told["pregnancy"] = "planning"
    return told
