"""`myotaper paper`: one paper of a case, on standard output."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import clock
from bot.commands.ending import BROKEN_PIPE, leave_unwritten
from bot.commands.plan_input import LONGEST, Unusable, case_of
from bot.guideline import shipped
from bot.page.plan.view import View
from bot.page.write import Writer
from bot.papers import OF_VISITS, NoPaper, Order, PaperKind, Series, Size, made
from bot.words import catalogue
from core.plan import Plan, plan_for
from core.steroid.supply import Fewest, NotSold, Supply, supply
from core.steroid.tablets import NoTablets

UNANSWERED = 1
LONGEST_LABEL = 64
HIGHEST = (1 << 31) - 1  # as a calendar counts
OF_A_CASE = tuple(kind for kind in PaperKind if kind not in OF_VISITS)


class Unanswered(Exception):
    """There is no such paper of this case; the message says why."""


def main(arguments: list[str]) -> int:
    """The paper is written (0); there is none of this case (1); the case cannot be read (2)."""
    asked = _parser().parse_args(arguments)
    try:
        data = _paper(asked, sys.stdin.buffer.read(LONGEST + 1))
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except Unusable as fault:
        return _told(f"line {fault.line}: {fault}", 2)
    except Unanswered as why:
        return _told(str(why), UNANSWERED)
    except BrokenPipeError:
        leave_unwritten()
        return BROKEN_PIPE
    except OSError as error:
        leave_unwritten()
        return _told(str(error.strerror), 1)
    return 0


def _told(why: str, status: int) -> int:
    print(f"myotaper paper: {why}", file=sys.stderr)
    return status


def _paper(asked: argparse.Namespace, given: bytes) -> bytes:
    words, guideline = catalogue(), shipped()
    plan = plan_for(guideline, case_of(given))
    if not isinstance(plan, Plan):
        raise Unanswered(words[f"refusals.{plan.reason}"])
    view = View(
        writer=Writer(words, plan.case.region),
        guideline=guideline,
        plan=plan,
        zone=asked.zone,
        now=asked.at or clock.now(),
    )
    try:
        order = Order(
            kind=asked.kind,
            view=view,
            supply=_supply(asked, plan),
            size=asked.size,
            large=asked.large,
            series=_series(asked),
        )
        return made(order).data
    except NoPaper as why:
        raise Unanswered(words[f"paper.none.{why}"]) from why
    except NotSold as what:
        raise Unanswered(words["paper.not_sold"].format(what=what)) from what
    except NoTablets as what:
        raise Unanswered(words["paper.no_tablets"].format(what=what)) from what


def _series(asked: argparse.Namespace) -> Series | None:
    """What the caller keeps of the case; a number alone names no series."""
    return Series(label=asked.label, number=asked.sequence) if asked.label else None


def _supply(asked: argparse.Namespace, plan: Plan) -> Supply | None:
    """What tablets to take it from; None where nothing was said about them."""
    if not (asked.stock or asked.whole or asked.fewest):
        return None
    return supply(
        shipped(),
        plan.case.region,
        stock=asked.stock or (),
        halves=not asked.whole,
        fewest=asked.fewest or Fewest.TABLETS,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="myotaper paper", description="Makes one paper of the case on standard input (JSON)."
    )
    parser.add_argument("--kind", type=PaperKind, required=True, metavar=_choices(OF_A_CASE))
    parser.add_argument("--size", type=Size, metavar=_choices(Size), help="default: the region's")
    parser.add_argument("--zone", type=_zone, default="UTC", help="of the calendar's times")
    parser.add_argument(
        "--at", type=_instant, help="when it is made, with its offset: default now"
    )
    parser.add_argument(
        "--large", action="store_true", help="the patient's leaflet in large print"
    )
    parser.add_argument(
        "--label", type=_label, help="of the case, on its papers: its calendars follow each other"
    )
    parser.add_argument("--sequence", type=_counted, help="of this calendar, 0 the first: by --at")
    parser.add_argument("--stock", type=_strengths, help="tablets in stock: 1,5,20")
    parser.add_argument("--whole", action="store_true", help="no tablet is broken")
    parser.add_argument("--fewest", type=Fewest, metavar=_choices(Fewest))
    return parser


def _choices(of: Iterable[str]) -> str:
    return f"{{{','.join(of)}}}"


def _strengths(text: str) -> Sequence[Decimal]:
    parts = text.split(",")
    if not all(part.replace(".", "", 1).isdecimal() and part.isascii() for part in parts):
        raise ValueError
    return [Decimal(part) for part in parts]


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise argparse.ArgumentTypeError(name) from error


def _label(text: str) -> str:
    if not 0 < len(text) <= LONGEST_LABEL or not text.isprintable():
        raise ValueError(text)
    return text


def _counted(text: str) -> int:
    number = int(text) if text.isdecimal() and text.isascii() else -1
    if not 0 <= number <= HIGHEST:
        raise ValueError(text)
    return number


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at
