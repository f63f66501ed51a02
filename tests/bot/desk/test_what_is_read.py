"""What a turn reads: all plans only where it may speak of any, and of many no more than of few."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.desk.access import Gate
from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.store import Change
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.turn import Commanded, Draft, Heard, Pressed, Question, Session, Typed
from tests.bench.growth.lists import LISTS, NOW, filled
from tests.bot.alarm.ringing import OWNER
from tests.bot.store.steps import counted

FEW, MANY = 7, 40  # both more than a page of any list


@pytest.fixture(params=[FEW, MANY])
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    """That of a team with so many plans."""
    store = open_store(tmp_path / "kept")
    unlimited = Gate(frozenset(), limited=False)
    yield replace(await filled(store, request.param), gate=unlimited)
    store.close()


def arrives(heard: Heard, update: int = 1) -> Arrival:
    return Arrival(chat=OWNER, who=OWNER, update=update, heard=heard, sent=NOW, arrived=NOW)


LONG_AGO = NOW - timedelta(days=2)


def asked(asks: str, since: datetime = NOW, **held: str) -> Session:
    return Session(question=Question(asks=asks, label="", serial=1, asked_at=since, held=held))


DRAFT = Draft(label="K7Q-2M3", state="weight", trail=(), answers={}, serial=1, asked_at=NOW)
TEXTS: dict[str, tuple[Session, str, bool]] = {
    "where nothing is asked": (Session(), "what is due", True),
    "of a draft": (Session(draft=DRAFT), "72", False),
    "a number": (asked("on_call", team="5"), "0351 458 0", False),
    "a zone": (asked("zone", team="5"), "Europe/Prague", False),
    "what could name a patient, for a zone": (asked("zone", team="5"), "Ann Lee", True),
    "a day": (asked("off_plan", state="begin_day"), "12 May 2027", False),
    "a dose": (asked("off_plan", state="off_dose"), "17.5", False),
    "the words of a button": (asked("off_plan", state="menu"), "Stop", False),
    "a dose, late": (asked("off_plan", since=LONG_AGO, state="off_dose"), "17.5", False),
    "the words of a button, late": (asked("off_plan", since=LONG_AGO, state="menu"), "Hi", True),
}


@pytest.mark.parametrize(("session", "text", "reads"), TEXTS.values(), ids=TEXTS)
def test_a_text_reads_all_plans_only_where_it_may_speak_of_any(
    desk: Desk, session: Session, text: str, reads: bool
) -> None:
    heard = Typed(text=text)
    known = desk.reader.known(arrives(heard), heard, session, None, NOW)
    assert bool(known.plans) == bool(known.theirs) == reads


STEPS: dict[str, int] = {}  # of the first desk that was asked


@pytest.mark.parametrize("word", [*LISTS, "dose", "hand", "help"])
async def test_of_many_plans_no_more_is_read_than_of_few(desk: Desk, word: str) -> None:
    """Nor after something of one of them has changed."""
    heard: Heard = Commanded(name=word, argument="")
    if word == "hand":
        heard = Pressed(label="", number=0, press=word)
    store = desk.store
    assert isinstance(store, SqliteStore)
    (first,) = await desk.converse(arrives(heard))
    label = store.labels_of(OWNER)[0]
    (row, *_) = store.reminders(label)
    await store.commit(Change(at=NOW, keeps=(replace(row, serial=row.serial + 1),)))
    with counted(store) as steps:
        (page,) = await desk.converse(arrives(heard, 2))
    assert page.text == first.text
    assert 0 < steps[0] == STEPS.setdefault(word, steps[0])


async def test_another_page_of_a_list_is_found_behind_those_before_it(desk: Desk) -> None:
    """Each of them has its own, and a page behind the last is the last."""
    shown, page = list[str](), 0
    while page < MANY:
        heard = Pressed(label="", number=0, press=f"upcoming.{page}")
        (screen,) = await desk.converse(arrives(heard, 1 + page))
        if screen.text in shown:
            break
        shown.append(screen.text)
        page += 1
    assert len(shown) > 2
    heard = Pressed(label="", number=0, press=f"upcoming.{10**30}")
    (last,) = await desk.converse(arrives(heard, MANY + 1))
    words = [each.text for row in last.buttons for each in row]
    assert "Previous page" in words
    assert "Next page" not in words
