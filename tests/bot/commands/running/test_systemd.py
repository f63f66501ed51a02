"""What is told to systemd arrives where it listens, and nowhere else."""

import os
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.commands.running.systemd import ALIVE, READY, Systemd, here

OWN, OTHER = 4_711, 4_712


@pytest.fixture
def ears(tmp_path: Path) -> Iterator[socket.socket]:
    """The socket that it listens on."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listening:
        listening.bind(str(tmp_path / "notify"))
        yield listening


def test_lines_arrive_together(ears: socket.socket) -> None:
    Systemd(address=ears.getsockname()).tell(READY, ALIVE)
    assert ears.recv(99) == b"READY=1\nWATCHDOG=1"


def test_a_name_that_is_no_path_is_one_too() -> None:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listening:
        listening.bind(f"\0myotaper-{os.getpid()}")
        Systemd(address=f"@myotaper-{os.getpid()}").tell(ALIVE)
        assert listening.recv(99) == b"WATCHDOG=1"


def test_where_nobody_listens_nothing_happens(tmp_path: Path) -> None:
    Systemd().tell(READY)
    Systemd(address=str(tmp_path / "gone")).tell(READY)


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(OWN)}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(OTHER)}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_how_often_it_wants_to_hear_is_read(
    environment: dict[str, str], seconds: float | None
) -> None:
    found = Systemd.of(environment | {"NOTIFY_SOCKET": "/run/notify"}, OWN)
    assert found == Systemd(address="/run/notify", within_seconds=seconds)


def test_this_process_is_told_by_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/here")
    assert here().address == "/run/here"
