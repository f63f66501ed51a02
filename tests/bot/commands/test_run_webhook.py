"""`myotaper run` with a webhook, as processes, while a fake Bot API posts and repeats."""

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.bot.commands.test_run import LONG_SECONDS, ended, environment, started
from tests.bot.metrics.scraped import free_port
from tests.fake_telegram.people import person
from tests.fake_telegram.posting import posted
from tests.fake_telegram.state import FakeTelegram
from tests.world.postgres import server

pytestmark = pytest.mark.waits

DOCTOR = 4_000_000_001
SECRET = "of_these_tests_alone-0123456789abcdef"
READY = "myotaper is ready: receiving as @myotaper_test_bot, zone Europe/Berlin\n"


def hooked(root: str, data: Path, port: int, **more: str) -> dict[str, str]:
    """The settings of a replica that listens at this port."""
    return environment(
        root,
        data,
        MYOTAPER_WEBHOOK="http://127.0.0.1:1/updates",
        MYOTAPER_WEBHOOK_SECRET=SECRET,
        MYOTAPER_WEBHOOK_LISTEN=f"127.0.0.1:{port}",
        **more,
    )


@asynccontextmanager
async def begun(environment: dict[str, str]) -> AsyncIterator[Process]:
    """A replica, from its start to its end."""
    process = await started(environment)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def leads(process: Process) -> None:
    async with asyncio.timeout(LONG_SECONDS):
        assert (await process.stdout.readline()).decode() == READY


async def stands_by(process: Process) -> None:
    async with asyncio.timeout(LONG_SECONDS):
        assert b"stands by" in await process.stderr.readline()


async def test_it_receives_answers_stops_in_order_and_polls_again_where_it_is_told_to(
    telegram: FakeTelegram, root: str, tmp_path: Path
) -> None:
    doctor, port = person(telegram, DOCTOR), free_port()
    async with posted(telegram, backends=lambda: [("127.0.0.1", port)]):
        async with begun(hooked(root, tmp_path / "data", port)) as process:
            await leads(process)
            doctor.says("/new")
            await telegram.until(lambda: "weigh" in doctor.reads())
            assert telegram.webhook.secret_token == SECRET
            process.terminate()
            async with asyncio.timeout(LONG_SECONDS):
                assert await process.wait() == 0
        assert telegram.updates == []
        doctor.says("72")
        async with begun(environment(root, tmp_path / "data")):
            await telegram.until(lambda: "subtype" in doctor.reads())
    assert telegram.webhook is None


async def test_of_two_replicas_one_is_killed_and_what_the_other_received_is_answered_once(
    telegram: FakeTelegram, root: str, tmp_path: Path
) -> None:
    """No gap: the one that stands by takes updates in while nobody leads."""
    doctor, ports = person(telegram, DOCTOR), (free_port(), free_port())
    database = server().address(str(tmp_path))
    one, two = (
        hooked(root, tmp_path / f"{port}", port, MYOTAPER_DATABASE=database) for port in ports
    )
    backends = [("127.0.0.1", port) for port in ports]
    async with (
        posted(telegram, backends=lambda: backends) as posting,
        begun(one) as first,
    ):
        await leads(first)
        async with begun(two) as second:
            await stands_by(second)
            doctor.says("/new")
            await telegram.until(lambda: "weigh" in doctor.reads())
            first.send_signal(signal.SIGKILL)
            await first.wait()
            doctor.says("72")
            await telegram.until(lambda: not telegram.updates)  # taken while nobody leads
            await leads(second)
            await telegram.until(lambda: "subtype" in doctor.reads())
            assert sum("subtype" in each.text for each in doctor.heard()) == 1
            assert posting.answered[503] == 0
            second.terminate()
            async with asyncio.timeout(LONG_SECONDS):
                assert await second.wait() == 0


async def test_it_does_not_start_without_a_secret(root: str, tmp_path: Path) -> None:
    there = hooked(root, tmp_path, 8088) | {"MYOTAPER_WEBHOOK_SECRET": ""}
    status, wrote = await ended(there)
    assert status == 2
    assert "MYOTAPER_WEBHOOK needs a secret" in wrote
    status, wrote = await ended(there | {"MYOTAPER_WEBHOOK_SECRET": "short"})
    assert status == 2
    assert "MYOTAPER_WEBHOOK_SECRET: is not 32 to 256" in wrote
