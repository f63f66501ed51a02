"""The way back from an update, as deploy/README.md tells it: python -m tests.editions.back

For every edition that was released: its folder is opened by this program, which brings it up and
writes in it; then the way back is gone, and that edition's own program, taken from the history of
this checkout, opens it and says of every plan what it says of its folder as it was.
"""

import asyncio
import io
import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.store import Change
from bot.store.sqlite import open_store
from tests.editions import golden
from tests.editions.asked import NOW

ROOT = Path(__file__).parents[2]
RELEASED = {  # in the history of this checkout
    1: "b463fdb2a13934a5febbd5a47b8d5c393c40139e",
    2: "a6b52430b0dcf7b68ab4c6f51fe57c0bb07e3202",
    3: "e48adfd9a968ee098e73ffb4991caa540a87f528",
}
REMOVED = re.compile(r"^rm -f ((?: ?myotaper\.db[-a-z]*)+)$", re.M)
COPIED = re.compile(r"^cp -p (myotaper\.db\.schema-)N (myotaper\.db)\b", re.M)
ASKS = """
import json, sys
from pathlib import Path
from tests.editions.asked import NOW, plans
with plans(Path(sys.argv[1])) as found:
    print(json.dumps({
        label: [plan.kept, plan.figures(NOW), plan.words(NOW), plan.wanted(NOW)]
        for label, plan in found.items()
    }))
"""


def editions() -> list[int]:
    """Those whose folders are kept."""
    return sorted(int(each.name) for each in golden.HERE.iterdir() if each.name.isdigit())


async def brought_up(folder: Path) -> None:
    """This program has opened it and written in it."""
    with closing(open_store(folder)) as store:
        await store.commit(Change(at=NOW, seen=NOW))


def gone_back(folder: Path) -> None:
    """What the page tells is done there."""
    page = (ROOT / "deploy/README.md").read_text(encoding="utf-8")
    (removed,), (copied,) = REMOVED.findall(page), COPIED.findall(page)
    for name in removed.split():
        (folder / name).unlink(missing_ok=True)
    (copy,) = folder.glob(f"{copied[0]}*")
    subprocess.run(["cp", "-p", copy.name, copied[1]], cwd=folder, check=True)  # noqa: S607


def program_of(edition: int, into: Path) -> Path:
    """The checkout that was released as that edition."""
    packed = ("git", "archive", RELEASED[edition])
    done = subprocess.run(packed, cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(into, filter="data")
    return into


def says(program: Path, folder: Path) -> Mapping[str, object]:
    """What that program says of every plan of the folder."""
    command = [sys.executable, "-P", "-c", ASKS, str(folder)]
    environment = os.environ | {"PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=program, env=environment, check=True, stdout=subprocess.PIPE
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


async def rehearsed(edition: int, place: Path) -> bool:
    """Whether it says the same of every plan after the update and the way back."""
    program = program_of(edition, place / "program")
    as_it_was, folder = (golden.folder(edition, place / each) for each in ("before", "after"))
    before = says(program, as_it_was)
    await brought_up(folder)
    gone_back(folder)
    after = says(program, folder)
    same = sum(before[label] == after.get(label) for label in before)
    print(f"edition {edition}: {len(before)} plans before, {same} of them the same after")
    return before == after


async def main() -> int:
    """Status 1 where anything is not as it was."""
    same = []
    for edition in editions():
        with TemporaryDirectory() as name:
            for each in ("program", "before", "after"):
                Path(name, each).mkdir()
            same.append(await rehearsed(edition, Path(name)))
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
