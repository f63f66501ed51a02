"""`myotaper run` as a process of its own, against the fake server on this machine."""

import asyncio
import json
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from pathlib import Path

import httpx
import psycopg
import pytest

from bot import clock
from bot.commands.service.health import Seen
from bot.metrics.table import METRICS
from bot.standing import STANDS_BY as STANDBY
from bot.store import Change
from bot.store.audit.book import opened
from bot.store.audit.heads import noted
from bot.store.audit.proof import Reached
from bot.store.backups.restore import restore
from bot.store.postgres.lease import DEPOSED
from bot.store.postgres.store import open_database
from bot.store.secrecy.keyring import RING
from bot.transport import TRY_AGAIN
from flows.reminder.wanted.wanted import raised
from flows.talk.label import label_from
from flows.talk.records import Matter, Membership, Person, Role, Stage, Team
from tests.bot.alarm.ringing import ANSWERS, desk_of
from tests.bot.commands.running.test_bell import program, told
from tests.bot.metrics.scraped import Scraped, free_port, samples_of
from tests.bot.store.keyed import keys_in, open_encrypted
from tests.fake_telegram.answers import Fault
from tests.fake_telegram.people import person
from tests.fake_telegram.state import TOKEN, FakeTelegram
from tests.world.plan_record import plan_record
from tests.world.postgres import server

pytestmark = pytest.mark.waits

RUN = (sys.executable, "-m", "bot", "run")
DOCTOR = 4_000_000_001
READY = "myotaper is ready: polling as @myotaper_test_bot, zone Europe/Berlin\n"
UNREADABLE = {"message_id": "no number", "date": "no date", "chat": 7}
LONG_SECONDS = 20


def environment(root: str, data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "MYOTAPER" not in name}
    return kept | {
        "MYOTAPER_TOKEN": TOKEN,
        "MYOTAPER_API_URL": root,
        "MYOTAPER_DATA": str(data),
        "MYOTAPER_TIMEZONE": "Europe/Berlin",
        "MYOTAPER_PRESCRIBERS": str(DOCTOR),
        **more,
    }


async def started(environment: dict[str, str]) -> Process:
    return await asyncio.create_subprocess_exec(*RUN, stdout=PIPE, stderr=PIPE, env=environment)


async def ended(environment: dict[str, str]) -> tuple[int | None, str]:
    """How a bot that does not come to serve ends: its exit code and its last words."""
    process = await started(environment)
    async with asyncio.timeout(LONG_SECONDS):
        said, wrote = await process.communicate()
    assert said == b""
    assert TOKEN.encode() not in wrote
    return process.returncode, wrote.decode()


@asynccontextmanager
async def begun(environment: dict[str, str]) -> AsyncIterator[Process]:
    """A bot that is gone after the block."""
    process = await started(environment)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@asynccontextmanager
async def running(environment: dict[str, str]) -> AsyncIterator[Process]:
    """The same, which is ready."""
    async with begun(environment) as process:
        async with asyncio.timeout(LONG_SECONDS):
            assert (await process.stdout.readline()).decode() == READY
        yield process


@asynccontextmanager
async def standing_by(environment: dict[str, str]) -> AsyncIterator[Process]:
    """The same, which waits for another one."""
    async with begun(environment) as process:
        async with asyncio.timeout(LONG_SECONDS):
            said = (await process.stderr.readline()).decode()
        assert said.startswith("myotaper stands by: another process leads this installation")
        yield process


async def last_calls(telegram: FakeTelegram, process: Process) -> list[tuple[str, object]]:
    """What a bot that was told to stop asks of the server last, and for how many seconds: two
    calls, since one that it gave up may be seen there after the last that it made."""
    async with asyncio.timeout(LONG_SECONDS):
        assert await process.wait() == 0
    return [(name, arguments.get("timeout")) for name, arguments in telegram.calls[-2:]]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_that_it_is_ready_answers_and_stops_when_told(
    number: int, telegram: FakeTelegram, root: str, tmp_path: Path
) -> None:
    doctor = person(telegram, DOCTOR)
    there = environment(root, tmp_path / "data", MYOTAPER_AUDIT_HEAD=str(tmp_path / "heads"))
    async with running(there) as process:
        assert process.stderr
        while b"What is kept is not encrypted: set MYOTAPER_KEYS" not in (
            await process.stderr.readline()
        ):
            pass
        doctor.says("/new")
        await telegram.until(doctor.heard)
        process.send_signal(number)
        assert ("getUpdates", 0) in await last_calls(telegram, process)
    assert telegram.updates == []
    with opened(tmp_path / "data") as book:
        found, _ = book.verified([*noted(tmp_path / "heads")])
    assert isinstance(found, Reached)
    assert found.count == 2  # for how long things are kept, and what the doctor began
    stands = json.loads((tmp_path / "data" / "health.json").read_text())
    assert (stands["reminders_leave"], stands["outages"]) == (True, [])


async def test_a_stop_waits_for_nobody_who_is_slow(
    telegram: FakeTelegram, root: str, tmp_path: Path
) -> None:
    doctor = person(telegram, DOCTOR)
    async with running(environment(root, tmp_path / "data")) as process:
        slow = Fault(method="sendMessage", hold=asyncio.Event())
        telegram.faults.append(slow)
        doctor.says("/new")
        await slow.held.wait()
        process.terminate()
        assert ("getUpdates", 0) in await last_calls(telegram, process)
        assert slow.hold is not None
        assert not slow.hold.is_set()


async def test_a_conversation_goes_on_after_a_restart(
    telegram: FakeTelegram, root: str, tmp_path: Path
) -> None:
    doctor = person(telegram, DOCTOR)
    async with running(environment(root, tmp_path / "data")) as process:
        doctor.says("/new")
        await telegram.until(lambda: "weigh" in doctor.reads())
        process.terminate()
        await process.wait()
    before = doctor.reads()
    doctor.says("72")
    async with running(environment(root, tmp_path / "data")):
        await telegram.until(lambda: "subtype" in doctor.reads())
    label = before.split()[2]
    assert label in doctor.reads()
    assert [bool(each.buttons()) for each in doctor.heard()] == [False, True]


async def test_an_unreadable_update_hides_no_other(
    telegram: FakeTelegram, root: str, tmp_path: Path
) -> None:
    telegram.push(message=UNREADABLE)
    doctor = person(telegram, DOCTOR)
    doctor.says("/new")
    async with running(environment(root, tmp_path / "data")):
        await telegram.until(doctor.heard)


async def test_with_no_token_it_says_what_to_do(root: str, tmp_path: Path) -> None:
    status, wrote = await ended(environment(root, tmp_path, MYOTAPER_TOKEN=""))
    assert status == 2
    assert "BotFather" in wrote
    assert wrote.count("\n") == 2


async def test_an_unknown_zone_stops_the_start(root: str, tmp_path: Path) -> None:
    status, wrote = await ended(environment(root, tmp_path, MYOTAPER_TIMEZONE="Europe/Berlyn"))
    assert status == 2
    assert wrote.startswith("myotaper: MYOTAPER_TIMEZONE: 'Europe/Berlyn'")


async def test_a_second_process_on_the_same_data_does_not_start(root: str, tmp_path: Path) -> None:
    async with running(environment(root, tmp_path / "data")):
        status, wrote = await ended(environment(root, tmp_path / "data"))
    assert status == 1
    assert wrote.startswith("myotaper: another process is using ")


async def test_a_second_process_with_the_same_token_ends_one_of_the_two(
    telegram: FakeTelegram, root: str, tmp_path: Path
) -> None:
    """Which tells it by the program that is set for what Telegram cannot tell."""
    tells = {"MYOTAPER_ALARM": str(program(tmp_path))}
    async with (
        running(environment(root, tmp_path / "one", **tells)) as one,
        begun(environment(root, tmp_path / "two", **tells)) as two,  # may end before it is ready
    ):
        ends = {asyncio.create_task(process.wait()) for process in (one, two)}
        done, _ = await asyncio.wait(
            ends, return_when=asyncio.FIRST_COMPLETED, timeout=LONG_SECONDS
        )
        assert [end.result() for end in done] == [75]
        (said,) = told(tmp_path)
        assert said.startswith("1 another process polls with the same token")
        doctor = person(telegram, DOCTOR)
        doctor.says("/new")
        await telegram.until(doctor.heard)


async def test_of_two_on_one_database_one_serves_and_the_other_takes_over(
    telegram: FakeTelegram, root: str, tmp_path: Path
) -> None:
    """In the middle of a conversation; and one that is deposed ends by itself, to start again."""
    database, doctor = server().address(str(tmp_path)), person(telegram, DOCTOR)
    one, two = (
        environment(root, tmp_path / name, MYOTAPER_DATABASE=database) for name in ("one", "two")
    )
    async with running(one) as first, standing_by(two) as second:
        doctor.says("/new")
        await telegram.until(lambda: "weigh" in doctor.reads())
        first.terminate()
        async with asyncio.timeout(LONG_SECONDS):
            assert await first.wait() == 0
            assert (await second.stdout.readline()).decode() == READY
        doctor.says("72")
        await telegram.until(lambda: "subtype" in doctor.reads())
        with psycopg.connect(database, autocommit=True) as there:
            there.execute("UPDATE installation SET epoch = epoch + 1")
        async with asyncio.timeout(LONG_SECONDS):
            said = (await second.stderr.read()).decode()
            assert await second.wait() == TRY_AGAIN
        assert f"myotaper: {DEPOSED}\n" in said


async def asked_of(port: int) -> bytes:
    """The metrics at this port, as soon as somebody answers there."""
    async with asyncio.timeout(LONG_SECONDS), httpx.AsyncClient() as client:
        while True:
            with suppress(httpx.HTTPError):
                return (await client.get(f"http://127.0.0.1:{port}/metrics")).content
            await asyncio.sleep(0)


async def test_one_that_stands_by_stops_when_told(root: str, tmp_path: Path) -> None:
    database = server().address(str(tmp_path))
    port = free_port()
    more = {"MYOTAPER_DATABASE": database, "MYOTAPER_METRICS": f"127.0.0.1:{port}"}
    there = environment(root, tmp_path / "data", **more)
    with closing(open_database(database)):
        async with standing_by(there) as process:
            scraped = Scraped.of(await asked_of(port))
            assert scraped.one("leader") == 0
            assert scraped.names == {"info", "leader", "up_seconds"}
            assert scraped.one("up_seconds") > 0
            seen = Seen.at(tmp_path / "data", clock.now())
            assert (seen.well, "stands by: another process leads" in seen.says) == (True, True)
            process.terminate()
            async with asyncio.timeout(LONG_SECONDS):
                assert await process.wait() == 0
    assert not (tmp_path / "data" / STANDBY).exists()


async def test_one_that_stands_by_sends_what_the_one_that_leads_leaves(
    telegram: FakeTelegram, root: str, tmp_path: Path
) -> None:
    """It hears of it at once, and gives the other one a moment."""
    doctor, database = person(telegram, DOCTOR), server().address(str(tmp_path))
    there = environment(root, tmp_path / "data", MYOTAPER_DATABASE=database)
    about = {"label": label_from((1, 2, 3, 4, 5)), "owner": DOCTOR, "team": 1}
    begins = {"start_date": clock.now().date().isoformat()}
    plan = plan_record(ANSWERS | begins, at=clock.now(), **about)
    own = Membership(role=Role.PRESCRIBER, team=1)
    noon = Team(number=1, zone=f"Etc/GMT{clock.now().hour - 12:+d}")
    with closing(open_database(database)) as store:
        people = (noon, Person(who=DOCTOR, memberships=(own,)))
        await store.commit(Change(made=plan, keeps=people, at=clock.now()))
        async with standing_by(there) as process:
            await telegram.until(lambda: "getMe" in [name for name, _ in telegram.calls])
            alive = desk_of(store, clock.now).as_of_now(plan)
            asked = replace(raised(alive, Matter.ASKED, ""), due=clock.now())
            await store.commit(Change(keeps=(asked,), at=clock.now()))
            async with asyncio.timeout(LONG_SECONDS):
                await telegram.until(doctor.heard)
                while store.reminder(asked.id).stage is not Stage.SENT:
                    await asyncio.sleep(0)
                process.terminate()
                assert await process.wait() == 0
        assert plan.label in doctor.reads()


async def test_without_its_database_it_does_not_start(root: str, tmp_path: Path) -> None:
    address = f"postgresql:///x?host={tmp_path}&password=canary"
    there = environment(root, tmp_path / "data", MYOTAPER_DATABASE=address)
    status, wrote = await ended(there)
    assert status == 1
    assert wrote.startswith("myotaper: the database does not answer: ")
    assert "canary" not in wrote


async def test_it_backs_itself_up_where_a_folder_is_set_for_it(root: str, tmp_path: Path) -> None:
    """Encrypted as its data is, with a copy of the keyring."""
    (to := tmp_path / "backups").mkdir()
    keys = keys_in(tmp_path / "keys")
    more = {"MYOTAPER_BACKUPS": str(to), "MYOTAPER_KEYS": str(tmp_path / "keys")}
    there = environment(root, tmp_path / "data", **more)
    async with asyncio.timeout(LONG_SECONDS), running(there) as process:
        assert process.stderr
        while b"backed up" not in await process.stderr.readline():
            pass
    (path,) = to.glob("*.db")
    assert {each.name for each in to.iterdir()} == {path.name, RING}
    proof = restore(path, tmp_path / "elsewhere", clock.now(), keys).proof
    assert (proof.faults, proof.encrypted) == ((), True)


async def test_each_reason_not_to_begin_is_told_to_the_machine(root: str, tmp_path: Path) -> None:
    open_encrypted(tmp_path / "data").close()
    tells = {"MYOTAPER_ALARM": str(program(tmp_path))}
    for wrong in ({}, {"MYOTAPER_REGION": "mars"}, {}, {"MYOTAPER_TOKEN": ""}):
        await ended(environment(root, tmp_path / "data", **tells, **wrong))
    assert [line.split()[1] for line in told(tmp_path) if line.startswith("1 ")] == [
        str(tmp_path / "data" / "myotaper.db"),
        "MYOTAPER_REGION:",
        "A",
    ]


async def test_it_does_not_begin_without_the_keys_of_its_data(root: str, tmp_path: Path) -> None:
    open_encrypted(tmp_path / "data").close()
    status, wrote = await ended(environment(root, tmp_path / "data"))
    assert status == 1
    assert "is encrypted: set MYOTAPER_KEYS to the folder of its keys" in wrote


async def test_systemd_is_told_once_it_polls_and_has_looked_and_while_it_lives(
    telegram: FakeTelegram, root: str, tmp_path: Path
) -> None:
    path = tmp_path / "notify"
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listening:
        listening.bind(str(path))
        listening.setblocking(False)
        there = environment(
            root, tmp_path / "data", NOTIFY_SOCKET=str(path), WATCHDOG_USEC="60000"
        )
        async with asyncio.timeout(LONG_SECONDS), running(there) as process:
            loop, said = asyncio.get_running_loop(), ""
            while "READY=1" not in said:
                said += f"{(await loop.sock_recv(listening, 999)).decode()}\n"
            assert [name for name, _ in telegram.calls[:2]] == ["getMe", "deleteWebhook"]
            await telegram.until(lambda: "getUpdates" in [name for name, _ in telegram.calls])
            assert "STATUS=polling as @myotaper_test_bot; reminders leave" in said
            assert (await loop.sock_recv(listening, 999)).decode() == "WATCHDOG=1"
            process.terminate()
            while said != "STOPPING=1":
                said = (await loop.sock_recv(listening, 999)).decode()
            assert await process.wait() == 0


async def asked(port: int) -> str:
    """What the metrics of this process say, once they are served."""
    async with httpx.AsyncClient(trust_env=False) as client:
        while True:
            with suppress(httpx.ConnectError):
                return (await client.get(f"http://127.0.0.1:{port}/metrics")).text
            await asyncio.sleep(0)


async def test_its_metrics_tell_nothing_of_a_patient_and_end_with_it(
    telegram: FakeTelegram, root: str, tmp_path: Path
) -> None:
    (tmp_path / "backups").mkdir()
    port = free_port()
    there = environment(
        root,
        tmp_path / "data",
        MYOTAPER_METRICS=f"127.0.0.1:{port}",
        MYOTAPER_BACKUPS=str(tmp_path / "backups"),
    )
    doctor, stranger = person(telegram, DOCTOR), person(telegram, DOCTOR + 1)
    async with asyncio.timeout(LONG_SECONDS), running(there) as process:
        stranger.says("Jane Canary")
        doctor.says("/new")
        await telegram.until(lambda: doctor.heard() and stranger.heard())
        label = doctor.reads().split()[2]
        doctor.says("83.7")
        await telegram.until(lambda: "subtype" in doctor.reads())
        text = await asked(port)
        checks = (*RUN[:-1], "check")
        check = await asyncio.create_subprocess_exec(*checks, stdout=PIPE, env=there)
        assert "the running bot serves them" in (await check.communicate())[0].decode()
        process.terminate()
        assert await process.wait() == 0
    at = Scraped.of(text.encode())
    assert at.names == {sample for metric in METRICS for sample in samples_of(metric)} - {
        "last_sent_seconds",
        "webhook_requests_total",
        "inbox_age_seconds",
    }  # nothing has left yet, and no webhook is set
    assert at.by("refusals_total")["stranger"] == 1
    assert at.one("step_seconds_count") >= 3
    assert at.by("messages_total")["sent"] >= 3
    assert not re.search(rf"{label}|Canary|83\.7|{DOCTOR}|{DOCTOR + 1}|myotaper_test_bot", text)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False)


async def test_a_bot_whose_metrics_have_no_address_left_reminds_all_the_same(
    root: str, tmp_path: Path
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        at = f"127.0.0.1:{other.getsockname()[1]}"
        async with running(environment(root, tmp_path / "data", MYOTAPER_METRICS=at)) as process:
            process.terminate()
            _, wrote = await process.communicate()
    assert process.returncode == 0
    assert b"the metrics cannot be served" in wrote


async def test_a_bot_for_nobody_says_so(root: str, tmp_path: Path) -> None:
    wrong = {"MYOTAPER_PRESCRIBERS": "", "MYOTAPER_TYPO": "1"}
    async with running(environment(root, tmp_path / "data", **wrong)) as process:
        process.terminate()
        _, wrote = await process.communicate()
    assert b"MYOTAPER_PRESCRIBERS" in wrote
    assert b"MYOTAPER_TYPO is no setting" in wrote
