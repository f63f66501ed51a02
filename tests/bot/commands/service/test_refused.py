"""Whatever is wrong with a database, each command says so in a line, without a secret."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import WORDS
from bot.engine import opened
from bot.settings import READERS, read_settings
from bot.store.postgres.keyring.keys import made_in
from bot.store.secrecy.cipher import fresh_key
from bot.store.secrecy.master import MASTER, write_masters
from bot.unlocking import address_of
from tests.bot.commands.service.test_backup import typed
from tests.bot.logs import logged
from tests.bot.store.examples import change, record
from tests.fake_telegram.state import TOKEN
from tests.world.postgres import server

SECRET = "canary"
WITHOUT = frozenset({"demo", "chat", "plan", "paper", "response", "draw"})  # a store of a service
TYPED: tuple[tuple[str, ...], ...] = (
    ("run",),
    ("check",),
    ("backup",),
    ("restore", "there.db"),
    ("keys", "new"),
    ("keys", "rotate"),
    ("keys", "put"),
    ("keys", "status"),
    ("audit", "show"),
    ("audit", "verify"),
    ("audit", "export"),
    ("migrate-store", "to-database"),
    ("migrate-store", "to-file"),
)
MAY = frozenset(  # be refused for another reason first
    {("keys", "new"), ("keys", "put"), ("restore", "there.db"), ("migrate-store", "to-database")}
)


def is_down(_: Path) -> str:
    return f"postgresql://us:{SECRET}@127.0.0.1:9/x"


def has_a_percent(_: Path) -> str:
    return f"postgresql://us:{SECRET}%zz@127.0.0.1:9/x"


def has_an_at(_: Path) -> str:
    return f"postgresql://us:ab@{SECRET}@127.0.0.1:9/x"


def has_a_slash(_: Path) -> str:
    return f"postgresql://us:ab/{SECRET}@127.0.0.1:9/x"


def lacks_the_master(folder: Path) -> str:
    (folder / "keys" / MASTER).unlink()
    return server().address(str(folder))


def has_another_master(folder: Path) -> str:
    write_masters(folder / "keys" / MASTER, (fresh_key(),))
    return server().address(str(folder))


ADDRESS = "the address of the database cannot be read; in a password each character"
FAULTS: dict[Callable[[Path], str], str] = {
    is_down: "the database does not answer",
    has_a_percent: ADDRESS,
    has_an_at: ADDRESS,
    has_a_slash: ADDRESS,
    lacks_the_master: "the master key, is not there: put it back",
    has_another_master: "was wrapped by another master key; put that back",
}


@pytest.fixture
async def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An encrypted installation on a database."""
    for name in READERS:
        monkeypatch.delenv(f"MYOTAPER_{name.upper()}", raising=False)
    (tmp_path / "backups").mkdir()
    for name, value in (
        ("TOKEN", TOKEN),
        ("API_URL", "http://127.0.0.1:9"),
        ("DATA", tmp_path / "data"),
        ("KEYS", tmp_path / "keys"),
        ("BACKUPS", tmp_path / "backups"),
        ("DATABASE", server().address(str(tmp_path))),
    ):
        monkeypatch.setenv(f"MYOTAPER_{name}", str(value))
    settings = read_settings()
    made_in(address_of(settings), tmp_path / "keys" / MASTER, ())
    with closing(opened(settings, None, lambda _: None)) as store:
        await store.commit(change(made=record()))
    return tmp_path


def test_every_command_of_a_store_is_typed() -> None:
    assert {words[0] for words in TYPED} | {"health"} | WITHOUT == set(WORDS)


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_is_wrong_each_command_says_so_in_a_line(
    there: Path,
    fault: Callable[[Path], str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MYOTAPER_DATABASE", fault(there))
    for words in TYPED:
        with logged(TOKEN, sys.stderr):
            status = typed(monkeypatch, *words)
        said = capsys.readouterr()
        lines = (said.out + said.err).splitlines()
        assert status == 1, words
        assert "Traceback" not in said.err, words
        assert SECRET not in said.out + said.err, words
        if words == ("check",):
            assert [each for each in lines if each.startswith("not ok") and FAULTS[fault] in each]
            assert {"keys", "data"} <= {each[11:].partition(":")[0] for each in lines}
            continue
        *noted, last = lines
        assert last.startswith("myotaper: "), (words, lines)
        assert all("NOT in the audit" in each for each in noted), (words, lines)
        assert FAULTS[fault] in last or words in MAY, (words, last)
