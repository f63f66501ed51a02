"""The most dangerous code altered in one place after the other: does any near test see it?

    python -m tests.mutation              what there is
    python -m tests.mutation taper        one part of it; a second time goes on where it ended,
                                          and tries again what no test had seen
    python -m tests.mutation all          each in turn; `nice -n 19` before it spares the machine

What is altered is a copy, in `.mutation`. One process, a few alterations a second.
"""

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.mutation.parts import PARTS, Part
from tests.mutation.survivors import reason_of

ROOT = Path(__file__).parents[2]
REQUIRED = Path(__file__).with_name("requirements.txt")
PLACE = ROOT / ".mutation"  # beside the environment, which a new lock clears
TOOL = PLACE / "tool"
SEEN = {"killed", "timeout", "caught by type check"}
SETTINGS = """[mutmut]
source_paths=
    core/
    flows/
    bot/
process_isolation=forkserver
timeout_multiplier=3
timeout_constant=3
only_mutate=
    {alters}
pytest_add_cli_args=
    -m
    not waits and not wide and not bench
pytest_add_cli_args_test_selection=
    {tests}
also_copy=
    deploy
    start.py
    README.md
    CONTRIBUTING.md
    CHANGELOG.md
    requirements.lock
"""


def tool() -> Path:
    """The interpreter that alters; the first time what it needs is fetched, a minute."""
    python, done = TOOL / "bin" / "python", TOOL / "required.txt"
    if not done.exists() or done.read_text("utf-8") != REQUIRED.read_text("utf-8"):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(TOOL)], check=True)
        fetched = [str(python), "-m", "pip", "install", "--quiet", "-r", str(REQUIRED)]
        subprocess.run(fetched, check=True)
        (inside,) = TOOL.glob("lib/python*/site-packages")
        (lent,) = (ROOT / ".venv").glob("lib/python*/site-packages")
        (inside / "lent.pth").write_text(f"{lent}\n", encoding="utf-8")
        done.write_text(REQUIRED.read_text("utf-8"), "utf-8")
    return python


def copied(name: str, part: Part) -> Path:
    """This checkout as it is now, and beside it what was done of the part before."""
    there = PLACE / name
    listing = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    files = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    for each in filter(None, files.stdout.split("\0")):
        if (ROOT / each).is_file():
            (there / each).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / each, there / each)
    told = {key: "\n    ".join(getattr(part, key)) for key in ("alters", "tests")}
    (there / "setup.cfg").write_text(SETTINGS.format(**told), encoding="utf-8")
    return there


def results(python: Path, there: Path) -> dict[str, str]:
    """What became of each alteration."""
    command = [str(python), "-m", "mutmut", "results", "--all", "true"]
    found = subprocess.run(command, cwd=there, check=True, capture_output=True, encoding="utf-8")
    pairs = (line.strip().rpartition(": ") for line in found.stdout.splitlines())
    return {name: became for name, parts, became in pairs if parts and "__mutmut_" in name}


def unseen(of_each: dict[str, str]) -> list[str]:
    """Those that no test has seen so far, where they were tried."""
    return [each for each, became in of_each.items() if became not in SEEN | {"not checked"}]


def shown(python: Path, there: Path, name: str) -> str:
    """The line that was altered, and what it was altered to."""
    command = [str(python), "-m", "mutmut", "show", name]
    found = subprocess.run(command, cwd=there, check=True, capture_output=True, encoding="utf-8")
    lines = (line for line in found.stdout.splitlines() if line[:1] in {"-", "+"})
    return "\n".join(f"    {line}" for line in lines if line[:3] not in {"---", "+++"})


def altered(name: str) -> bool:
    """The part is altered place by place, and what no test has seen is listed."""
    python, began = tool(), time.monotonic()
    there = copied(name, PARTS[name])
    unseen_before = unseen(results(python, there)) if (there / "mutants").exists() else []
    command = [str(python), "-m", "mutmut", "run", "--max-children", "1"]
    for words in filter(None, (command, unseen_before and [*command, *unseen_before])):
        with (there / "mutmut.log").open("a", encoding="utf-8") as log:
            ended = subprocess.run(words, cwd=there, stdout=log, stderr=log, check=False)
        if ended.returncode:
            print(f"{name}: mutmut ended with {ended.returncode}, see {there / 'mutmut.log'}")
            return False
    of_each = results(python, there)
    left = {each: shown(python, there, each) for each in unseen(of_each)}
    known = {each: reason for each, lines in left.items() if (reason := reason_of(each, lines))}
    for each, lines in left.items():
        print(f"{each}: {known.get(each, of_each[each])}\n{lines}")
    seen = len(of_each) - len(left)
    print(
        f"{name}: {seen:,} of {len(of_each):,} alterations seen"
        f" ({100 * seen / max(1, len(of_each)):.1f} %), {len(known)} others change nothing,"
        f" {len(left) - len(known)} open; {time.monotonic() - began:,.0f} s",
        flush=True,
    )
    return True


def main(words: Sequence[str] | None = None) -> int:
    """Alter the parts that are named; status 1 where one could not be altered."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("names", nargs="*", metavar="NAME", help="of the list, or 'all'")
    asked = parser.parse_args(words)
    names = tuple(PARTS) if asked.names == ["all"] else tuple(asked.names)
    if unknown := set(names) - PARTS.keys():
        parser.error(f"no part is called {', '.join(sorted(unknown))}")
    if not names:
        print("\n".join(f"{name:12}{' '.join(part.alters)}" for name, part in PARTS.items()))
        return 0
    could = [altered(name) for name in names]
    return 0 if all(could) else 1


if __name__ == "__main__":
    sys.exit(main())
