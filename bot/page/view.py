"""A kept plan with everything needed to write it: its record, the plan itself, the writer."""

from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from decimal import Decimal

from bot.page.write import Writer, escape, number
from core.evidence import Line, Section, Value
from core.guideline.schema import Guideline
from core.plan import Plan
from flows.talk import PlanRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What card, sections and reasons are written from; `head` names label and revision."""

    writer: Writer
    guideline: Guideline
    record: PlanRecord
    plan: Plan
    zone: tzinfo
    zone_name: str

    @property
    def head(self) -> str:
        """The first line of every screen of this plan."""
        key = "card.draft" if self.record.provisional else "card.head"
        return bold(self.say(key, label=self.record.label, revision=self.record.revision))

    @property
    def steroid(self) -> str:
        """The steroid's name in this plan's region."""
        return self.writer.drug("prednisone")

    def say(self, key: str, **values: Value) -> str:
        """The catalogue's sentence, as HTML."""
        return escape(self.writer.say(key, values))

    def line(self, line: Line) -> str:
        """One line of the plan, as HTML."""
        if line.says == line.because[0].key:
            return escape(self.writer.statement(line.because[0].statement))
        return self.say(f"lines.{line.says}", **line.values)

    def lines(self, section: Section) -> tuple[Line, ...]:
        """The plan's lines of one section, in order."""
        return tuple(line for line in self.plan.lines if line.section is section)

    def on(self, offset: int) -> date:
        """The calendar day of an offset from the first oral dose."""
        return self.plan.case.start_date + timedelta(days=offset)

    def tablets(self, made_of: tuple[tuple[Decimal, Decimal], ...]) -> str:
        """The tablets of one dose in words: "one 50 mg, two 5 mg"."""
        return self.writer.listed([self._tablets(*each) for each in made_of])

    def _tablets(self, strength: Decimal, count: Decimal) -> str:
        whole = int(count)
        key = "of_strength" if count == whole else "number_and_half" if whole else "half"
        words = self.writer.words
        named = words[f"numbers.{whole}"] if f"numbers.{whole}" in words else str(whole)
        return self.say(f"tablets.{key}", number=named, strength=strength)


def mg(value: Decimal) -> str:
    """An amount in mg, bold."""
    return bold(f"{number(value)} mg")


def bold(text: str) -> str:
    """HTML that stands out."""
    return f"<b>{text}</b>"
