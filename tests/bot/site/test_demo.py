"""`myotaper demo`: where it is served, where its data lies, and how it ends."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import httpx
import pytest

from bot.commands.demo import has_screen, place
from bot.site.web_serve import address, bound
from bot.transport import CannotServe

pytestmark = pytest.mark.waits

MYOTAPER = Path(sys.executable).with_name("myotaper")


async def test_it_says_where_it_is_serves_there_and_ends_by_ctrl_c(tmp_path: Path) -> None:
    child = await asyncio.create_subprocess_exec(
        MYOTAPER, "demo", "--port", "0", "--no-browser",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "MYOTAPER_DATA": str(tmp_path / "data")},
    )  # fmt: skip
    assert child.stdout
    async with asyncio.timeout(20):
        where = (await child.stdout.readline()).decode().split()[-1]
        assert "TRAINING, not a real patient" in (await child.stdout.readline()).decode()
        async with httpx.AsyncClient() as client:
            page = await client.get(where)
        child.send_signal(signal.SIGINT)
        _, said = await child.communicate()
    assert page.status_code == 200
    assert (child.returncode, said) == (0, b"")
    assert not (tmp_path / "data").exists()


async def test_a_wrong_setting_or_a_port_in_use_is_said() -> None:
    with bound(0) as listening:
        port = str(listening.getsockname()[1])
        for words, settings, status, says in (
            (["--port", port], {}, 1, f"port {port} cannot be used (Address already in use)"),
            (["--port", "99999"], {}, 2, "there is no port 99999; they go from 1 to 65535"),
            ([], {"MYOTAPER_REGION": "mars"}, 2, "MYOTAPER_REGION"),
        ):
            child = await asyncio.create_subprocess_exec(
                MYOTAPER, "demo", "--no-browser", *words,
                stderr=asyncio.subprocess.PIPE, env={**os.environ, **settings},
            )  # fmt: skip
            _, said = await child.communicate()
            assert (child.returncode, says in said.decode()) == (status, True)
            assert said.count(b"\n") == 1


def test_only_this_machine_is_served() -> None:
    with bound(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
        assert address(listening).startswith("http://127.0.0.1:")


def test_whoever_comes_before_it_serves_waits_and_is_not_turned_away() -> None:
    with bound(0) as listening, socket.create_connection(listening.getsockname()) as early:
        assert early.getpeername() == listening.getsockname()


def test_the_usual_port_gives_way_and_a_named_one_does_not() -> None:
    with bound(None) as first, bound(None) as second:
        assert first.getsockname() != second.getsockname()
        with pytest.raises(CannotServe):
            bound(first.getsockname()[1])


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("darwin", {}, True),
    ],
)
def test_a_browser_is_opened_where_there_is_a_screen(
    platform: str, environment: dict[str, str], expected: bool
) -> None:
    assert has_screen(platform, environment) is expected


def test_the_data_lies_in_memory_only_where_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert place(tmp_path / "nothing") is None
    monkeypatch.setattr("bot.commands.demo.ENOUGH_BYTES", 1)
    assert place(tmp_path) == tmp_path
    monkeypatch.setattr("bot.commands.demo.ENOUGH_BYTES", 2**62)
    assert place(tmp_path) is None
