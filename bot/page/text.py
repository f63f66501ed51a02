"""An answered case as readable text, for the planner's command."""

from bot.page.plain import plain
from bot.page.plan.card import whole
from bot.page.plan.sections import blocks, stands
from bot.page.plan.view import View
from bot.page.prompt import case_without_plan
from bot.page.write import Writer
from bot.words import catalogue
from core.evidence import Section
from core.guideline.schema import Guideline
from core.plan import Outcome, Plan
from core.reading import Refused

SECTIONS = (
    Section.SCHEDULE,
    Section.AGENT,
    Section.SEVERE,
    Section.PREVENTION,
    Section.MONITORING,
    Section.TABLETS,
)


def readable(guideline: Guideline, answer: Plan | Refused) -> str:
    """The card and every section below it, or why there is no plan."""
    words = catalogue()
    if isinstance(answer, Refused):
        return plain(words[f"refusals.{answer.reason}"])
    writer = Writer(words, answer.case.region)
    if answer.outcome is Outcome.DECLINED:
        return plain(case_without_plan(writer, answer))
    view = View(writer=writer, guideline=guideline, plan=answer)
    return "\n\n".join(map(plain, document(view)))


def document(view: View) -> tuple[str, ...]:
    """The card in full and every section that has something to show, as HTML."""
    shown = ("\n".join(blocks(view, each)) for each in SECTIONS if stands(view, each))
    return (whole(view), *shown)
