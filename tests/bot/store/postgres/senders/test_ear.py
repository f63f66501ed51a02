"""What another process says is heard, also after a connection that led nowhere."""

from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from time import monotonic

import psycopg
import pytest

from bot.store.postgres.link import Link
from bot.store.postgres.senders import ear
from bot.store.postgres.senders.ear import ASKS_SECONDS, NOTIFY, Ear
from tests.world.postgres import server
from tests.world.relay import Relay


class Listening:
    """One that listens through a relay, by a clock that is set by hand."""

    def __init__(self, folder: Path) -> None:
        self.relay = Relay(folder, server().folder)
        self.now, self._said = 0.0, Queue[str]()
        self._folder = folder
        through = Link(server().address(str(folder), str(folder)), monotonic)
        self.ear = Ear(through, self._said.put, lambda: self.now, patience=0.1)

    def says(self, what: str) -> None:
        with psycopg.connect(server().address(str(self._folder)), autocommit=True) as there:
            there.execute(NOTIFY.replace("$1", "%s"), (what,))

    def heard(self) -> str:
        return self._said.get(timeout=20)


@pytest.fixture
def listening(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Listening]:
    monkeypatch.setattr(ear, "LOOKS_SECONDS", 0.01)
    monkeypatch.setattr(ear, "AGAIN_SECONDS", 0.01)
    made = Listening(tmp_path_factory.mktemp("relay"))
    yield made
    made.ear.close()
    made.relay.close()


def test_a_connection_that_leads_nowhere_is_noticed_and_made_anew(listening: Listening) -> None:
    """The relay stays open, and nothing that is said over it arrives."""
    assert listening.heard() == ""
    listening.relay.lose()
    listening.says("due/1/nobody hears this")
    listening.now += ASKS_SECONDS
    assert [listening.heard(), listening.heard()] == ["", ""]  # it is lost; it listens again
    listening.says("due/2/x")
    assert listening.heard() == "due/2/x"


def test_what_is_said_is_heard_however_often_it_is_asked_whether_anybody_is_there(
    listening: Listening,
) -> None:
    assert listening.heard() == ""
    for number in range(20):
        listening.now += ASKS_SECONDS
        listening.says(f"due/{number}")
        assert listening.heard() == f"due/{number}"
