"""What of a plan is dated beside its doses, as the papers print it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from bot.papers.sheet import Sheet
from core.agenda import EXTEND, Due, Item, agenda
from core.evidence import Value
from flows.plan.live import AHEAD

WEEKLY = frozenset({Item.METHOTREXATE})
STONES = frozenset({Item.PNEUMOCYSTIS, Item.VACCINES, Item.ADRENAL, Item.BONE, Item.REVIEW})
ASKED = frozenset({Item.BEGIN, Item.TITRATION, Item.HELD, Item.STEROID_OVER})  # of the drugs
OPEN = frozenset({Item.BEGIN, Item.BEFORE_RISE, Item.TITRATION, Item.HELD})  # until answered
LISTED = STONES | ASKED | {Item.FOLLOW_UP}  # where there is room for all of them
BY_DOSE = frozenset({Item.PNEUMOCYSTIS, Item.VACCINES, Item.ADRENAL})  # on a dose that falls
OF_A_DRUG = frozenset({Item.BEGIN, Item.HELD})  # the detail of these is the drug


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A day along the course that asks for something else than a dose."""

    item: Item
    code: str  # the same in every revision, wherever the day moves
    day: date
    says: str


def milestones(sheet: Sheet, items: frozenset[Item] = STONES) -> tuple[Milestone, ...]:
    """The days that matter beside the doses, the earliest one first."""
    found = (stone for stone in matters(sheet) if stone.item in items)
    return tuple(stone for stone in found if stone.day > sheet.first)


def matters(sheet: Sheet) -> tuple[Milestone, ...]:
    """Everything dated beside the doses, but for the weekday of a weekly drug."""
    kept = sorted((each for each in _due(sheet) if each.item not in WEEKLY), key=_in_order)
    seen = Counter[str]()
    found = list[Milestone]()
    for each in kept:
        kind = f"{each.item}/{_about(each)}"
        seen[kind] += 1
        code = f"{kind}/{seen[kind]}"
        says = sheet.say(f"paper.stone.{_named(each)}", **each.values)
        found.append(Milestone(item=each.item, code=code, day=each.day, says=says))
    return tuple(found)


def hangs(sheet: Sheet, stone: Milestone) -> bool:
    """Whether it is only on that day if what is planned before it is confirmed: a day that follows
    from a dose nobody has confirmed, a rise."""
    planned = any(not row.sure and row.period.first <= stone.day for row in sheet.rows)
    return stone.item is Item.TITRATION or (stone.item in BY_DOSE and planned)


def next_tests(sheet: Sheet) -> tuple[Milestone, ...]:
    """The next blood tests of each drug, from the day of the paper on."""
    since = sheet.view.today or sheet.first
    tests = (each for each in _due(sheet) if each.item is Item.LABORATORY and each.day >= since)
    first: dict[Value, Due] = {}
    for each in sorted(tests, key=_in_order):
        first.setdefault(each.values["agent"], each)
    return tuple(
        Milestone(
            item=each.item,
            code=f"{each.item}/{drug}",
            day=each.day,
            says=sheet.say("paper.stone.next_tests", agent=drug),
        )
        for drug, each in first.items()
    )


def dose_days(sheet: Sheet) -> tuple[Due, ...]:
    """Each day of a weekly dose with its confirmed amount, as far ahead as one is told; those on
    which the drug is held are none of them."""
    weekly = (each for each in _due(sheet) if each.item in WEEKLY and "mg" in each.values)
    return tuple(each for each in weekly if each.day <= ahead(sheet))


def ahead(sheet: Sheet) -> date:
    """The last day that is told of a drug, which has no end of its own."""
    return (sheet.view.today or sheet.first) + AHEAD


def _due(sheet: Sheet) -> tuple[Due, ...]:
    view = sheet.view
    return agenda(view.guideline, view.plan, today=view.today, until=ahead(sheet))


def _in_order(due: Due) -> tuple[date, str, str]:
    return due.day, due.item, due.detail


def _about(due: Due) -> str:
    """What tells it from another of its kind: of a question about a drug the drug alone."""
    return due.detail.partition(".")[0] if due.item in OPEN else due.detail.removesuffix(EXTEND)


def _named(due: Due) -> str:
    """The key of its words: a detail that is a number or a drug says nothing there."""
    if due.item is Item.FOLLOW_UP:
        return f"{due.item}_{due.detail.partition('.')[0]}"
    if due.item is Item.GLUCOSE and not due.values["week"]:
        return f"{due.item}_first"
    if due.item is Item.REVIEW and due.values["days"] == due.because[0].value[0]:
        return f"{due.item}_first"
    said = due.detail if due.item not in OF_A_DRUG and due.detail.isalpha() else ""
    named = f"{due.item}_{said}" if said else due.item
    return f"{named}_but" if due.values.get("closed") else named
