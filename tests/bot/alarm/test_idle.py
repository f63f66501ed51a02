"""A look of the alarm at which nothing has changed, and what another process wrote before one."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.pacing import Pace
from bot.store.postgres.store import join_database, open_database
from bot.wiring import alarm
from flows.talk.records import Stage
from tests.bench.alarm import AtOnce
from tests.bench.database.engines import counted
from tests.bot.alarm.ringing import desk_of
from tests.bot.store.examples import NOON, change, followed, keeping, record, reminder
from tests.world.postgres import server

LATER = NOON + timedelta(days=1)


async def test_the_server_is_asked_once_whether_anybody_has_written(tmp_path: Path) -> None:
    with closing(open_database(server().address(str(tmp_path)))) as store:
        await store.commit(change(made=record()))
        await store.commit(keeping(reminder(due=LATER)))
        out = AtOnce(NOON)
        rings = alarm(desk_of(store, out.now), out, Pace(monotonic=lambda: out.seconds))
        for _ in range(2):
            assert await rings.tick(NOON) == LATER
        with counted(store) as asked:
            assert await rings.tick(NOON) == LATER
            assert len(asked) == 1


async def test_what_another_process_has_written_is_seen_at_the_next_look(tmp_path: Path) -> None:
    address = server().address(str(tmp_path))
    with closing(open_database(address)) as leads, closing(join_database(address)) as helps:
        await leads.commit(change(made=followed()))
        await leads.commit(keeping(reminder(due=NOON)))
        for store in (leads, helps):
            with store.looking():
                assert (len(store.due(NOON, 9)), store.sending()) == (1, ())
        claimed = replace(reminder(due=None), stage=Stage.SENDING, serial=2)
        await helps.commit(keeping(claimed))
        for store in (leads, helps):
            with store.looking():
                assert (store.due(NOON, 9), store.sending()) == ((), (claimed,))
        again = replace(claimed, stage=Stage.PENDING, due=NOON, serial=3)
        await leads.commit(keeping(again))
        for store in (leads, helps):
            with store.looking():
                assert (store.due(NOON, 9), store.sending()) == ((again,), ())
