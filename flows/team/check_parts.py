"""What a second person reads before a plan is live: each part a screen on a phone."""

from collections.abc import Iterator

from core.evidence import Section
from core.sayable import Medicine, each_once, of
from flows.plan.answered import read_back
from flows.plan.live import Live
from flows.plan.overrides import told
from flows.plan.spoken import spoken
from flows.plan.standing import standing
from flows.talk.replies import Sentence
from flows.talk.screens import (
    Block,
    say,
)

SUM = "lines.start_"  # how the first dose came about
AGENT = "lines.agent_"  # what the card says of it
A_PART = 16  # dates on one screen


def parts(live: Live) -> Iterator[tuple[Block, ...]]:
    """Each a screen on a phone: weight and dose, every answer, every date, the agent."""
    sums = tuple(each for each in _lines(live, Section.DOSE) if each.says.startswith(SUM))
    own, steroid = told(live.plan, live.record), _beside(live, Medicine.STEROID)
    first = (*_course(live), *steroid)
    yield (_entered(live), sums, first, own, tuple(_lines(live, Section.START)))
    yield (read_back(live.plan, tuple(live.record.answers)),)
    rows = _schedule(live)
    for at in range(0, len(rows), A_PART):
        yield (rows[at : at + A_PART], steroid)
    yield (_agent(live),)


def _schedule(live: Live) -> Block:
    """Every dose with its days; a child's are those of the paediatric milestones."""
    if live.course is None:
        return tuple(_lines(live, Section.SCHEDULE))
    return tuple(
        say("check.row", mg=each.mg, first=each.first, last=each.last)
        for each in live.course.periods
    )


def _agent(live: Live) -> Block:
    """The agent with its amounts and what the answers say of it, or why none is named."""
    first = live.plan.agent.first
    on_card = (each for each in _lines(live, Section.START) if each.says.startswith(AGENT))
    named = first in {each.value for each in Medicine}
    cautions = _beside(live, Medicine(first), Medicine.FOLIC_ACID) if named else ()
    head = (say("check.agent", strong=True, agent=first),) if named else tuple(on_card)
    return (*head, *_lines(live, Section.AGENT), *cautions)


def _beside(live: Live, *medicines: Medicine) -> Block:
    """What the answers say of these, where an amount of them is shown."""
    return tuple(spoken(line) for line in each_once(of(live.plan.said, *medicines)))


def _entered(live: Live) -> Block:
    record, case = live.record, live.plan.case
    says = "check.weight_converted" if record.entered else "check.weight"
    return (
        say("check.disease", subtype=case.subtype, severity=case.severity, ild=case.ild),
        say(says, weight=case.weight_kg, day=record.entered_on, entered=record.entered),
    )


def _lines(live: Live, section: Section) -> Iterator[Sentence]:
    """The plan's own lines that carry something of this case."""
    for line in live.plan.lines:
        if line.section is section and line.says != line.because[0].key:
            yield spoken(line)


def _course(live: Live) -> Iterator[Sentence]:
    case, start = live.plan.case, live.plan.start
    yield from (
        say("check.first_dose", mg=each.mg, day=case.start_date) for each in (start,) if each
    )
    if live.course:
        yield say("check.steps", weeks=case.hold_weeks, tail=case.tail)
    if taken := standing(live.record):
        yield say("check.decided", count=len(taken))
