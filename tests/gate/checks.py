"""Every check of the project, in lanes, and what comes after them."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import start
from tests.gate.lanes import Check, Lane, Say, files_with, run
from tests.gate.memory import AT_ONCE

EXAMPLE = (
    "plan --weight 72 --subtype dermatomyositis --severity severe --ild no --start 2026-11-23"
)
COVERED = ("--cov", "--cov-report=")
WATCHED = ("-p", "tests.canaries.plugin")  # all is logged, and nothing that was said is in it
MEASURES = ("waits", "rest", "pure")  # what covers, each into data of its own
SMALL = "not waits and not wide and not bench"
OF_THE_BOT, OF_THE_PURE = ("tests/bot",), ("tests/core", "tests/flows")
MEASURED = (*OF_THE_BOT, *OF_THE_PURE)  # the packages' own tests, which cover them


def lanes(data: Path, quickly: Mapping[str, str]) -> Mapping[str, Lane]:
    """What takes longest first, so that what is short ends with it; what mostly waits leaves its
    processor to the others. The kills are on a disk, other tests where these settings lead."""
    return {
        "processes": {
            "processes": Check(
                command=(
                    "pytest", "-q", "-m", "waits and not wide", *COVERED, *AT_ONCE,
                    *files_with("waits"),
                ),
                settings={**quickly, "COVERAGE_FILE": str(data / "waits" / "data")},
            ),
        },
        "bot": {
            "tests of bot": Check(
                command=("pytest", "-q", "-m", SMALL, *COVERED, *WATCHED, *AT_ONCE, *OF_THE_BOT),
                settings={**quickly, "COVERAGE_FILE": str(data / "rest" / "data")},
            ),
        },
        "core and flows": {
            "tests of core and flows": Check(
                command=("pytest", "-q", "-m", SMALL, *COVERED, *OF_THE_PURE),
                settings={"COVERAGE_FILE": str(data / "pure" / "data")},
            ),
        },
        "what is large": {
            "wide tests": Check(
                command=(
                    "pytest", "-q", "-m", "wide and not waits", *AT_ONCE, *files_with("wide"),
                ),
                settings=quickly,
            ),
        },
        "kills": {
            "kills": Check(
                command=("pytest", "-q", "-m", "waits and wide", *files_with("waits")),
            ),
        },
        "benches": {
            "benches": Check(
                command=("pytest", "-q", "-m", "bench", *AT_ONCE, *files_with("bench")),
                settings=quickly,
            ),
        },
        "the rest": {
            "format": Check(command=("ruff", "format", "--check", ".")),
            "lint": Check(command=("ruff", "check", ".")),
            "imports": Check(command=("lint-imports",)),
            "types": Check(command=("mypy",)),
            "wheel": Check(does=wheel),
            "other tests": Check(command=("pytest", "-q", "-m", SMALL, *not_measured())),
        },
    }  # fmt: skip


def not_measured() -> tuple[str, ...]:
    """All other folders with tests: of the tests themselves, the documents, what was released."""
    files = (start.ROOT / "tests").rglob("test_*.py")
    found = (path.relative_to(start.ROOT).parts[:2] for path in files)
    return tuple(sorted({"/".join(each) for each in found} - {*MEASURED}))


def after(data: Path) -> Lane:
    """What the lanes covered together."""
    both = tuple(str(data / lane / "data") for lane in MEASURES)
    return {
        "coverage": Check(command=("coverage", "combine", "--quiet", *both)),
        "coverage of core": coverage_of("core", 100),
        "coverage of flows": coverage_of("flows", 100),
        "coverage of bot": coverage_of("bot", 95),
    }


def coverage_of(package: str, least: int) -> Check:
    """The share of its lines and branches that ran."""
    return Check(command=("coverage", "report", f"--include={package}/*", f"--fail-under={least}"))


def wheel(say: Say) -> int:
    """Build the wheel, install it in a fresh environment and make a plan from elsewhere."""
    with TemporaryDirectory(prefix="myotaper-") as name:
        place = Path(name)
        build = ("python", "-P", "-m", "build", "--wheel", "--no-isolation")
        if status := run((*build, "--outdir", name, str(start.ROOT)), say, folder=place):
            return status
        fresh, (built,) = place / "venv", place.glob("*.whl")
        if not start.make_environment(fresh):
            return 1
        lend_libraries(fresh)
        if not start.install(fresh / "bin" / "python", "--no-index", "--no-deps", str(built)):
            return 1
        return run((str(fresh / "bin" / "myotaper"), *EXAMPLE.split()), say, folder=place)


def lend_libraries(fresh: Path) -> None:
    """The fresh environment sees the locked libraries, and not this checkout, offline."""
    (inside,) = fresh.glob("lib/python*/site-packages")
    (lender,) = start.VENV.glob("lib/python*/site-packages")
    (inside / "lent.pth").write_text(f"{lender}\n", encoding="utf-8")
