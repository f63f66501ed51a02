"""Record bundles before two validators of the standard and in a server: every plan of the tests,
and random ones.

python -m tests.bench.records [--plans 100]     wants node and npm, and fetches packages once
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from bot.papers.record.fhir import fhir
from bot.papers.sheet import sheet
from tests.bot.papers.cases import CHILD, LONGEST, view_of, views
from tests.bot.papers.record.test_fhir import plans
from tests.bot.papers.test_drug_states import ADULT, CASES, GRID, STATES, TODAY
from tests.bot.papers.visit.visited import visited

HERE = Path(__file__).parent
FOLDER = Path(__file__).parents[3] / ".venv" / "validators"
REQUIRED = "package.json"
BROKEN = "broken.json"


def modules() -> Path:
    """Where the packages are; the first time they are fetched, half a minute."""
    wanted, there = HERE / REQUIRED, FOLDER / REQUIRED
    done = FOLDER / "node_modules" / "ajv"
    if not done.exists() or there.read_text("utf-8") != wanted.read_text("utf-8"):
        print(f"setting up the validators in {FOLDER.name}, once", file=sys.stderr, flush=True)
        FOLDER.mkdir(parents=True, exist_ok=True)
        copyfile(wanted, there)
        fetched = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(fetched, check=True, cwd=FOLDER, stdout=sys.stderr)
    return FOLDER


def bundles(random: int) -> Iterator[tuple[str, bytes]]:
    """Every plan, course, drug and visit of the tests, a child's, a case's, and random ones."""
    for name, view in (*views(), *visited()):
        yield name, fhir(sheet(view))
    for name, drug, region in GRID:
        state, case = STATES[name], ADULT | CASES[drug] | {"region": region}
        view = view_of(case, *state.decisions(drug), today=TODAY, **state.more)
        yield f"{drug} {name} {region}", fhir(sheet(view))
    for name, case in (("child", CHILD), ("longest", LONGEST)):
        for kept in (True, False):
            yield f"{name} kept {kept}", fhir(sheet(view_of(case, kept=kept)))
    for number, case in enumerate(islice(plans(), random)):
        yield f"random {number}", fhir(sheet(view_of(case)))


def broken() -> dict[str, Any]:
    """One that none may take: a status that does not exist, nobody that it is for, and known by
    the name that it has within the bundle, in whose place a server puts an address."""
    found: dict[str, Any] = json.loads(fhir(sheet(view_of(LONGEST))))
    entry = found["entry"][0]
    entry["resource"]["status"] = "going on"
    del entry["resource"]["subject"]
    entry["resource"]["identifier"] = [{"system": "urn:x", "value": entry["fullUrl"]}]
    entry["request"]["url"] = f"CarePlan?identifier=urn:x%7C{entry['fullUrl']}"
    return found


def validated(folder: Path) -> list[Mapping[str, Any]]:
    """What each validator says of each file."""
    command = ["node", str(HERE / "validate.mjs"), str(modules()), str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        raise SystemExit(said.stderr[-2_000:])
    return [json.loads(line) for line in said.stdout.splitlines()]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Record bundles before two validators.")
    parser.add_argument("--plans", type=int, default=100)
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for number, (_, data) in enumerate(bundles(chosen.plans)):
            (folder / f"{number:05}.json").write_bytes(data)
        (folder / BROKEN).write_text(json.dumps(broken()), "utf-8")
        rows = validated(folder)
    for validator in dict.fromkeys(row["validator"] for row in rows):
        own = [row for row in rows if row["validator"] == validator]
        sound = [row for row in own if row["file"] != BROKEN]
        refused = any(row["found"] for row in own if row["file"] == BROKEN)
        found = Counter(said for row in sound for said in row["found"])
        resources = sum(row["resources"] for row in sound)
        print(
            f"{validator}: {len(sound)} bundles, {resources:,} resources, {found.total()} found;"
            f" a broken one {'refused' if refused else 'NOT refused'}"
        )
        for said, count in found.most_common(20):
            print(f"  {count} x {said}")


if __name__ == "__main__":
    main()
