"""Drug names: one spelling for each region (D22), and never two names for the steroid (D23)."""

import re
from collections.abc import Iterator

from tests.lint.message import Lines, Whole

REGIONS = ("us", "uk", "eu")

_ONE_SPELLING = (
    "methylPREDNISolone", "azaTHIOprine", "azaCITIDine", "riTUXimab",
    "abatacept", "alendronate", "alendronic", "allopurinol", "atovaquone",
    "carbamazepine", "clarithromycin", "cobicistat", "cyclophosphamide", "dapsone",
    "denosumab", "dexamethasone", "febuxostat", "folic", "folinic", "hydrocortisone",
    "hydroxychloroquine", "immunoglobulin", "immunoglobulins", "itraconazole", "ivermectin",
    "ketoconazole", "leflunomide", "leucovorin", "mesna", "methotrexate", "mitoxantrone",
    "mofetil", "mycophenolate", "mycophenolic", "omeprazole", "pentamidine", "phenytoin",
    "rifampicin", "rifampin", "risedronate", "ritonavir", "spironolactone", "sulfamethoxazole",
    "tacrolimus", "teriparatide", "tofacitinib", "trimethoprim", "warfarin", "zoledronate",
)  # fmt: skip
_BY_REGION = {
    "us": ("predniSONE", "cycloSPORINE"),
    "uk": ("prednisoLONE", "ciclosporin", "trimoxazole", "cotrimoxazole"),
    "eu": ("predniSONE", "ciclosporin"),
}
_NEVER = ("cyclosporin", "sulphamethoxazole")

SPELLINGS = {region: frozenset((*_ONE_SPELLING, *_BY_REGION[region])) for region in REGIONS}
"""The golden table: every name that a text for the region may hold, case-exact."""

NAMES = frozenset(name.lower() for table in SPELLINGS.values() for name in table) | set(_NEVER)
STEROID = {"us": "predniSONE", "uk": "prednisoLONE", "eu": "predniSONE"}
CICLOSPORIN = {"us": "cycloSPORINE", "uk": "ciclosporin", "eu": "ciclosporin"}

EQUIVALENCES = (
    re.compile(r"predniSONE (\d++(?:\.\d++)?) mg and prednisoLONE \1 mg are the same dose"),
    re.compile(r"prednisoLONE (\d++(?:\.\d++)?) mg and predniSONE \1 mg are the same dose"),
)
"""The only sentences that may name both."""


def misspelt(lines: Lines) -> Iterator[str]:
    """D22: a drug's name in any other form than the table of the region has it.

    A name that is written in lower case may begin a line or a sentence with a capital.
    """
    right = SPELLINGS[lines.region]
    for word in lines.words - right:
        if word.lower() in NAMES:
            text = _without_equivalences(lines.text)
            may_open = word.lower() in right and word == word.capitalize()
            for found in re.finditer(rf"{word}(?<!\w{word})(?!\w)", text):
                if not (may_open and _opens(text, found.start())):
                    yield word


def two_steroids(message: Whole) -> Iterator[str]:
    """D23: one text with both names, outside the allowed sentences."""
    if "prednisone" in message.low and "prednisolone" in message.low:
        words = set(re.findall(r"[a-z]++", _without_equivalences(message.text).lower()))
        if words >= {"prednisone", "prednisolone"}:
            yield "predniSONE and prednisoLONE"


def _opens(text: str, at: int) -> bool:
    """Whether a line or a sentence begins there: nothing but signs since the last one ended."""
    while at and not text[at - 1].isalnum():
        at -= 1
        if text[at] in "\n.!?:;":
            return True
    return at == 0


def _without_equivalences(text: str) -> str:
    for sentence in EQUIVALENCES:
        text = sentence.sub("", text)
    return text
