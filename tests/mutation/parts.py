"""The most dangerous code, in parts that are altered one by one, each beside its near tests."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is altered, and the tests of which at least one has to see it."""

    alters: tuple[str, ...]
    tests: tuple[str, ...]
    wide: bool = False  # those too that go through a whole world


PARTS: Mapping[str, Part] = {
    "steroid": Part(
        alters=("core/steroid/*.py", "core/amounts.py"),
        tests=("tests/core/steroid", "tests/core/test_amounts.py",
               "tests/core/test_worked_numbers.py", "tests/core/test_told.py"),
    ),
    "agents": Part(
        alters=("core/agents/*.py",), tests=("tests/core/agents", "tests/core/test_told.py"),
    ),
    "core": Part(alters=("core/**/*.py",), tests=("tests/core",)),
    "readers": Part(
        alters=("flows/intake/**/*.py",),
        tests=("tests/flows/intake", "tests/flows/test_phrasings.py", "tests/flows/talk",
               "tests/flows/test_told.py"),
    ),
    "decisions": Part(
        alters=("flows/decision/**/*.py",),
        tests=("tests/flows/decision", "tests/flows/visit", "tests/flows/test_told.py"),
    ),
    "reminders": Part(
        alters=("flows/reminder/**/*.py",),
        tests=("tests/flows/reminder", "tests/flows/test_told.py"),
    ),
    "alarm": Part(
        alters=("bot/alarm/**/*.py",),
        tests=("tests/bot/alarm", "tests/bot/test_damage_mended.py",
               "tests/bot/metrics/test_sources.py",
               "tests/bot/transport/telegram/test_alarm_beside.py",
               "tests/delivery/test_promises.py"),
        wide=True,
    ),
    "privacy": Part(
        alters=("flows/talk/typed/privacy.py", "flows/talk/label.py", "flows/talk/rights.py"),
        tests=("tests/flows/talk", "tests/flows/intake/test_nasty_inputs.py",
               "tests/bot/desk/test_authorisation.py"),
    ),
    "gate": Part(
        alters=("bot/desk/access.py", "bot/page/seal.py"),
        tests=("tests/bot/desk/test_access.py", "tests/bot/page/test_seal.py",
               "tests/bot/desk/test_desk.py"),
    ),
}  # fmt: skip
