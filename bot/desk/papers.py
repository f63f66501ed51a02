"""A paper for a chat: made beside the loop, and put on pages with what is said with it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.page import Document, Page, Placed
from bot.page.plan.view import View
from bot.page.render import Pages, Seat
from bot.page.write import escape
from bot.papers import NoPaper, Order, Paper, PaperKind, paper
from bot.store import Store
from core.steroid.supply import Supply
from core.steroid.tablets import NoTablets
from flows.plan.stock import read
from flows.talk.replies import Choice, ShowPaper

IN_WORDS = MappingProxyType({"words": PaperKind.CHART, "trend_words": PaperKind.TREND})
PICTURES = MappingProxyType({kind: words for words, kind in IN_WORDS.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Makes the papers that a desk was asked for."""

    store: Store
    pages: Pages
    bot_name: Callable[[], str]  # of the bot, for the code to scan; empty: no code

    async def issued(self, asked: ShowPaper, seat: Seat) -> tuple[Page, ...]:
        """The file with a line under it, or messages, or why there is none; the last of them has
        the key to the card."""
        record, words = asked.record, self.pages.words
        view = self.pages.seen(record, seat)
        earlier = (self.store.plan(record.label, each) for each in range(1, record.revision))
        views = (self.pages.seen(each, seat) for each in earlier if each)
        in_words = IN_WORDS.get(asked.kind)
        order = Order(
            kind=in_words or PaperKind(asked.kind),
            view=view,
            before=tuple(views),
            reminders=self.store.reminders(record.label),
            bot=self.bot_name(),
            supply=_supply(asked, view),
        )
        try:
            made = await paper(order)
            says = in_words is not None or order.kind is PaperKind.TEXT
            pages = _told(made) if says else (_filed(made, self._named(asked)),)
        except NoPaper as none:
            pages = (_said(words[f"paper.none.{none}"]),)
        except NoTablets as what:
            pages = (_said(words["paper.no_tablets"].format(what=what)),)
        *before, last = pages
        beside = _beside(order.kind) if last.document else ()
        return (*before, replace(last, buttons=self.pages.to_the_card(view, seat, *beside)))

    def _named(self, asked: ShowPaper) -> str:
        """What the paper is, for one that says nothing by itself."""
        record, words = asked.record, self.pages.words
        what = words[f"paper.menu.{asked.kind}"]
        return words["paper.named"].format(label=record.label, revision=record.revision, what=what)


def _supply(asked: ShowPaper, view: View) -> Supply | None:
    """What the tablets are taken from, where that was chosen."""
    if not asked.stock:
        return None
    return read(asked.stock).supply(view.guideline, view.plan.case.region)


def _told(made: Paper) -> tuple[Page, ...]:
    """What the paper says, as messages to copy."""
    return tuple(_said(each) for each in made.captions)


def _filed(made: Paper, named: str) -> Page:
    """The file, with one line under it."""
    document = Document(name=made.name, media_type=made.media_type, data=made.data)
    return Page(text=escape(named), place=Placed.NEW, document=document)


def _beside(kind: PaperKind) -> tuple[Choice, ...]:
    """What a picture shows can be read as well."""
    words = PICTURES.get(kind)
    return (Choice(press=f"paper.{words}", says=f"paper.menu.{words}"),) if words else ()


def _said(text: str) -> Page:
    return Page(text=escape(text), place=Placed.NEW)
