"""`myotaper health` says in a line, and by its status, whether reminders leave."""

import asyncio
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.alarm.beating import SILENT_SECONDS
from bot.commands.running.standing_by import StandingBy
from bot.commands.service.health import Seen
from bot.release import build
from bot.settings import Settings
from bot.standing import STANDS_BY as STANDBY

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WELL = {
    "at": NOW.isoformat(), "reminders_leave": True, "outages": [], "told": [],
    "pending": 3, "late": 0, "failed": 0, "unread": 0, "damaged": 0, "upkeep": [],
}  # fmt: skip
OUTAGE = {"kind": "full", "since": NOW.isoformat(), "says": "NO REMINDER HAS BEEN SENT: full."}


def seen(folder: Path, seconds: float = 0, **said: Any) -> Seen:
    """A look at the file, so long after it was written."""
    path = folder / "health.json"
    path.write_text(json.dumps(WELL | said))
    os.utime(path, (NOW.timestamp() - seconds,) * 2)
    return Seen.at(folder, NOW)


def stands_by(folder: Path, seconds: float = 3, began: float = 3_600, **about: Any) -> None:
    """The file of one that stands by, so long after it was written and after that one began."""
    beside = StandingBy(Settings(data=folder, **about), asyncio.Lock())
    beside.began = NOW - timedelta(seconds=began)
    beside.says("another leads")
    if (folder / STANDBY).exists():
        os.utime(folder / STANDBY, (NOW.timestamp() - seconds,) * 2)


def test_where_all_is_well_it_says_so(tmp_path: Path) -> None:
    said = "written 12 s ago; reminders leave; late 0; failed 0; unread 0; damaged 0"
    assert seen(tmp_path, 12) == Seen(well=True, says=said)
    version = "0.1.0 (build e19204ba)"
    by = said.replace("ago", f"ago by {version}")
    assert seen(tmp_path, 12, version=version) == Seen(well=True, says=by, version=version)


@pytest.mark.parametrize(
    ("seconds", "well"),
    [(SILENT_SECONDS, True), (SILENT_SECONDS + 1, False), (-SILENT_SECONDS - 1, False)],
)
def test_a_bot_that_is_silent_is_not_well(tmp_path: Path, seconds: float, well: bool) -> None:
    found = seen(tmp_path, seconds)
    assert (found.well, "hangs or is gone" in found.says) == (well, not well)


@pytest.mark.parametrize("name", ["late", "failed", "unread", "damaged"])
def test_what_is_not_delivered_is_counted(tmp_path: Path, name: str) -> None:
    found = seen(tmp_path, **{name: 2})
    assert (found.well, f"{name} 2" in found.says) == (False, True)
    found = seen(tmp_path, **{name: None})
    assert (found.well, f"{name} not known" in found.says) == (False, True)


def test_what_holds_reminders_back_is_named(tmp_path: Path) -> None:
    found = seen(tmp_path, reminders_leave=False, outages=[OUTAGE])
    assert not found.well
    assert "PAUSED" in found.says
    assert found.says.endswith("NO REMINDER HAS BEEN SENT: full.")


def test_what_the_machine_lacks_is_named_and_reminders_leave_all_the_same(tmp_path: Path) -> None:
    found = seen(tmp_path, upkeep=["THE DISK IS NEARLY FULL: 7 MB are left."])
    assert not found.well
    assert found.says.endswith("7 MB are left.")


def test_with_no_file_no_bot_has_run(tmp_path: Path) -> None:
    assert "no bot has run" in Seen.at(tmp_path, NOW).says


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"reminders_leave": true}'])
def test_a_file_that_cannot_be_read_is_not_well(tmp_path: Path, text: str) -> None:
    (tmp_path / "health.json").write_text(text)
    found = Seen.at(tmp_path, NOW)
    assert (found.well, "cannot be read" in found.says) == (False, True)


def test_the_command_ends_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["myotaper", "health"])
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path))
    assert main() == 1
    assert capsys.readouterr().out.startswith("NOT OK: ")
    (tmp_path / "health.json").write_text(json.dumps(WELL))
    assert main() == 0
    assert capsys.readouterr().out.startswith("ok: written 0 s ago; reminders leave")
    monkeypatch.setenv("MYOTAPER_REGION", "mars")
    assert main() == 2


@pytest.mark.parametrize(
    ("leads", "seconds", "well", "says"),
    [
        ({}, 0, True, "reminders leave; late 0"),
        ({"late": 2}, 0, False, "late 2"),  # it shares the folder, and hides nothing
        ({}, SILENT_SECONDS + 1, True, f"written 3 s ago by {build()}; stands by: another leads"),
        (None, 0, True, f"written 3 s ago by {build()}; stands by: another leads"),
    ],
)
def test_one_that_stands_by_is_well_and_hides_no_trouble_of_one_that_leads(
    tmp_path: Path, leads: dict[str, Any] | None, seconds: float, well: bool, says: str
) -> None:
    stands_by(tmp_path)
    found = Seen.at(tmp_path, NOW) if leads is None else seen(tmp_path, seconds, **leads)
    assert (found.well, says in found.says) == (well, True)


@pytest.mark.parametrize("left", [{}, {"reminders_leave": False, "outages": [OUTAGE]}])
def test_what_the_process_before_has_left_is_not_taken_for_one_that_stands_by_since(
    tmp_path: Path, left: dict[str, Any]
) -> None:
    stands_by(tmp_path, began=40)
    found = seen(tmp_path, 41, **left)
    assert (found.well, found.says.startswith("written 3 s ago")) == (True, True)
    assert "stands by: another leads" in found.says
    assert "PAUSED" not in found.says


def test_what_the_machine_of_one_that_stands_by_lacks_is_named(tmp_path: Path) -> None:
    stands_by(tmp_path, room_mb=10**9)
    found = Seen.at(tmp_path, NOW)
    assert (found.well, "THE DISK IS NEARLY FULL" in found.says) == (False, True)


@pytest.mark.parametrize("text", [None, "{", "[]", '{"says": "old"}'])
def test_one_that_stood_by_or_cannot_be_read_is_not_taken_for_one(
    tmp_path: Path, text: str | None
) -> None:
    if text:
        (tmp_path / STANDBY).write_text(text)
        os.utime(tmp_path / STANDBY, (NOW.timestamp() - 31,) * 2)
    assert not Seen.at(tmp_path, NOW).well


def test_that_it_stands_by_may_fail_to_be_written(tmp_path: Path) -> None:
    stands_by(tmp_path / "nowhere")
    assert not Seen.at(tmp_path, NOW).well
