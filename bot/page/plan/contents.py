"""What a section holds, topic by topic: each opens behind a key of its own."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from bot.page.plan import doses, sections
from bot.page.plan.card import about
from bot.page.plan.item import Item, Topic, beside_doses, of_line
from bot.page.plan.standing import in_pairs
from bot.page.plan.topics import BACKGROUND, by_topic
from bot.page.plan.view import View
from bot.page.write import day
from core.evidence import Line, Section

DOSES = 10  # rows of a schedule on one screen


def contents(view: View, section: Section) -> tuple[Topic, ...]:
    """Every topic of the section: first those that hold more than lines, background last."""
    begun = {full.says: line.because for line, full in in_pairs(view) if full is not line}
    return (
        *OWN.get(section, _none)(view),
        *(
            Topic(
                name=name,
                items=tuple(
                    of_line(view, each, begun.get(each.says, ())) for each in _beside(view, lines)
                ),
            )
            for name, lines in by_topic(view, section).items()
        ),
    )


def opened(view: View, section: Section) -> tuple[Topic, ...]:
    """Those that the first screen has keys for: background is read under the sources."""
    return tuple(each for each in contents(view, section) if each.name != BACKGROUND)


def _none(_view: View) -> Iterator[Topic]:
    return iter(())


def _beside(view: View, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines, and after them what the answers say of each medicine whose dose they print."""
    cautions = [
        line
        for each in view.plan.said
        if any(dose in lines for dose in each.doses)
        for line in each.cautions
    ]
    there = {each.says for each in lines}
    return (*lines, *{each.says: each for each in cautions if each.says not in there}.values())


def _plan(view: View) -> Iterator[Topic]:
    """Whose plan it is, the dose in force, what was decided and by which edition."""
    (_, *case), *rest = about(view)
    blocks = tuple(Item(text="\n".join(block)) for block in (case, *rest) if block)
    yield Topic(name="plan", items=(*blocks, *beside_doses(view)))


def _doses(view: View) -> Iterator[Topic]:
    """The doses, as many to a screen as are one look, named by the first day; the milestones of
    a child."""
    beside = beside_doses(view)
    rows = tuple(doses.dose(view, place) for place in range(len(doses.rows(view))))
    for place in range(0, len(rows), DOSES):
        first = view.plan.periods[place].first
        items = (*rows[place : place + DOSES], *beside)
        yield Topic(name=f"doses_{place // DOSES}", items=items, values={"first": day(first)})
    if stones := doses.milestones(view):
        rule = view.guideline.steroid.juvenile
        facts = (rule.milestone_days, rule.milestone_mg_per_kg)
        items = tuple(Item(text=each, because=facts) for each in stones)
        yield Topic(name="milestones", items=(*items, *beside))


def _counts(view: View) -> Iterator[Topic]:
    """How many tablets of each strength the first dose and the whole course need."""
    if found := tuple(Item(text=each) for each in sections.counts(view)):
        yield Topic(name="counts", items=(*found, *beside_doses(view)))


OWN: Mapping[Section, Callable[[View], Iterator[Topic]]] = MappingProxyType(
    {Section.START: _plan, Section.SCHEDULE: _doses, Section.TABLETS: _counts}
)
