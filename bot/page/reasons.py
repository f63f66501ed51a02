"""Why: the inputs, and the facts behind every line of a screen."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from bot.page.prompt import given
from bot.page.view import View
from bot.page.write import Writer, bold, escape
from core.answers import open_questions
from core.evidence import Fact, Line, Section, Standing
from flows.plan.answered import several
from flows.talk.records import PlanRecord

SHORT_STAMP = len("iim 1 sha256:") + 12  # enough to tell two editions apart by eye
# What is read under the reasons of a screen beside its own lines.
BEHIND: Mapping[Section | None, tuple[Section, ...]] = MappingProxyType(
    {
        None: (Section.START, Section.DOSE),
        Section.SCHEDULE: (Section.SCHEDULE, Section.RULES),
    }
)


def reasons(view: View, section: Section | None) -> list[str]:
    """The blocks that explain the card (no section) or one section."""
    title = bold(view.say("why.head", section=view.say(f"section.{section or 'card'}")))
    head = f"{view.head}\n{title}" if section else title
    behind = BEHIND.get(section, (section or Section.START,))
    return [head, *(_line(view, line) for each in behind for line in view.lines(each))]


def origin(view: View, record: PlanRecord, *, made: str, version: str) -> list[str]:
    """What was entered and by whom, what is unknown, and under which rules."""
    plan = view.plan
    unknown = tuple(
        view.writer.words[f"keys.{key}"] for key in open_questions(plan.case, plan.unknown)
    )
    entered = [_answer(view, key) for key, value in record.answers.items() if value is not None]
    return [
        view.head,
        _block(
            view.say("why.inputs"),
            [view.say("why.made", moment=made, who=str(record.owner)), *entered],
        ),
        *([view.say("why.not_asked", keys=unknown)] if unknown else []),
        view.say("why.rules", stamp=plan.guideline[:SHORT_STAMP]),
        view.say("why.software", version=version),
        "",
    ]


def _block(title: str, rows: list[str]) -> str:
    return "\n".join([bold(title), *rows, ""])


def _answer(view: View, key: str) -> str:
    value = given(view.writer, key, several(key, getattr(view.plan.case, key)))
    return view.say("why.answer", name=view.writer.words[f"answers.{key}"], value=value)


def _line(view: View, line: Line) -> str:
    """The line, then each fact behind it in a quote that opens on a tap."""
    facts = "\n".join(
        _fact(view.writer, fact, spoken=line.says == fact.key) for fact in line.because
    )
    return f"{bold(view.line(line))}\n<blockquote expandable>{facts}</blockquote>"


@cache
def _fact(writer: Writer, fact: Fact[Any], *, spoken: bool) -> str:
    """What the fact says, unless the line has just said it, and where it stands."""
    regional = writer.statement
    values = {
        "source": regional(f"{fact.source.title} ({fact.source.edition})"),
        "place": regional(fact.place),
        "reason": regional(fact.reason),
    }
    key = "why.stated" if fact.standing is Standing.STATED else "why.ours"
    said = [] if spoken else [regional(fact.statement)]
    reason = [writer.say("why.reason", values)] if fact.reason else []
    return escape("\n".join([*said, writer.say(key, values), *reason]))
