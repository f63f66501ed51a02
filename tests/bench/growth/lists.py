"""What a list of a large team costs beside the same list of a small one.

python -m tests.bench.growth.lists [--plans 10 200] [--rounds 9] [--folder DIR]
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import process_time

from bot.clock import by_hand
from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.store import Change
from bot.store.sqlite import SqliteStore, open_store
from flows.reminder.wanted.wanted import wanted
from flows.talk.label import label_from
from flows.talk.records import Membership, Person, Role
from flows.talk.turn import Commanded
from tests.bench.figures import Row, printed
from tests.bot.alarm.ringing import ANSWERS, BEGIN, OWNER, TEAM, desk_of
from tests.world.plan_record import plan_record

LISTS = ("plans", "today", "upcoming")
A_SECOND = timedelta(seconds=1)
NOW = BEGIN + timedelta(days=25)  # the courses run, and no step has fallen due
GOAL = 1.5
Seconds = Mapping[str, Sequence[float]]  # of each list, of each round


async def filled(store: SqliteStore, plans: int) -> Desk:
    """A team with so many plans of its patients, no two the same, each with its reminders."""
    desk = desk_of(store, by_hand(lambda: NOW))
    own = Membership(role=Role.PRESCRIBER, team=TEAM.number)
    await store.commit(Change(at=BEGIN, keeps=(TEAM, Person(who=OWNER, memberships=(own,)))))
    for number in range(plans):
        answers = ANSWERS | {"weight_kg": f"{50 + number / 10}"}
        label = label_from([9, number // 31, number % 31, 3, 1])
        about = {"label": label, "owner": OWNER, "team": TEAM.number}
        plan = plan_record(answers, at=BEGIN, **about)
        theirs = wanted(desk.as_of_now(plan))
        await store.commit(Change(at=BEGIN, made=plan, keeps=theirs))
    return desk


async def asked(desk: Desk, word: str, update: int) -> float:
    """The processor's seconds of one list."""
    at = NOW + update * A_SECOND
    heard = Commanded(name=word, argument="")
    arrival = Arrival(chat=OWNER, who=OWNER, update=update, heard=heard, sent=at, arrived=at)
    began = process_time()
    (page,) = await desk.converse(arrival)
    taken = process_time() - began
    assert "K" in page.text, page.text
    return taken


async def measured(folder: Path, sizes: Sequence[int], rounds: int) -> dict[int, Seconds]:
    """Every list of every team in every round."""
    found: dict[int, dict[str, list[float]]] = {each: {} for each in sizes}
    stores = {each: open_store(folder / str(each)) for each in sizes}
    desks = {each: await filled(store, each) for each, store in stores.items()}
    for number in range(rounds + 1):
        for word in LISTS:
            for size, desk in desks.items():
                taken = await asked(desk, word, 1 + number * len(LISTS) + LISTS.index(word))
                if number:  # the first one is to warm up
                    found[size].setdefault(word, []).append(taken)
    for store in stores.values():
        store.close()
    return found


def rows(folder: Path, *, rounds: int, plans: Sequence[int] = (10, 200)) -> list[Row]:
    """Of each list the large one against the small one."""
    small, large = plans
    found = asyncio.run(measured(folder, plans, rounds))
    return [
        Row(
            figure=f"/{word} of a team of {large} plans against one of {small}, processor",
            seen=[x / y for x, y in zip(found[large][word], found[small][word], strict=True)],
            goal=GOAL,
            beside=f"{1e3 * median(found[large][word]):.1f} ms",
        )
        for word in LISTS
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    printed(rows, "What lists of large teams cost.", arguments, plans=[10, 200], rounds=9)


if __name__ == "__main__":
    main()
