"""The desk where something goes wrong: it says so, and nothing has changed."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import by_hand
from bot.desk.access import BURST
from bot.desk.arrival import Arrival, Forged
from bot.desk.desk import TRIES, Desk
from bot.page import Page, Placed
from bot.settings import Settings
from bot.store import Change, Loaded, NotRead, NotSaved, Stale, Store, Undecodable
from bot.wiring import local_desk
from bot.words import Catalogue
from flows.talk.records import Place
from flows.talk.turn import Commanded, Heard, Typed

ME = 7
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SETTINGS = Settings(timezone="Europe/Berlin", prescribers=frozenset({ME}))
NEW = Commanded(name="new", argument="")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = local_desk(SETTINGS, tmp_path / "data", prescribers=SETTINGS.prescribers)
    yield replace(desk, clock=by_hand(lambda: NOON))
    desk.store.close()


@dataclass(slots=True)
class Failing:
    """The real store, whose next commits end in these errors."""

    store: Store
    errors: list[Exception] = field(default_factory=list)
    away: list[Exception] = field(default_factory=list)  # of its next loads

    def load(self, chat: int) -> Loaded:
        if self.away:
            raise self.away.pop(0)
        return self.store.load(chat)

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    async def commit(self, change: Change) -> None:
        if self.errors:
            raise self.errors.pop(0)
        await self.store.commit(change)


async def told(desk: Desk, heard: Heard | Forged, update: int, who: int = ME) -> tuple[Page, ...]:
    at = desk.clock()
    return await desk.converse(
        Arrival(chat=who, who=who, update=update, heard=heard, sent=at, arrived=at)
    )


async def test_what_was_not_saved_is_said_and_the_dialogue_is_where_it_was(desk: Desk) -> None:
    await told(desk, NEW, 1)
    before = desk.store.load(ME)
    looks = list[bool]()

    def news() -> None:
        looks.append(desk.outages.doubted)

    failing = replace(desk, store=Failing(desk.store, [NotSaved()]), news=news)
    (page,) = await told(failing, Typed(text="72"), 2)
    assert page.text.startswith("Not saved")
    assert looks == [True]
    assert desk.store.load(ME) == before
    await told(failing, Typed(text="72"), 2)
    assert desk.store.load(ME).session.draft.answers["weight_kg"] == "72"  # type: ignore[union-attr]


async def test_while_the_store_is_away_it_is_asked_to_be_sent_again(desk: Desk) -> None:
    """What is damaged is another thing: that would fail again."""
    await told(desk, NEW, 1)
    looks = list[bool]()
    store = Failing(desk.store, away=[NotRead(), Undecodable()])
    failing = replace(desk, store=store, news=lambda: looks.append(desk.outages.doubted))
    (page,) = await told(failing, Typed(text="72"), 2)
    assert "Nothing has changed. Please send it again." in page.text
    assert looks == [True]
    (page,) = await told(failing, Typed(text="72"), 2)
    assert page.text.startswith("That could not be done")
    await told(failing, Typed(text="72"), 2)
    assert desk.store.load(ME).session.draft.answers["weight_kg"] == "72"  # type: ignore[union-attr]


async def test_a_change_that_came_second_takes_the_step_again(desk: Desk) -> None:
    stale: list[Exception] = [Stale() for _ in range(TRIES - 1)]
    await told(replace(desk, store=Failing(desk.store, stale)), NEW, 1)
    kept = desk.store.load(ME)
    assert kept.version == 1
    assert kept.session.draft is not None
    assert (kept.session.last_update, kept.session.draft.state) == (1, "weight")


async def test_a_change_that_always_comes_second_is_not_saved(desk: Desk) -> None:
    stale: list[Exception] = [Stale() for _ in range(TRIES)]
    (page,) = await told(replace(desk, store=Failing(desk.store, stale)), NEW, 1)
    assert page.text.startswith("Not saved")


async def test_what_cannot_be_written_on_a_screen_has_not_happened(desk: Desk) -> None:
    words = Catalogue(
        {k: v for k, v in desk.pages.words.texts.items() if "intake.weight" not in k}
    )
    broken = replace(desk, pages=replace(desk.pages, words=words))
    (page,) = await told(broken, NEW, 41)
    assert "could not be done" in page.text
    assert "41" in page.text
    assert desk.store.load(ME).version == 0


async def test_an_update_that_comes_twice_shows_the_same_and_counts_once(desk: Desk) -> None:
    (first,) = await told(desk, NEW, 5)
    session = desk.store.load(ME)
    (again,) = await told(desk, NEW, 5)
    assert again.text == first.text
    assert desk.store.load(ME) == session
    assert await told(desk, NEW, 4) == ()
    assert desk.store.load(ME) == session


@pytest.mark.parametrize(("below", "taken"), [(1, False), (999, False), (1_000, True)])
async def test_a_number_far_below_the_last_is_no_repeat_but_a_new_count(
    desk: Desk, below: int, taken: bool
) -> None:
    await told(desk, NEW, 5_000)
    pages = await told(desk, Typed(text="72"), 5_000 - below)
    kept = desk.store.load(ME).session
    assert bool(pages) is taken
    assert kept.last_update == (5_000 - below if taken else 5_000)
    assert (kept.draft.answers.get("weight_kg") == "72") is taken  # type: ignore[union-attr]
    if taken:
        assert await told(desk, Typed(text="?"), 5_000 - below - 1) == ()


async def test_a_forged_button_is_not_valid_and_in_the_audit(desk: Desk) -> None:
    (page,) = await told(desk, Forged(), 1)
    assert page == Page(text="This button is not valid here.", place=Placed.TOAST)
    assert desk.store.load(ME).session.draft is None


async def test_a_flood_gets_one_notice_and_nothing_is_taken_from_it(desk: Desk) -> None:
    for update in range(BURST):
        await told(desk, Typed(text="?"), update + 1)
    (page,) = await told(desk, NEW, 900)
    assert "very fast" in page.text
    assert await told(desk, NEW, 901) == ()
    assert desk.store.load(ME).session.draft is None
    later = replace(desk, clock=by_hand(lambda: NOON + timedelta(minutes=5)))
    (page,) = await told(later, NEW, 902)
    assert "How much" in page.text


async def test_a_stranger_gets_a_line_with_the_number_to_hand_on(desk: Desk) -> None:
    (page,) = await told(desk, NEW, 1, who=8)
    assert "only prescribers" in page.text
    assert page.text.endswith("8")
    assert desk.store.load(8).version == 0


async def test_wrong_codes_end_in_silence_in_a_group_as_in_private(desk: Desk) -> None:
    wrong = Commanded(name="link", argument="no-such-code")
    at = desk.clock()
    said = [
        await desk.converse(
            Arrival(
                chat=-5, who=99, update=each, heard=wrong, sent=at, arrived=at, place=Place.GROUP
            )
        )
        for each in range(1, 8)
    ]
    assert [bool(pages) for pages in said] == [True] * 5 + [False] * 2


async def test_who_is_known_is_told_that_a_code_is_wrong_and_a_stranger_nothing(
    desk: Desk,
) -> None:
    wrong = Commanded(name="start", argument="no-such-code")
    (known,) = await told(desk, wrong, 1)
    (stranger,) = await told(desk, wrong, 1, who=99)
    assert known.text != stranger.text
    assert "99" in stranger.text
