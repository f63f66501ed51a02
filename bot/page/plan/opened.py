"""The screens behind the keys of a plan: a section, one of its topics, the sources, one line."""

from collections.abc import Iterable

from bot.page.keys import Row, Screen, laid_out, numbers
from bot.page.plan import reasons
from bot.page.plan.contents import contents, opened
from bot.page.plan.first.every import FIRST
from bot.page.plan.first.fitting import head
from bot.page.plan.item import Item, Topic
from bot.page.plan.sections import stands
from bot.page.plan.topics import BACKGROUND
from bot.page.plan.view import View
from bot.page.write import bold
from core.evidence import Section
from flows.plan.sections import CARD, ENTERED
from flows.talk.replies import Choice

TO_THE_CARD = Choice(press="show", says="button.card")
# Whose sources are read from the reasons of the card.
OF_ALL = (
    Section.START, Section.DOSE, Section.SCHEDULE, Section.RULES, Section.AGENT, Section.SEVERE,
    Section.PREVENTION, Section.MONITORING, Section.TABLETS,
)  # fmt: skip


def section(view: View, of: Section) -> Screen:
    """What is to be done first, with a key for each topic and for the sources."""
    if of not in FIRST:
        return sources(view, of)
    sources_of = Choice(press=f"why.{of}", says="button.sources")
    keys = (*_topics(of, opened(view, of), "show"), sources_of, TO_THE_CARD)
    return Screen(text=FIRST[of](view), rows=laid_out(view.writer, keys))


def topic(view: View, of: Section, name: str) -> Screen:
    """One topic in full; each line that something stands behind can be asked about."""
    found = _named(opened(view, of), name)
    if found is None:
        return section(view, of)
    lines = [_line(found, each) for each in found.items]
    many = len(found.reasoned)
    asks = [f"\n<i>{view.say('topic.why')}</i>"] if many > 1 else []
    title = bold(view.say(reasons.caption_key(of, found), **found.values))
    back = _back(f"show.{of}", view.writer.say(f"section.{of}"))
    return Screen(
        text="\n".join([f"{head(view)}\n{title}\n", *lines, *asks]),
        rows=(*numbers(f"why.{of}.{name}", many), *laid_out(view.writer, (back, TO_THE_CARD))),
    )


def _line(found: Topic, item: Item) -> str:
    """The line, with its number where there are several to ask about."""
    if not item.has_reasons:
        return item.text
    if len(found.reasoned) == 1:
        return f"• {item.text}"
    return f"{found.reasoned.index(item) + 1}. {item.text}"


def sources(view: View, of: Section, name: str = "") -> Screen:
    """What every line of a topic rests on; of the section what is background, and its topics."""
    topics = contents(view, of)
    found = _named(topics, name or BACKGROUND)
    others = (each for each in topics if each.name not in {BACKGROUND, name})
    keys = _topics(of, others, "why")
    asks: tuple[Row, ...] = ()
    if found is not None:
        text = reasons.every(view, of, found)
        asks = numbers(f"why.{of}.{found.name}", len(found.reasoned))
    else:
        title = bold(view.say("why.sources", section=view.writer.say(f"section.{of}")))
        text = f"{head(view)}\n{title}\n\n{view.say('why.choose')}"
    back = (
        _back(f"show.{of}", view.writer.say(f"section.{of}"))
        if of in FIRST
        else Choice(press=f"why.{CARD}", says="button.why")
    )
    rows = (*laid_out(view.writer, keys), *laid_out(view.writer, (back, TO_THE_CARD)))
    return Screen(text=text, rows=(*asks, *rows))


def line(view: View, of: Section, name: str, number: int) -> Screen:
    """Why one line or one dose is as it is; the topic where there is none of this number."""
    found = _named(contents(view, of), name)
    if found is None or not 0 < number <= len(found.reasoned):
        return sources(view, of, name if found else "")
    text = reasons.one(view, found.reasoned[number - 1])
    where = reasons.caption(view, of, found)
    title = bold(view.say("why.head", section=where))
    back = _back(f"{'show' if of in FIRST else 'why'}.{of}.{name}", where)
    rows = laid_out(view.writer, (back, TO_THE_CARD))
    return Screen(text=f"{head(view)}\n{title}\n\n{text}", rows=rows)


def of_the_card(view: View, dose: Item | None) -> Screen:
    """Why the dose in force is what it is; then the sources of everything else."""
    title = bold(view.say("why.dose"))
    text = [f"{head(view)}\n{title}", *([reasons.one(view, dose)] if dose else [])]
    keys = [
        Choice(press=f"why.{each}", says=f"section.{each}")
        for each in OF_ALL
        if stands(view, each)
    ]
    entered = Choice(press=f"why.{CARD}.{ENTERED}", says="button.entered")
    return Screen(
        text="\n\n".join(text),
        rows=(*laid_out(view.writer, [entered, *keys]), (TO_THE_CARD,)),
    )


def entered(text: str) -> Screen:
    """What was entered and by whom."""
    back = Choice(press=f"why.{CARD}", says="button.why")
    return Screen(text=text, rows=((back, TO_THE_CARD),))


def _topics(of: Section, topics: Iterable[Topic], verb: str) -> list[Choice]:
    """A key for each of these topics of the section; under its sources those that have any, but
    for the doses, each of which is asked about where it stands."""
    return [
        Choice(
            press=f"{verb}.{of}.{each.name}",
            says=reasons.caption_key(of, each),
            values=each.values,
        )
        for each in topics
        if verb == "show" or (each.reasoned and not each.values)
    ]


def _named(topics: Iterable[Topic], name: str) -> Topic | None:
    return next((each for each in topics if each.name == name), None)


def _back(press: str, where: str) -> Choice:
    return Choice(press=press, says="button.back_to", values={"where": where})
