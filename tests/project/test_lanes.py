"""The lanes of the checks: each is told whole, and one failure is the failure of all."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.gate import checks
from tests.gate.lanes import Check, Ended, beside, closing, closing_lines, files_with, summed
from tests.gate.memory import ENOUGH_BYTES, in_memory

MARKS = ("waits", "wide", "bench")


@pytest.fixture
def program(tmp_path: Path) -> str:
    """A check that prints its first argument and ends with its second."""
    script = tmp_path / "program"
    script.write_text('#!/bin/sh\necho "$1"\nexit "$2"\n', encoding="utf-8")
    script.chmod(0o755)
    return str(script)


def check(program: str, says: str, status: int) -> Check:
    return Check(command=(program, says, str(status)))


def played(lanes: Mapping[str, Mapping[str, Check]]) -> tuple[int, list[Ended]]:
    ended = beside(lanes)
    return summed(ended, 61.5), ended


def test_a_failed_check_stops_none_and_is_named_at_the_end(program, capsys):
    lanes = {
        "one": {"lint": check(program, "wrong", 1), "types": check(program, "right", 0)},
        "other": {"tests": check(program, "fine", 0)},
    }
    assert played(lanes)[0] == 1
    said = capsys.readouterr().out
    assert "right\n" in said
    assert "  FAILED  lint" in said
    assert "  ok      types" in said
    assert "Failed: lint\n" in said


def test_what_a_lane_says_stands_together_though_others_run_beside_it(tmp_path, capsys):
    """The first says one thing, waits for what the second does, and says another."""
    there, back = tmp_path / "there", tmp_path / "back"
    for pipe in (there, back):
        os.mkfifo(pipe)
    first = f'echo one; echo > "{there}"; cat "{back}"; echo two'
    second = f'cat "{there}"; echo three; echo > "{back}"'
    lanes = {
        "first": {"a": Check(command=("/bin/sh", "-c", first))},
        "second": {"b": Check(command=("/bin/sh", "-c", second))},
    }
    status, ended = played(lanes)
    said = capsys.readouterr().out
    assert status == 0
    assert [each.output in said for each in ended] == [True, True]
    assert ended[0].output.splitlines()[-3:] == ["one", "", "two"]


def test_the_closing_lines_of_all_runs_are_summed_in_the_last_line(program, capsys):
    lanes = {
        "one": {"tests": check(program, "===== 2 passed, 5 deselected in 0.12s =====", 0)},
        "other": {
            "tests": check(program, "3 passed, 1 skipped in 75.00s (0:01:15)", 0),
            "types": check(program, "right", 0),
        },
    }
    assert played(lanes)[0] == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-2:] == ["Every check passed.", "5 passed, 1 skipped in 61.50s"]


def test_what_failed_in_any_run_comes_first_in_the_sum():
    lines = ["1 failed, 2 passed in 0.1s", "1 failed, 1 error, 1 warning in 0.1s"]
    assert closing(lines, 3) == "2 failed, 2 passed, 1 warning, 1 error in 3.00s"


def test_a_crash_of_the_tests_is_no_success(program):
    assert played({"one": {"tests": check(program, "Segmentation fault", 139)}})[0] == 1


def test_a_check_that_cannot_begin_is_no_success(tmp_path, capsys):
    assert played({"one": {"tests": Check(command=(str(tmp_path / "nothing"),))}})[0] == 1
    assert "FileNotFoundError" in capsys.readouterr().out


def test_whoever_ends_the_checks_ends_what_they_have_begun(tmp_path, root):
    """The pipe is held open by the child alone: it is gone once nothing more can be read."""
    pipe, never = tmp_path / "pipe", tmp_path / "never"
    for each in (pipe, never):
        os.mkfifo(each)
    begins = f"exec cat {never} > {pipe}"
    code = (
        "import signal; from tests.gate.lanes import Check, beside, ended_early\n"
        "signal.signal(signal.SIGTERM, ended_early)\n"
        f"beside({{'a': {{'b': Check(command=('/bin/sh', '-c', {begins!r}))}}}})"
    )
    command = [sys.executable, "-c", code]
    with (
        subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL) as checks_,
        pipe.open(encoding="utf-8") as reading,
    ):
        checks_.terminate()
        assert reading.read() == ""
    assert checks_.returncode == 1


@pytest.mark.parametrize(
    "line",
    [
        "123 passed in 45.67s",
        "1 failed, 2 passed, 1 warning in 75.00s (0:01:15)",
        "2 errors in 0.10s",
        "3 skipped in 0.01s",
    ],
)
def test_every_form_of_the_closing_line_is_known(line):
    assert closing_lines(f"noise\n==== {line} ====\n")[0] in line


class Seen:
    """It counts how often it is written down."""

    times = 0

    def __repr__(self) -> str:
        Seen.times += 1
        return "seen"


@pytest.fixture
async def seen() -> Seen:
    return Seen()


async def test_no_loop_writes_down_what_a_fixture_gives(seen):
    """A whole world would be written down as often as one is made; that took seconds."""
    assert (type(seen), Seen.times) == (Seen, 0)


def test_every_test_is_in_one_lane(tmp_path, root):
    """Whatever has no mark is in the one, by its folder; whatever has one or two in another, by
    its mark."""
    lanes = checks.lanes(tmp_path, {})
    runs = [
        check.command
        for lane in lanes.values()
        for check in lane.values()
        if check.command and check.command[0] == "pytest"
    ]
    small = "not waits and not wide and not bench"
    assert sorted(run[run.index("-m") + 1] for run in runs) == sorted([
        "waits and not wide", "waits and wide", "wide and not waits", "bench", small, small, small,
    ])  # fmt: skip
    assert not set(files_with("bench")) & {*files_with("waits"), *files_with("wide")}
    folders = [each for run in runs if small in run for each in run[4:] if "/" in each]
    assert all(each.startswith("tests/") for each in folders)
    for path in (root / "tests").rglob("test_*.py"):
        name = path.relative_to(root).as_posix()
        assert sum(name.startswith(f"{folder}/") for folder in folders) == 1


def test_what_is_written_in_memory_goes_with_the_checks(tmp_path, monkeypatch):
    for free, fits in ((ENOUGH_BYTES, True), (ENOUGH_BYTES - 1, False)):
        monkeypatch.setattr("shutil.disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        with in_memory(tmp_path) as settings:
            assert [each.as_posix() for each in tmp_path.iterdir()] == list(settings.values())
            assert (settings.keys() == {"TMPDIR"}) is fits
            assert {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()} <= {0o711}
        assert list(tmp_path.iterdir()) == []
    with in_memory(tmp_path / "nothing") as settings:
        assert settings == {}


@pytest.mark.parametrize("mark", MARKS)
def test_a_run_is_given_every_file_with_its_mark(mark, root):
    given = set(files_with(mark))
    assert given
    for path in (root / "tests").rglob("*.py"):
        name = path.relative_to(root).as_posix()
        if f"mark.{mark}\n" in path.read_text(encoding="utf-8"):
            assert name in given
