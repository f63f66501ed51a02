"""Killed at any step: a database that is encrypted, rotated, erased from or restored is whole."""

import asyncio
import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

import pytest

from bot.store.backups.restore import NotRestored
from bot.store.postgres.keyring.keys import made_in, put_in, rotated_in
from bot.store.postgres.link import Link
from bot.store.postgres.moving import backed_up_from
from bot.store.postgres.restoring import restored_into
from bot.store.postgres.store import open_database
from bot.store.secrecy.keyring import RING
from bot.store.secrecy.master import MASTER
from bot.store.sqlite import SqliteStore
from tests.bot.store.examples import LABEL, NOON, record
from tests.bot.store.killed_steps import in_a_child, kill_at
from tests.bot.store.postgres.keyed import (
    EXPIRED,
    anew,
    check_secret,
    done,
    filled,
    kept,
    keys_beside,
    master_of,
)
from tests.bot.store.purging.test_erasure import erasing
from tests.bot.store.secrecy.test_encrypted import OTHER, fill
from tests.campaigns import seed, size
from tests.world.postgres import server

TRIED = size("keyed")
CHANCE = Random(seed(7))
MOST = 400  # steps, more than there are

pytestmark = [pytest.mark.wide, pytest.mark.waits]


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """A database of its own, the folder of its keys and one for whatever else there is."""

    address: str
    keys: Path
    folder: Path

    @property
    def master(self) -> Path:
        return self.keys / MASTER

    def opened(self) -> SqliteStore:
        return anew(self.address, self.keys)

    def check_whole(self) -> None:
        with closing(self.opened()) as store:
            assert (store.plan(LABEL), store.plan(OTHER).label) == (record(), OTHER)
            assert list(store.problems()) == []
        check_secret(self.address)


Work = Callable[[There], None]


def killed_at_some(tmp_path: Path, ready: Work, work: Work, check: Work) -> None:
    """Killed at many steps, each on a database of its own, it is then as it should be."""

    def tried(name: str, at: int) -> int:
        (folder := tmp_path / name).mkdir()
        there = There(address=server().address(str(folder)), keys=folder / "keys", folder=folder)
        ready(there)
        done(there.address, EXPIRED)
        steps, kill, reached = count(1), kill_at(at), folder / "reached"

        def step(_: int = 0) -> None:
            number = next(steps)
            reached.write_text(f"{number}")
            kill(number)

        status = in_a_child(counted(lambda: work(there), step), step)
        assert os.WIFSIGNALED(status) == bool(at), f"step {at}"
        check(there)
        return int(reached.read_text())

    steps = tried("whole", 0)
    assert 3 < steps < MOST
    for at in sorted(CHANCE.sample(range(1, steps + 1), min(TRIED, steps))):
        tried(f"step-{at}", at)


def counted(work: Callable[[], None], step: Callable[[], None]) -> Callable[[], None]:
    """The work, in which each call to the server is a step."""

    def wrapped(call: Callable[..., object]) -> Callable[..., object]:
        def counting(*args: object, **named: object) -> object:
            step()
            return call(*args, **named)

        return counting

    def working() -> None:
        Link.run, Link.run_all = wrapped(Link.run), wrapped(Link.run_all)
        work()

    return working


def encrypted(there: There) -> None:
    asyncio.run(_encrypted(there))


async def _encrypted(there: There) -> None:
    (await filled(there.address, there.keys)).close()


def test_killed_while_it_is_encrypted_it_is_as_it_was_or_encrypted(tmp_path: Path) -> None:
    async def in_clear(there: There) -> None:
        with closing(open_database(there.address)) as store:
            await fill(store)

    def ready(there: There) -> None:
        asyncio.run(in_clear(there))
        there.keys.mkdir(mode=0o700)
        made_in(there.address, there.master, ())

    def work(there: There) -> None:
        open_database(there.address, masters=master_of(there.keys)).close()

    killed_at_some(tmp_path, ready, work, There.check_whole)


def test_killed_while_it_is_rotated_everything_opens(tmp_path: Path) -> None:
    def work(there: There) -> None:
        rotated_in(there.address, there.master, (), None)

    def check(there: There) -> None:
        there.check_whole()
        work(there)
        assert len(there.master.read_text().split()) == 1
        there.check_whole()

    killed_at_some(tmp_path, encrypted, work, check)


def test_killed_while_a_plan_is_erased_it_is_there_or_can_be_read_nowhere(tmp_path: Path) -> None:
    def work(there: There) -> None:
        with closing(open_database(there.address, masters=master_of(there.keys))) as store:
            asyncio.run(store.commit(erasing(serial=1)))

    def check(there: There) -> None:
        with closing(there.opened()) as store:
            erased = store.erased(LABEL) is not None
            assert store._encryption.erased() == ({LABEL} if erased else set())
            assert (store.plan(LABEL) is None) == erased
            assert store.plan(OTHER)
            assert list(store.problems()) == []

    killed_at_some(tmp_path, encrypted, work, check)


def test_killed_while_it_is_restored_it_is_empty_or_whole(tmp_path: Path) -> None:
    def ready(there: There) -> None:
        encrypted(there)
        with closing(keys_beside(there.address, there.keys)) as keys:
            backed_up_from(there.address, there.folder / "one.db", NOON, keys)
        (there.folder / RING).rename(there.keys / RING)
        done(
            there.address,
            "DROP TABLE keyring, kept, installation, audit, audit_begin",
        )
        put_in(there.address, there.keys, there.master, ())

    def work(there: There) -> None:
        restored_into(
            there.folder / "one.db",
            there.address,
            there.folder / "data",
            NOON,
            master_of(there.keys),
        )

    def check(there: There) -> None:
        before = kept(there.address)
        done(there.address, EXPIRED)
        if before:
            with pytest.raises(NotRestored, match="holds data already"):
                work(there)
        else:
            work(there)
        there.check_whole()

    killed_at_some(tmp_path, ready, work, check)
