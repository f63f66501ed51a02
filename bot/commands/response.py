"""`myotaper response`: the Total Improvement Score for scripts, as JSON."""

from typing import BinaryIO

from bot.commands.answering import answered, batch, one, write
from bot.commands.json_line import encoded
from bot.commands.plan_input import Unusable, case_of
from bot.commands.response_json import answer
from core.response.pair import KEYS

USAGE = """\
myotaper response --json < pair.json        one baseline and one follow-up in, the score out
myotaper response --batch < pairs.jsonl     one pair a line, answers in the same order

Keys: baseline and now, each with physician, patient, extramuscular, mmt, haq, enzyme;
juvenile, mmt_max, extramuscular_max, enzyme, upper_limit, subtype.
"""


def main(arguments: list[str]) -> int:
    """Every pair was answered (0), or the first that cannot be read was named (2)."""
    return answered("response", _run, arguments)


def _run(arguments: list[str], source: BinaryIO, out: BinaryIO) -> None:
    match arguments:
        case ["-h" | "--help"]:
            write(out, USAGE.encode())
        case ["--json"]:
            one(_answer, source, out)
        case ["--batch"]:
            batch(_answer, source, out)
        case _:
            raise Unusable("give --json or --batch; --help tells what they take")


def _answer(given: bytes) -> bytes:
    return encoded(answer(case_of(given, KEYS)))
