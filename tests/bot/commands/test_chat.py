"""The conversation in a terminal: typed, piped, or played by itself."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.__main__ import WORDS, main

pytestmark = pytest.mark.waits

MYOTAPER = Path(sys.executable).with_name("myotaper")
WIDTH = 80
PATIENCE_SECONDS = 20


def chat(folder: Path, lines: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """The whole conversation that these lines lead to."""
    return subprocess.run(
        [MYOTAPER, "chat"],
        input=lines,
        env={**os.environ, "MYOTAPER_DATA": str(folder / "data"), **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_with_no_input_a_sample_ends_in_a_plan_and_keeps_nothing(tmp_path: Path) -> None:
    played = chat(tmp_path)
    assert played.returncode == 0
    assert re.search(r"predniSONE DOSE 65 mg by mouth once a day in the morning", played.stdout)
    assert "could not be done" not in played.stdout
    assert list(tmp_path.iterdir()) == []


def test_no_line_of_the_sample_is_wider_than_a_terminal(tmp_path: Path) -> None:
    widest = max(chat(tmp_path).stdout.splitlines(), key=len)
    assert len(widest) <= WIDTH, widest


def test_piped_lines_are_answered_and_the_next_run_goes_on_with_the_draft(tmp_path: Path) -> None:
    begun = chat(tmp_path, "/new\n72 kg\nDermatomyositis\n").stdout
    label = re.findall(r"New plan ([\w-]{7})", begun)[-1]
    again = chat(tmp_path, "/new\nGo on\n").stdout
    assert f"New plan {label}: question 3 of 4" in again
    assert "Subtype: Dermatomyositis" in again


def test_after_a_line_that_was_not_understood_the_letters_press_what_it_offers(
    tmp_path: Path,
) -> None:
    said = chat(tmp_path, "/learn\n1\na\n").stdout
    assert "question 1 of 4" in said


def test_only_the_last_keys_of_the_prescriber_have_letters(tmp_path: Path) -> None:
    """What falls due for two people in one push: a letter could else press what is above."""
    said = chat(tmp_path, "/new\n+1d\n/new\nteam: /learn\n").stdout
    acts = said.split("\n> ")
    assert [act.count("[a] ") for act in acts] == [1, 1, 1, 1, 0]
    assert acts[3].count("[b] ") == 1


def test_quit_ends_the_conversation(tmp_path: Path) -> None:
    said = chat(tmp_path, "/new\n/quit\n72\n").stdout
    assert "question 1 of 4" in said
    assert "question 2 of 4" not in said


@pytest.mark.parametrize("word", ["chat", "run", "draw", "demo", "paper"])
@pytest.mark.parametrize("given", [["--data", "elsewhere"], ["--bogus"], ["bogus"]])
def test_what_a_command_does_not_take_is_refused(asked, word: str, given: list[str]) -> None:
    status, out, error = asked(word, *given)
    assert (status, out) == (2, "")
    assert f"usage: myotaper {word}" in error


@pytest.mark.parametrize("word", WORDS)
def test_each_command_tells_what_it_is(asked, word: str) -> None:
    status, out, error = asked(word, "--help")
    assert (status, error) == (0, "")
    assert f"myotaper {word}" in out


def test_the_help_of_the_conversation_names_the_folder_of_its_data(asked) -> None:
    assert "MYOTAPER_DATA" in asked("chat", "--help")[1]


@pytest.mark.parametrize(("words", "status"), [(("chat", "--help"), 0), (("run", "bogus"), 2)])
def test_the_program_ends_with_that_status(words: tuple[str, ...], status: int) -> None:
    done = subprocess.run([MYOTAPER, *words], capture_output=True, check=False, timeout=60)
    assert done.returncode == status


def test_the_words_are_listed_and_one_that_is_not_among_them_is_told_which_there_are(
    asked,
) -> None:
    status, out, error = asked("--help")
    assert (status, error) == (0, "")
    assert all(f"\n  {word}" in out for word in WORDS)
    status, out, error = asked("pln")
    assert (status, out, error.count("\n")) == (2, "", 1)
    assert all(word in error for word in ("'pln'", *WORDS))
    assert asked() == (2, "", asked("help")[1])


def test_it_tells_which_version_it_is(asked) -> None:
    status, out, error = asked("--version")
    assert (status, error) == (0, "")
    assert re.fullmatch(r"myotaper \d+\.\d+\.\d+\S* \(build [0-9a-f]{8}\)\n", out)


@pytest.fixture
def asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., tuple[int | str | None, str, str]]]:
    """What the words are answered: status, output, errors; nothing is kept by them."""
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "data"))

    def answered(*words: str) -> tuple[int | str | None, str, str]:
        monkeypatch.setattr("sys.argv", ["myotaper", *words])
        with pytest.raises(SystemExit) as ended:
            sys.exit(main())
        return ended.value.code, *capsys.readouterr()

    yield answered
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [("MYOTAPER_TIMEZONE", "CET"), ("MYOTAPER_DATA", "/dev/null/nowhere")],
)
def test_what_cannot_work_is_said_in_one_line(tmp_path: Path, setting: str, value: str) -> None:
    ended = chat(tmp_path, "/new\n", **{setting: value})
    assert ended.returncode in {1, 2}
    assert ended.stderr.startswith("myotaper: ")
    assert "Traceback" not in ended.stderr


@contextmanager
def at_a_terminal(
    folder: Path, *command: str | Path
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The conversation with somebody at it, and their end of the terminal; gone afterwards."""
    main, side = pty.openpty()
    env = {**os.environ, "MYOTAPER_DATA": str(folder / "data"), "TERM": "dumb"}
    with subprocess.Popen(
        command or [MYOTAPER, "chat"],
        stdin=side,
        stdout=side,
        stderr=side,
        env=env,
        start_new_session=True,
    ) as it:
        os.close(side)
        try:
            yield it, main
        finally:
            it.kill()
            os.close(main)


def test_a_person_at_a_terminal_presses_by_letter(tmp_path: Path) -> None:
    shown = ""
    with at_a_terminal(tmp_path) as (it, terminal):
        for awaited, typed in (("/quit or", "/new"), ("1 of 4", "72"), ("2 of 4", "a")):
            shown += until(terminal, awaited)
            os.write(terminal, f"{typed}\n".encode())
        shown += until(terminal, "3 of 4")
        os.write(terminal, b"/quit\n")
        assert it.wait(PATIENCE_SECONDS) == 0
    assert "Dermatomyositis" in shown


def test_ctrl_c_ends_at_once_and_the_next_run_goes_on(tmp_path: Path) -> None:
    with at_a_terminal(tmp_path) as (it, terminal):
        until(terminal, "> ")
        os.write(terminal, b"/new\n")
        until(terminal, "Cancel\x1b[0m\r\n\r\n> ")
        it.send_signal(signal.SIGINT)
        assert it.wait(PATIENCE_SECONDS) == 130
        left = os.read(terminal, 4096).decode(errors="replace")
    assert left.strip() == ""
    assert "question 1 of 4" in chat(tmp_path, "/new\nGo on\n").stdout


ASKED_OFTEN = """
import signal
from bot.commands.chat import _ends_at_once, _typed
for _ in range({times}):
    try:
        with _ends_at_once():
            next(_typed())
    except KeyboardInterrupt:
        pass
"""


def test_ctrl_c_ends_the_wait_for_a_line_also_where_it_comes_with_the_prompt(
    tmp_path: Path,
) -> None:
    times = 100
    with at_a_terminal(tmp_path, sys.executable, "-c", ASKED_OFTEN.format(times=times)) as (
        it,
        terminal,
    ):
        for _ in range(times):
            until(terminal, "\n> ")
            it.send_signal(signal.SIGINT)
        assert it.wait(PATIENCE_SECONDS) == 0


def until(terminal: int, awaited: str) -> str:
    """What is shown up to and including this text."""
    shown = ""
    while awaited not in shown:
        ready, _, _ = select.select([terminal], [], [], PATIENCE_SECONDS)
        assert ready, shown
        shown += os.read(terminal, 4096).decode(errors="replace")
    return shown
