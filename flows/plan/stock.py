"""Which tablets the papers of a plan are counted in: what a pharmacy has, and how it is used.

What was chosen travels in the buttons: it belongs to the papers that are asked for next, and
nothing of it is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from core.guideline.schema import Guideline
from core.patient import Region
from core.steroid.supply import Fewest, Supply, supply
from core.steroid.tablets import region_tablets
from flows.plan.live import live_in
from flows.talk.records import PlanRecord
from flows.talk.replies import Choice
from flows.talk.screens import button, in_rows, say, screen
from flows.talk.turn import Context, Session, Turn

WHOLE, FEW = "w", "f"  # in a press: no half tablets, as few strengths as can be


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What there is: nothing missing unless it is said."""

    missing: frozenset[Decimal] = frozenset()  # strengths in mg
    whole: bool = False
    few: bool = False

    @property
    def press(self) -> str:
        """As a button carries it: "2_5-20-w"; empty for the usual tablets."""
        strengths = (f"{mg:f}".replace(".", "_") for mg in sorted(self.missing))
        marks = (mark for mark, on in ((WHOLE, self.whole), (FEW, self.few)) if on)
        return "-".join((*strengths, *marks))

    def supply(self, guideline: Guideline, region: Region) -> Supply:
        """The tablets to take, of those that the region sells."""
        sold = region_tablets(guideline, region).strengths_mg.value
        return supply(
            guideline,
            region,
            stock=[mg for mg in sold if mg not in self.missing],
            halves=not self.whole,
            fewest=Fewest.STRENGTHS if self.few else Fewest.TABLETS,
        )


USUAL = Stock()


def read(press: str) -> Stock:
    """What a button carries."""
    parts = frozenset(filter(None, press.split("-")))
    strengths = (each.replace("_", ".") for each in parts - {WHOLE, FEW})
    return Stock(
        missing=frozenset(map(Decimal, strengths)), whole=WHOLE in parts, few=FEW in parts
    )


def stock_of(session: Session, record: PlanRecord, chosen: Stock, context: Context) -> Turn:
    """What there is, a key for each strength and for each habit, and the way to the papers."""
    live = live_in(context, record, context.known.team)
    sold = region_tablets(live.guideline, live.plan.case.region)
    keys = (*_strengths(sold.strengths_mg.value, chosen), *_habits(chosen, sold.halved_mg.value))
    usual = ((button("stock", "paper.stock.usual"),),) if chosen != USUAL else ()
    papers = (button(_with("papers", chosen), "paper.stock.papers"),)
    return screen(
        session,
        (say("paper.stock.head", strong=True, label=record.label), say("paper.stock.note")),
        rows=(*in_rows(keys), *usual, papers),
        label=record.label,
        number=record.revision,
    )


def _strengths(sold: tuple[Decimal, ...], chosen: Stock) -> Iterator[Choice]:
    """Each is there or not; the last one that is stays."""
    there = [mg for mg in sold if mg not in chosen.missing]
    for mg in sorted(sold):
        missing = chosen.missing ^ {mg} if there != [mg] else chosen.missing
        says = "there" if mg in there else "missing"
        yield _key(replace(chosen, missing=missing), says, mg=mg)


def _habits(chosen: Stock, halved: tuple[Decimal, ...]) -> Iterator[Choice]:
    if halved:
        says = "whole" if chosen.whole else "halves"
        yield _key(replace(chosen, whole=not chosen.whole), says)
    yield _key(replace(chosen, few=not chosen.few), "few" if chosen.few else "many")


def _key(leads_to: Stock, says: str, **values: Decimal) -> Choice:
    return Choice(press=_with("stock", leads_to), says=f"paper.stock.{says}", values=values)


def _with(verb: str, chosen: Stock) -> str:
    return f"{verb}.{chosen.press}".rstrip(".")
