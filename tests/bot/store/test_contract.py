"""What every store does, whichever engine keeps it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import Change, NotRead, NotSaved, Stale, Store
from flows.talk.turn import Deed, Session
from tests.bot.store.conftest import OPENERS, Opener, open_keyed_postgres
from tests.bot.store.examples import (
    CHAT,
    LABEL,
    NOON,
    change,
    labelled,
    outcomes,
    record,
    session,
    steps,
)


@pytest.fixture(params=[*OPENERS.values(), open_keyed_postgres], ids=[*OPENERS, "keyed-postgres"])
def opener(request: pytest.FixtureRequest) -> Opener:
    return request.param


def test_a_chat_never_heard_of_has_an_empty_session(store: Store) -> None:
    loaded = store.load(CHAT)
    assert (loaded.session, loaded.version) == (Session(), 0)


async def test_what_is_committed_is_what_is_loaded(store: Store) -> None:
    await store.commit(change(then=session()))
    loaded = store.load(CHAT)
    assert (loaded.session, loaded.version) == (session(), 1)


async def test_what_is_committed_is_there_for_the_next_process(
    store: Store, opener: Opener, folder: Path
) -> None:
    await store.commit(change(made=record()))
    key = store.key()
    store.close()
    again = opener(folder)
    assert (again.load(CHAT).version, again.plan(LABEL), again.key()) == (1, record(), key)
    again.close()


async def test_a_group_chat_is_a_chat(store: Store) -> None:
    await store.commit(change(chat=-1_001_234_567_890))
    assert store.load(-1_001_234_567_890).version == 1


async def test_who_was_told_that_it_goes_on_from_a_backup_is_there_for_the_next_process(
    store: Store, opener: Opener, folder: Path
) -> None:
    told, at = Deed(action="restored_told", label=""), NOON + timedelta(hours=1)
    for who, when in ((7, NOON), (8, NOON), (7, at), (-100, at)):
        await store.commit(Change(who=who, at=when, deeds=(told,)))
    await store.commit(Change(who=9, at=at, deeds=(Deed(action="made", label=LABEL),)))
    store.close()
    again = opener(folder)
    assert again.told_restored((7, -100, 8, 9), at) == {7: at, -100: at}
    assert again.told_restored((8,), NOON) == {8: NOON}
    again.close()


async def test_a_change_based_on_an_older_session_is_stale(store: Store) -> None:
    await steps(store, chat=CHAT, count=2)
    with pytest.raises(Stale):
        await store.commit(change(based_on=1))
    assert store.load(CHAT).version == 2


async def test_a_change_based_on_a_session_that_is_not_there_is_stale(store: Store) -> None:
    with pytest.raises(Stale):
        await store.commit(change(based_on=3))
    assert store.load(CHAT).version == 0


async def test_of_two_first_changes_of_a_chat_one_is_kept(store: Store) -> None:
    both = await asyncio.gather(
        store.commit(change()), store.commit(change()), return_exceptions=True
    )
    assert [type(outcome) for outcome in both] == [type(None), Stale]


async def test_a_stale_change_in_a_group_fails_alone(store: Store) -> None:
    """Twelve chats commit at once; one of them, in the middle, is based on too little."""
    await steps(store, chat=5, count=1)
    deed = (Deed(action="started", label="K7Q-005"),)
    commits = [
        store.commit(change(chat=chat, then=session(label=labelled(chat)), deeds=deed))
        for chat in range(12)
    ]
    tasks = [asyncio.ensure_future(commit) for commit in commits]
    assert await outcomes(tasks) == ["kept"] * 5 + ["Stale"] + ["kept"] * 6
    assert [store.load(chat).version for chat in range(12)] == [1] * 12


async def test_nothing_of_a_stale_change_is_kept(store: Store) -> None:
    await store.commit(change())
    with pytest.raises(Stale):
        await store.commit(change(then=session(label="ZZZ-ZZZ"), made=record(label="ZZZ-ZZZ")))
    assert (store.plan("ZZZ-ZZZ"), store.given("ZZZ-ZZZ")) == (None, False)


async def test_a_plan_is_made_once(store: Store) -> None:
    """The same revision again, from a chat whose session would allow it."""
    await store.commit(change(made=record()))
    with pytest.raises(Stale):
        await store.commit(change(based_on=1, made=record(owner=43)))
    assert (store.plan(LABEL), store.load(CHAT).version) == (record(), 1)


async def test_the_plan_is_the_latest_revision(store: Store) -> None:
    for number in range(12):
        await store.commit(change(based_on=number, made=record(revision=number + 1)))
    assert store.plan(LABEL) == record(revision=12)


@pytest.mark.parametrize("label", ["", "K7Q-2M", "K7Q-2M3/000001", "K7Q-2M4", "%", "k7q-2m3"])
async def test_another_label_finds_no_plan(store: Store, label: str) -> None:
    await store.commit(change(made=record()))
    assert (store.plan(label), store.given(label)) == (None, False)


async def test_a_label_stays_given_when_its_draft_is_gone(store: Store) -> None:
    await store.commit(change())
    await store.commit(change(based_on=1, then=Session(last_update=9)))
    assert store.given(LABEL)


async def test_a_label_is_given_to_one_chat_only(store: Store) -> None:
    """Two chats draw the same label in the same moment; the second one draws again."""
    both = [asyncio.ensure_future(store.commit(change(chat=chat))) for chat in (1, 2)]
    assert await outcomes(both) == ["kept", "Stale"]
    assert (store.load(1).version, store.load(2).version) == (1, 0)


async def test_a_time_without_zone_is_refused_and_harms_nobody_else(store: Store) -> None:
    naive = session(asked_at=session().draft.asked_at.replace(tzinfo=None))
    commits = [store.commit(change(chat=1, then=naive)), store.commit(change(chat=2))]
    said = await outcomes([asyncio.ensure_future(commit) for commit in commits])
    assert said == ["ValueError", "kept"]


async def test_a_change_needs_a_time_with_a_zone(store: Store) -> None:
    naive = replace(change(), at=change().at.replace(tzinfo=None))
    with pytest.raises(ValueError, match="zone"):
        await store.commit(naive)


async def test_a_turn_given_up_while_it_waits_is_kept_with_the_others(store: Store) -> None:
    given_up = asyncio.ensure_future(store.commit(change(chat=1)))
    other = asyncio.ensure_future(store.commit(change(chat=2, then=session(label="ABC-DEF"))))
    await asyncio.sleep(0)
    given_up.cancel()
    await other
    assert (store.load(1).version, store.load(2).version) == (1, 1)


def test_the_key_is_32_bytes(store: Store) -> None:
    assert len(store.key()) == 32


def test_two_installations_have_two_keys(opener: Opener, tmp_path: Path) -> None:
    stores = [opener(tmp_path / name) for name in ("one", "two")]
    assert stores[0].key() != stores[1].key()
    for each in stores:
        each.close()


async def test_closing_writes_what_waits_and_may_be_done_twice(
    store: Store, opener: Opener, folder: Path
) -> None:
    waiting = asyncio.ensure_future(store.commit(change()))
    await asyncio.sleep(0)
    store.close()
    store.close()
    await waiting
    again = opener(folder)
    assert again.load(CHAT).version == 1
    again.close()


async def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(NotSaved):
        await store.commit(change())
    with pytest.raises(NotRead):
        store.load(CHAT)
