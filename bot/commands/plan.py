"""`myotaper plan`: the planner for scripts, as JSON or as readable text."""

from typing import BinaryIO

from bot.commands.answering import answered, batch, one, write
from bot.commands.json_line import encoded
from bot.commands.plan_input import Given, Unusable, case_of, flags
from bot.commands.plan_json import answer
from bot.guideline import shipped
from core.plan import plan_for
from core.reading import KEYS

USAGE = """\
myotaper plan --json < case.json        one case in, one plan out
myotaper plan --batch < cases.jsonl     one case a line, answers in the same order
myotaper plan --weight 72 --subtype dermatomyositis --severity severe --ild no --start 2026-11-23

Flags (--weight and --start are short for --weight-kg and --start-date):
"""


def main(arguments: list[str]) -> int:
    """Every case was answered (0), or the first that cannot be read was named (2)."""
    return answered("plan", _run, arguments)


def _run(arguments: list[str], source: BinaryIO, out: BinaryIO) -> None:
    match arguments:
        case ["-h" | "--help"]:
            write(out, _help().encode())
        case ["--json"]:
            one(_answer, source, out)
        case ["--batch"]:
            batch(_answer, source, out)
        case []:
            raise Unusable("give --json, --batch or the flags of a case; --help lists them")
        case _:
            write(out, _readable(flags(arguments)).encode())


def _answer(given: bytes) -> bytes:
    return encoded(answer(case_of(given)))


def _readable(given: Given) -> str:
    from bot.page.text import readable  # noqa: PLC0415 - JSON needs no words

    guideline = shipped()
    return readable(guideline, plan_for(guideline, given)) + "\n"


def _help() -> str:
    """How the command is called, with every flag and what it takes."""
    rows = [
        f"  --{name.replace('_', '-')}: {', '.join(key.words) or key.kind}"
        + (" (required)" if key.required else "")
        for name, key in KEYS.items()
    ]
    return USAGE + "\n".join(rows) + "\n"
