"""Two replicas of a database against one: turns through the webhook, and reminders sent.

python -m tests.bench.database.replicas [--intakes 64] [--due 600] [--rounds 3] [--folder DIR]

Each is `myotaper run` as a process. Whatever is called of the Bot API takes 50 ms. Turns: 64
clinicians plan, whose updates are posted to one receiver or to two in turn; whichever leads works
them off. Reminders: as many as are due at once leave by one sender or by two, once as Telegram
takes them, which one sender alone reaches, and once as if it took whatever is sent.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import aiohttp

from bot import clock
from bot.settings import PREFIX
from tests.bench.clinicians import Clinicians, clinicians
from tests.bench.crowd.due import private
from tests.bench.database.places import InDatabase, served
from tests.bench.figures import Row, Taken, printed
from tests.bench.flood import by_day
from tests.bench.growth.large_folder import OWNER
from tests.bench.over_http import FIRST, TOKEN, cpu_seconds, first_of
from tests.bot.metrics.scraped import free_port
from tests.world.postgres import Server

AT_ONCE, POSTED_AT_ONCE = 64, 40
CALL_SECONDS = 0.05
SECRET = "of_these_benches_alone-0123456789abcdef"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
PACED, UNPACED = "bot", "tests.bench.unpaced"
LONGEST_SECONDS = 900
TURNS_GOAL, SENT_GOAL = 1.0, 1.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicas:
    """So many processes on one database, the first of which leads."""

    server: Server
    name: str
    folder: Path
    count: int
    program: str = PACED

    @property
    def place(self) -> InDatabase:
        """Where everything is kept."""
        return InDatabase(self.server.address(self.name), self.folder)

    def told(self, root: str, port: int, **more: str) -> dict[str, str]:
        """The settings of one of them."""
        return more | {
            "TOKEN": TOKEN,
            "API_URL": root,
            "DATA": str(self.folder / str(port)),
            "DATABASE": self.place.address,
            "TIMEZONE": by_day(),
            "WEBHOOK": "http://127.0.0.1:1/updates",
            "WEBHOOK_SECRET": SECRET,
            "WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        }

    @asynccontextmanager
    async def running(self, root: str, **more: str) -> AsyncIterator[list[tuple[Process, int]]]:
        """Each with its port, once one leads and the others stand by; killed in the end."""
        kept = {name: value for name, value in os.environ.items() if PREFIX not in name}
        async with AsyncExitStack() as open_:
            found = list[tuple[Process, int]]()
            for number in range(self.count):
                port = free_port()
                told = self.told(root, port, **more).items()
                words = [self.program, *(["run"] if self.program == PACED else [])]
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    *words,
                    env=kept | {f"{PREFIX}{name}": value for name, value in told},
                    stdout=DEVNULL if number else PIPE,
                    stderr=PIPE if number else DEVNULL,
                )
                open_.push_async_callback(_killed, process)
                said = process.stderr if number else process.stdout
                async with asyncio.timeout(LONGEST_SECONDS):
                    assert await said.readline()
                found.append((process, port))
            yield found


async def _killed(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.communicate()


@asynccontextmanager
async def posted(them: Clinicians, ports: Sequence[int]) -> AsyncIterator[None]:
    """Each update is posted to the next of these."""
    posts, turns = asyncio.Queue[bytes](), cycle(ports)
    them.server.posts = posts

    async def way(session: aiohttp.ClientSession) -> None:
        while True:
            body = await posts.get()
            where = f"http://127.0.0.1:{next(turns)}/updates"
            async with session.post(where, data=body, headers=HEADERS) as answer:
                assert answer.status == 200, answer.status

    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as ways:
        tasks = [ways.create_task(way(session)) for _ in range(POSTED_AT_ONCE)]
        yield
        for each in tasks:
            each.cancel()


async def turns(replicas: Replicas, intakes: int) -> Taken:
    """Steps of clinicians who plan."""
    chats = range(FIRST, FIRST + AT_ONCE + 2 * intakes)
    people = {"PRESCRIBERS": ",".join(map(str, chats))}
    async with clinicians() as them, replicas.running(them.server.root, **people) as there:
        them.server.delay_seconds = CALL_SECONDS
        async with posted(them, [port for _, port in there]):
            working = asyncio.create_task(them.plan(chats, at_once=AT_ONCE))
            await first_of(working, them.planned(intakes // 4))
            them.each.clear()
            cpu, began = sum(cpu_seconds(each) for each, _ in there), perf_counter()
            await first_of(working, them.planned(intakes // 4 + intakes))
            taken = Taken(
                each=list(them.each),
                seconds=perf_counter() - began,
                cpu_seconds=sum(cpu_seconds(each) for each, _ in there) - cpu,
            )
            working.cancel()
            await asyncio.wait({working})
    return taken


async def sent(replicas: Replicas, due: int) -> Taken:
    """Reminders, each to a chat of its own, from the first to the last."""
    at = clock.now().replace(microsecond=0) + timedelta(seconds=1)
    await asyncio.to_thread(private, replicas.place, due, at, zone=by_day())
    people = {"PRESCRIBERS": ",".join(str(OWNER + number) for number in range(due))}
    came, times, whole = dict[int, datetime](), list[float](), asyncio.Event()

    def shown(chat: int, message: dict[str, Any]) -> None:
        del message
        if chat not in came:
            came[chat] = clock.now()
            times.append(perf_counter())
        if len(came) == due:
            whole.set()

    async with clinicians() as them:
        them.server.shown, them.server.delay_seconds = shown, CALL_SECONDS
        async with replicas.running(them.server.root, **people) as there:
            async with asyncio.timeout(LONGEST_SECONDS):
                await whole.wait()
            cpu = sum(cpu_seconds(each) for each, _ in there)
    middle = times[len(times) // 2 :]  # by then all of them send
    return Taken(each=middle, seconds=middle[-1] - middle[0], cpu_seconds=cpu)


def rows(folder: Path, *, intakes: int, due: int, rounds: int) -> list[Row]:
    """Two of them against one."""
    kinds = {
        "turns a second through the webhook": (turns, intakes, UNPACED, TURNS_GOAL),
        "reminders a second as Telegram takes them": (sent, due, PACED, 1.0),
        "reminders a second as if it took any": (sent, due, UNPACED, SENT_GOAL),
    }
    found: dict[str, list[tuple[Taken, Taken]]] = {name: [] for name in kinds}
    with served() as server:
        for number in range(rounds):
            for name, (measures, size, program, _) in kinds.items():
                one, two = (
                    asyncio.run(
                        measures(
                            Replicas(
                                server=server,
                                name=f"{name} {number} {count}",
                                folder=folder / f"{number} {program} {count}",
                                count=count,
                                program=program,
                            ),
                            size,
                        )
                    )
                    for count in (1, 2)
                )
                found[name].append((one, two))
    return [
        Row(
            figure=f"{name}, two replicas against one",
            seen=[two.rate / one.rate for one, two in found[name]],
            goal=goal,
            at_least=True,
            beside=f"{median(two.rate for _, two in found[name]):.1f} and "
            f"{median(one.rate for one, _ in found[name]):.1f} a second; processor "
            f"{median(two.cpu_us / one.cpu_us for one, two in found[name]):.2f}",
        )
        for name, (*_, goal) in kinds.items()
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    about = "Two replicas against one."
    printed(rows, about, arguments, intakes=64, due=600, rounds=3)


if __name__ == "__main__":
    main()
