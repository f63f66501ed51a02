"""Two machines on one installation: what is erased at one is in no backup of the other."""

import asyncio
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from bot import clock
from bot.commands.running.copies import LOOKS_SECONDS, Copies
from bot.engine import backed_up, copy_followed, opened
from bot.settings import Secret, Settings
from bot.store.backups.restore import restore
from bot.store.postgres.keyring.keys import made_in
from bot.store.secrecy.keyring import RING
from bot.store.secrecy.keys import opened_keys
from bot.store.secrecy.master import MASTER
from bot.store.sqlite import open_store
from bot.unlocking import keys_of
from tests.bot.store.examples import LABEL
from tests.bot.store.keyed import keys_in
from tests.bot.store.postgres.keyed import done
from tests.bot.store.purging.test_erasure import erasing
from tests.bot.store.secrecy.test_encrypted import OTHER, fill
from tests.world.postgres import server


@dataclass(frozen=True)
class Machine:
    """Its folders, and its share of the installation."""

    folder: Path
    database: str = ""

    @property
    def settings(self) -> Settings:
        return Settings(
            data=self.folder / "data",
            keys=self.folder.parent / "keys",
            backups=self.folder / "backups",
            database=Secret(self.database) if self.database else None,
        )

    @property
    def copies(self) -> Copies:
        return Copies(follows=partial(copy_followed, self.settings), alone=asyncio.Lock())

    def backs_up(self) -> Path:
        (self.folder / "backups").mkdir(parents=True, exist_ok=True)
        with closing(keys_of(self.settings)) as keys:
            return backed_up(self.settings, keys, self.folder / "backups", clock.now()).path

    def gives_back(self, backup: Path, name: str) -> tuple[object, object]:
        """What a thief reads by what is on this machine: backup, copy of the keys, master key."""
        (stolen := self.folder / name / "keys").mkdir(mode=0o700, parents=True)
        (stolen / RING).write_bytes((self.folder / "backups" / RING).read_bytes())
        (stolen / RING).chmod(0o600)
        with closing(opened_keys(stolen, self.folder.parent / "keys" / MASTER, ())) as keys:
            restore(backup, self.folder / name / "data", clock.now(), keys)
            with closing(open_store(self.folder / name / "data", keys=keys)) as store:
                return store.plan(LABEL), store.plan(OTHER)


@pytest.fixture(params=["a database", "a folder"])
def machines(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Machine, Machine]:
    """Two machines on one database; or one, which is both."""
    if request.param == "a folder":
        keys_in(tmp_path / "keys").close()
        return (Machine(tmp_path / "one"),) * 2
    database = server().address(str(tmp_path))
    made_in(database, tmp_path / "keys" / MASTER, ())
    return Machine(tmp_path / "one", database), Machine(tmp_path / "two", database)


async def test_what_is_erased_at_one_is_given_back_by_nothing_of_the_other(
    machines: tuple[Machine, Machine],
) -> None:
    one, two = machines
    keys = None if one.database else keys_of(one.settings)  # there once it leads
    with closing(opened(one.settings, keys, lambda _: None)) as store:
        await fill(store)
        backup = two.backs_up()
        before = (two.folder / "backups" / RING).read_bytes()
        await two.copies.looked()
        assert (
            two.folder / "backups" / RING
        ).read_bytes() == before  # as it is, as long as it may
        plan, other = two.gives_back(backup, "before")
        assert None not in (plan, other)
        await store.commit(erasing(serial=store.plan(LABEL).serial))
        await two.copies.looked()
        plan, other = two.gives_back(backup, "after")
        assert (plan, other is not None) == (None, True)


async def test_the_copy_of_another_keyring_stays_as_it_is(tmp_path: Path) -> None:
    """It may be all there is to read what lies beside it."""
    database = server().address(str(tmp_path))
    made_in(database, tmp_path / "keys" / MASTER, ())
    machine = Machine(tmp_path / "one", database)
    with closing(opened(machine.settings, None, lambda _: None)) as store:
        await fill(store)
        machine.backs_up()
        before = (machine.folder / "backups" / RING).read_bytes()
        done(database, "UPDATE keyring SET wrapped = NULL WHERE name = 'plan/K7Q-2M3'")
        done(database, "DELETE FROM keyring WHERE name LIKE 'plan/%' AND wrapped IS NOT NULL")
        await machine.copies.looked()
    assert (machine.folder / "backups" / RING).read_bytes() == before


async def test_what_cannot_be_looked_at_is_tried_again_and_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tried = list[str]()

    def follows() -> bool:
        if len(tried) < 3:
            raise OSError
        return True

    async def pause(seconds: float) -> None:
        assert seconds == LOOKS_SECONDS
        tried.append(tmp_path.name)
        if len(tried) == 5:
            raise asyncio.CancelledError

    copies = Copies(follows=follows, alone=asyncio.Lock(), pause=pause)
    with caplog.at_level("INFO"), pytest.raises(asyncio.CancelledError):
        await copies.run()
    assert [each.levelname for each in caplog.records] == ["ERROR", "INFO", "INFO"]


def test_where_there_is_no_copy_nothing_is_asked(tmp_path: Path) -> None:
    (tmp_path / "one" / "backups").mkdir(parents=True)
    machine = Machine(tmp_path / "one", "postgresql://127.0.0.1:9/none")
    assert not copy_followed(machine.settings)
    assert not copy_followed(Settings())
