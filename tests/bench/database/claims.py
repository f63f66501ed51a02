"""Reminders claimed and settled a second, on one server, beside procrastinate and PgQueuer.

python -m tests.bench.database.claims [--due 1000] [--ahead 100000] [--rounds 3]

Two workers each; each round holds all of them, one after the other, and a ratio is of one round.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from statistics import median

import psycopg

from flows.talk.records import Stage
from tests.bench.database.places import InDatabase, served
from tests.bench.figures import Row, printed
from tests.bench.million_reminders import pending, texts_of
from tests.bench.rivals.environment import rivals_python
from tests.bot.store.examples import NOON, reminder
from tests.world.postgres import Server

WORKERS, AT_ONCE = 2, 64
RIVALS = Path(__file__).parents[1] / "rivals"
OURS, PROCRASTINATE, PGQUEUER = "ours", "procrastinate", "PgQueuer"
GOALS = {PROCRASTINATE: 10.0, PGQUEUER: 1.0}
Command = list[str]


def ours(server: Server, name: str, due: int, ahead: int) -> list[Command]:
    """One process that has both workers: no second one may write to the database."""
    place = placed(server, name)
    there = chain(
        (pending(number) for number in range(ahead)),
        (reminder(label="K7Q-2M3", detail=str(number)) for number in range(due)),
    )
    place.holds(text for each in there for text in texts_of(each))
    claiming = "tests.bench.database.claiming"
    return [[sys.executable, "-m", claiming, place.address, str(WORKERS), str(AT_ONCE)]]


def placed(server: Server, name: str) -> InDatabase:
    """Where this run of ours is kept."""
    return InDatabase(server.address(name), server.folder / name)


def rival(server: Server, kind: str, name: str, due: int, ahead: int) -> list[Command]:
    """Two processes, as their library is run."""
    with psycopg.connect(server.address(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    file = RIVALS / f"{kind.lower()}_process.py"
    begins = [str(rivals_python()), str(file), str(server.folder), name]
    subprocess.run([*begins, "fill", str(due), str(ahead)], check=True)
    more = [str(due)] if kind == PGQUEUER else []
    return [[*begins, "work", str(AT_ONCE), *more]] * WORKERS


def seconds(commands: Sequence[Command]) -> float:
    """From the first begin to the last end, once all of them are ready."""
    piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started = [subprocess.Popen(command, **piped) for command in commands]
    for each in started:
        assert each.stdout.readline() == "ready\n"
    for each in started:
        each.stdin.write("\n")
        each.stdin.flush()
    times = [tuple(map(float, each.communicate()[0].split())) for each in started]
    return max(end for _, end in times) - min(begin for begin, _ in times)


def one_round(server: Server, number: int, *, due: int, ahead: int) -> Mapping[str, float]:
    """Reminders a second of each of them."""
    found = {}
    for kind in (OURS, *GOALS):
        name = f"{kind.lower()}{number}"
        if kind == OURS:
            commands = ours(server, name, due, ahead)
        else:
            commands = rival(server, kind, name, due, ahead)
        found[kind] = due / seconds(commands)
    with closing(placed(server, f"{OURS}{number}").opened()) as store:
        assert store.due(NOON, 1) == store.sending() == ()
        assert {each.stage for each in store.reminders("K7Q-2M3")} == {Stage.SENT}
    return found


def rows(folder: Path, *, due: int, ahead: int, rounds: int) -> list[Row]:
    """Ours against each of them."""
    del folder  # the server has its own
    with served() as server:
        found = [one_round(server, each, due=due, ahead=ahead) for each in range(rounds)]
    return [
        Row(
            figure=f"claimed and settled a second, {ahead:,} scheduled ahead, against {kind}",
            seen=[each[OURS] / each[kind] for each in found],
            goal=goal,
            at_least=True,
            beside=" and ".join(
                f"{median(each[one] for each in found):,.0f} a second" for one in (OURS, kind)
            ),
        )
        for kind, goal in GOALS.items()
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    about = "Claims and outcomes a second, beside others."
    printed(rows, about, arguments, due=1_000, ahead=100_000, rounds=3)


if __name__ == "__main__":
    main()
