"""The most dangerous code, in parts that are altered one by one, each beside its near tests."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is altered, and the tests of which at least one has to see it."""

    alters: tuple[str, ...]
    tests: tuple[str, ...]


_CORE = ("tests/core",)
_STEROID = (
    "tests/core/steroid", "tests/core/test_amounts.py", "tests/core/test_worked_numbers.py",
)  # fmt: skip
_OF_A_READER = (
    "tests/flows/intake/test_weights.py", "tests/flows/intake/test_nasty_inputs.py",
    "tests/flows/intake/test_intake.py", "tests/flows/intake/test_words.py",
    "tests/flows/intake/test_details.py", "tests/flows/intake/test_review.py",
    "tests/flows/intake/test_taken_before.py", "tests/flows/test_phrasings.py",
    "tests/flows/talk",
)  # fmt: skip
PARTS: Mapping[str, Part] = {
    "dose": Part(
        alters=("core/steroid/start_dose.py", "core/amounts.py", "core/steroid/juvenile.py"),
        tests=_STEROID,
    ),
    "taper": Part(
        alters=("core/steroid/taper.py", "core/steroid/tablets.py", "core/steroid/pulses.py"),
        tests=_STEROID,
    ),
    "agents": Part(
        alters=(
            "core/agents/methotrexate.py", "core/agents/choice.py", "core/agents/azathioprine.py",
        ),
        tests=_CORE,
    ),
    "decisions": Part(
        alters=("core/course/decision_rules.py", "core/course/decisions.py"), tests=_CORE,
    ),
    "drugs": Part(
        alters=(
            "core/course/regimen/rules.py", "core/course/regimen/amounts.py",
            "core/course/regimen/recovery.py",
        ),
        tests=_CORE,
    ),
    "prevention": Part(
        alters=("core/prevention/prophylaxis.py", "core/interlocks.py"), tests=_CORE,
    ),
    "weights": Part(
        alters=("flows/intake/reading/weights.py", "flows/intake/reading/numbers.py"),
        tests=("tests/flows/intake/test_weights.py",),
    ),
    "readers": Part(alters=("flows/intake/reading/*.py",), tests=_OF_A_READER),
    "privacy": Part(
        alters=("flows/talk/privacy.py", "flows/talk/label.py", "flows/talk/rights.py"),
        tests=("tests/flows/talk", "tests/flows/intake/test_nasty_inputs.py",
               "tests/bot/desk/test_authorisation.py"),
    ),
    "gate": Part(
        alters=("bot/desk/access.py", "bot/page/seal.py"),
        tests=("tests/bot/desk/test_access.py", "tests/bot/page/test_seal.py",
               "tests/bot/desk/test_desk.py"),
    ),
    "ledger": Part(alters=("bot/alarm/ledger.py",), tests=("tests/bot/alarm",)),
    "stages": Part(
        alters=("flows/reminder/stages.py",),
        tests=("tests/flows/reminder/test_stages.py", "tests/flows/reminder/test_escalation.py",
               "tests/flows/reminder/test_urgent.py", "tests/flows/reminder/test_unheeded.py"),
    ),
}  # fmt: skip
