"""A process killed at any instant loses nothing that it had acknowledged, and leaves no half."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.store.audit.entry import Seal
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.records import Reminder, Stage
from flows.talk.turn import Deed
from tests.bot.kill import Say, Work, said_until_killed
from tests.bot.store.examples import (
    LABEL,
    NOON,
    change,
    delivery,
    keeping,
    labelled,
    record,
    reminder,
    session,
)
from tests.bot.store.keyed import keys_in, open_encrypted
from tests.campaigns import seed, size

pytestmark = [pytest.mark.waits, pytest.mark.wide]

CHATS = range(6)
REMINDERS = range(100, 104)
MINUTE = timedelta(minutes=1)
KILLS = 20  # a round
ROUNDS = size("commits") // KILLS
LONGEST_SECONDS = 0.04


def commits(folder: Path, opens: Callable[[Path], SqliteStore] = open_store) -> Work:
    """Chats and reminders that step as fast as they can."""

    async def work(say: Say) -> None:
        store = opens(folder)
        chats = (one_chat(store, chat, say) for chat in CHATS)
        await asyncio.gather(*chats, *(one_reminder(store, number, say) for number in REMINDERS))

    return work


async def one_reminder(store: SqliteStore, number: int, say: Say) -> None:
    """It is claimed and settled in turn, due a minute later each time."""
    while True:
        before = store.reminder(at_serial(number, 1).id)
        serial = before.serial + 1 if before else 1
        await store.commit(keeping(at_serial(number, serial), seen=NOON + serial * MINUTE))
        say(f"{number} {serial}")


def at_serial(number: int, serial: int) -> Reminder:
    stage = Stage.SENT if serial % 2 else Stage.SENDING
    due = NOON + serial * MINUTE
    sent = (delivery(sent_at=due),)
    return reminder(detail=str(number), serial=serial, stage=stage, due=due, deliveries=sent)


async def one_chat(store: SqliteStore, chat: int, say: Say) -> None:
    """Each fourth step has a plan and a deed."""
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
    """The last step of each chat and reminder that the child said was kept."""
    steps = Counter[int]()
    for line in lines:
        chat, step = map(int, line.split())
        steps[chat] = max(steps[chat], step)
    return steps


def kept_whole(store: SqliteStore) -> Counter[int]:
    """The step each chat and reminder stands at, once all that is kept of it agrees."""
    steps, deeds = Counter[int](), Counter(entry.plan for entry in store.entries())
    seal = Seal(store.key())
    for chat in CHATS:
        loaded, plan = store.load(chat), store.plan(labelled(chat))
        steps[chat] = loaded.version
        assert loaded.session.last_update == loaded.version
        assert (plan.revision if plan else 0) == loaded.version // 4
        assert deeds[seal.plan(labelled(chat))] == loaded.version // 4
    due = store.due(NOON + timedelta(days=999), 99)
    for each in (*due, *store.sending()):
        number = int(each.detail)
        assert number not in steps  # found in one place, not in two
        assert each == at_serial(number, each.serial)
        steps[number] = each.serial
    latest = max((steps[number] for number in REMINDERS), default=0)
    known = NOON + latest * MINUTE if latest else None
    assert (store.seen(), store.tally(NOON, NOON).last_sent) == (known, known)
    assert len(store.reminders(LABEL)) == len(due) + len(store.sending())
    return steps


@pytest.mark.parametrize("number", range(ROUNDS))
def test_nothing_acknowledged_is_lost(tmp_path: Path, number: int) -> None:
    """Every other time it is encrypted."""
    opens = open_encrypted if number % 2 else open_store
    keys_in(tmp_path / "kept.keys").close()
    chance, before, folder = Random(seed(number)), Counter[int](), tmp_path / "kept"
    for kill in range(KILLS):
        lines = said_until_killed(
            commits(folder, opens),
            after_seconds=chance.uniform(0, LONGEST_SECONDS),
            after_lines=chance.choice((0, 1, 4, 9)),  # of four kills one may come while it opens
        )
        said = acknowledged(lines) | before
        with closing(opens(folder)) as store:
            assert list(store.problems()) == [], f"round {number}, kill {kill}"
            before = kept_whole(store)
        assert before >= said, f"round {number}, kill {kill}: lost {said - before}"
    assert sum(before.values()) > KILLS  # it did get on


def test_a_process_killed_while_it_makes_the_file_leaves_none_or_a_whole_one(
    tmp_path: Path,
) -> None:
    chance = Random(seed(11))
    for kill in range(40):
        folder = tmp_path / str(kill)
        said_until_killed(commits(folder), after_seconds=chance.uniform(0, 0.02))
        with closing(open_store(folder)) as store:
            assert list(store.problems()) == []
