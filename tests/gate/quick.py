"""The quick checks of work in progress: what a change touches, nearest first, within a minute."""

from tests.gate.lanes import ROOT, run
from tests.gate.touched import changed, touched

LONGEST_SECONDS = 40
SMALL = "not waits and not wide and not bench"


def say(text: str) -> None:
    """What a command wrote is shown when it has ended."""
    print(text, end="", flush=True)


def quick() -> int:
    """The changed files are written right, and the tests that they touch pass."""
    paths = [path for path in changed(ROOT) if (ROOT / path).exists()]
    modules = [path for path in paths if path.endswith(".py")]
    tests = touched(ROOT, changed(ROOT))
    print(f"{len(paths)} changed files touch {len(tests)} files of tests.", flush=True)
    statuses = []
    if modules:
        statuses.append(run(("ruff", "check", *modules), say))
        statuses.append(run(("ruff", "format", "--check", *modules), say))
    if tests:
        limit = ("-p", "tests.gate.limit", f"--seconds={LONGEST_SECONDS}")
        statuses.append(run(("pytest", "-q", *limit, "-m", SMALL, *tests), say))
    return 1 if any(statuses) else 0
