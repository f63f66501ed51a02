"""The most dangerous code altered in one place after the other: does any near test see it?

    python -m tests.mutation                          what there is
    python -m tests.mutation readers                  one part of it; a second time goes on where
                                                      it ended, and asks again what none had seen
    python -m tests.mutation core --share 0.1         a tenth of each module, the same each time
    python -m tests.mutation core --fresh 100         so many as were never asked, and no others:
                                                      what is seen by tests not written for it
    python -m tests.mutation core --of core/course    what lies there; `--minutes 20` to stop then
    python -m tests.mutation core --told              what is known of it so far

`nice -n 19` before it spares the machine. mutmut alters a copy, in `.mutation`; one process asks.
"""

import argparse
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path

from tests.mutation.altering import ROOT, copied, last_altered
from tests.mutation.kept import SEEN, Kept
from tests.mutation.parts import PARTS
from tests.mutation.sample import score
from tests.mutation.survivors import reason_of

REQUIRED = Path(__file__).with_name("requirements.txt")
PLACE = ROOT / ".mutation"  # beside the environment, which a new lock clears
TOOL = PLACE / "tool"


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


def told(name: str, only: tuple[str, ...], before: Collection[str]) -> None:
    """What no test has seen, each with its reason where it has one; then the score, and that of
    what was not asked before."""
    place, kept = PLACE / name, Kept(PLACE / name)
    seen: dict[str, list[bool]] = defaultdict(list)
    of: dict[str, int] = {}
    became: Counter[str] = Counter()
    nothing, first = 0, list[bool]()
    for module in last_altered(place, PARTS[name].alters):
        if not module.made_of or not module.path.startswith(only):
            continue
        of[module.path] = len(module.made_of)
        for alteration, made_of in module.made_of.items():
            last = kept.of(f"{module.module()}.{alteration}", made_of)
            if last is None:
                continue
            became[last.became] += 1
            reason = ""
            if last.became != SEEN:
                lines = module.shown(alteration)
                reason = reason_of(last.name, lines)
                print(f"{last.name}: {reason or last.became}\n{lines}")
            nothing += bool(reason)
            if not reason:  # what changes nothing cannot be seen
                seen[module.path].append(last.became == SEEN)
                if last.name not in before:
                    first.append(last.became == SEEN)
    asked, here = became.total(), sum(of.values())
    by = ", ".join(f"{count:,} {each}" for each, count in became.most_common())
    print(f"{name}: {asked:,} of {here:,} alterations asked, of each of {len(of)} modules: {by};")
    if any(seen.values()):
        found = score(seen, of if asked < here else {each: len(seen[each]) for each in seen})
        print(
            f"    {nothing} change nothing; without them {found.seen:.1f} % seen"
            f" (19 of 20: {found.least:.1f} to {found.most:.1f} %)",
            flush=True,
        )
    if before and first:
        found = score({name: first}, {name: here})
        print(
            f"    {len(first)} of them for the first time: {found.seen:.1f} % seen"
            f" (19 of 20: {found.least:.1f} to {found.most:.1f} %)",
            flush=True,
        )


def main(words: Sequence[str] | None = None) -> int:
    """Alter the parts that are named; status 1 where one could not be altered."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("names", nargs="*", metavar="NAME", help="of the list, or 'all'")
    parser.add_argument("--share", type=float, default=1.0, help="of each module; 1 is all")
    parser.add_argument("--fresh", type=int, default=0, help="so many, never asked before")
    parser.add_argument("--of", action="append", default=[], metavar="FOLDER", help="only there")
    parser.add_argument("--minutes", type=float, default=10_000, help="after which it stops")
    parser.add_argument("--told", action="store_true", help="ask nothing")
    given = parser.parse_args(words)
    names = tuple(PARTS) if given.names == ["all"] else tuple(given.names)
    if unknown := set(names) - PARTS.keys():
        parser.error(f"no part is called {', '.join(sorted(unknown))}")
    if not names:
        print("\n".join(f"{name:12}{' '.join(part.alters)}" for name, part in PARTS.items()))
        return 0
    only, status = tuple(given.of) or ("",), 0
    for name in names:
        place, began = PLACE / name, time.monotonic()
        before = frozenset(Kept(place).last)
        if not given.told:
            copied(place)
            asking = ("-m", "tests.mutation.asking", str(place), name, str(given.share))
            command = [str(tool()), *asking, str(given.fresh), str(given.minutes), *only]
            status |= subprocess.run(command, cwd=place / "tree", check=False).returncode
        told(name, only, before)
        print(f"    {time.monotonic() - began:,.0f} s")
    return min(status, 1)


if __name__ == "__main__":
    sys.exit(main())
