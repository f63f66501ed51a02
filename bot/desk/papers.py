"""A paper for a chat: made beside the loop, and put on pages with what is said with it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.page import Document, Page, Placed
from bot.page.render import Pages, Seat
from bot.page.write import escape
from bot.papers import NoPaper, Order, Paper, PaperKind, paper
from bot.store import Store
from core.steroid.tablets import NoTablets
from flows.talk.replies import ShowPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Makes the papers that a desk was asked for."""

    store: Store
    pages: Pages
    bot_name: Callable[[], str]  # of the bot, for the code to scan; empty: no code

    async def issued(self, asked: ShowPaper, seat: Seat) -> tuple[Page, ...]:
        """The file with its caption and what does not fit under it, or why there is none; the last
        of them has the key to the card."""
        record, words = asked.record, self.pages.words
        view = self.pages.seen(record, seat)
        earlier = (self.store.plan(record.label, each) for each in range(1, record.revision))
        views = (self.pages.seen(each, seat) for each in earlier if each)
        order = Order(
            kind=PaperKind(asked.kind),
            view=view,
            before=tuple(views),
            reminders=self.store.reminders(record.label),
            bot=self.bot_name(),
        )
        try:
            pages = _pages(order.kind, await paper(order), self._named(asked))
        except NoPaper as none:
            pages = (_said(words[f"paper.none.{none}"]),)
        except NoTablets as what:
            pages = (_said(words["paper.no_tablets"].format(what=what)),)
        *before, last = pages
        return (*before, replace(last, buttons=self.pages.to_the_card(view, seat)))

    def _named(self, asked: ShowPaper) -> str:
        """What the paper is, for one that says nothing by itself."""
        record, words = asked.record, self.pages.words
        what = words[f"paper.menu.{asked.kind}"]
        return words["paper.named"].format(label=record.label, revision=record.revision, what=what)


def _pages(kind: PaperKind, made: Paper, named: str) -> tuple[Page, ...]:
    """The prescription is messages to copy; everything else is a file."""
    said = tuple(_said(each) for each in made.captions)
    if kind is PaperKind.TEXT:
        return said
    document = Document(name=made.name, media_type=made.media_type, data=made.data)
    first = made.captions[0] if made.captions else named
    return (Page(text=escape(first), place=Placed.NEW, document=document), *said[1:])


def _said(text: str) -> Page:
    return Page(text=escape(text), place=Placed.NEW)
