"""A plugin of pytest, `-p tests.canaries.plugin`: while any tests run all is logged at debug, and
what was said in them is looked for in it. Where it is found the run has failed."""

from collections import Counter
from contextlib import ExitStack
from typing import Any

import pytest

from tests.canaries.watch import Watch, watching

WATCH = pytest.StashKey[Watch]()
FOUND = pytest.StashKey[dict[str, str]]()
COUNTED = pytest.StashKey[Counter[str]]()
ENDS = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """From here on."""
    config.stash[WATCH] = ENDS.enter_context(watching())
    config.stash[FOUND], config.stash[COUNTED] = {}, Counter()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process tells what it has found; the last one judges."""
    config = session.config
    _counted(config, config.stash[WATCH].told())
    if hasattr(config, "workeroutput"):
        config.workeroutput["canaries"] = config.stash[WATCH].told()
    elif config.stash[FOUND] or not config.stash[COUNTED]["records"]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A process beside has told."""
    if told := getattr(node, "workeroutput", {}).get("canaries"):
        _counted(node.config, told)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """What was found, with a line of the log for each."""
    count, found = config.stash[COUNTED], config.stash[FOUND]
    said = f"{count['records']:,} records, {count['said']:,} texts, {len(found)} found in the log"
    terminalreporter.write_line(said)
    for text, line in found.items():
        terminalreporter.write_line(f"  {text!r} in {line!r}")


def pytest_unconfigure() -> None:
    """Up to here."""
    ENDS.close()


def _counted(config: pytest.Config, told: dict[str, Any]) -> None:
    config.stash[FOUND].update(told["leaks"])
    config.stash[COUNTED].update(records=told["records"], said=told["said"])
