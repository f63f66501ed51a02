"""Each end of the audit is written down in a file outside of the data, soon after it is one."""

from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.alarm.heads import LOOKS_SECONDS, Heads
from bot.alarm.notice.upkeep import Machine
from bot.clock import by_hand
from bot.store import Change, NotRead
from bot.store.audit.heads import Noted, noted
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.turn import Deed
from tests.bot.store.examples import LABEL, NOON

MADE = Deed(action="made", label=LABEL)


@dataclass
class Written:
    """A bot that runs, the file beside it, and the time."""

    folder: Path
    store: SqliteStore
    now: datetime = NOON
    heard: list[None] = field(default_factory=list)
    machine: Machine = field(default_factory=Machine)

    def __post_init__(self) -> None:
        self.file = self.folder / "there" / "heads"
        self.heads = Heads(
            path=self.file,
            store=self.store,
            clock=by_hand(lambda: self.now),
            machine=self.machine,
            news=lambda: self.heard.append(None),
        )

    async def done(self) -> None:
        await self.store.commit(Change(at=self.now, deeds=(MADE,), who=7))


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Written]:
    with closing(open_store(tmp_path / "data")) as store:
        (tmp_path / "there").mkdir()
        yield Written(tmp_path, store)


async def test_an_end_is_written_down_once(there: Written) -> None:
    assert not await there.heads.failed()
    assert not there.file.exists()
    heads = []
    for minute in range(3):
        there.now = NOON + timedelta(minutes=minute)
        await there.done()
        heads.append(Noted(head=there.store.head(), at=there.now.replace(microsecond=0)))
        for _ in range(2):
            assert not await there.heads.failed()
    assert list(noted(there.file)) == heads


async def test_it_looks_again_and_again(there: Written) -> None:
    await there.done()
    pauses = list[float]()

    class Enough(Exception):
        pass

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise Enough
        await there.done()

    there.heads.pause = pause
    with pytest.raises(Enough):
        await there.heads.run()
    assert pauses == [LOOKS_SECONDS] * 3
    assert [each.head.seq for each in noted(there.file)] == [1, 2, 3]


async def test_where_the_store_is_why_the_file_is_not_blamed(
    there: Written, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def head() -> None:
        raise NotRead("away")

    await there.done()
    monkeypatch.setattr(there.store, "head", head)
    assert await there.heads.failed()
    assert (there.machine().no_head_since, there.heard, caplog.records) == (None, [], [])
    monkeypatch.undo()
    assert not await there.heads.failed()
    assert len(list(noted(there.file))) == 1


async def test_where_it_cannot_be_written_that_is_told_until_it_can(there: Written) -> None:
    await there.done()
    (there.folder / "there").rename(there.folder / "away")
    for hour in range(2):
        there.now = NOON + timedelta(hours=hour)
        assert await there.heads.failed()
    assert there.machine().no_head_since == NOON
    assert there.heard == [None]
    (there.folder / "away").rename(there.folder / "there")
    assert not await there.heads.failed()
    assert there.machine().no_head_since is None
    assert len(list(noted(there.file))) == 1
