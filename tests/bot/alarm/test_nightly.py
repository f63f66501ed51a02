"""The running bot backs itself up once a day, keeps so many, and says where it cannot."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.alarm.nightly import AGAIN_SECONDS, LOOKS_SECONDS, Nightly
from bot.alarm.notice.upkeep import Machine
from bot.clock import by_hand
from bot.store.backups.backup import backed_up
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.store.examples import change, record

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
EVENING = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)  # 02:30 in Berlin


@dataclass
class Nights:
    """A bot that runs, its folder of backups, and the time."""

    folder: Path
    store: SqliteStore
    now: datetime = EVENING
    heard: list[None] = field(default_factory=list)
    machine: Machine = field(default_factory=Machine)

    def __post_init__(self) -> None:
        self.to = self.folder / "backups"
        self.to.mkdir()
        self.nightly = Nightly(
            makes=partial(backed_up, self.folder / "data"),
            to=self.to,
            at=time(2, 30),
            keep=3,
            zone=ZoneInfo("Europe/Berlin"),
            clock=by_hand(lambda: self.now),
            machine=self.machine,
            news=lambda: self.heard.append(None),
            alone=asyncio.Lock(),
        )

    @property
    def names(self) -> list[str]:
        return sorted(each.name for each in self.to.iterdir())


@pytest.fixture
async def nights(tmp_path: Path) -> Iterator[Nights]:
    with closing(open_store(tmp_path / "data")) as store:
        await store.commit(change(made=record()))
        yield Nights(tmp_path, store)


async def test_the_first_is_made_at_once_and_the_next_after_its_time(nights: Nights) -> None:
    for now in (EVENING, EVENING + AN_HOUR, NIGHT - timedelta(seconds=1), NIGHT, NIGHT + AN_HOUR):
        nights.now = now
        assert not await nights.nightly.failed()
    assert nights.names == ["myotaper-20261122T210000Z.db", "myotaper-20261123T013000Z.db"]
    assert nights.nightly.last == NIGHT


async def test_a_night_that_was_missed_is_made_up_for_once(nights: Nights) -> None:
    await nights.nightly.failed()
    nights.now = NIGHT + 3 * A_DAY + 5 * AN_HOUR
    for _ in range(2):
        await nights.nightly.failed()
    assert len(nights.names) == 2


async def test_so_many_are_kept(nights: Nights) -> None:
    for day in range(6):
        nights.now = NIGHT + day * A_DAY
        await nights.nightly.failed()
    assert nights.names == [f"myotaper-202611{day}T013000Z.db" for day in (26, 27, 28)]


async def test_none_goes_while_the_new_ones_cannot_be_read_whole(nights: Nights) -> None:
    for day in range(6):
        nights.now = NIGHT + day * A_DAY
        if day == 3:
            nights.store.rows["plan/K7Q-2M3/000001"] = "damaged"
        await nights.nightly.failed()
    assert len(nights.names) == 6


async def test_a_failure_is_told_until_one_is_made_again(nights: Nights) -> None:
    nights.to.rmdir()
    assert await nights.nightly.failed()
    nights.now = EVENING + AN_HOUR
    assert await nights.nightly.failed()
    assert nights.machine().no_backup_since == EVENING
    assert nights.heard == [None, None]
    assert not nights.to.exists()
    nights.to.mkdir()
    assert not await nights.nightly.failed()
    assert nights.machine().no_backup_since is None


async def test_a_clock_that_was_ahead_stops_none(nights: Nights) -> None:
    nights.now = EVENING + 400 * A_DAY
    await nights.nightly.failed()
    nights.now = EVENING + A_DAY
    await nights.nightly.failed()
    assert len(nights.names) == 2


async def test_it_looks_each_minute_and_an_hour_after_a_failure(nights: Nights) -> None:
    waited = list[float]()

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 1:
            nights.to.rename(nights.folder / "elsewhere")
            nights.now = NIGHT
        if len(waited) == 2:
            raise asyncio.CancelledError

    nights.nightly.pause = pause
    with pytest.raises(asyncio.CancelledError):
        await nights.nightly.run()
    assert waited == [LOOKS_SECONDS, AGAIN_SECONDS]


async def test_nothing_is_purged_meanwhile(nights: Nights) -> None:
    async with nights.nightly.alone:
        making = asyncio.create_task(nights.nightly.failed())
        await asyncio.sleep(0)
        assert nights.names == []
    assert not await making
    assert len(nights.names) == 1


async def test_one_that_stands_by_makes_its_own_an_hour_later_unless_there_is_one(
    nights: Nights,
) -> None:
    """With a folder of its own it has each night too; with the same one there is none twice."""
    (other := nights.folder / "other").mkdir()
    beside = replace(nights.nightly, to=other, behind=AN_HOUR, machine=Machine())
    same = replace(nights.nightly, behind=AN_HOUR, machine=Machine())
    for day in range(6):
        for later in (timedelta(0), AN_HOUR):
            nights.now = NIGHT + day * A_DAY + later
            for each in (nights.nightly, same, beside):
                assert not await each.failed()
    assert nights.names == [f"myotaper-202611{day}T013000Z.db" for day in (26, 27, 28)]
    theirs = sorted(each.name for each in other.iterdir())
    assert theirs == [f"myotaper-202611{day}T023000Z.db" for day in (26, 27, 28)]


async def test_one_that_stands_by_does_not_begin_with_it(nights: Nights) -> None:
    waited = list[float]()

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        assert nights.names == []
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await replace(nights.nightly, behind=AN_HOUR, pause=pause).run()
    assert waited == [AN_HOUR.total_seconds()]
