"""The table of faults in words: what people see, what is kept, how it recovers.

    python -m tests.bot.faults.table > tests/bot/faults/table.txt
    python -m tests.bot.faults.table 1 4                   the second of four parts

Each row is a method, a way in which it fails, and how often; a test plays it and compares.
"""

import logging
import sys
from collections.abc import Sequence

from flows.talk.records import Landing
from tests.bot.alarm.ringing import GROUP, OWNER
from tests.bot.faults.failures import Cell, cells
from tests.bot.faults.scene import AN_HOUR, BEFORE, Seen, played

AT_ONCE, SOON, TEN_MINUTES = 3.0, 60.0, 600.0
WEIGHT_AT, ACT_AT = 5.0, 20.0


def in_words(cell: Cell, seen: Seen) -> str:
    """The row of this cell, as it went."""
    parts = [
        f"weight {_kept(seen)}, {_answered(cell, seen, 'weight', WEIGHT_AT)}",
        f"asked: {_act(cell, seen)}",
        f"reminder {_reminder(seen)}",
        *_process(seen),
    ]
    if not seen.introduced:
        parts.append("not introduced")
    if not seen.back:
        parts.append("a colleague who was gone is not found again")
    return "; ".join(parts)


def _kept(seen: Seen) -> str:
    return "kept" if seen.weight else "asked for again"


def _act(cell: Cell, seen: Seen) -> str:
    match cell.method:
        case "editMessageReplyMarkup":
            went = _answered(cell, seen, "bare", ACT_AT) if "bare" in seen.at else "they stay"
            return f"buttons taken away {went}"
        case "answerCallbackQuery":
            shown, said = (_answered(cell, seen, what, ACT_AT) for what in ("act", "toast"))
            return f"{shown}, toast {said}"
    return _answered(cell, seen, "act", ACT_AT)


def _answered(cell: Cell, seen: Seen, what: str, asked_at: float) -> str:
    if what == "weight" and "again" in seen.at and what not in seen.at:
        what = "again"
    if what not in seen.at:
        return "told to ask again" if "told" in seen.at else "not shown"
    at, place = seen.at[what]
    where = f" {place}" if place in {"group", "others"} or (what == "toast" != place) else ""
    if what == "act" and place == "private" and _asked_in_group(cell):
        where = " in private"
    twice = max((n for (w, _), n in seen.times.items() if w == what), default=1)
    more = f", {twice} times" if twice > 1 else ""
    return f"{_when(at - asked_at, at)}{where}{more}"


def _asked_in_group(cell: Cell) -> bool:
    return cell.method not in {
        "sendPhoto", "sendDocument", "sendPoll", "editMessageText", "answerCallbackQuery",
        "editMessageReplyMarkup",
    }  # fmt: skip


def _when(after: float, at: float) -> str:
    if after <= AT_ONCE:
        return "at once"
    if after <= SOON:
        return "within a minute"
    if after <= TEN_MINUTES:
        return "within 10 minutes"
    if at <= AN_HOUR:
        return "within the hour"
    return "soon after it" if at <= AN_HOUR + TEN_MINUTES else "later"


def _reminder(seen: Seen) -> str:
    """When the first chat had it, how often each had it, and what is known of it in the end."""
    if "reminder" not in seen.at or seen.reminder is None:
        return "LOST"
    at, _ = seen.at["reminder"]
    often = [seen.times.get(("reminder", chat), 0) for chat in (GROUP, OWNER)]
    others = sum(n for (what, chat), n in seen.times.items()
                 if what == "reminder" and chat not in {GROUP, OWNER})  # fmt: skip
    landed = {each.chat: each.landing for each in seen.reminder.deliveries}
    missed = [chat for chat in (GROUP, OWNER) if landed.get(chat) is not Landing.SENT]
    said = [_when(at - BEFORE.total_seconds(), at)]
    if max(often) > 1:
        said.append(f"{max(often)} times in a chat")
    if seen.marked:
        said.append(f"{seen.marked} marked as perhaps repeated")
    if others:
        said.append("then to the next place")
    if missed:
        said.append("one chat not reached")
    return ", ".join(said)


def _process(seen: Seen) -> list[str]:
    line = seen.lines[0]
    found = []
    if told := {chat: n for (what, chat), n in seen.times.items() if what == "stop"}:
        at, _ = seen.at["stop"]
        most = f", {max(told.values())} times" if max(told.values()) > 1 else ""
        found.append(f"stop told to {len(told)}, {_when(at, at)}{most}")
    if seen.exits:
        statuses = " and ".join(map(str, sorted(set(seen.exits))))
        found.append(f"left with {statuses} and started again")
    if line.refused_since:
        found.append("status: token refused")
    elif seen.line.refused_last:
        found.append("status: token was refused")
    if line.unheard_since:
        found.append("status: nothing comes in")
    if seen.line.unshown:
        found.append(f"status: {seen.line.unshown} not shown")
    return found


def rows(found: Sequence[Cell]) -> list[str]:
    return [f"{c.method} | {c.way} | {c.often} | {in_words(c, played(c))}" for c in found]


def main() -> int:
    """The whole table on standard output."""
    logging.disable()
    every = list(cells())
    part, of = map(int, sys.argv[1:3]) if sys.argv[2:] else (0, 1)
    for cell in every[part * len(every) // of : (part + 1) * len(every) // of]:
        print(*rows([cell]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
