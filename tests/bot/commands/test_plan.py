"""`myotaper plan` as scripts meet it: what goes in, what comes out, how it ends."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.commands import plan
from bot.commands.ending import BROKEN_PIPE, INTERRUPTED
from bot.commands.plan_json import answer
from core.reading import KEYS

pytestmark = pytest.mark.waits

CASE = {
    "weight_kg": 72,
    "subtype": "dermatomyositis",
    "severity": "severe",
    "ild": "unknown",
    "start_date": "2026-11-23",
}
LINE = json.dumps(CASE).encode() + b"\n"
WORDS = ["--weight", "72", "--subtype", "dermatomyositis", "--severity", "severe", "--ild", "no"]
START = ["--start", "2026-11-23"]
COMMAND = [sys.executable, "-m", "bot", "plan"]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]):
    """Runs the command in this process: status, standard output, standard error."""

    def run_with(arguments: list[str], given: bytes = b"") -> tuple[int, bytes, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        status = plan.main(arguments)
        out, error = capfdbinary.readouterr()
        return status, out, error.decode()

    return run_with


@pytest.fixture
def child() -> Iterator[Any]:
    """Starts the command as a process of its own; it ends with the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE) | options
        started.append(subprocess.Popen([*COMMAND, *arguments], cwd=ROOT, **pipes))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


def test_one_case_in_one_plan_out(run) -> None:
    status, out, error = run(["--json"], LINE)
    assert (status, json.loads(out), error) == (0, answer(CASE), "")


def test_a_case_may_be_written_over_many_lines(run) -> None:
    status, out, _ = run(["--json"], json.dumps(CASE, indent=2).encode())
    assert (status, json.loads(out)["start_mg"]) == (0, "70")


def test_a_batch_answers_in_order_whatever_the_answer_is(run) -> None:
    cases = [CASE, CASE | {"weight_kg": 500}, CASE | {"subtype": "amyopathic"}, {}, CASE]
    given = b"".join(json.dumps(case).encode() + b"\n" for case in cases)
    status, out, _ = run(["--batch"], given)
    outcomes = [json.loads(line)["outcome"] for line in out.splitlines()]
    assert (status, outcomes) == (0, ["plan", "refused", "declined", "refused", "plan"])


def test_a_batch_needs_no_last_newline_and_may_be_empty(run) -> None:
    assert run(["--batch"], LINE.rstrip())[1].count(b"\n") == 1
    assert run(["--batch"], b"") == (0, b"", "")


@pytest.mark.parametrize(
    ("third", "said"),
    [
        (b"{", "line 3: not JSON: Expecting property name enclosed in double quotes"),
        (b"", "line 3: not JSON: Expecting value"),
        (b"[]", "line 3: not an object"),
        (b'{"wieght": 72}', "line 3: unknown key: 'wieght'"),
        (b'{"age": 1, "age": 2}', "line 3: key given twice: 'age'"),
        (b"\xff", "line 3: not UTF-8"),
        (b" " * 2_000_000, "line 3: longer than 1048576 bytes"),
    ],
)
def test_a_batch_answers_the_lines_before_a_bad_one_and_stops(
    run, third: bytes, said: str
) -> None:
    status, out, error = run(["--batch"], LINE * 2 + third + b"\n" + LINE)
    assert (status, out.count(b"\n"), error) == (2, 2, f"myotaper plan: {said}\n")


def test_input_that_is_no_case_names_its_line(run) -> None:
    assert run(["--json"], b'{\n"wieght": 72}') == (
        2,
        b"",
        "myotaper plan: line 2: unknown key: 'wieght'\n",
    )


@pytest.mark.parametrize("extra", [[], ["--severity", "x"]])
def test_flags_give_readable_text_also_for_a_refusal(run, extra: list[str]) -> None:
    given = [word for word in [*WORDS, *START] if not extra or word not in {*extra, "severe"}]
    status, out, error = run([*given, *extra])
    assert (status, error) == (0, "")
    assert ("70 mg" in out.decode()) is not bool(extra)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give --json, --batch or the flags of a case; --help lists them"),
        (["--wieght", "72"], "unknown flag: '--wieght'"),
        (["--json", "--batch"], "unknown flag: '--json'"),
    ],
)
def test_words_that_are_no_case_are_named_on_one_line(
    run, arguments: list[str], said: str
) -> None:
    assert run(arguments) == (2, b"", f"myotaper plan: {said}\n")


def test_help_lists_every_flag(run) -> None:
    status, out, _ = run(["--help"])
    listed = {line.split(":")[0].strip() for line in out.decode().splitlines()}
    assert status == 0
    assert {f"--{name.replace('_', '-')}" for name in KEYS} <= listed


def test_a_stream_is_answered_line_by_line(child) -> None:
    process = child("--batch")
    for weight in (72, 45):
        process.stdin.write(json.dumps(CASE | {"weight_kg": weight}).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["start_mg"] == str(weight // 5 * 5)
    process.stdin.close()
    assert process.wait() == 0


def test_a_reader_that_leaves_early_is_no_error(child) -> None:
    process = child("--batch")
    process.stdout.close()
    _, error = process.communicate(LINE * 200)
    assert (process.returncode, error) == (BROKEN_PIPE, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full disk to lend")
def test_a_full_disk_is_told_on_one_line(child) -> None:
    with Path("/dev/full").open("wb") as full:
        process = child("--json", stdout=full)
        _, error = process.communicate(LINE)
    assert process.returncode == 1
    assert error.decode() == f"myotaper plan: {os.strerror(28)}\n"


def test_an_interrupt_ends_without_a_traceback(child) -> None:
    process = child("--batch")
    process.stdin.write(LINE)
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    ended = process.wait()  # before its input is closed, which would end it too
    assert (ended, process.stderr.read()) == (INTERRUPTED, b"")


def test_a_word_that_is_not_known_is_told() -> None:
    for words, says in (
        (["fly"], b"myotaper: there is no word 'fly'; there are: demo, "),
        ([], b"myotaper plans the first treatment"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words], cwd=ROOT, capture_output=True, check=False
        )
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.startswith(says)


ONLY_LATER = ("telegram", "aiohttp", "pydantic", "structlog", "rich", "tomllib")
BEGINS = {
    "from bot.commands.plan import main; main(['--json'])": (*ONLY_LATER, "importlib.resources"),
    "import bot.commands.run": (*ONLY_LATER, "typst", "starlette"),
}


@pytest.mark.parametrize(("begins", "later"), BEGINS.items(), ids=["plan", "run"])
def test_a_word_begins_without_the_libraries_that_it_does_not_need_yet(
    begins: str, later: tuple[str, ...]
) -> None:
    there = "before = set(sys.modules)"  # what measures coverage brings libraries of its own
    found = f"print([name for name in {later} if name in sys.modules.keys() - before])"
    code = f"import sys; {there}; {begins}; {found}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, input=LINE, capture_output=True, check=True
    )
    assert done.stdout.splitlines()[-1] == b"[]"
