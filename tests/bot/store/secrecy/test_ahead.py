"""A plan's key is there before the plan is, without anybody waiting for it."""

import asyncio
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.secrecy import ahead
from bot.store.sqlite import open_store
from tests.bot.store.examples import LABEL, change, labelled, session
from tests.bot.store.keyed import keys_in


async def all_made() -> None:
    await asyncio.get_running_loop().shutdown_default_executor()


async def test_the_first_answer_makes_the_key(folder: Path) -> None:
    keys = keys_in(folder.with_name("kept.keys"))
    with closing(open_store(folder, keys=keys)) as store:
        assert keys.lacking([LABEL]) == 1
        await store.commit(change(then=session()))
        await all_made()
        assert keys.lacking([LABEL]) == 0


async def test_one_that_cannot_be_made_harms_nothing(folder: Path) -> None:
    keys = keys_in(folder)
    keys.close()
    ahead.Ahead(keys).make(LABEL)
    await all_made()


async def test_it_remembers_no_more_than_so_many(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "MOST", 2)
    labels = [labelled(number) for number in range(5)]
    with closing(keys_in(folder)) as keys:
        soon = ahead.Ahead(keys)
        for label in (*labels, *labels):
            soon.make(label)
        await all_made()
        assert keys.lacking(labels) == 0
