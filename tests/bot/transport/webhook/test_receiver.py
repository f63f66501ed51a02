"""What a receiver takes and what it refuses; what is said to be taken is kept."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.clock import seconds
from bot.commands.running.receiving import Own
from bot.measures import Reception
from bot.store import Change
from bot.store.inbox import LAST_NUMBER, Received
from bot.store.sqlite import SqliteStore, open_store
from bot.transport import CannotServe
from bot.transport.telegram.hearing.source import KINDS
from bot.transport.webhook.heads import HEAD_SECONDS
from bot.transport.webhook.receiver import HEADER, LONGEST_BODY, Receiver
from bot.transport.webhook.serving import MOST_AT_ONCE, SAY, receiving
from tests.bot.metrics.scraped import free_port
from tests.bot.store.examples import NOON

SECRET = "of_these_tests_alone-0123456789abcdef"
UPDATE = {"update_id": 7, "message": {"text": "72"}}
PRESS = {
    "update_id": 7,
    "callback_query": {
        "id": "1",
        "data": "sealed",
        "message": {
            "message_id": 5,
            "date": 1,
            "chat": {"id": -3, "type": "group"},
            "is_topic_message": True,
            "text": "canary",
            "reply_markup": {"canary": 1},
        },
    },
}
MOST_OF_TELEGRAM = 100  # connections, the most that `max_connections` of setWebhook may say
DEEP = b'{"update_id":7,"message":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@dataclass
class Door:
    """A receiver before a store, over HTTP on this machine."""

    store: SqliteStore
    port: int
    receiver: Receiver

    async def asks(
        self,
        body: Any = UPDATE,
        *,
        path: str = "/updates",
        method: str = "POST",
        said: bytes | None = None,
        **headers: str | None,
    ) -> tuple[int, bytes]:
        """Status and body of the answer."""
        sent = said if said is not None else json.dumps(body).encode()
        given = {
            "host": "bot.example.org",
            "content-type": "application/json",
            "content-length": str(len(sent)),
            HEADER: SECRET,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        lines = [f"{method} {path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in given.items() if value is not None]
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write("\r\n".join([*lines, "connection: close", "", ""]).encode() + sent)
        answer = await reader.read()
        writer.close()
        head, _, rest = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), rest

    def counted(self) -> dict[Reception, int]:
        return dict(self.receiver.counts)


@asynccontextmanager
async def opened(
    folder: Path,
    *,
    head_seconds: float = HEAD_SECONDS,
    monotonic: Callable[[], float] = seconds,
    **more: Any,
) -> AsyncIterator[Door]:
    """A receiver that serves until the end of the block."""
    with closing(open_store(folder)) as store:
        own, port = Own(store), free_port()
        known = {"put": own.put, "takes": own.answers, "clock": lambda: NOON} | more
        receiver = Receiver(path="/updates", secret=SECRET, kinds=KINDS, **known)
        at = ("127.0.0.1", port)
        async with receiving(receiver, at, head_seconds, monotonic=monotonic):
            door = Door(store, port, receiver)
            while True:  # it listens already; the first answer says that it serves
                if (await door.asks(path="/healthz", method="GET"))[0] == 204:
                    break
            yield door


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with opened(tmp_path / "kept") as there:
        yield there


async def test_an_update_is_on_disk_before_it_is_said_to_be_taken(door: Door) -> None:
    assert await door.asks() == (200, b"")
    kept = door.store.received(7)
    assert (kept.at, json.loads(kept.said)) == (NOON, UPDATE)
    assert await door.asks() == (200, b"")
    assert door.store.waiting(9) == (7,)
    assert door.counted() == {Reception.TAKEN: 2}


async def test_where_it_cannot_be_kept_it_is_to_come_again(door: Door) -> None:
    door.store.close()
    assert await door.asks() == (503, b"")
    assert door.counted() == {Reception.NOT_KEPT: 1}


async def test_of_a_press_nothing_is_kept_of_what_its_message_reads(door: Door) -> None:
    assert await door.asks(PRESS) == (200, b"")
    said = door.store.received(7).said
    message = json.loads(said)["callback_query"]["message"]
    assert "canary" not in said
    assert [*message] == ["chat", "message_id", "is_topic_message", "date"]


async def test_a_kind_that_was_not_asked_for_is_answered_and_not_kept(door: Door) -> None:
    assert await door.asks({"update_id": 7, "poll_answer": {}}) == (200, b"")
    assert (door.store.waiting(9), door.counted()) == ((), {Reception.UNASKED: 1})


SIZE = str(2**60)
WRONG: dict[str, tuple[int, Reception, dict[str, Any]]] = {
    "no secret": (403, Reception.SECRET, {HEADER: None}),
    "another secret": (403, Reception.SECRET, {HEADER: SECRET[:-1]}),
    "a secret beyond ASCII": (403, Reception.SECRET, {HEADER: "é" * 37}),
    "another path": (404, Reception.PATH, {"path": "/"}),
    "a path below": (404, Reception.PATH, {"path": "/updates/7"}),
    "another path without the secret": (404, Reception.PATH, {"path": "/x", HEADER: None}),
    "to be read": (405, Reception.METHOD, {"method": "GET"}),
    "to be removed": (405, Reception.METHOD, {"method": "DELETE"}),
    "no kind": (415, Reception.KIND, {"content_type": None}),
    "a form": (415, Reception.KIND, {"content_type": "application/x-www-form-urlencoded"}),
    "10 MB": (413, Reception.LONG, {"content_length": "10000000"}),
    "said to be huge": (413, Reception.LONG, {"content_length": SIZE}),
    "no JSON": (400, Reception.NO_UPDATE, {"said": b"{"}),
    "nothing": (400, Reception.NO_UPDATE, {"said": b""}),
    "no UTF-8": (400, Reception.NO_UPDATE, {"said": b'{"update_id":7,"message":"\xff"}'}),
    "deep": (400, Reception.NO_UPDATE, {"said": DEEP}),
    "an array": (400, Reception.NO_UPDATE, {"body": [UPDATE]}),
    "null": (400, Reception.NO_UPDATE, {"body": None}),
    "no number": (400, Reception.NO_UPDATE, {"body": {"message": {}}}),
    "a number as text": (400, Reception.NO_UPDATE, {"body": {"update_id": "7"}}),
    "true": (400, Reception.NO_UPDATE, {"body": {"update_id": True}}),
    "a fraction": (400, Reception.NO_UPDATE, {"body": {"update_id": 7.5}}),
    "below 0": (400, Reception.NO_UPDATE, {"body": {"update_id": -1}}),
    "too high": (400, Reception.NO_UPDATE, {"body": {"update_id": LAST_NUMBER + 1}}),
    "far too high": (400, Reception.NO_UPDATE, {"said": b'{"update_id":' + b"9" * 9_000 + b"}"}),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_is_wrong_is_refused_without_a_word_and_counted(door: Door, name: str) -> None:
    status, counted, asked = WRONG[name]
    headers = {k: v for k, v in asked.items() if k in {HEADER, "content_type", "content_length"}}
    rest = {k: v for k, v in asked.items() if k not in headers}
    assert await door.asks(**rest, **headers) == (status, b"")
    assert (door.store.waiting(9), door.counted()) == ((), {counted: 1})


async def test_a_body_without_an_announced_length_is_cut_where_it_is_too_long(door: Door) -> None:
    chunk = b"%x\r\n%b\r\n" % (65_536, b" " * 65_536)
    said = chunk * (LONGEST_BODY // 65_536 + 1) + b"0\r\n\r\n"
    got = await door.asks(said=said, content_length=None, transfer_encoding="chunked")
    assert got == (413, b"")


async def test_10_megabytes_that_come_all_the_same_are_not_read_to_their_end(door: Door) -> None:
    with suppress(ConnectionError):  # whoever goes on sending is cut off
        assert await door.asks(said=b" " * 10_000_000) == (413, b"")
    assert (door.store.waiting(9), door.counted()) == ((), {Reception.LONG: 1})


async def test_two_secrets_are_none(door: Door) -> None:
    status, _ = await door.asks(x_other=f"1\r\n{HEADER}: {SECRET}")
    assert status == 403


async def test_whoever_is_slow_is_left_and_holds_nobody_up(tmp_path: Path) -> None:
    async with opened(tmp_path / "kept", body_seconds=0.05) as door:
        slow = asyncio.create_task(door.asks(said=b"{", content_length="99"))
        assert await door.asks() == (200, b"")
        assert await slow == (408, b"")
        assert door.counted() == {Reception.TAKEN: 1, Reception.SLOW: 1}


async def test_whoever_leaves_in_the_middle_has_sent_nothing(door: Door) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", door.port)
    head = f"POST /updates HTTP/1.1\r\nhost: x\r\n{HEADER}: {SECRET}\r\n"
    writer.write(f"{head}content-type: application/json\r\ncontent-length: 99\r\n\r\n{{".encode())
    await writer.drain()
    await door.asks()
    writer.close()
    while not door.receiver.counts[Reception.CUT]:
        await asyncio.sleep(0)
    assert door.store.waiting(9) == (7,)


async def test_an_error_of_our_own_asks_for_it_again(tmp_path: Path) -> None:
    async with opened(tmp_path / "kept") as door:
        object.__setattr__(door.receiver, "clock", lambda: 1 / 0)
        assert await door.asks() == (503, b"")


async def test_an_address_that_is_taken_is_told(door: Door) -> None:
    with pytest.raises(CannotServe, match=f"port {door.port}"):
        async with receiving(door.receiver, ("127.0.0.1", door.port)):
            pass


async def test_as_many_as_telegram_may_send_at_once_are_all_kept(tmp_path: Path) -> None:
    """Each is on its way until the last one has come."""
    came, all_there = list[Received](), asyncio.Event()

    async def put(received: Received) -> None:
        came.append(received)
        if len(came) == MOST_OF_TELEGRAM:
            all_there.set()
        await all_there.wait()
        await door.store.commit(Change(at=NOON, receives=(received,)))

    async with opened(tmp_path / "kept", put=put) as door, asyncio.timeout(20):
        several = (door.asks({**UPDATE, "update_id": x}) for x in range(MOST_OF_TELEGRAM))
        assert {status for status, _ in await asyncio.gather(*several)} == {200}
        assert door.store.waiting(999) == tuple(range(MOST_OF_TELEGRAM))


async def test_however_often_it_fails_the_log_has_it_once_a_minute_and_how_often(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    now = [0.0]
    async with opened(tmp_path / "kept", monotonic=lambda: now[0]) as door:
        door.store.close()
        for at in (0, 1, 59, 60, 61):
            now[0] = at
            assert (await door.asks())[0] == 503
            await trickles(await begun(door.port, b"nonsense\r\n\r\n"), b"")
    said = [
        (each.name, each.count)
        for each in caplog.records
        if each.name in SAY and each.levelno >= logging.WARNING
    ]
    assert sorted(said) == [(name, count) for name in SAY for count in (1, 3)]


Way = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def begun(port: int, said: bytes) -> Way:
    """A connection over which only this is said."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    await writer.drain()
    return reader, writer


HEAD = b"POST /updates HTTP/1.1\r\nhost: bot.example.org\r\n"
REFUSED = HEAD + b"content-length: 999\r\n\r\n"
SLOWLY = {"nothing": b"", "a head": HEAD, "a body that nobody reads": REFUSED}


async def trickles(way: Way, part: bytes) -> None:
    """A part now and then, until it is left."""
    reader, writer = way
    with suppress(OSError):
        while not reader.at_eof():
            writer.write(part)
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.read(4_096), 0.01)
    writer.close()


@pytest.mark.parametrize("said", SLOWLY)
async def test_whoever_does_not_come_to_it_is_left_after_a_while(
    tmp_path: Path, said: str
) -> None:
    async with opened(tmp_path / "kept", head_seconds=0.1) as door:
        slow = await begun(door.port, SLOWLY[said])
        async with asyncio.timeout(20):
            await trickles(slow, b"x" if said != "nothing" else b"")
        assert (await door.asks())[0] == 200


async def test_any_number_of_slow_ones_takes_no_place_from_whoever_asks(door: Door) -> None:
    slow = [await begun(door.port, HEAD) for _ in range(MOST_AT_ONCE + 20)]
    assert (await door.asks())[0] == 200
    assert (await door.asks(UPDATE | {"update_id": 8}))[0] == 200
    for each in slow:
        each[1].close()
