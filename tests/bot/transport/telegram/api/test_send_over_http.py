"""One message over real sockets: the errors of a real client, as the sender reads them."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.alarm.sending import Attempt
from bot.page import Document, Page, Placed
from bot.transport.telegram.api.request import AiohttpRequest
from flows.talk.records import Landing
from tests.bot.served_bot import DOCTOR
from tests.bot.transport.telegram.saying.test_send import PAGE, UNKNOWN, WAITS, bot_at, struck
from tests.fake_telegram.authority import served_by
from tests.fake_telegram.loopback import served
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import FakeTelegram

LARGE = Document(name="sheet 1.pdf", media_type="application/pdf", data=b"%PDF" + bytes(16 << 20))
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]


@pytest.fixture
def doctor(telegram: FakeTelegram) -> Person:
    return person(telegram, DOCTOR)


async def over_http(
    root: str, request: AiohttpRequest | None = None, page: Page = PAGE
) -> Attempt:
    """The message alone has so little time: the greeting is not asked for."""
    request = request or AiohttpRequest(read_seconds=0.05)
    sender = bot_at(root, request).out
    async with request:
        return await sender.send(DOCTOR, page)


@asynccontextmanager
async def answering(says: bytes | None, *, reads: bool = True) -> AsyncIterator[str]:
    """A server that reads a call, says this and hangs up; silent and there, where it is None."""
    over = asyncio.Event()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if reads:
            await reader.readuntil(b"}")
        if says is None:
            await over.wait()
        else:
            writer.write(says)
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    yield "127.0.0.1:{1}".format(*server.sockets[0].getsockname())
    over.set()
    server.close()


async def test_nobody_at_the_other_end_is_certainly_not_sent(
    telegram: FakeTelegram, doctor: Person
) -> None:
    async with served(telegram) as root:
        pass
    assert await over_http(root) == Attempt(landing=WAITS, why="ConnectError")
    assert doctor.heard() == []


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize("how", ["dropped", "silent"])
async def test_a_connection_that_ends_or_stays_silent_tells_nothing(
    how: str, taken: bool, telegram: FakeTelegram, doctor: Person
) -> None:
    struck(telegram, taken=taken, **{how: True})
    async with served(telegram) as root:
        outcome = await over_http(root)
        if taken:
            await telegram.until(doctor.heard)
    assert outcome.landing is UNKNOWN
    assert len(doctor.heard()) == taken


@pytest.mark.usefixtures("doctor")
async def test_a_connection_that_ended_while_it_was_kept_is_not_used_again(
    telegram: FakeTelegram,
) -> None:
    request = AiohttpRequest()
    async with request:
        for _ in range(2):
            async with served(telegram) as root:
                sender = bot_at(root, request).out
                assert (await sender.send(DOCTOR, PAGE)).landing is Landing.SENT


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (None, "TimedOut"),  # silence
        (b"", "NetworkError"),  # the end
        (b"\x16\x03 no HTTP\r\n\r\n", "NetworkError"),
        (OK, "NetworkError"),  # and then nothing
        (OK + b'{"ok":true', "NetworkError"),  # the answer breaks off
        (OK.replace(b"999", b"4") + b"true", "TypeError"),
        (
            b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
            "NetworkError",
        ),
    ],
)
async def test_an_answer_that_says_nothing_may_be_of_a_message_that_was_sent(
    says: bytes | None, why: str
) -> None:
    async with answering(says) as address:
        outcome = await over_http(f"http://{address}")
    assert outcome == Attempt(landing=UNKNOWN, why=why)


async def test_a_file_that_is_never_read_to_its_end_may_have_been_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.transport.telegram.api.request.FILE_WRITE_SECONDS", 0.05)
    monkeypatch.setattr("bot.transport.telegram.api.request.CONNECT_SECONDS", 0.05)
    page = Page(text="The sheet", place=Placed.NEW, document=LARGE)
    async with answering(None, reads=False) as address:
        outcome = await over_http(f"http://{address}", page=page)
    assert outcome == Attempt(landing=UNKNOWN, why="TimedOut")


async def test_a_server_that_never_greets_is_certainly_not_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.transport.telegram.api.request.CONNECT_SECONDS", 0.05)
    async with answering(None, reads=False) as address:
        outcome = await over_http(f"https://{address}", AiohttpRequest())
    assert outcome == Attempt(landing=WAITS, why="ConnectTimeout")


@pytest.mark.usefixtures("doctor")
async def test_a_request_that_finds_no_free_connection_is_certainly_not_sent(
    telegram: FakeTelegram,
) -> None:
    slow = asyncio.Event()
    struck(telegram, hold=slow)
    request = AiohttpRequest(calls_at_once=1, pool_seconds=0.05, read_seconds=10)
    async with served(telegram) as root, request:
        sender = bot_at(root, request).out
        first = asyncio.create_task(sender.send(DOCTOR, PAGE))
        await telegram.faults[0].held.wait()
        second = await sender.send(DOCTOR, PAGE)
        slow.set()
        assert (await first).landing is Landing.SENT
        assert (await sender.send(DOCTOR, PAGE)).landing is Landing.SENT
    assert second == Attempt(landing=WAITS, why="PoolTimeout")


@pytest.mark.usefixtures("doctor")
async def test_a_request_that_is_given_up_gives_its_turn_back(telegram: FakeTelegram) -> None:
    struck(telegram, hold=asyncio.Event())
    request = AiohttpRequest(calls_at_once=1, pool_seconds=0.05, read_seconds=10)
    async with served(telegram) as root, request:
        sender = bot_at(root, request).out
        first = asyncio.create_task(sender.send(DOCTOR, PAGE))
        await telegram.faults[0].held.wait()
        first.cancel()
        await asyncio.wait({first})
        assert (await sender.send(DOCTOR, PAGE)).landing is Landing.SENT


async def test_a_request_that_was_closed_sends_nothing_until_it_is_opened(
    telegram: FakeTelegram, doctor: Person
) -> None:
    request = AiohttpRequest()
    async with served(telegram) as root:
        sender = bot_at(root, request).out
        assert (await sender.send(DOCTOR, PAGE)).landing is UNKNOWN
        for _ in range(2):
            async with request:
                assert (await sender.send(DOCTOR, PAGE)).landing is Landing.SENT
            assert (await sender.send(DOCTOR, PAGE)).landing is UNKNOWN
    assert len(doctor.heard()) == 2


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png"])
async def test_a_file_arrives_with_its_name_and_every_byte(
    media_type: str, telegram: FakeTelegram, doctor: Person
) -> None:
    every = Document(
        name='Plan "ü" 1.pdf', media_type=media_type, data=b"\r\n--" + bytes(range(256))
    )
    page = Page(text="<b>Ødem</b>", place=Placed.NEW, document=every)
    async with served(telegram) as root:
        outcome = await over_http(root, AiohttpRequest(), page)
    (message,) = doctor.heard()
    assert outcome == Attempt(landing=Landing.SENT, message=message.number)
    assert message.text == "Ødem"
    ((_, said),) = telegram.calls
    (file,) = (said[name] for name in ("document", "photo") if name in said)
    assert file == [every.name, every.data.decode("latin-1")]


def trusting(file: Path) -> AiohttpRequest:
    """A request that believes this authority."""
    return AiohttpRequest(trusted=ssl.create_default_context(cafile=str(file)))


@pytest.mark.usefixtures("doctor")
async def test_only_a_server_that_a_trusted_authority_vouches_for_is_spoken_to(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    authority, tls = served_by(tmp_path)
    async with served(telegram, tls) as root:
        assert (await over_http(root, trusting(authority))).landing is Landing.SENT
        outcome = await over_http(root, AiohttpRequest())
        elsewhere = await over_http(root.replace("127.0.0.1", "localhost"), trusting(authority))
    assert outcome == elsewhere == Attempt(landing=WAITS, why="ConnectError")
    assert len(telegram.called("sendMessage")) == 1
