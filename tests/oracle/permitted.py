"""What the prose forbids to decide about a drug.

It knows nothing of the product's code.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.oracle.diary import BY_TESTS, HARMS, Diary
from tests.oracle.life import AGENTS, Life, Wish
from tests.oracle.reading import WEEKDAYS, read

HARM_A_CHILD = ("methotrexate", "mycophenolate", "cyclophosphamide")
CARRIES = ("yes", "planning", "breastfeeding")
HOLDS = (
    *HARMS, "interacting_drug", "influenza_vaccine", "overdose", "tests_overdue", "closed",
    "other",
)  # fmt: skip
STOPS = (
    *HARMS, "interacting_drug", "pregnancy", "no_effect", "remission", "other_treatment",
    "other_diagnosis", "completed", "moved", "died",
)  # fmt: skip
REASONS = {
    "begin": ("as_planned", "already_taken", "beside", "rescue", "specialist"),
    "rise": ("results_good",),
    "stay": ("results_missing", "intolerance", "enough"),
    "suspend": HOLDS,
    "resume": ("recovered", "results_good", "specialist"),
    "amount": (
        "already_taken", "intolerance", "low_counts", "liver", "kidney", "remission", "specialist",
        "active_disease", "recovered",
    ),
    "weekday": ("suits_better",),
    "recover": ("recovered",),
    "end": STOPS,
}  # fmt: skip
MOST = {"methotrexate": Decimal(25), "mycophenolate": Decimal(3000)}
TABLET = {
    "methotrexate": Decimal("2.5"),
    "azathioprine": Decimal(25),
    "mycophenolate": Decimal(250),
}
FOR_LESS = ("intolerance", "low_counts", "liver", "kidney", "remission")
FOR_MORE = ("active_disease", "recovered")
TRIED_DAYS = (84, 93)  # three months, however they are counted
LEVEL_1 = {
    "methotrexate": {"liver_disease", "alcohol_excess", "pregnancy"},
    "azathioprine": {
        *(f"{test}_{found}" for test in ("tpmt", "nudt15") for found in
          ("poor", "unknown", "indeterminate")),
        "both_intermediate", "allopurinol", "febuxostat", "egfr_below_10",
    },
    "mycophenolate": {"pregnancy"},
}  # fmt: skip


def against(life: Life, wish: Wish) -> Iterator[str]:
    """Every reason why it is forbidden."""
    drug = str(wish.drug)
    if wish.reason not in REASONS[wish.move]:
        yield "reason"
    diary = life.running(drug)
    if wish.move == "recover":
        yield from _recovery(life, wish)
        return
    before = {id(each): {**each.recovered} for each in life.diaries}
    if wish.tested is not None:
        life.tell_tests(wish.tested)
    try:
        yield from _drug(life, wish, drug, diary)
    finally:
        for each in life.diaries:
            each.recovered = before[id(each)]


def _recovery(life: Life, wish: Wish) -> Iterator[str]:
    """Of what was stopped, today; on blood tests newer than it where they tell of it."""
    mine = [each for each in life.diaries if each.drug == wish.drug]
    found = [each.unrecovered(life.today) for each in mine]
    if not any(found) or any(not each.over(life.today) for each in mine):
        yield "nothing to recover"
    if wish.on != life.today:
        yield "not today"
    since = [day for each in found for why, day in each.items() if why in BY_TESTS]
    if since and (wish.tested is None or not max(since) < wish.tested <= life.today):
        yield "tests"


def _drug(life: Life, wish: Wish, drug: str, diary: Diary | None) -> Iterator[str]:
    if wish.move == "begin":
        yield from _begin(life, wish, drug)
    elif diary is None or (diary.ended and wish.on >= diary.end):
        yield "not begun"
        return
    else:
        yield from _running(life, wish, diary)
    if wish.move in ("begin", "rise", "resume", "amount"):
        if drug in HARM_A_CHILD and life.case.get("pregnancy") in CARRIES:
            yield "pregnancy"
        yield from _for_good(life, wish, drug)
        yield from _amount(life, wish, drug, diary)


def _for_good(life: Life, wish: Wish, drug: str) -> Iterator[str]:
    """Level 1 of the interlocks: no decision goes over it, but one that is taken is recorded."""
    anew = wish.move == "begin" and wish.on >= life.today
    again = wish.move == "resume" or goes_round(life, wish)
    if drug not in AGENTS or not (anew or again):
        return
    closed = life.closed(drug)
    infected = anew and "active_infection" in closed
    low = drug == "methotrexate" and below(read(life.case)["egfr"], 30)
    if infected or low or closed & LEVEL_1[drug]:
        yield "no override"


def _begin(life: Life, wish: Wish, drug: str) -> Iterator[str]:
    planned = wish.reason == "as_planned"
    running = [each.drug for each in life.diaries if not each.over(wish.on)]
    if life.running(drug):
        yield "begun already"
    if {"azathioprine", "mycophenolate"} <= {*running, drug}:
        yield "never together"
    if planned and (life.named["first"], life.named["status"]) != (drug, "ready"):
        yield "not named, or something is not known"
    if planned and any(each in AGENTS for each in running):
        yield "another agent is taken"
    if planned and wish.on < max(life.today, 0):
        yield "in the past"
    against_it = _tried(life, drug) or life.closed(drug)
    if against_it and wish.reason not in ("specialist", "rescue"):
        yield "closed"
    if drug == "methotrexate" and wish.weekday is None:
        yield "weekday"
    if drug == "methotrexate" and _too_close(life, wish):
        yield "too close"
    if wish.on > max(life.today, 0) + 730:
        yield "too far ahead"


def _tried(life: Life, drug: str) -> bool:
    """It did harm or did not help, here or before."""
    ended = {each.last.why for each in life.diaries if each.drug == drug and each.over(life.today)}
    before = life.case.get("immunosuppressants") or {}
    return before.get(drug) in ("failed", "not_tolerated") or bool(ended - {"completed"})


def _too_close(life: Life, wish: Wish) -> bool:
    """The first dose within a week of the last one of the same weekly drug."""
    doses = (
        day
        for each in life.diaries
        if each.drug == wish.drug
        for day, mark in each.days.items()
        if mark.dose and day < wish.on
    )
    last = max(doses, default=-1000)
    first = next(
        day for day in range(wish.on, wish.on + 7)
        if WEEKDAYS[life.weekday(day)] == (wish.weekday or WEEKDAYS[life.weekday(day)])
    )  # fmt: skip
    return last > first - 7


def _running(life: Life, wish: Wish, diary: Diary) -> Iterator[str]:
    today, held = life.today, diary.held
    if wish.move in ("rise", "stay", "suspend", "amount", "weekday") and held:
        yield "held"
    if wish.move == "resume" and not held:
        yield "not held"
    ahead = ("rise", "stay", "resume", "amount", "weekday")
    if wish.move in ahead and wish.on < today:
        yield "in the past"
    more = goes_round(life, wish)
    known = (diary.stands.mg if diary.stands.state == "taken" else diary.before) is not None
    if wish.move == "amount" and known and wish.reason in (FOR_LESS if more else FOR_MORE):
        yield "a reason for more, or for less"
    if wish.move == "amount" and wish.reason == "recovered" and not diary.harmed:
        yield "nothing was recovered from"
    if (more or wish.move in ("rise", "resume")) and diary.drug in AGENTS:
        yield from _tests(life, wish, diary)
    yield from _of_the_move(life, wish, diary)


def _of_the_move(life: Life, wish: Wish, diary: Diary) -> Iterator[str]:
    move, early = wish.move, begun(diary)
    lost = move == "end" and wish.reason == "no_effect"
    closed = life.closed(diary.drug)
    found = {
        "no higher amount": move == "rise" and diary.following() is None,
        "before it is due": move == "rise" and (diary.due is None or wish.on < diary.due),
        "closed": bool(closed)
        and (
            move == "rise"
            or ((move == "resume" or goes_round(life, wish)) and wish.reason != "specialist")
        ),
        "not four weeks": move == "stay" and wish.weeks != 4,
        "until": move == "suspend" and wish.until is not None and wish.until <= wish.on,
        "before three months": lost and wish.on < early + TRIED_DAYS[0],
        "daily": move == "weekday" and diary.weekday is None,
        "weekday": move == "weekday" and wish.weekday is None,
        "in the first week": move == "weekday" and wish.on < early + 7,
    }
    yield from (why for why, holds in found.items() if holds)


def goes_round(life: Life, wish: Wish) -> bool:
    """More of it than stands, in an amount of one's own: as much as a rise."""
    diary = life.running(str(wish.drug))
    return wish.move == "amount" and diary is not None and diary.more(wish.mg)


def begun(diary: Diary) -> int:
    """The first day that anything stands on."""
    return min(diary.days)


def _tests(life: Life, wish: Wish, diary: Diary) -> Iterator[str]:
    """Newer than the hold or the present amount; for a rise of that week."""
    if wish.tested is None:
        yield "tests missing"
    elif wish.tested > life.today:
        yield "tests to come"
    elif wish.tested <= diary.amount_since:
        yield "tests too old"
    elif wish.move != "resume" and diary.weekday is not None and wish.tested < wish.on - 7:
        yield "tests not of that week"


def _amount(life: Life, wish: Wish, drug: str, diary: Diary | None) -> Iterator[str]:
    mg = amount(life, wish, diary)
    own = wish.move == "amount" or wish.reason in ("already_taken", "specialist")
    if mg is None:
        if own and wish.move in ("begin", "amount") and drug in AGENTS:
            yield "amount missing"
        return
    if mg <= 0:
        yield "nothing"
        return
    if wish.move == "begin" and wish.reason == "as_planned" and mg != _planned(life, drug):
        yield "not the first amount"
    last = diary.before if diary else None
    if wish.move == "resume" and last is not None and mg > last:
        yield "more than before"
    if mg > _most(life, drug):
        yield "over the limit"
    if drug in TABLET and mg % TABLET[drug]:
        yield "no such tablets"
    if drug == "methotrexate" and life.case["subtype"] != "juvenile":
        yield from _route(life, mg, wish.route or (diary.route if diary else None))


def _most(life: Life, drug: str) -> Decimal:
    """Nobody records more of it."""
    known = read(life.case)
    most = MOST.get(drug, Decimal(10_000))
    if drug == "azathioprine":
        return Decimal(int(known["weight_kg"])) / 4  # 2.5 mg per kg; the weight is in tenths
    return Decimal(2000) if drug == "mycophenolate" and below(known["egfr"], 25) else most


def _route(life: Life, mg: Decimal, route: str | None) -> Iterator[str]:
    if mg > 15 and route is None:
        yield "route"
    if mg > 20 and route == "mouth" and read(life.case)["region"] == "uk":
        yield "under the skin only"


def amount(life: Life, wish: Wish, diary: Diary | None) -> Decimal | None:
    """What it comes to; None where it names no amount."""
    if wish.move == "rise":
        return diary.following() if diary else None
    if wish.mg is not None or wish.move == "amount":
        return wish.mg
    if wish.move == "begin":
        return _planned(life, str(wish.drug))
    return diary.before if diary else None


def _planned(life: Life, drug: str) -> Decimal | None:
    """The first amount of the agent that is named; none of another."""
    ladder, _ = life.ladder(drug)
    return ladder[0] if ladder and not life.agent_running() else None


def below(value: Any, limit: int) -> bool:
    """Whether it is known and less."""
    return value is not None and value < limit
