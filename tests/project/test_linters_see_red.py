"""The linters are configured to object: each ban is shown a line that breaks it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.waits

BIN = Path(sys.executable).parent


def ruff(root: Path, code: str, *, under: str) -> str:
    done = subprocess.run(
        [BIN / "ruff", "check", "--output-format=concise", f"--stdin-filename={under}", "-"],
        input=code,
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize(
    "reading",
    [
        "from datetime import datetime\n\nNOW = datetime.now()\n",
        "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n",
        "import datetime\n\nNOW = datetime.datetime.utcnow()\n",
        "from datetime import date\n\nTODAY = date.today()\n",
        "import time\n\nNOW = time.time()\n",
        "import pickle\n\nVALUE = pickle.loads\n",
    ],
)
def test_a_clock_or_a_pickle_is_refused_outside_its_place(root, reading):
    assert "TID251" in ruff(root, reading, under="core/plan.py")
    assert "TID251" in ruff(root, reading, under="bot/desk/desk.py")


def test_the_one_clock_may_read_the_time(root):
    reading = "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n"
    assert "TID251" not in ruff(root, reading, under="bot/clock.py")


WRONG = {
    "core/wrong.py": ("import sqlite3", "import flows.talk.turn"),
    "flows/wrong.py": ("import bot.clock", "import transitions"),
    "bot/wrong.py": ("import sqlitedict", "import telegram"),
    "core/agents/wrong.py": ("import core.course.course",),
    "flows/talk/wrong.py": ("import flows.plan.live",),
    "flows/team/wrong.py": ("import flows.decision.history",),
    "bot/store/wrong.py": ("import bot.desk.desk",),
    "core/course/regimen/wrong.py": ("import core.course.undone",),
    "flows/reminder/wanted/wrong.py": ("import flows.reminder.message.pinned",),
    "flows/reminder/message/wrong.py": ("import flows.reminder.press.ended",),
    "bot/store/record/wrong.py": ("import bot.store.upgrade.first_edition",),
    "bot/transport/telegram/api/wrong.py": ("import bot.transport.telegram.saying.out",),
}


@pytest.fixture(scope="module")
def imports_refused(root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said of the packages with all of these lines in them."""
    place = tmp_path_factory.mktemp("wrong")
    for package in ("core", "flows", "bot"):
        shutil.copytree(root / package, place / package)
    shutil.copy(root / "pyproject.toml", place)
    for module, lines in WRONG.items():
        (place / module).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    done = subprocess.run(
        [BIN / "lint-imports", "--no-cache"],
        cwd=place,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    return done.stdout


@pytest.mark.parametrize(
    ("module", "line"), [(module, line) for module in WRONG for line in WRONG[module]]
)
def test_an_import_against_the_layers_or_past_the_door_is_refused(imports_refused, module, line):
    name = module.removesuffix(".py").replace("/", ".")
    assert f"{name} -> {line.split()[1]}" in imports_refused
