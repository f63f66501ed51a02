"""`myotaper check` says of each thing whether it is set up, against a server on this machine."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot import clock
from bot.__main__ import main
from bot.alarm.beating import SILENT_SECONDS
from bot.clock import BACK
from bot.commands.running.receiving import secret_of
from bot.release import build
from bot.settings import READERS, Settings
from bot.store.sqlite import open_store
from bot.transport import CannotServe
from tests.bot.commands.service.test_health import OUTAGE, seen
from tests.bot.metrics.scraped import free_port
from tests.bot.store.examples import keeping, team
from tests.bot.store.keyed import keys_in, open_encrypted
from tests.bot.store.test_older import schema_1
from tests.fake_telegram.answers import Fault, bad_gateway
from tests.fake_telegram.groups import Group, group
from tests.fake_telegram.loopback import served
from tests.fake_telegram.people import person
from tests.fake_telegram.state import TOKEN, FakeTelegram, Webhook

GROUP, OTHER = -1_001_000_000_001, -1_001_000_000_002
NOT_A_TOKEN = "4000000001:AAotherOTHERotherOTHERotherOTHERoth"


@pytest.fixture
def care(telegram: FakeTelegram) -> Group:
    """The group of a team."""
    return group(telegram, GROUP)


@pytest.fixture
async def set_up(
    telegram: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[pytest.MonkeyPatch]:
    """An installation of which all is set up, with a bot that has the folder."""
    for name in READERS:
        monkeypatch.delenv(f"MYOTAPER_{name.upper()}", raising=False)
    (tmp_path / "backups").mkdir()
    async with served(telegram) as root:
        for name, value in {
            "TOKEN": TOKEN,
            "API_URL": root,
            "DATA": tmp_path / "data",
            "TIMEZONE": "Europe/Berlin",
            "PRESCRIBERS": 7,
            "ADMINISTRATORS": 9,
            "BACKUPS": tmp_path / "backups",
            "AUDIT_HEAD": tmp_path / "backups" / "heads",
            "ROOM_MB": 1,
            "ALARM": sys.executable,
        }.items():
            monkeypatch.setenv(f"MYOTAPER_{name}", str(value))
        with closing(open_store(tmp_path / "data")) as store:
            await store.commit(keeping(team(chat=GROUP)))
            yield monkeypatch


@dataclass
class Checked:
    """The command, in this installation."""

    set_up: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    async def __call__(self) -> tuple[int, dict[str, str]]:
        """The status, and what is said of each thing."""
        self.set_up.setattr("sys.argv", ["myotaper", "check"])
        status = await asyncio.to_thread(main)
        said = self.capsys.readouterr()
        assert "AAfake" not in said.out + said.err
        assert "AAother" not in said.out + said.err
        parted = (line.partition(": ") for line in said.out.splitlines())
        return status, {head[11:]: f"{head[:10].strip()}: {rest}" for head, _, rest in parted}


@pytest.fixture
def checked(set_up: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Checked:
    return Checked(set_up, capsys)


@pytest.mark.usefixtures("care")
async def test_where_all_is_set_up_each_line_is_ok_or_not_known(
    checked: Checked, telegram: FakeTelegram
) -> None:
    status, said = await checked()
    assert status == 0
    other = [name for name, line in said.items() if not line.startswith("ok")]
    assert other == ["keys", "running bot"]
    assert list(said) == [
        "program", "settings", "keys", "data", "room", "backups", "audit", "metrics",
        "alarm", "running bot", "zone", "network", "clock", "token", "webhook",
        "group of team 1",
    ]  # fmt: skip
    assert said["program"] == f"ok: {build()}"
    assert said["token"] == "ok: it is that of @myotaper_test_bot"
    assert said["clock"] == "ok: as the server's"
    assert "must be allowed to pin" in said["group of team 1"]
    telegram.pinning.add(GROUP)
    _, said = await checked()
    assert said["group of team 1"] == "ok: the bot may write"


@pytest.mark.parametrize(
    ("name", "value", "of", "says"),
    [
        ("PRESCRIBERS", "", "settings", "not ok: nobody may plan: set MYOTAPER_PRESCRIBERS"),
        ("ADMINISTRATORS", "", "settings", "ok: no MYOTAPER_ADMINISTRATORS"),
        ("TOKEN", "", "token", "not ok: set MYOTAPER_TOKEN"),
        ("TOKEN", NOT_A_TOKEN, "token", "not ok: Telegram does not know it"),
        ("API_URL", "http://127.0.0.1:9", "network", "not ok: http://127.0.0.1:9 cannot be"),
        ("API_URL", "http://127.0.0.1:9", "clock", "not known: the server did not say"),
        ("API_URL", "http://127.0.0.1:9", "token", "not known: Telegram could not be asked"),
        ("API_URL", "http://127.0.0.1:9", "group of team 1", "not known: Telegram could not"),
        ("KEYS", "", "keys", "not known: What is kept is not encrypted: set MYOTAPER_KEYS"),
        ("KEYS", "/not/there", "keys", "not ok: /not/there/myotaper.master, the master key, is"),
        ("BACKUPS", "", "backups", "not known: none is made by itself"),
        ("BACKUPS", "/not/there", "backups", "not ok: /not/there is no folder"),
        ("AUDIT_HEAD", "", "audit", "not known: its end is in no file; set MYOTAPER_AUDIT_HEAD"),
        ("AUDIT_HEAD", "/not/there", "audit", "not ok: /not is no folder"),
        ("ROOM_MB", "1000000000", "room", "not ok: "),
        ("ALARM", "", "alarm", "not known: no program tells what Telegram cannot"),
        ("ALARM", "/not/there", "alarm", "not ok: /not/there is no program that can be run"),
        ("ALARM", "/etc/passwd", "alarm", "not ok: /etc/passwd is no program that can be run"),
        ("TYPO", "1", "MYOTAPER_TYPO", "not ok: it is no setting of this program"),
        ("METRICS", "", "metrics", "ok: none are served"),
        ("METRICS", "192.0.2.1:9464", "metrics", "not ok: 192.0.2.1 port 9464 cannot be used"),
        ("DATA", "/dev/null", "data", "not ok: /dev/null is no folder"),
        ("DATA", "/not/there/yet", "data", "ok: /not/there/yet"),
    ],
)
@pytest.mark.usefixtures("care")
async def test_what_is_not_set_up_says_what_to_do(
    name: str, value: str, of: str, says: str, checked: Checked
) -> None:
    checked.set_up.setenv(f"MYOTAPER_{name}", value)
    status, said = await checked()
    assert said[of].startswith(says)
    assert status == any(line.startswith("not ok") for line in said.values())


@pytest.mark.usefixtures("care")
async def test_keys_that_are_set_up_are_ok_but_for_a_copy_in_clear(
    checked: Checked, tmp_path: Path
) -> None:
    keys_in(tmp_path / "keys").close()
    checked.set_up.setenv("MYOTAPER_KEYS", str(tmp_path / "keys"))
    status, said = await checked()
    assert (status, said["keys"].startswith("ok: ")) == (0, True)
    (tmp_path / "data" / "myotaper.db.schema-4").touch(0o600)
    status, said = await checked()
    assert status == 1
    assert said["keys"].endswith("is not encrypted; remove it when you need no way back")


@pytest.mark.usefixtures("care")
async def test_an_address_for_metrics_is_free_or_something_answers_there(checked: Checked) -> None:
    at = ("127.0.0.1", free_port())
    checked.set_up.setenv("MYOTAPER_METRICS", "{}:{}".format(*at))
    _, said = await checked()
    assert said["metrics"] == "ok: can be served at {} port {}".format(*at)
    async with served(FakeTelegram()) as root:
        checked.set_up.setenv("MYOTAPER_METRICS", root.removeprefix("http://").strip("/"))
        _, said = await checked()
    assert said["metrics"].startswith("not ok: something else has 127.0.0.1 port ")


@pytest.mark.usefixtures("care")
@pytest.mark.parametrize(
    ("seconds", "outages", "says"),
    [
        (0, [], "ok: "),
        (0, [OUTAGE], "not ok: written 0 s ago; PAUSED"),
        (SILENT_SECONDS + 60, [], "not ok: written 360 s ago; the bot hangs or is gone"),
    ],
)
async def test_a_running_bot_that_is_paused_or_silent_is_not_ok(
    seconds: float, outages: list[object], says: str, checked: Checked, tmp_path: Path
) -> None:
    left = {"reminders_leave": not outages, "outages": outages}
    seen(tmp_path / "data", **left)
    written = clock.now().timestamp() - seconds
    os.utime(tmp_path / "data" / "health.json", (written, written))
    status, said = await checked()
    assert said["running bot"].startswith(says)
    assert status == says.startswith("not ok")


@pytest.mark.parametrize(
    ("version", "says"),
    [(build(), "ok: written"), ("0.1.0 (build e19204ba)", "not ok: written 0 s ago by 0.1.0 (bu")],
)
async def test_a_bot_of_another_build_is_to_be_started_again(
    version: str, says: str, checked: Checked, tmp_path: Path
) -> None:
    seen(tmp_path / "data", version=version)
    os.utime(tmp_path / "data" / "health.json")
    _, said = await checked()
    assert said["running bot"].startswith(says)
    again = "another build is installed: start it again"
    assert said["running bot"].endswith(again) is (version != build())


async def test_one_that_stands_by_wrote_nothing_of_late(checked: Checked, tmp_path: Path) -> None:
    seen(tmp_path / "data")
    checked.set_up.setenv("MYOTAPER_DATABASE", "postgresql://127.0.0.1:9/none")
    _, said = await checked()
    assert said["running bot"].startswith("not known: written")


@pytest.mark.parametrize(("damaged", "says"), [(0, "ok: "), (1, "not ok: ")])
async def test_what_this_machine_wrote_just_now_counts_on_a_database_too(
    damaged: int, says: str, checked: Checked, tmp_path: Path
) -> None:
    seen(tmp_path / "data", damaged=damaged)
    os.utime(tmp_path / "data" / "health.json")
    checked.set_up.setenv("MYOTAPER_DATABASE", "postgresql://127.0.0.1:9/none")
    _, said = await checked()
    assert said["running bot"].startswith(f"{says}written 0 s ago")


async def test_data_that_is_encrypted_is_not_called_clear_where_its_keys_are_not_named(
    checked: Checked, tmp_path: Path
) -> None:
    open_encrypted(tmp_path / "encrypted").close()
    checked.set_up.setenv("MYOTAPER_DATA", str(tmp_path / "encrypted"))
    _, said = await checked()
    assert said["keys"].startswith("not ok: set MYOTAPER_KEYS to the folder of the keys of this")


async def test_a_wrong_setting_is_named_with_no_other_line(
    checked: Checked, set_up: pytest.MonkeyPatch
) -> None:
    set_up.setenv("MYOTAPER_REGION", "mars")
    status, said = await checked()
    assert (status, list(said)) == (2, ["settings"])
    assert "MYOTAPER_REGION" in said["settings"]


@pytest.mark.parametrize(
    ("off", "says"),
    [
        (timedelta(minutes=2), "ok: "),
        (BACK + timedelta(seconds=30), "not ok: "),
        (-BACK - timedelta(seconds=30), "not ok: "),
    ],
)
async def test_the_clock_is_held_against_the_servers(
    off: timedelta, says: str, checked: Checked, telegram: FakeTelegram
) -> None:
    telegram.clock = lambda: clock.now() + off
    _, said = await checked()
    assert said["clock"].startswith(says)
    seconds = int(said["clock"].removeprefix(says).partition(" ")[0])
    assert abs(seconds - abs(off).total_seconds()) <= 5


async def test_a_group_where_the_bot_may_not_write_is_not_ok(
    checked: Checked, telegram: FakeTelegram, care: Group
) -> None:
    care.silences_bot(person(telegram, 7))
    _, said = await checked()
    assert said["group of team 1"].startswith("not ok: the bot may not write there")


@pytest.mark.usefixtures("care")
@pytest.mark.parametrize(
    ("method", "says"),
    [
        ("sendChatAction", "not known: Telegram could not"),
        ("getChatMember", "ok: the bot may write"),
    ],
)
async def test_what_telegram_does_not_say_is_not_known(
    method: str, says: str, checked: Checked, telegram: FakeTelegram
) -> None:
    telegram.faults.append(Fault(method=method, answer=bad_gateway()))
    _, said = await checked()
    assert said["group of team 1"].startswith(says)


@pytest.mark.usefixtures("care")
async def test_a_proxy_that_cannot_be_used_is_the_network(
    checked: Checked, set_up: pytest.MonkeyPatch
) -> None:
    set_up.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    set_up.delenv("NO_PROXY", raising=False)
    set_up.delenv("no_proxy", raising=False)
    set_up.setenv("MYOTAPER_API_URL", "http://example.invalid")
    _, said = await checked()
    assert said["network"].startswith("not ok: a socks5 proxy cannot be used")


async def test_the_data_is_looked_at_and_left_as_it_is(
    checked: Checked, set_up: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    set_up.setenv("MYOTAPER_API_URL", "http://127.0.0.1:9")
    older = schema_1(tmp_path / "older").parent
    cases = {older: "is of an earlier version"}
    for name, content, why in (
        ("broken", b"no database", "cannot be read"),
        ("half", None, "a restore into"),
        ("open", b"", "chmod go="),
    ):
        folder = tmp_path / name
        folder.mkdir(mode=0o700)
        path = folder / ("myotaper.db.restoring" if content is None else "myotaper.db")
        path.write_bytes(content or b"")
        path.chmod(0o644 if name == "open" else 0o600)
        cases[folder] = why
    for folder, why in cases.items():
        before = {each.name: each.read_bytes() for each in folder.iterdir()}
        set_up.setenv("MYOTAPER_DATA", str(folder))
        _, said = await checked()
        assert said["data"].startswith("not ok: "), folder
        assert any(why in line for line in said.values()), (folder, said)
        after = {each.name: each.read_bytes() for each in folder.iterdir()}
        assert {name: after[name] for name in before} == before


async def test_a_folder_that_cannot_be_written_is_not_ok(
    checked: Checked, set_up: pytest.MonkeyPatch
) -> None:
    set_up.setenv("MYOTAPER_DATA", "/proc/sys")
    _, said = await checked()
    assert said["data"].startswith("not ok: ")


async def test_a_team_that_cannot_be_read_is_left_out(checked: Checked, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "data" / "myotaper.db")) as there, there:
        there.execute("UPDATE kept SET value = 'nothing' WHERE key GLOB 'team/*'")
    _, said = await checked()
    assert [name for name in said if name.startswith("group")] == []


HERE, THERE = "https://bot.example.org/updates", "https://elsewhere.example.org/canary"
SECRET = "of_these_tests_alone-0123456789abcdef"


async def test_a_webhook_is_spoken_of_as_it_is_set_here_and_at_telegram(
    checked: Checked, telegram: FakeTelegram
) -> None:
    async def said() -> str:
        _, lines = await checked()
        return lines["webhook"]

    assert await said() == "ok: none is set: the bot asks for updates"
    telegram.webhook = Webhook(url=THERE)
    polls = await said()
    assert polls.startswith("not ok: none is set here, and Telegram sends to https://elsewhere")
    assert "canary" not in polls
    checked.set_up.setenv("MYOTAPER_WEBHOOK", HERE)
    assert (await said()).startswith("not ok: MYOTAPER_WEBHOOK needs a secret")
    checked.set_up.setenv("MYOTAPER_WEBHOOK_SECRET", SECRET)
    assert (await said()).startswith("not ok: Telegram sends to https://elsewhere.example.org, wh")
    telegram.webhook = None
    assert (await said()).startswith("not known: Telegram sends nowhere; the bot sets")
    telegram.webhook = Webhook(url=HERE)
    assert await said() == "ok: 0 updates wait at Telegram, none failed lately"
    telegram.webhook.last_error_date = int(clock.now().timestamp())
    telegram.webhook.last_error_message = "Connection refused"
    assert "failed (Connection refused), none since" in await said()
    telegram.push(message={})
    assert (await said()).endswith("UTC: Connection refused")
    telegram.faults.append(Fault(method="getWebhookInfo", answer=bad_gateway()))
    assert await said() == "not known: Telegram could not be asked"


def test_the_secret_of_a_webhook_may_be_a_credential(tmp_path: Path) -> None:
    there = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    for wrong in (None, "short", "é" * 40, "with a space " * 4):
        if wrong:
            (tmp_path / "myotaper.webhook").write_text(wrong, encoding="utf-8")
        with pytest.raises(CannotServe, match="needs a secret"):
            secret_of(Settings(), there)
    (tmp_path / "myotaper.webhook").write_text(f"{SECRET}\n", encoding="utf-8")
    assert secret_of(Settings(), there) == SECRET
