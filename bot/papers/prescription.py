"""What is copied into a prescription, an order or a letter: one message for each item."""

from collections.abc import Iterator

from bot.page.write import day, number
from bot.papers.sheet import NoPaper, Sheet, span
from core.evidence import Section

AGENTS = ("methotrexate_week", "azathioprine_once", "azathioprine_twice", "mycophenolate_week")
BESIDE = ("folic_acid_daily", "folic_acid_weekly")


def items(sheet: Sheet) -> tuple[str, ...]:
    """The steroid from the present dose on, then the agent, then prophylaxis where needed."""
    if not sheet.rows:
        raise NoPaper("no_schedule")
    if not sheet.ahead:
        raise NoPaper("over")
    drafts = (_steroid(sheet), _agent(sheet), _prophylaxis(sheet))
    return tuple("\n".join((*lines, _foot(sheet))) for lines in map(tuple, drafts) if lines)


def text(sheet: Sheet) -> bytes:
    """Every item, with an empty line between two."""
    return ("\n\n".join(items(sheet)) + "\n").encode()


def _steroid(sheet: Sheet) -> Iterator[str]:
    """Drug, route and frequency; each dose with tablets and days; what to dispense."""
    yield sheet.say("schedule.head", drug=sheet.view.steroid)
    for row, before in sheet.announced(sheet.ahead):
        if before:
            yield before
        made = sheet.tablets(row.period.tablets)
        yield f"{number(row.period.mg)} mg ({made}): {span(sheet, row)}"
    yield sheet.ending()
    yield sheet.say("paper.rx.dispense", first=day(sheet.ahead[0].period.first))
    for strength, count in sheet.dispensed():
        yield sheet.say("tablets.count", count=count, strength=strength)


def _agent(sheet: Sheet) -> Iterator[str]:
    """The doses as the plan has them; none where something is still missing."""
    lines = sheet.view.lines(Section.AGENT)
    if any(line.says in AGENTS for line in lines):
        for says in (AGENTS, BESIDE):
            yield from (sheet.line(line) for line in lines if line.says in says)


def _prophylaxis(sheet: Sheet) -> Iterator[str]:
    """What is offered first, with its published dose."""
    found = sheet.view.plan.pneumocystis
    if found is None or not found.needed:
        return
    rule = sheet.view.guideline.prevention.pneumocystis
    name = found.drugs[0]
    yield sheet.say("paper.rx.prophylaxis")
    statement = next(
        (fact.statement for drug, fact in rule.adult.items() if name.startswith(drug)), ""
    )
    yield sheet.writer.statement(statement)


def _foot(sheet: Sheet) -> str:
    return sheet.say("paper.rx.foot", head=sheet.head)
