"""What stands on the board, how much of it is kept, and what is new."""

import asyncio

from bot.page import Document, Page, Placed
from bot.site.board import MOST_BUBBLES, MOST_PAPERS, Board
from tests.bot.playing import MONDAY

NEW = Page(text="new", place=Placed.NEW)
EMPTY = Page(text="", place=Placed.EDIT)


def board() -> Board:
    return Board(local=lambda: MONDAY)


def test_an_edit_keeps_its_place_and_only_what_changed_is_new() -> None:
    here = board()
    here.show(1, 1, NEW)
    here.show(1, 2, NEW)
    before = here.news
    here.show(1, 1, Page(text="<b>other</b>", place=Placed.EDIT))
    (changed,) = here.bubbles(before)
    assert (changed["number"], changed["text"], changed["edited"]) == (1, [["b", "other"]], True)
    assert [each["number"] for each in here.bubbles()] == [1, 2]


def test_an_edit_without_text_takes_the_buttons_away_and_makes_no_message() -> None:
    here = board()
    here.show(1, 7, EMPTY)
    assert list(here.bubbles()) == []
    here.show(1, 1, NEW)
    here.show(1, 1, EMPTY)
    (left,) = here.bubbles()
    assert (left["text"], left["rows"], left["edited"]) == (["new"], (), False)


def test_a_protected_message_stays_marked_when_it_is_edited() -> None:
    here = board()
    here.show(1, 1, Page(text="dose", place=Placed.NEW, protected=True))
    here.show(1, 1, Page(text="seen", place=Placed.EDIT))
    assert next(here.bubbles())["protected"]


def test_the_oldest_messages_and_files_go_first() -> None:
    here = board()
    paper = Document(name="a.csv", media_type="text/csv", data=b"")
    for number in range(MOST_BUBBLES + 1):
        here.show(1, number, NEW)
    for number in range(MOST_PAPERS + 1):
        here.show(-1, number, Page(text="", place=Placed.NEW, document=paper))
    assert min(here.chats[1]) == 1
    assert min(here.papers) == 2
    assert sum("paper" in each for each in here.bubbles()) == MOST_PAPERS


async def test_whoever_waits_for_news_is_woken() -> None:
    here = board()
    waiting = asyncio.create_task(here.newer(here.news))
    await asyncio.sleep(0)
    assert not waiting.done()
    here.toast(1, "seen")
    await waiting
    assert list(here.toasts(0)) == [{"chat": 1, "text": "seen"}]


def test_every_message_says_its_day() -> None:
    here = board()
    here.show(1, 1, NEW)
    (message,) = here.bubbles()
    assert message["at"] == "23-Nov-2026 09:00"
