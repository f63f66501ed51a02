"""`myotaper plan`: the planner for scripts, as JSON or as readable text."""

import sys
from collections.abc import Iterator
from typing import BinaryIO

from bot.commands.ending import BROKEN_PIPE, leave_unwritten
from bot.commands.plan_input import LONGEST, Given, Unusable, case_of, flags
from bot.commands.plan_json import answer, encoded
from bot.guideline import shipped
from core.plan import plan_for
from core.reading import KEYS

USAGE = """\
myotaper plan --json < case.json        one case in, one plan out
myotaper plan --batch < cases.jsonl     one case a line, answers in the same order
myotaper plan --weight 72 --subtype dermatomyositis --severity severe --ild no --start 2026-11-23

Flags (--weight and --start are short for --weight-kg and --start-date):
"""
INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    """Every case was answered (0), or the first that cannot be read was named (2)."""
    try:
        _run(arguments, sys.stdin.buffer, sys.stdout.buffer)
    except Unusable as fault:
        where = "" if fault.line is None else f"line {fault.line}: "
        print(f"myotaper plan: {where}{fault}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        leave_unwritten()
        return BROKEN_PIPE
    except OSError as error:
        leave_unwritten()
        print(f"myotaper plan: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _run(arguments: list[str], source: BinaryIO, out: BinaryIO) -> None:
    match arguments:
        case ["--help"]:
            _write(out, _help().encode())
        case ["--json"]:
            _write(out, encoded(answer(case_of(source.read(LONGEST + 1)))))
        case ["--batch"]:
            _batch(source, out)
        case []:
            raise Unusable("give --json, --batch or the flags of a case; --help lists them")
        case _:
            _write(out, _readable(flags(arguments)).encode())


def _batch(source: BinaryIO, out: BinaryIO) -> None:
    """One answer for each line, written as soon as it is known."""
    for number, line in enumerate(_lines(source), start=1):
        try:
            given = case_of(line)
        except Unusable as fault:
            raise Unusable(str(fault), number) from fault
        _write(out, encoded(answer(given)))


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """Lines as they come; one that is too long is cut, and then refused for its length."""
    return iter(lambda: source.readline(LONGEST + 1), b"")


def _readable(given: Given) -> str:
    from bot.page.text import readable  # noqa: PLC0415 - JSON needs no words

    guideline = shipped()
    return readable(guideline, plan_for(guideline, given)) + "\n"


def _write(out: BinaryIO, said: bytes) -> None:
    out.write(said)
    out.flush()


def _help() -> str:
    """How the command is called, with every flag and what it takes."""
    rows = [
        f"  --{name.replace('_', '-')}: {', '.join(key.words) or key.kind}"
        + (" (required)" if key.required else "")
        for name, key in KEYS.items()
    ]
    return USAGE + "\n".join(rows) + "\n"
