"""Killed at any step of what is done with keys, nothing that could be read cannot be any more."""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from shutil import copytree

import pytest

from bot.store.disk.folder import FILE
from bot.store.secrecy.cipher import fresh_key
from bot.store.secrecy.keyring import RING
from bot.store.secrecy.keys import opened_keys
from bot.store.secrecy.master import MASTER, write_masters
from bot.store.secrecy.renewal import made, rotated
from bot.store.sqlite import open_store
from tests.bot.store.examples import LABEL, change, record
from tests.bot.store.keyed import keys_in, open_encrypted
from tests.bot.store.killed_steps import in_a_child, kill_at
from tests.bot.store.secrecy.test_encrypted import OTHER, check_secret, fill
from tests.campaigns import seed, size

STEPS = 400  # more than there are
TRIED = size("keys")
CHANCE = Random(seed(5))

pytestmark = pytest.mark.wide


def killed_at_each(
    tmp_path: Path, template: Path, work: Callable[[Path], None], check: Callable[[Path], None]
) -> None:
    """Killed at many steps, each on a copy of its own, it is then as it should be."""
    (counted := tmp_path / "counted").touch()
    copytree(template, whole := tmp_path / "whole")
    in_a_child(lambda: work(whole), lambda step: counted.write_text(str(step)) and None)
    check(whole)
    steps = int(counted.read_text())
    assert 3 < steps < STEPS
    for step in sorted(CHANCE.sample(range(1, steps + 1), min(TRIED, steps))):
        folder = tmp_path / f"step-{step}"
        copytree(template, folder)
        status = in_a_child(lambda folder=folder: work(folder), kill_at(step))
        assert os.WIFSIGNALED(status), f"step {step}"
        check(folder)


async def test_killed_while_it_is_encrypted_it_is_as_it_was_or_encrypted(tmp_path: Path) -> None:
    template = tmp_path / "template"
    with closing(open_store(template / "kept")) as store:
        await fill(store)
        plans, secret = (store.plan(LABEL), store.plan(OTHER)), store.key()
    keys_in(template / "kept.keys").close()

    def check(folder: Path) -> None:
        with closing(open_encrypted(folder / "kept")) as store:
            assert (store.plan(LABEL), store.plan(OTHER)) == plans
            assert store.key() == secret
            assert list(store.problems()) == []
        check_secret(folder / "kept")

    def work(folder: Path) -> None:
        open_encrypted(folder / "kept").close()

    killed_at_each(tmp_path, template, work, check)


async def test_killed_while_it_is_rotated_everything_opens(tmp_path: Path) -> None:
    template = tmp_path / "template"
    with closing(open_encrypted(template / "kept")) as store:
        await fill(store)
        plans, secret = (store.plan(LABEL), store.plan(OTHER)), store.key()
    (template / "backups").mkdir()
    keys_in(template / "kept.keys").copy_to(template / "backups")
    old = (template / "kept.keys" / MASTER).read_text().strip()

    def work(folder: Path) -> None:
        keys = folder / "kept.keys"
        rotated(keys, keys / MASTER, (), folder / "backups")

    def check(folder: Path) -> None:
        with closing(open_encrypted(folder / "kept")) as store:
            assert (store.plan(LABEL), store.plan(OTHER), store.key()) == (*plans, secret)
            assert list(store.problems()) == []
        work(folder)
        assert old not in (folder / "kept.keys" / MASTER).read_text()
        copy = (folder / "backups" / RING).read_bytes()  # the one beside the backups serves too
        (folder / "kept.keys" / RING).write_bytes(copy)
        open_encrypted(folder / "kept").close()

    killed_at_each(tmp_path, template, work, check)


def test_killed_while_keys_are_made_they_are_there_or_are_made_again(tmp_path: Path) -> None:
    (template := tmp_path / "template").mkdir()

    def work(folder: Path) -> None:
        made(folder / "keys", folder / "keys" / MASTER, ())

    def check(folder: Path) -> None:
        if not (folder / "keys" / RING).exists():
            work(folder)
        opened_keys(folder / "keys", folder / "keys" / MASTER, ()).close()

    killed_at_each(tmp_path, template, work, check)


async def test_a_rotation_that_did_not_end_still_makes_keys(tmp_path: Path) -> None:
    folder, keys = tmp_path / "kept", tmp_path / "kept.keys"
    open_encrypted(folder).close()
    (old,) = (keys / MASTER).read_text().split()
    write_masters(keys / MASTER, (fresh_key(), bytes.fromhex(old)))
    with closing(open_encrypted(folder)) as store:
        await store.commit(change(made=record()))
    rotated(keys, keys / MASTER, (), None)
    with closing(open_encrypted(folder)) as store:
        assert store.plan(LABEL) == record()
    assert old not in (keys / MASTER).read_text()
    assert (folder / FILE).exists()
