"""What each choice of the intake goes by beside the words of its button, as one table.

Whole texts only, in lower case and American spelling, as `flows.talk.typed.meant.words` has them.
Nothing here may be read as another choice of the same question.
"""

from collections.abc import Mapping
from types import MappingProxyType

from core.patient import Ild, Metabolizer, Pregnancy, Severity, Sex, Subtype, Tail

Variants = Mapping[str, tuple[str, ...]]
NAMES: Mapping[str, Variants] = MappingProxyType(
    {
        "subtype": {
            Subtype.DERMATOMYOSITIS: ("dm", "dermatomyositis (dm)"),
            Subtype.POLYMYOSITIS: ("pm", "polymyositis (pm)"),
            Subtype.NECROTIZING: (
                "imnm", "nam", "necrotizing myopathy", "necrotizing myositis",
                "immune-mediated necrotizing", "immune-mediated necrotizing myopathy",
                "necrotizing autoimmune myopathy", "autoimmune necrotizing myopathy",
            ),
            Subtype.ANTISYNTHETASE: (
                "asys", "asyns", "antisynthetase syndrome", "anti-synthetase",
                "anti-synthetase syndrome",
            ),
            Subtype.OVERLAP: ("overlap syndrome",),
            Subtype.JUVENILE: ("jdm", "juvenile dm"),
            Subtype.INCLUSION_BODY: (
                "ibm", "sibm", "inclusion body", "sporadic inclusion body myositis",
            ),
            Subtype.AMYOPATHIC: (
                "amyopathic dm", "cadm", "adm", "clinically amyopathic dm",
                "clinically amyopathic dermatomyositis",
            ),
            Subtype.CHECKPOINT_INHIBITOR: (
                "checkpoint inhibitor", "checkpoint myositis", "ici", "ici myositis",
                "immune checkpoint inhibitor", "immune checkpoint inhibitor myositis",
            ),
        },
        "severity": {
            Severity.MILD: ("mild disease",),
            Severity.MODERATE: ("mod", "moderate disease"),
            Severity.SEVERE: ("sev", "severe disease"),
        },
        "ild": {
            Ild.YES: (
                "present", "ild present", "with ild", "yes ild", "ild yes", "has ild",
                "lung disease present",
            ),
            Ild.NO: (
                "absent", "none", "no ild", "ild no", "ild absent", "without ild",
                "no lung disease", "no interstitial lung disease", "no lung involvement",
            ),
            Ild.UNKNOWN: (
                "not known", "don't know", "dont know", "do not know", "not sure",
                "unsure", "uncertain", "ild unknown", "ild not known", "unknown ild",
                "lung disease unknown", "lung disease not known",
            ),
        },
        "sex": {Sex.FEMALE: ("f", "woman", "girl"), Sex.MALE: ("m", "man", "boy")},
        "pregnancy": {
            Pregnancy.YES: ("pregnant",),
            Pregnancy.NO: ("not pregnant",),
            Pregnancy.BREASTFEEDING: ("breast feeding", "lactating"),
        },
        "tpmt": {Metabolizer.POOR: ("poor metabolizer",)},
        "nudt15": {Metabolizer.POOR: ("poor metabolizer",)},
        "tail": {Tail.SLOW2W: ("slow",), Tail.SLOW4W: ("slowest",)},
        "methotrexate_weekday": {"thursday": ("thurs", "thur"), "tuesday": ("tues",)},
        "yes_or_no": {"true": ("y",), "false": ("n",)},
    }
)  # fmt: skip

# In one line each answer must name what it is about, so that no "no" is taken for another one.
LUNGS = frozenset({"ild", "lung"})
IN_A_LINE: Mapping[str, Variants] = MappingProxyType(
    {
        "ild": {
            Ild.YES: ("ild", "severe ild", "moderate ild", "mild ild"),
        },
    }
)

# What may stand around a figure of each question and says nothing else.
BESIDE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "": frozenset({
            "the", "a", "is", "it", "it's", "he", "she", "his", "her", "patient", "pt", "now",
            "today", "currently",
        }),
        "weight_kg": frozenset({
            "weight", "wt", "weighs", "weighed", "measured", "actual", "body",
        }),
        "height_cm": frozenset({"height", "ht", "tall", "measured"}),
        "age": frozenset({"age", "aged"}),
        "egfr": frozenset({"egfr", "gfr"}),
        "start_mg": frozenset({
            "prednisone", "prednisolone", "pred", "start", "dose", "with", "oral", "od",
        }),
        "pulse_mg": frozenset({"methylprednisolone", "methylpred", "pulse", "iv", "intravenous"}),
    }
)  # fmt: skip

# A line is in doubt as a whole where one of these stands in it and was not understood.
DOUBT = frozenset({
    "no", "not", "non", "none", "never", "without", "neither", "nor", "denies", "excluded",
    "exclude", "ruled", "out", "possible", "possibly", "probable", "probably", "suspected",
    "likely", "unlikely", "maybe", "perhaps", "query", "or", "vs", "versus", "if", "to", "from",
    "about", "around", "approx", "roughly", "over", "under", "less", "more", "than", "above",
    "below", "known", "unknown", "previous", "previously", "last", "was", "were", "ideal", "dry",
    "target", "history", "hx", "family", "yes", "except", "but",
})  # fmt: skip
FILLER = frozenset({"and", "with", "patient", "pt", "new", "a", "the", "has"})
