"""`myotaper response` as scripts meet it: what goes in, what comes out, how it ends."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands import response
from bot.commands.response_json import EMPTY, answer

ROOT = Path(__file__).parents[3]
PAIR = {
    "baseline": {
        "physician": 6, "patient": 5, "extramuscular": 4, "mmt": 120, "haq": "1.5", "enzyme": 3200,
    },
    "now": {
        "physician": 3, "patient": 4, "extramuscular": 3, "mmt": 135, "haq": "1.0", "enzyme": 800,
    },
    "juvenile": False, "mmt_max": 150, "enzyme": "ck", "upper_limit": "200",
    "subtype": "dermatomyositis",
}  # fmt: skip
LINE = json.dumps(PAIR).encode() + b"\n"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]):
    """Runs the command in this process: status, standard output, standard error."""

    def run_with(arguments: list[str], given: bytes = b"") -> tuple[int, bytes, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        status = response.main(arguments)
        out, error = capfdbinary.readouterr()
        return status, out, error.decode()

    return run_with


def test_one_pair_in_one_score_out(run) -> None:
    status, out, error = run(["--json"], json.dumps(PAIR, indent=2).encode())
    assert (status, json.loads(out), error) == (0, answer(PAIR), "")
    assert out.count(b"\n") == 1


def test_every_answer_has_every_field_in_its_order(run) -> None:
    for given in (LINE, b"{}", b'{"mmt_max": 100}'):
        _, out, _ = run(["--json"], given)
        assert list(json.loads(out)) == list(EMPTY)


def test_numbers_are_read_as_they_are_written_and_never_as_binary(run) -> None:
    edge = LINE.replace(b'"physician": 3', b'"physician": 5.5')
    beyond = LINE.replace(b'"physician": 3', b'"physician": 5.49999999999999999999999999')
    points = [
        json.loads(run(["--json"], given)[1])["parts"]["physician"] for given in (edge, beyond)
    ]
    assert points == [
        {"change_percent": "5", "points": "0"},
        {"change_percent": "5", "points": "7.5"},
    ]


def test_a_batch_answers_in_order_whatever_the_answer_is(run) -> None:
    pairs = [PAIR, {}, PAIR | {"mmt_max": 99}, PAIR]
    given = b"".join(json.dumps(each).encode() + b"\n" for each in pairs)
    status, out, _ = run(["--batch"], given)
    found = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [each["score"] for each in found] == ["52.5", None, None, "52.5"]
    assert found[2]["reason"] == "mmt_max_invalid"


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (b"{", "line 2: not JSON: Expecting property name enclosed in double quotes"),
        (b"[]", "line 2: not an object"),
        (b'{"weight_kg": 72}', "line 2: unknown key: 'weight_kg'"),
        (b'{"now": {"mmt": 1, "mmt": 2}}', "line 2: key given twice: 'mmt'"),
        (b'{"now": {"mmt": NaN}}', "line 2: not JSON: no number: 'NaN'"),
    ],
)
def test_a_batch_answers_the_lines_before_a_bad_one_and_stops(
    run, second: bytes, said: str
) -> None:
    status, out, error = run(["--batch"], LINE + second + b"\n" + LINE)
    assert (status, out.count(b"\n"), error) == (2, 1, f"myotaper response: {said}\n")


@pytest.mark.parametrize("arguments", [[], ["--score"], ["--json", "--batch"]])
def test_words_that_are_none_are_told_on_one_line(run, arguments: list[str]) -> None:
    said = "myotaper response: give --json or --batch; --help tells what they take\n"
    assert run(arguments) == (2, b"", said)


def test_help_names_every_key(run) -> None:
    status, out, _ = run(["--help"])
    assert status == 0
    assert all(key in out.decode() for key in (*PAIR, "extramuscular_max", *PAIR["baseline"]))


@pytest.mark.waits
def test_it_starts_without_the_planner_and_the_libraries_of_the_conversation() -> None:
    code = (
        "import sys; sys.argv = ['myotaper', 'response', '--json']; "
        "from bot.__main__ import main; main(); "
        "print([name for name in ('core.plan', 'telegram', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, input=LINE, capture_output=True, check=True
    )
    assert done.stdout.splitlines()[-1] == b"[]"
