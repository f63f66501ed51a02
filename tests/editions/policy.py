"""How a plan is lived on: what is decided next, and when, by its label and the count so far."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from tests.editions.asked import NOW, Plan
from tests.editions.plainly import Json

WEEKS = 30
MANY = 40  # decisions of the longest lives
MOST_DAYS = 2000
MORNING, AFTERNOON = time(9), time(15)
A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
HOLDS = ("not_better", "enzyme_rising", "red_flag", "results_missing", "withdrawal")
OFFS = ("withdrawal", "already_taken", "intolerance", "infection", "remission")
WISHES = (
    ("step",) * 58
    + ("late",) * 14
    + ("hold",) * 12
    + ("flare",) * 7
    + ("off",) * 7
    + ("stop",) * 2
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """A decision, and when it is taken."""

    at: datetime
    decision: list[Any]  # move, on, reason, mg, weeks


def lived(label: str, plan: Plan, *, many: bool = False) -> list[Json]:
    """Each decision of the time to come, with the course and the reminders after it.

    With `many` it goes on until so many decisions, and never ends.
    """
    rows: list[Json] = []
    today = plan.seen(NOW).today + A_DAY
    end = today + (timedelta(days=MOST_DAYS) if many else WEEKS * A_WEEK)
    while today < end and len(rows) < MANY:
        chosen = next(_choices(label, plan, len(rows), today, many=many), None)
        if chosen is None or chosen.at > datetime.combine(end, MORNING, UTC):
            break
        caution = plan.caution(chosen.decision, chosen.at)
        plan = plan.decided(chosen.decision, chosen.at)
        rows.append(
            {
                "at": chosen.at.isoformat(),
                "decision": chosen.decision,
                "caution": caution,
                **plan.course(chosen.at),
            }
        )
        if rows[-1]["ends"]:
            break
        today = chosen.at.astimezone(ZoneInfo(plan.zone)).date() + A_DAY
    return rows


def _choices(label: str, plan: Plan, count: int, today: date, *, many: bool) -> Iterator[Next]:
    """What is wished for, else a step, else a hold: whatever can be decided first."""
    seed = crc32(f"{label} {count}".encode())
    wishes = (WISHES[seed % len(WISHES)], "step", "hold", "flare", "off")
    for wish in wishes:
        found = _wished(wish, plan, today, seed)
        if found is None or (many and _ends(found, plan)):
            continue
        if plan.refused(found.decision, found.at) is None:
            yield found


def _wished(wish: str, plan: Plan, today: date, seed: int) -> Next | None:
    """The decision on its day; None where there is no such dose."""
    now = plan.course(_at(plan, today, MORNING))
    due = date.fromisoformat(now["due"]) if now["due"] else today + timedelta(days=10)
    early = max(today, due - timedelta(days=4))
    match wish:
        case "step":
            return _next(plan, max(today, due), MORNING, ["step", "response", None, 0])
        case "late":
            on = max(today, due + A_WEEK)
            return _next(plan, on, AFTERNOON, ["step", "response", None, 0])
        case "hold":
            reason = HOLDS[seed // 100 % len(HOLDS)]
            return _next(plan, max(today, due), MORNING, ["hold", reason, None, 2])
        case "flare":
            doses = plan.flare_doses(_at(plan, early, MORNING))
            mg = doses[seed // 100 % len(doses)] if doses else None
            weeks = 2 + seed // 1000 % 3
            return (
                _next(plan, early, MORNING, ["flare", "active_disease", mg, weeks]) if mg else None
            )
        case "off":
            present = Decimal(now["periods"][now["confirmed"] - 1][2])
            less = present - Decimal("2.5") if present > 5 else present + Decimal("2.5")
            reason = OFFS[seed // 100 % len(OFFS)]
            return _next(plan, early, AFTERNOON, ["off_plan", reason, f"{less:f}", 3])
        case _:
            return _next(plan, early, MORNING, ["stop", "moved", None, 0])


def _next(plan: Plan, day: date, clock: time, decision: list[Any]) -> Next:
    """From that morning, or the next one where it is past noon."""
    move, *rest = decision
    at = _at(plan, day, clock)
    on = day if clock < time(12) or move == "hold" else day + A_DAY
    return Next(at=at, decision=[move, on.isoformat(), *rest])


def _at(plan: Plan, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(plan.zone)).astimezone(UTC)


def _ends(found: Next, plan: Plan) -> bool:
    """Whether the course would be over."""
    move = found.decision[0]
    return move == "stop" or (move == "step" and plan.course(found.at)["following"] == "0")
