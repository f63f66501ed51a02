"""Why: the inputs of a plan, and the facts behind each of its lines and doses."""

from functools import cache
from typing import Any

from bot.page.plan.item import Item, Topic
from bot.page.plan.topics import BACKGROUND
from bot.page.plan.view import View
from bot.page.prompt import given
from bot.page.write import Writer, bold, escape, written
from core.answers import open_questions
from core.evidence import Fact, Section
from flows.plan.answered import several
from flows.plan.spoken import standing
from flows.talk.records import PlanRecord

SHORT_STAMP = len("iim 1 sha256:") + 12  # enough to tell two editions apart by eye


def one(view: View, item: Item) -> str:
    """One line or dose: it, its arithmetic, the rule it rests on first with its source; every
    other fact behind it in a quote that opens on a tap."""
    facts = [
        _fact(view.writer, fact, spoken=item.spoken and not place)
        for place, fact in enumerate(item.because)
    ]
    rest = "\n\n".join(facts[1:])
    folded = [f"<blockquote expandable>{rest}</blockquote>"] if rest else []
    return "\n\n".join([bold(item.text), *_sums(item), *facts[:1], *folded])


def every(view: View, section: Section, topic: Topic) -> str:
    """Every line of a topic with its sources in a quote that opens on a tap; what each of them
    says is read behind the number of the line."""
    root = topic.name == BACKGROUND
    where = view.writer.say(f"section.{section}") if root else caption(view, section, topic)
    title = bold(view.say("why.sources", section=where))
    lines = (
        f"{number}. {bold(item.text)}\n<blockquote expandable>{_sources(view, item)}</blockquote>"
        for number, item in enumerate(topic.reasoned, start=1)
    )
    return "\n".join([f"{view.head}\n{title}\n", *lines])


def caption(view: View, section: Section, topic: Topic) -> str:
    """What the key of a topic says."""
    return view.writer.say(caption_key(section, topic), topic.values)


def caption_key(section: Section, topic: Topic) -> str:
    """The sentence of that caption; all rows of a schedule are named alike."""
    return f"topic.{section}.{'doses' if topic.values else topic.name}"


def origin(view: View, record: PlanRecord, *, made: str, version: str) -> str:
    """What was entered and by whom, what is unknown, and under which rules."""
    plan = view.plan
    unknown = tuple(
        view.writer.words[f"keys.{key}"] for key in open_questions(plan.case, plan.unknown)
    )
    entered = [_answer(view, key) for key, value in record.answers.items() if value is not None]
    return "\n".join(
        [
            view.head,
            bold(view.say("why.inputs")),
            view.say("why.made", moment=made, who=str(record.owner)),
            *entered,
            "",
            *([view.say("why.not_asked", keys=unknown)] if unknown else []),
            view.say("why.rules", stamp=plan.guideline[:SHORT_STAMP]),
            view.say("why.software", version=version),
        ]
    )


def _answer(view: View, key: str) -> str:
    value = given(view.writer, key, several(key, getattr(view.plan.case, key)))
    return view.say("why.answer", name=view.writer.words[f"answers.{key}"], value=value)


def _sums(item: Item) -> list[str]:
    return ["\n".join(item.sums)] if item.sums else []


def _sources(view: View, item: Item) -> str:
    """Where each fact behind it stands, each place once."""
    return "\n".join(dict.fromkeys(_source(view.writer, fact) for fact in item.because))


@cache
def _fact(writer: Writer, fact: Fact[Any], *, spoken: bool) -> str:
    """What the fact says, unless the line has just said it, and where it stands."""
    said = [] if spoken else [escape(writer.statement(fact.statement))]
    reason = {"reason": writer.statement(fact.reason)}
    why = [escape(writer.say("why.reason", reason))] if fact.reason else []
    return "\n".join([*said, _source(writer, fact), *why])


@cache
def _source(writer: Writer, fact: Fact[Any]) -> str:
    return written(writer, standing(fact))
