"""The drugs of a plan, each as it stands on the day of the paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.page.plan.standing import OF_DRUGS, in_pairs
from bot.papers.sheet import Sheet
from core.agents.choice import AgentChoice
from core.answers import taken
from core.course.decisions import Drug, Move, Reason
from core.course.regimen.drugs import AGENTS
from core.course.regimen.lines import last_day, last_of_each, stretches_from
from core.course.regimen.regimen import Regimen, State, Stretch
from core.sayable import Medicine


class Stands(StrEnum):
    """How a drug stands, or all of a plan."""

    NOT_LIVE = "not_live"  # nothing of the plan is in force yet
    CLOSED = "closed"  # it is not followed here any more
    NOT_BEGUN = "not_begun"
    NOT_CONFIRMED = "not_confirmed"  # it may be taken, and nobody has said so here
    TAKEN = "taken"
    HELD = "held"
    STOPPED = "stopped"
    COMPLETED = "completed"  # given as it was meant


OVER = frozenset({Stands.STOPPED, Stands.COMPLETED})
GOES_ON = frozenset({Stands.TAKEN, Stands.HELD, Stands.NOT_CONFIRMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What is done with a drug from a day on, in words; its stretch has the amount."""

    first: date  # of a weekly drug that is taken its first dose day
    last: date | None  # where something else was decided for after it
    stands: Stands
    line: str  # names an amount only where one was confirmed
    stretch: Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class OneDrug:
    """One drug: how it stands on the day of the paper, and what was decided for later ones."""

    drug: Drug
    stands: Stands
    spans: tuple[Span, ...] = ()  # none: nobody has said that it was begun
    without: str = ""  # what is said of it then
    cautions: tuple[str, ...] = ()  # what the answers say of it

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it in words, in the order of its days."""
        return tuple(each.line for each in self.spans) or (self.without,)

    @property
    def amounts(self) -> tuple[Span, ...]:
        """Those of an agent in which a confirmed amount is taken; of others none is written."""
        return tuple(
            each
            for each in self.spans
            if self.drug in AGENTS and each.stands is Stands.TAKEN and each.stretch.mg is not None
        )


def in_plan(sheet: Sheet, stands: Stands) -> Stands:
    """How it stands, where its plan is in force and followed."""
    if sheet.waits_for_check:
        return Stands.NOT_LIVE
    return Stands.CLOSED if sheet.closed and stands not in OVER else stands


def steroid(sheet: Sheet) -> Stands:
    """How the steroid stands: taken until its end has come, which was that of the taper or not."""
    if not sheet.view.plan.ended or sheet.present is not None:
        return in_plan(sheet, Stands.TAKEN)
    if sheet.view.plan.left:
        return in_plan(sheet, Stands.CLOSED)
    stopped = any(each.decision.move is Move.STOP for each in sheet.decisions)
    return in_plan(sheet, Stands.STOPPED if stopped else Stands.COMPLETED)


def whole(sheet: Sheet) -> Stands:
    """How the plan stands: as its steroid does, and in force as long as any other drug goes on."""
    if any(each.stands in GOES_ON for each in drugs(sheet)):
        return in_plan(sheet, Stands.TAKEN)
    return steroid(sheet)


def drugs(sheet: Sheet) -> tuple[OneDrug, ...]:
    """Every drug that was begun, then the agent that is named and was not."""
    plan = sheet.view.plan
    found = last_of_each(plan.regimens)
    known = {each.drug for each in found}
    return (
        *(_begun(sheet, each) for each in found),
        *(each for each in _named(sheet, plan.agent) if each.drug not in known),
    )


def told(sheet: Sheet) -> Iterator[str]:
    """All of them in words, with folic acid and with what the answers say of each, once."""
    found = drugs(sheet)
    lines = (
        *(line for each in found for line in each.lines),
        *folic_acid(sheet),
        *(line for each in found for line in each.cautions),
    )
    yield from dict.fromkeys(lines)


def stand(sheet: Sheet) -> Iterator[str]:
    """The same without folic acid, where the steroid is what is shown."""
    beside = folic_acid(sheet)
    yield from (line for line in told(sheet) if line not in beside)


def folic_acid(sheet: Sheet) -> tuple[str, ...]:
    """What is taken beside methotrexate, while that is."""
    lines = (line for each in sheet.said(Medicine.FOLIC_ACID) for line in each.doses)
    return tuple(dict.fromkeys(map(sheet.line, lines)))


def _begun(sheet: Sheet, regimen: Regimen) -> OneDrug:
    stretches = stretches_from(regimen, sheet.view.today)
    lines = _lines(sheet, regimen.drug)
    spans = tuple(_span(regimen, *each) for each in zip(stretches, lines, strict=True))
    return OneDrug(
        drug=regimen.drug,
        stands=spans[0].stands,
        spans=spans,
        cautions=_cautions(sheet, regimen.drug),
    )


def _span(regimen: Regimen, stretch: Stretch, line: str) -> Span:
    stands = _stands(stretch)
    first = stretch.dose_day if stands is Stands.TAKEN else stretch.first
    last = last_day(regimen, stretch)
    return Span(first=first, last=last, stands=stands, line=line, stretch=stretch)


def _stands(stretch: Stretch) -> Stands:
    match stretch.state:
        case State.TAKEN:
            return Stands.TAKEN
        case State.HELD:
            return Stands.HELD
        case State.ENDED if stretch.left:
            return Stands.CLOSED
        case State.ENDED:
            return Stands.COMPLETED if stretch.reason is Reason.COMPLETED else Stands.STOPPED


def _lines(sheet: Sheet, drug: Drug) -> Iterator[str]:
    """In the order of their days: amounts as they may be printed, holds, ends."""
    view = sheet.view
    for card, full in in_pairs(view):
        if card.says in OF_DRUGS and card.values["drug"] == drug:
            yield sheet.line(full)


def _cautions(sheet: Sheet, drug: Drug) -> tuple[str, ...]:
    return sheet.beside(Medicine(drug)) if drug in AGENTS else ()


def _named(sheet: Sheet, choice: AgentChoice) -> Iterator[OneDrug]:
    """The agent that is named, and what the answers say is taken: no amount of either."""
    plan = sheet.view.plan
    if choice.status is not None:
        stands = Stands.NOT_BEGUN if plan.drugs.recorded else Stands.NOT_CONFIRMED
        waits = plan.drugs.recorded and choice.withheld_for
        yield _without_amount(
            sheet, Drug(str(choice.first)), stands, "waits" if waits else stands, choice
        )
    for each in taken(plan.case):
        yield _without_amount(
            sheet, Drug(str(each)), Stands.NOT_CONFIRMED, "taken_already", choice
        )


def _without_amount(
    sheet: Sheet, drug: Drug, stands: Stands, says: str, choice: AgentChoice
) -> OneDrug:
    line = sheet.say(f"paper.drug.{says}", drug=drug, keys=choice.withheld_for)
    return OneDrug(drug=drug, stands=stands, without=line, cautions=_cautions(sheet, drug))
