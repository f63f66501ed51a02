"""One that stands by says whether it could take over, and what it waits for."""

import asyncio
import json
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import now
from bot.commands.running.standing_by import UNFIT, StandingBy, unfit
from bot.commands.service.health import Seen
from bot.engine import opened
from bot.settings import Secret, Settings
from bot.standing import STANDS_BY, UPKEEP
from bot.store.postgres.keyring.keys import made_in
from bot.store.secrecy.cipher import fresh_key
from bot.store.secrecy.master import MASTER, write_masters
from tests.bot.store.examples import change, record
from tests.world.postgres import server


def settings(folder: Path, *, keyed: bool = True, address: str = "") -> Settings:
    (folder / "data").mkdir(exist_ok=True)
    return Settings(
        data=folder / "data",
        keys=folder / "keys" if keyed else None,
        database=Secret(address or server().address(str(folder))),
        room_mb=1,
    )


@pytest.fixture
async def encrypted(tmp_path: Path) -> Settings:
    """A database that another machine has encrypted, and the master key here."""
    there = settings(tmp_path)
    made_in(there.database.get_secret_value(), tmp_path / "keys" / MASTER, ())
    with closing(opened(there, None, lambda _: None)) as store:
        await store.commit(change(made=record()))
    return there


async def test_whether_its_keys_open_the_database_is_looked_at_before_it_has_to_lead(
    encrypted: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    beside = StandingBy(encrypted, asyncio.Lock())
    await beside.looks()
    beside.says("another leads")
    assert Seen.at(encrypted.data, now()).well
    write_masters(tmp_path / "keys" / MASTER, (fresh_key(),))
    await beside.looks()  # some minutes have to pass
    assert capsys.readouterr().err == ""
    beside = StandingBy(encrypted, asyncio.Lock())
    for _ in range(2):
        await beside.looks()
    why = UNFIT.format(unfit(encrypted))
    assert capsys.readouterr().err == f"myotaper: {why}\n"
    beside.says("another leads")
    seen = Seen.at(encrypted.data, now())
    assert (seen.well, "was wrapped by another master key; put that back" in seen.says) == (
        False,
        True,
    )


def test_a_machine_without_the_folder_of_the_keys_could_not_lead(
    encrypted: Settings, tmp_path: Path
) -> None:
    assert unfit(encrypted) == ""
    assert "set MYOTAPER_KEYS to the folder" in unfit(settings(tmp_path, keyed=False))
    away = settings(tmp_path, address=f"postgresql:///x?host={tmp_path}")
    assert unfit(away) == ""  # that is told by itself


def test_a_database_that_is_away_meanwhile_is_not_well(tmp_path: Path) -> None:
    there = settings(tmp_path, keyed=False)
    beside = StandingBy(there, asyncio.Lock())
    beside.says("another leads", "the database does not answer: it is away")
    seen = Seen.at(there.data, now())
    assert (seen.well, seen.says.endswith("does not answer: it is away")) == (False, True)
    beside.says("another leads")
    assert json.loads((there.data / STANDS_BY).read_text())[UPKEEP] == []
