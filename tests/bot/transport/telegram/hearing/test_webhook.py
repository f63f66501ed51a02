"""Updates that wait in the inbox are worked off in order, once, and Telegram is told where to."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import by_hand
from bot.store import Change, NotRead, NotSaved
from bot.store.inbox import Received
from bot.store.postgres.senders import ear
from bot.store.postgres.senders.letterbox import Letterbox
from bot.store.postgres.store import open_database
from bot.store.record.keys import inbox_key
from bot.store.rows import PUT
from bot.store.sqlite import SqliteStore, open_store
from bot.transport import CannotServe
from bot.transport.telegram.bot import TelegramBot
from bot.transport.telegram.hearing.webhook import CONNECTIONS, LATELY, Address
from bot.transport.webhook.receiver import update_in
from tests.bot import served_bot
from tests.bot.served_bot import DOCTOR, bot_on
from tests.bot.transport.telegram.conftest import INTRODUCTION, KEY, NOON, Scripted
from tests.bot.transport.telegram.hearing.test_poll import broken, echo
from tests.fake_telegram.answers import Fault, bad_gateway, too_many
from tests.fake_telegram.in_process import InProcess
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import FakeTelegram
from tests.fake_telegram.state import Webhook as Hook
from tests.world.postgres import server

URL = "https://bot.example.org/updates"
SECRET = "of_these_tests_alone-0123456789abcdef"


@dataclass(slots=True)
class Hooked:
    """A bot that works off the inbox of a store, and whoever puts into it as Telegram would."""

    telegram: FakeTelegram
    store: SqliteStore
    desk: Scripted
    bot: TelegramBot
    now: list[datetime]
    paused: list[float]
    goes_on: asyncio.Event

    async def puts(self, *updates: dict[str, Any]) -> None:
        """They wait, and the bot is woken."""
        taken = (update_in(json.dumps(each).encode()) for each in updates)
        received = (Received(number=x["update_id"], at=NOON, said=text) for x, text in taken)
        await self.store.commit(Change(at=NOON, receives=tuple(received)))
        self.bot.news.set()

    async def put(self, someone: Person, *says: str) -> None:
        """What somebody writes."""
        for each in says:
            someone.says(each)
        updates, self.telegram.updates = self.telegram.updates, []
        await self.puts(*updates)

    async def emptied(self) -> None:
        """Everything is worked off, and waits no more."""
        async with asyncio.timeout(10):
            while self.store.waiting(1):
                self.bot.news.set()
                await asyncio.sleep(0)

    async def minds(self) -> None:
        """Telegram was asked once more how it fares."""
        seen = len(self.paused)
        self.goes_on.set()
        async with asyncio.timeout(10):
            while len(self.paused) == seen:
                await asyncio.sleep(0)

    async def begun(self) -> None:
        """Telegram was told where to send."""
        async with asyncio.timeout(10):
            while not self.paused:
                await asyncio.sleep(0)


def hooked_bot(telegram: FakeTelegram, store: SqliteStore, desk: Scripted) -> Hooked:
    now, paused, goes_on = [NOON], list[float](), asyncio.Event()

    async def pause(seconds: float) -> None:
        if seconds >= 1:  # what is shorter waits for a typing sign alone
            paused.append(seconds)
        await goes_on.wait()
        goes_on.clear()

    bot = bot_on(
        desk,
        InProcess(telegram),
        key=KEY,
        introduction=INTRODUCTION,
        clock=by_hand(lambda: now[0]),
        pause=pause,
        store=store,
        address=Address(url=URL, secret=SECRET),
    )
    return Hooked(telegram, store, desk, bot, now, paused, goes_on)


@pytest.fixture
async def hooked(telegram: FakeTelegram, tmp_path: Path) -> AsyncIterator[Hooked]:
    with closing(open_store(tmp_path / "kept")) as store:
        it = hooked_bot(telegram, store, Scripted(echo))
        async with served_bot.serving(it.bot):
            await it.begun()
            yield it


def heard(desk: Scripted) -> list[str]:
    return [each.heard.text for each in desk.arrivals]


async def test_telegram_is_told_the_address_the_secret_and_the_kinds_and_drops_nothing(
    hooked: Hooked, telegram: FakeTelegram
) -> None:
    (told,) = telegram.called("setWebhook")
    assert told == {
        "url": URL,
        "secret_token": SECRET,
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
        "max_connections": CONNECTIONS,
        "drop_pending_updates": False,
    }
    assert hooked.bot.source.begun
    assert telegram.called("getUpdates") == []


async def test_updates_are_answered_in_their_order_and_wait_no_more(hooked: Hooked) -> None:
    doctor = person(hooked.telegram, DOCTOR)
    said = [str(number) for number in range(250)]
    await hooked.put(doctor, *said)
    await hooked.emptied()
    assert [each.text for each in doctor.heard()] == said


async def test_an_update_arrived_when_it_was_received(hooked: Hooked) -> None:
    hooked.now[0] += timedelta(hours=1)
    await hooked.put(person(hooked.telegram, DOCTOR), "72")
    await hooked.emptied()
    assert hooked.desk.arrivals[0].arrived == NOON


async def test_an_update_waits_until_its_answer_is_shown(hooked: Hooked) -> None:
    doctor = person(hooked.telegram, DOCTOR)
    slow = Fault(method="sendMessage", hold=asyncio.Event())
    hooked.telegram.faults.append(slow)
    await hooked.put(doctor, "72")
    await slow.held.wait()
    await hooked.bot.source.confirm()
    assert len(hooked.store.waiting(9)) == 1
    slow.hold.set()
    await hooked.emptied()
    assert len(doctor.heard()) == 1


async def test_what_is_no_concern_of_ours_or_fails_holds_nobody_up(hooked: Hooked) -> None:
    """A kind that is not known, one that cannot be read, and one that the desk fails at."""
    doctor = person(hooked.telegram, DOCTOR)
    await hooked.puts({"update_id": 1, "poll": {}}, {"update_id": 2, "message": {"date": "x"}})
    await hooked.put(doctor, "72")
    await hooked.emptied()
    assert heard(hooked.desk) == ["72"]
    hooked.desk.answer = broken
    await hooked.put(doctor, "73")
    await hooked.emptied()
    assert heard(hooked.desk) == ["72", "73"]


async def test_a_damaged_update_stays_for_a_person_and_the_others_go_on(hooked: Hooked) -> None:
    hooked.store.rows.conn.execute(PUT, (inbox_key(5), "damaged"))
    await hooked.put(person(hooked.telegram, DOCTOR), "72")
    while not hooked.desk.arrivals:
        await asyncio.sleep(0)
    assert hooked.store.waiting(9)[0] == 5
    assert [each.name for each in hooked.store.faults()] == ["5"]


async def test_what_waited_before_the_start_is_worked_off(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    doctor = person(telegram, DOCTOR)
    with closing(open_store(tmp_path / "kept")) as store:
        it = hooked_bot(telegram, store, Scripted(echo))
        await it.put(doctor, "72")
        async with served_bot.serving(it.bot):
            await it.emptied()
        assert heard(it.desk) == ["72"]


async def test_what_another_process_puts_is_answered_though_no_time_passes(
    telegram: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for the next look: whoever leads hears of it."""
    monkeypatch.setattr(ear, "LOOKS_SECONDS", 0.01)
    address = server().address(str(tmp_path))
    doctor = person(telegram, DOCTOR)
    with closing(open_database(address)) as store:
        it, box = hooked_bot(telegram, store, Scripted(echo)), Letterbox(address)
        async with served_bot.serving(it.bot), asyncio.timeout(20):
            await it.begun()
            for each in ("72", "73"):
                doctor.says(each)
                raw, text = update_in(json.dumps(telegram.updates.pop()).encode())
                await box.put(Received(number=raw["update_id"], at=NOON, said=text))
                while each not in heard(it.desk):
                    await asyncio.sleep(0)
        await box.close()


async def test_where_the_store_fails_nothing_is_lost_and_it_goes_on(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """However often it is looked at meanwhile, the log has it once."""
    doctor, fails, refuses = person(hooked.telegram, DOCTOR), [None] * 3, [None] * 3
    away = [None] * 3
    reads, commits, receives = hooked.store.waiting, hooked.store.commit, hooked.store.received

    def waiting(limit: int) -> tuple[int, ...]:
        if fails:
            fails.pop()
            raise NotRead("a disk")
        return reads(limit)

    def received(number: int) -> Received | None:
        if away:
            away.pop()
            raise NotRead("a server that fell")
        return receives(number)

    async def commit(change: Change) -> None:
        if change.worked_off and refuses:
            refuses.pop()
            raise NotSaved("a disk")
        await commits(change)

    monkeypatch.setattr(hooked.store, "waiting", waiting)
    monkeypatch.setattr(hooked.store, "received", received)
    monkeypatch.setattr(hooked.store, "commit", commit)
    await hooked.put(doctor, "72")
    while not hooked.desk.arrivals:
        hooked.bot.news.set()
        await asyncio.sleep(0)
    while refuses:
        hooked.bot.news.set()
        await asyncio.sleep(0)
    await hooked.emptied()
    assert heard(hooked.desk) == ["72"]
    said = [each.getMessage() for each in caplog.records]
    for once in ("the inbox cannot be read", "the inbox keeps what is worked off"):
        assert said.count(once) == 1


async def test_telegram_is_told_again_until_it_hears(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    refusals = (bad_gateway(), too_many(7))
    telegram.faults += [Fault(method="setWebhook", answer=each) for each in refusals]
    with closing(open_store(tmp_path / "kept")) as store:
        it = hooked_bot(telegram, store, Scripted(echo))
        async with served_bot.serving(it.bot):
            await it.begun()
            assert (it.bot.source.begun, it.bot.line.unheard_since) == (False, NOON)
            await it.minds()
            assert it.paused[:2] == [1.0, 7]
            await it.minds()
            assert (it.bot.source.begun, it.bot.line.unheard_since) == (True, None)


async def test_where_updates_do_not_arrive_that_is_known_until_they_do(hooked: Hooked) -> None:
    hooked.telegram.webhook.last_error_date = int(NOON.timestamp())
    hooked.telegram.webhook.last_error_message = "Connection refused"
    await hooked.minds()
    assert hooked.bot.line.unheard_since is None  # nothing waits at Telegram
    hooked.telegram.push(message={})
    hooked.now[0] += timedelta(minutes=1)
    await hooked.minds()
    assert hooked.bot.line.unheard_since == NOON
    assert hooked.bot.source.silent_seconds == 60
    hooked.now[0] += LATELY
    await hooked.minds()
    assert (hooked.bot.line.unheard_since, hooked.bot.source.silent_seconds) == (None, 0)


async def test_another_address_is_set_back_once_and_is_a_rival_for_two_minutes(
    hooked: Hooked,
) -> None:
    hooked.telegram.webhook = Hook(url="https://elsewhere.example.org/")
    await hooked.minds()
    assert hooked.bot.line.rival_since == NOON
    await hooked.minds()
    assert hooked.telegram.webhook.url == URL
    hooked.now[0] += timedelta(minutes=2)
    await hooked.minds()
    assert hooked.bot.line.rival_since is None


async def test_another_address_that_comes_back_ends_the_process_with_a_reason(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    with closing(open_store(tmp_path / "kept")) as store:
        it = hooked_bot(telegram, store, Scripted(echo))
        ends = asyncio.create_task(it.bot.serve(ready=lambda _: None, stop=asyncio.Event()))
        await it.begun()
        telegram.webhook = Hook(url="https://elsewhere.example.org/")
        await it.minds()
        await it.minds()
        telegram.webhook = Hook(url="https://elsewhere.example.org/")
        it.goes_on.set()
        with pytest.raises(CannotServe, match="has set another webhook") as told:
            await ends
        assert told.value.code == 75
