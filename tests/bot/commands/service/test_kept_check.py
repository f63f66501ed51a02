"""`check` says the same of keys and data whether they lie in a file or in a database."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.commands.service.kept_check import Said, found, opened
from bot.commands.service.keyed import NO_KEYS
from bot.engine import opened as open_store
from bot.engine import where
from bot.settings import Secret, Settings
from bot.standing import LEADS
from bot.store import CannotOpen
from bot.store.disk.folder import FILE
from bot.store.postgres.keyring.keys import made_in, rotated_in
from bot.store.secrecy.cipher import fresh_key
from bot.store.secrecy.keyring import RING
from bot.store.secrecy.master import MASTER, write_masters
from bot.unlocking import address_of, keys_of
from tests.bot.store.examples import change, record
from tests.bot.store.keyed import keys_in
from tests.bot.store.postgres.keyed import done
from tests.world.postgres import server

SAFE = "the server runs with fsync off"  # as those of the tests do


@dataclass(frozen=True)
class Shape:
    """Where everything is kept, and the folder of what is with it."""

    folder: Path
    in_database: bool

    def settings(self, *, keyed: bool) -> Settings:
        return Settings(
            data=self.folder / "data",
            keys=self.folder / "keys" if keyed else None,
            database=Secret(server().address(str(self.folder))) if self.in_database else None,
        )

    async def fills(self, *, keyed: bool) -> Settings:
        """A bot has run on it."""
        settings = self.settings(keyed=keyed)
        if keyed and self.in_database:
            made_in(address_of(settings), self.folder / "keys" / MASTER, ())
        elif keyed:
            keys_in(self.folder / "keys").close()
        keys = None if self.in_database else keys_of(settings)
        with closing(open_store(settings, keys, lambda _: None)) as store:
            await store.commit(change(made=record()))
        if keys:
            keys.close()
        return settings

    def copies(self) -> str:
        """A copy in clear is left by an upgrade; its name."""
        if self.in_database:
            done(address_of(self.settings(keyed=False)), "CREATE TABLE kept_7 (key TEXT)")
            return "kept_7"
        copy = self.folder / "data" / "myotaper.db.schema-7"
        copy.touch(0o600)
        return f"{copy}"


@pytest.fixture(params=[False, True], ids=["file", "database"])
def shape(request: pytest.FixtureRequest, tmp_path: Path) -> Shape:
    return Shape(tmp_path, in_database=request.param)


def said(settings: Settings) -> list[Said]:
    with opened(settings) as (keys, why):
        return [each for each in found(settings, keys, why) if SAFE not in each[2]]


def begins(settings: Settings) -> list[Said]:
    """The first words of each."""
    return [(of, well, " ".join(says.split()[:4])) for of, well, says in said(settings)]


async def test_what_is_in_clear_is_announced_where_no_keys_are_set(shape: Shape) -> None:
    settings = await shape.fills(keyed=False)
    there = [("keys", None, NO_KEYS), ("data", True, where(settings))]
    assert said(settings)[: len(there)] == (there if not shape.in_database else there[:1])


async def test_keys_that_open_it_are_well_and_a_copy_in_clear_is_not(shape: Shape) -> None:
    settings = await shape.fills(keyed=True)
    well = ("keys", True, f"{settings.keys}: what is kept is encrypted from the first start on")
    assert said(settings)[0] == well
    assert all(each[1] for each in said(settings))
    copy = shape.copies()
    wrong = f"{copy} is not encrypted; remove it when you need no way back"
    assert said(settings)[:2] == [well, ("keys", False, wrong)]


async def test_what_is_encrypted_wants_its_keys(shape: Shape) -> None:
    await shape.fills(keyed=True)
    (keys, data) = said(shape.settings(keyed=False))
    assert keys == ("keys", False, "set MYOTAPER_KEYS to the folder of the keys of this data")
    assert data[:2] == ("data", False)
    assert "is encrypted: set MYOTAPER_KEYS to the folder" in data[2]


def loses_master(shape: Shape) -> str:
    (shape.folder / "keys" / MASTER).unlink()
    return "the master key, is not there: put it back, nothing can be read without it"


def has_another_master(shape: Shape) -> str:
    write_masters(shape.folder / "keys" / MASTER, (fresh_key(),))
    return "was wrapped by another master key; put that back"


def is_rotated_elsewhere(shape: Shape) -> str:
    """The file of this machine is the one from before."""
    path = shape.folder / "keys" / MASTER
    before = path.read_text()
    if shape.in_database:
        rotated_in(address_of(shape.settings(keyed=True)), path, (), None)
        path.write_text(before)
    else:
        write_masters(path, (fresh_key(),))
    return "was wrapped by another master key; put that back"


def shows_master(shape: Shape) -> str:
    (shape.folder / "keys" / MASTER).chmod(0o644)
    return "can be read or written by others: chmod go="


def loses_ring(shape: Shape) -> str:
    if shape.in_database:
        done(address_of(shape.settings(keyed=True)), "DROP TABLE keyring")
        return "there is no keyring in the database: `myotaper keys new` makes the first one"
    (shape.folder / "keys" / RING).unlink()
    return f"{RING} is not there: put its copy back"


def loses_both(shape: Shape) -> str:
    loses_master(shape)
    loses_ring(shape)
    return "`myotaper keys new` makes the first ones; where there were some, put them back"


@pytest.mark.parametrize(
    "harm",
    [
        loses_master,
        has_another_master,
        is_rotated_elsewhere,
        shows_master,
        loses_ring,
        loses_both,
    ],
)
async def test_keys_that_do_not_open_it_are_not_well(
    shape: Shape, harm: Callable[[Shape], str]
) -> None:
    settings = await shape.fills(keyed=True)
    says = harm(shape)
    keys, data = said(settings)
    assert keys[:2] == ("keys", False)
    assert says in keys[2]
    assert data == ("data", None, "it cannot be looked at without its keys")


async def test_before_there_are_keys_the_way_on_is_to_make_them(shape: Shape) -> None:
    await shape.fills(keyed=False)
    keys, _ = said(shape.settings(keyed=True))
    assert keys[:2] == ("keys", False)
    assert "`myotaper keys new` makes the first ones" in keys[2]
    with pytest.raises(Exception, match="`myotaper keys new` makes the first ones"):
        open_store(
            settings := shape.settings(keyed=True),
            None if shape.in_database else keys_of(settings),
            lambda _: None,
        )


async def test_a_copy_of_the_keyring_that_a_database_took_is_to_be_removed(tmp_path: Path) -> None:
    settings = await Shape(tmp_path, in_database=True).fills(keyed=True)
    (tmp_path / "keys" / RING).touch()
    assert said(settings)[1][:2] == ("keys", False)
    assert said(settings)[1][2].endswith("still has the keys of what was erased since; remove it")


@pytest.mark.parametrize("keyed", [False, True])
def test_a_database_that_is_down_is_the_data_and_the_keys_are_not_known(
    tmp_path: Path, *, keyed: bool
) -> None:
    settings = Settings(
        data=tmp_path / "data",
        keys=tmp_path / "keys" if keyed else None,
        database=Secret(f"postgresql:///x?host={tmp_path}"),
    )
    if keyed:
        (tmp_path / "keys").mkdir(mode=0o700)
        write_masters(tmp_path / "keys" / MASTER, (fresh_key(),))
    keys, data = said(settings)
    assert keys == ("keys", None, "what is kept cannot be looked at")
    assert data[:2] == ("data", False)
    assert data[2].startswith("the database does not answer: ")
    assert data[2].endswith("; see that it runs, and that MYOTAPER_DATABASE leads to it")


@pytest.mark.parametrize("keyed", [False, True])
async def test_where_a_bot_has_run_no_new_file_takes_the_place_of_what_it_kept(
    tmp_path: Path, *, keyed: bool
) -> None:
    """The file may be gone, or the setting of the database."""
    settings = await Shape(tmp_path, in_database=False).fills(keyed=keyed)
    (settings.data / LEADS).touch()
    assert said(settings)[1] == ("data", True, f"{settings.data}")
    (settings.data / FILE).unlink()
    *_, gone = said(settings)
    assert gone[:2] == ("data", False)
    assert gone[2].startswith(f"{settings.data / FILE} is not there, and a bot has run on this")
    with pytest.raises(CannotOpen, match="is not there, and a bot has run"):
        open_store(settings, keys_of(settings), lambda _: None)
    assert not (settings.data / FILE).exists()
