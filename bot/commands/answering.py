"""Cases in, answers out: what every command that answers JSON with JSON does alike."""

import gc
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

from bot.commands.ending import BROKEN_PIPE, leave_unwritten
from bot.commands.plan_input import LONGEST, Unusable

Answer = Callable[[bytes], bytes]  # of one case; raises Unusable
Run = Callable[[list[str], BinaryIO, BinaryIO], None]


def answered(name: str, run: Run, arguments: list[str]) -> int:
    """Every case was answered (0), or the first that cannot be read was named (2)."""
    try:
        run(arguments, sys.stdin.buffer, sys.stdout.buffer)
    except Unusable as fault:
        where = "" if fault.line is None else f"line {fault.line}: "
        print(f"myotaper {name}: {where}{fault}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        leave_unwritten()
        return BROKEN_PIPE
    except OSError as error:
        leave_unwritten()
        print(f"myotaper {name}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def one(answer: Answer, source: BinaryIO, out: BinaryIO) -> None:
    """The one case that comes in, answered."""
    write(out, answer(source.read(LONGEST + 1)))


def batch(answer: Answer, source: BinaryIO, out: BinaryIO) -> None:
    """One answer for each line, written as soon as it is known."""
    gc.freeze()  # what is there now stays to the end
    for number, line in enumerate(_lines(source), start=1):
        try:
            said = answer(line)
        except Unusable as fault:
            raise Unusable(str(fault), number) from fault
        write(out, said)


def write(out: BinaryIO, said: bytes) -> None:
    """It is with whoever reads."""
    out.write(said)
    out.flush()


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """Lines as they come; one that is too long is cut, and then refused for its length."""
    return iter(lambda: source.readline(LONGEST + 1), b"")
