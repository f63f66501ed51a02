"""Whether a decision about a drug is forbidden, allowed, or left open by the prose.

It knows nothing of the product's code.
"""

from decimal import Decimal

from tests.oracle.diary import Diary
from tests.oracle.life import AGENTS, HELD_BLIND, RESCUE, Life, Wish
from tests.oracle.permitted import TRIED_DAYS, against, amount, begun
from tests.oracle.reading import WEEKDAYS, read

LATEST_DAYS = 365


def verdict(life: Life, wish: Wish) -> tuple[str, tuple[str, ...]]:
    """Whether it may be decided, and every reason against it or for leaving it open."""
    if forbidden := tuple(against(life, wish)):
        return "no", forbidden
    doubtful = tuple(why for why, holds in _doubts(life, wish).items() if holds)
    return ("open", doubtful) if doubtful else ("yes", ())


def _doubts(life: Life, wish: Wish) -> dict[str, bool]:
    """What the prose does not say, or says in two ways."""
    drug, move, diary = str(wish.drug), wish.move, life.running(str(wish.drug))
    mg = amount(life, wish, diary)
    return {
        **(_of_its_days(life, wish, diary) if diary else {}),
        "told afterwards": move in ("suspend", "end") and wish.on < life.today,
        "a weekday without a meaning": wish.weekday is not None and drug != "methotrexate",
        "given although it is closed": move == "begin"
        and drug not in AGENTS
        and bool(life.closed(drug)),
        "tests not of that week": move in ("rise", "amount")
        and wish.tested is not None
        and wish.tested < wish.on - 7,
        "a specialist against what has no override": wish.reason == "specialist"
        and drug in RESCUE,
        "no hold for a vaccine": wish.reason == "influenza_vaccine" and drug != "methotrexate",
        "begun once more after it was completed": move == "begin"
        and any(each.drug == drug for each in life.diaries)
        and wish.reason not in ("rescue", "specialist"),
        "an overdose of a daily drug": wish.reason == "overdose" and drug != "methotrexate",
        "not held for this": wish.reason == "tests_overdue" and drug not in HELD_BLIND,
        "an emergency": life.emergency() and move in ("rise", "begin", "resume"),
        "over the limit by ideal weight": drug == "azathioprine"
        and mg is not None
        and mg * 4 > _lean_tenths(life),
        "a half step": drug == "mycophenolate" and bool((mg or Decimal(0)) % 500),
    }


def _of_its_days(life: Life, wish: Wish, diary: Diary) -> dict[str, bool]:
    move, first = wish.move, begun(diary)
    lost = move == "end" and wish.reason == "no_effect"
    same = diary.weekday is not None and WEEKDAYS[diary.weekday] == wish.weekday
    return {
        "before it has begun": move in ("suspend", "end") and wish.on < first,
        "before what was decided for later": move not in ("suspend", "end", "begin")
        and wish.on < diary.since,
        "far ahead": wish.on > life.today + LATEST_DAYS,
        "about three months": lost and wish.on < first + TRIED_DAYS[1],
        "the same weekday": move == "weekday" and same,
    }


def _lean_tenths(life: Life) -> Decimal:
    """Tenths of a kilogram: the ideal weight where it is less and known."""
    known = read(life.case)
    tenths = Decimal(int(known["weight_kg"]))
    if known["height_cm"] is None or known["sex"] is None:
        return tenths
    inches = (Decimal(int(known["height_cm"])) - 1524) / Decimal("25.4")
    base = Decimal(500) if known["sex"] == "M" else Decimal(455)
    return min(tenths, base + max(inches, Decimal(0)) * 23)
