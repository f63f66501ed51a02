"""The drill: a bot is backed up while it runs, killed, restored elsewhere and started."""

import asyncio
import signal
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import Change
from bot.store.backups.backup import backed_up
from bot.store.backups.restore import restore
from bot.store.sqlite import open_store
from flows.talk.records import Matter, Reminder, Stage
from tests.bot.alarm.killed_alarm import Life, Point, begun
from tests.bot.alarm.test_kill_delivery import CHATS, MARK, OWNER, PLAN, TEAM, question_of_plan
from tests.bot.served_bot import DOCTOR
from tests.fake_telegram.answers import Fault
from tests.fake_telegram.groups import group
from tests.fake_telegram.loopback import served
from tests.fake_telegram.people import person
from tests.fake_telegram.state import FakeTelegram
from tests.flows.following import at

pytestmark = [pytest.mark.waits, pytest.mark.wide]

TOLD, LATER = question_of_plan(Matter.GATE), question_of_plan(Matter.TITRATION)
LONGEST_SECONDS = 20
MINUTE = timedelta(minutes=1)


@pytest.fixture
def telegram() -> FakeTelegram:
    fake = FakeTelegram()
    person(fake, DOCTOR)
    group(fake, CHATS[0])
    return fake


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A plan with a question that is due, and another matter that is due much later."""
    with closing(open_store(tmp_path / "data")) as store:
        keeps = (TEAM, OWNER, TOLD, LATER)
        await store.commit(Change(made=PLAN, keeps=keeps, at=at(0)))
        await store.commit(Change(at=TOLD.due, seen=TOLD.due))
    return tmp_path / "data"


def told(telegram: FakeTelegram) -> Mapping[int, list[str]]:
    """What each chat has read of the question."""
    return {
        chat: [each.text for each in telegram.chats[chat].messages if PLAN.label in each.text]
        for chat in CHATS
    }


async def lived(telegram: FakeTelegram, root: str, folder: Path, life: Life) -> None:
    """A process has told what is due, and was killed."""
    process = begun(root, folder, life)
    await asyncio.to_thread(process.join, LONGEST_SECONDS)
    assert process.exitcode == -signal.SIGKILL
    await telegram.until(lambda: telegram.poll is None)


def kept(folder: Path) -> tuple[object, dict[str, Reminder]]:
    with closing(open_store(folder)) as store:
        assert list(store.problems()) == []
        return store.plan(PLAN.label), {each.id: each for each in store.reminders(PLAN.label)}


@pytest.mark.parametrize("when", ["before it is told", "while it is sent", "after it was told"])
async def test_nothing_due_is_lost_and_what_may_have_been_told_says_so(
    when: str, telegram: FakeTelegram, folder: Path, tmp_path: Path
) -> None:
    due = TOLD.due
    assert due
    backup = tmp_path / "backup.db"
    life = Life(start=due, ends=Point.WHEN_TOLD)
    async with served(telegram) as root:
        if when == "before it is told":
            backed_up(folder, backup, due)
        if when == "while it is sent":
            held = Fault(method="sendMessage", chat=CHATS[0], hold=asyncio.Event())
            telegram.faults.append(held)
            process = begun(root, folder, life)
            await held.held.wait()
            backed_up(folder, backup, due)
            held.hold.set()
            await asyncio.to_thread(process.join, LONGEST_SECONDS)
            await telegram.until(lambda: telegram.poll is None)
        else:
            await lived(telegram, root, folder, life)
        assert [len(each) for each in told(telegram).values()] == [1, 1]
        if when == "after it was told":
            backed_up(folder, backup, due)
        done = restore(backup, tmp_path / "elsewhere", due + MINUTE)
        again = Life(start=due + 2 * MINUTE, ends=Point.WHEN_TOLD)
        if when == "after it was told":  # it is not due again before its next round
            assert done.repeats == 0
        else:
            await lived(telegram, root, tmp_path / "elsewhere", again)
            assert done.repeats == 1
            for texts in told(telegram).values():
                assert len(texts) == 2
                assert MARK in texts[1]
    plan, rows = kept(tmp_path / "elsewhere")
    before, _ = kept(folder)
    assert plan == before
    assert rows.keys() >= {TOLD.id, LATER.id}
    assert rows[TOLD.id].stage is Stage.SENT
    assert rows[LATER.id] == LATER


async def test_what_was_told_again_since_the_backup_is_marked_too(
    telegram: FakeTelegram, folder: Path, tmp_path: Path
) -> None:
    """It was told before the backup, and perhaps answered after it: the next round says so."""
    due = TOLD.due
    assert due
    async with served(telegram) as root:
        await lived(telegram, root, folder, Life(start=due, ends=Point.WHEN_TOLD))
        backed_up(folder, tmp_path / "backup.db", due)
        _, rows = kept(folder)
        assert rows[TOLD.id].due
        moment = rows[TOLD.id].due + timedelta(hours=5)
        restore(tmp_path / "backup.db", tmp_path / "elsewhere", moment)
        again = Life(start=moment, ends=Point.WHEN_TOLD)
        await lived(telegram, root, tmp_path / "elsewhere", again)
    assert all(MARK in texts[1] for texts in told(telegram).values() if len(texts) > 1)
    assert any(len(texts) > 1 for texts in told(telegram).values())
