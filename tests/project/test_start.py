"""start.py: the two commands, on a machine that has little, in a folder with a space."""

import ast
import io
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

import start

OLD = "import runpy, sys; sys.version_info = (3, 9, 2); sys.argv = sys.argv[1:]; "
RUN = "runpy.run_path(sys.argv[0], run_name='__main__')"


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """A checkout that was set up, whose program only says which words it was given."""
    place = tmp_path / "my checkout"
    (place / ".venv" / "bin").mkdir(parents=True)
    for name in ("start.py", "pyproject.toml", "requirements.lock"):
        shutil.copy(root / name, place)
    (place / ".venv" / "bin" / "python").symlink_to(sys.executable)
    program = "import os, sys\nprint(sys.argv[1:], os.getcwd(), sys.stdin.read())\nsys.exit(3)\n"
    (place / ".venv" / "bin" / "myotaper").write_text(program, encoding="utf-8")
    (place / ".venv" / "set-up.json").write_text(stamp_of(place), encoding="utf-8")
    return place


def stamp_of(place: Path) -> str:
    code = "import json, start; print(json.dumps(start.stamp()))"
    return subprocess.check_output([sys.executable, "-c", code], cwd=place, encoding="utf-8")


def run(
    checkout: Path, *words: str, heard: str = "", path: Path | None = None, old: bool = False
) -> subprocess.CompletedProcess[str]:
    script = str(checkout / "start.py")
    return subprocess.run(
        [sys.executable, *(["-c", OLD + RUN] if old else []), script, *words],
        cwd=checkout.parent,
        env={"PATH": str(path or checkout)},
        input=heard,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


class Somebody(io.StringIO):
    """An input with a person at it."""

    def isatty(self) -> bool:
        return True


def test_without_words_and_with_nobody_at_it_it_plays_the_sample(checkout):
    assert run(checkout).stdout.startswith("['chat']")


def test_without_words_somebody_at_a_terminal_sees_the_demo():
    assert start.wanted([], Somebody()) == ["demo"]
    assert start.wanted([], io.StringIO()) == ["chat"]


def test_the_conversation_can_be_had_in_the_terminal(checkout):
    assert start.wanted(["--terminal"], Somebody()) == ["chat"]
    assert run(checkout, "--terminal").stdout.startswith("['chat']")


def test_other_words_input_folder_and_exit_status_are_the_programs_own(checkout):
    done = run(checkout, "plan", "--json", heard="{}")
    assert done.stdout == f"['plan', '--json'] {checkout.parent} {{}}\n"
    assert done.returncode == 3
    assert done.stderr == ""


def test_any_python_3_can_read_the_script_far_enough_to_say_what_it_needs(root):
    ast.parse((root / "start.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_an_old_python_says_which_one_is_needed(checkout):
    done = run(checkout, old=True)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer, and this is Python 3.9" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_old_python_hands_over_to_a_newer_one(checkout, tmp_path):
    newer = tmp_path / "bin" / "python3.12"
    newer.parent.mkdir()
    newer.write_text('#!/bin/sh\necho "newer: $*"\n', encoding="utf-8")
    newer.chmod(0o755)
    done = run(checkout, "plan", old=True, path=newer.parent)
    assert done.stdout == f"newer: {checkout}/start.py plan\n"


def without_environment(checkout: Path) -> None:
    shutil.rmtree(checkout / ".venv")


def test_ctrl_c_in_the_set_up_is_one_line(checkout, tmp_path):
    without_environment(checkout)
    os.mkfifo(tmp_path / "begun")
    uv = tmp_path / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text(f'#!/bin/sh\n: > "{tmp_path}/begun"\nexec /bin/cat\n', encoding="utf-8")
    uv.chmod(0o755)
    command = [sys.executable, str(checkout / "start.py"), "plan"]
    with subprocess.Popen(
        command, env={"PATH": str(uv.parent)}, stdin=PIPE, stdout=PIPE, stderr=PIPE
    ) as setting_up:
        (tmp_path / "begun").open(encoding="utf-8").close()
        setting_up.send_signal(signal.SIGINT)
        said, error = setting_up.communicate(timeout=20)
    assert (setting_up.returncode, said) == (130, b"")
    assert error.decode().splitlines()[1:] == [
        "Stopped before the end of the set-up: the same command begins it again."
    ]


def test_a_folder_that_cannot_be_written_is_one_line(checkout):
    without_environment(checkout)
    (checkout / ".venv").symlink_to("/proc/nowhere")
    done = run(checkout, "plan")
    assert (done.returncode, done.stdout) == (1, "")
    begins, why = done.stderr.splitlines()
    assert begins.startswith("Setting up in .venv")
    assert why.startswith(f"Could not make {checkout / '.venv'}: ")


def test_a_complete_set_up_is_left_alone():
    assert start.out_of_date(start.stamp(), start.stamp()) == set()


def test_a_changed_project_file_installs_the_project_again_and_no_library():
    assert start.out_of_date({**start.stamp(), "project": "older"}, start.stamp()) == {"project"}


@pytest.mark.parametrize("part", ["libraries", "place"])
def test_another_lock_or_a_moved_folder_makes_everything_anew(part):
    kept = {**start.stamp(), part: "older"}
    assert start.out_of_date(kept, start.stamp()) == {"libraries", "project"}


def test_a_set_up_that_was_cut_short_is_made_anew():
    assert start.out_of_date({}, start.stamp()) == {"libraries", "project"}


@pytest.mark.parametrize("damage", ["", "{", "[]", '"text"'])
def test_a_damaged_stamp_is_no_stamp(monkeypatch, tmp_path, damage):
    stamp = tmp_path / "set-up.json"
    stamp.write_text(damage, encoding="utf-8")
    monkeypatch.setattr(start, "STAMP", stamp)
    assert start.kept_stamp() == {}


def test_uv_is_tried_first_where_it_is_there(monkeypatch, tmp_path):
    uv = tmp_path / "uv"
    uv.write_text("", encoding="utf-8")
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert start.ways_to_install("python", ["x"])[0][0][:3] == [str(uv), "pip", "install"]


def test_without_uv_the_pip_at_hand_then_one_of_the_environments_own(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    ours, its_own = start.ways_to_install("python", ["x"])
    assert ours[0][:4] == [sys.executable, "-m", "pip", "--python"]
    assert its_own[0] == ["python", "-m", "ensurepip"]


def test_the_checks_are_another_program_that_runs_in_the_checkout(checkout):
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.write_text('#!/bin/sh\necho "$* in $PWD"\n', encoding="utf-8")
    python.chmod(0o755)
    assert run(checkout, "test").stdout == f"-m tests.gate in {checkout}\n"
    assert run(checkout, "test", "quick").stdout == f"-m tests.gate quick in {checkout}\n"
