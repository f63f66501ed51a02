"""A process killed at any instant loses nothing that it had acknowledged, and leaves no half."""

import asyncio
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from bot.store.sqlite import SqliteStore, open_store
from flows.talk import Deed
from tests.bot.kill import Say, Work, said_until_killed
from tests.bot.store.examples import change, labelled, record, session

CHATS = range(6)
ROUNDS = 10
KILLS = 20  # a round
LONGEST_SECONDS = 0.04


def commits(folder: Path) -> Work:
    """Chats that step as fast as they can, each fourth step with a plan and a deed."""

    async def work(say: Say) -> None:
        store = open_store(folder)
        await asyncio.gather(*(one_chat(store, chat, say) for chat in CHATS))

    return work


async def one_chat(store: SqliteStore, chat: int, say: Say) -> None:
    label = labelled(chat)
    while True:
        based_on = store.load(chat).version
        step, made, deeds = based_on + 1, None, ()
        if not step % 4:
            made = record(label=label, revision=step // 4)
            deeds = (Deed(action="made", label=label),)
        then = session(label=label, step=step)
        await store.commit(change(chat=chat, based_on=based_on, then=then, made=made, deeds=deeds))
        say(f"{chat} {step}")


def acknowledged(lines: list[str]) -> Counter[int]:
    """The last step of each chat that the child said was kept."""
    steps = Counter[int]()
    for line in lines:
        chat, step = map(int, line.split())
        steps[chat] = max(steps[chat], step)
    return steps


def kept_whole(store: SqliteStore) -> Counter[int]:
    """The step each chat stands at, once its session, plan and deeds agree with each other."""
    steps, deeds = Counter[int](), Counter(entry.label for entry in store.entries())
    for chat in CHATS:
        loaded, plan = store.load(chat), store.plan(labelled(chat))
        steps[chat] = loaded.version
        assert loaded.session.last_update == loaded.version
        assert (plan.revision if plan else 0) == loaded.version // 4
        assert deeds[labelled(chat)] == loaded.version // 4
    return steps


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_nothing_acknowledged_is_lost(tmp_path: Path, seed: int) -> None:
    chance, before, folder = Random(seed), Counter[int](), tmp_path / "kept"
    for kill in range(KILLS):
        lines = said_until_killed(
            commits(folder),
            after_seconds=chance.uniform(0, LONGEST_SECONDS),
            after_lines=chance.choice((0, 1, 1, 1)),  # of four kills one may come while it opens
        )
        said = acknowledged(lines) | before
        with closing(open_store(folder)) as store:
            assert list(store.problems()) == [], f"seed {seed}, kill {kill}"
            before = kept_whole(store)
        assert before >= said, f"seed {seed}, kill {kill}: lost {said - before}"
    assert sum(before.values()) > KILLS  # it did get on


def test_a_process_killed_while_it_makes_the_file_leaves_none_or_a_whole_one(
    tmp_path: Path,
) -> None:
    chance = Random(11)
    for kill in range(40):
        folder = tmp_path / str(kill)
        said_until_killed(commits(folder), after_seconds=chance.uniform(0, 0.02))
        with closing(open_store(folder)) as store:
            assert list(store.problems()) == []
