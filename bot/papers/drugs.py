"""The drugs of a plan beside the steroid, each as it stands on the day that a paper is made for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.papers.sheet import Sheet
from core.agents.choice import AgentChoice
from core.answers import taken
from core.course.decisions import Drug, Reason
from core.course.drugs import AGENTS
from core.course.regimen import Regimen, State, Stretch
from core.course.regimen_lines import last_of_each, stretches_from
from core.evidence import Line, Section
from core.sayable import Medicine

AMOUNTS = frozenset({"drug_weekly", "drug_daily"})  # lines of the card that name an amount


class Stands(StrEnum):
    """How a drug stands."""

    NOT_BEGUN = "not_begun"
    NOT_CONFIRMED = "not_confirmed"  # it may be taken, and nobody has said so here
    TAKEN = "taken"
    HELD = "held"
    STOPPED = "stopped"
    COMPLETED = "completed"  # given as it was meant


@dataclass(frozen=True, slots=True, kw_only=True)
class OneDrug:
    """One drug: how it stands, and in words what of it was confirmed for this day and later."""

    drug: Drug
    stands: Stands
    lines: tuple[str, ...]  # an amount stands in them only where it was confirmed
    cautions: tuple[str, ...] = ()  # what the answers say of it
    stretches: tuple[Stretch, ...] = ()  # of this day and decided for later ones
    regimen: Regimen | None = None  # None: nobody has said that it was begun

    @property
    def amounts(self) -> tuple[Stretch, ...]:
        """Those in which a confirmed amount is taken."""
        return tuple(
            each for each in self.stretches if each.state is State.TAKEN and each.mg is not None
        )

    @property
    def is_agent(self) -> bool:
        """Whether its doses are written here; of other drugs they are only recorded."""
        return self.drug in AGENTS

    @property
    def changes(self) -> bool:
        """Whether a hold or an end is decided for a later day, or it is held and resumes."""
        return any(each is not Stands.TAKEN for each in self.each_stands)

    @property
    def first_days(self) -> tuple[date, ...]:
        """The first day of each stretch; of a weekly drug that is taken its first dose day."""
        return tuple(
            each.dose_day if each.state is State.TAKEN else each.first for each in self.stretches
        )

    @property
    def each_stands(self) -> tuple[Stands, ...]:
        """How it stands in each stretch; as it is where there is none."""
        return tuple(map(_stands, self.stretches)) or (self.stands,)


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


def folic_acid(sheet: Sheet) -> tuple[str, ...]:
    """What is taken beside methotrexate, while that is."""
    lines = (line for each in sheet.said(Medicine.FOLIC_ACID) for line in each.doses)
    return tuple(dict.fromkeys(map(sheet.line, lines)))


def _begun(sheet: Sheet, regimen: Regimen) -> OneDrug:
    stretches = stretches_from(regimen, sheet.view.today)
    return OneDrug(
        drug=regimen.drug,
        stands=_stands(stretches[0]),
        lines=tuple(_lines(sheet, regimen.drug)),
        cautions=_cautions(sheet, regimen.drug),
        stretches=stretches,
        regimen=regimen,
    )


def _stands(stretch: Stretch) -> Stands:
    match stretch.state:
        case State.TAKEN:
            return Stands.TAKEN
        case State.HELD:
            return Stands.HELD
        case State.ENDED:
            return Stands.COMPLETED if stretch.reason is Reason.COMPLETED else Stands.STOPPED


def _lines(sheet: Sheet, drug: Drug) -> Iterator[str]:
    """In the order of their days: amounts as they may be printed, holds, ends."""
    doses = iter(_doses(sheet, drug))
    for line in sheet.view.lines(Section.START):
        if line.says.startswith("drug_") and line.values.get("drug") == drug:
            yield sheet.line(next(doses, line) if line.says in AMOUNTS else line)


def _doses(sheet: Sheet, drug: Drug) -> tuple[Line, ...]:
    said = sheet.said(Medicine(drug)) if drug in AGENTS else ()
    return tuple(line for each in said for line in each.doses)


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
    return OneDrug(drug=drug, stands=stands, lines=(line,), cautions=_cautions(sheet, drug))
