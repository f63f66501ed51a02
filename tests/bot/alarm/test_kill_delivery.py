"""The process is killed -9 on the way of a reminder, and the network fails beside it.

Every reminder reaches every chat it is for, and what comes twice says that it may.
"""

import asyncio
import shutil
import signal
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.guideline import shipped
from bot.store import Change
from bot.store.sqlite import SqliteStore, open_store
from bot.words import catalogue
from flows.plan.live import live
from flows.reminder.wanted.wanted import wanted
from flows.talk.records import Landing, Matter, Membership, Person, Reminder, Role, Stage, Team
from tests.bot.alarm.killed_alarm import Life, Point, begun
from tests.bot.served_bot import DOCTOR
from tests.campaigns import size
from tests.fake_telegram.answers import Fault, bad_gateway, too_many
from tests.fake_telegram.groups import group
from tests.fake_telegram.loopback import served
from tests.fake_telegram.messages import Message
from tests.fake_telegram.people import person
from tests.fake_telegram.state import FakeTelegram
from tests.flows.following import BERLIN, MODERATE, READY, at, planned

GROUP = -1_001_000_000_001
CHATS = (GROUP, DOCTOR)
TEAM = Team(number=1, zone=BERLIN, chat=GROUP, proved=True)
OWNER = Person(who=DOCTOR, name="Owner", memberships=(Membership(role=Role.PRESCRIBER, team=1),))
PLAN = planned(owner=DOCTOR, answers=MODERATE | READY)
MATTERS = (Matter.GATE, Matter.TITRATION)  # a question of the steroid, and one of a drug
MARK = catalogue().texts["reminder.mark.repeat"].partition("]")[0]
FIRST_LIFE_POINTS = tuple(point for point in Point if point is not Point.WHEN_TOLD)
FAULTS: Mapping[str, dict[str, Any]] = {
    "none": {},
    "429": {"answer": too_many(1)},
    "502, not taken": {"answer": bad_gateway()},
    "502, taken": {"answer": bad_gateway(), "taken": True},
    "dropped, not taken": {"dropped": True},
    "dropped, taken": {"dropped": True, "taken": True},
    "read timeout, taken": {"silent": True, "taken": True},
}
READ_SECONDS = 0.3  # for the network that stays silent
LONGEST_SECONDS = 20
TIMES = size("alarms") // (len(FIRST_LIFE_POINTS) * len(FAULTS))


@dataclass(slots=True)
class Tally:
    """What came of the kills under one fault of the network."""

    kills: int = 0
    lost: int = 0
    unmarked: int = 0
    damaged: int = 0
    repeats: Counter[Point] = field(default_factory=Counter)

    def row(self, fault: str) -> str:
        repeats = " | ".join(str(self.repeats[point]) for point in FIRST_LIFE_POINTS)
        return f"| {fault} | {self.kills} | {self.lost} | {self.unmarked} | {repeats} |"


@dataclass(slots=True)
class Run:
    """One reminder, the two processes that tell it, and the server between."""

    folder: Path
    telegram: FakeTelegram = field(default_factory=FakeTelegram)

    def __post_init__(self) -> None:
        person(self.telegram, DOCTOR)
        group(self.telegram, GROUP)

    def struck(self, point: Point, fault: dict[str, Any], turn: int) -> Fault | None:
        """The network fails once; during the POST it waits there for the kill."""
        if point is not Point.DURING_POST:
            self.telegram.faults += [Fault(method="sendMessage", chat=c, **fault) for c in CHATS]
            return None
        taken = fault.get("taken", not fault and turn % 2)
        hold = {"hold_answer" if taken else "hold": asyncio.Event()}
        strikes = Fault(method="sendMessage", chat=CHATS[turn % 2], **hold, **fault)
        self.telegram.faults.append(strikes)
        return strikes

    async def lived(self, root: str, life: Life, kills: Fault | None = None) -> None:
        """A process has begun, and was killed."""
        process = begun(root, self.folder, life)
        async with asyncio.timeout(LONGEST_SECONDS):
            if kills:
                await kills.held.wait()
                process.kill()
            await asyncio.to_thread(process.join, LONGEST_SECONDS)
            assert process.exitcode == -signal.SIGKILL
            await self.telegram.until(lambda: self.telegram.poll is None)

    def messages(self, chat: int) -> list[Message]:
        return self.telegram.chats[chat].messages

    def judged(self, tally: Tally, point: Point) -> None:
        """What is on the screens, and what the store says of it."""
        with closing(open_store(self.folder)) as store:
            self.judges(store, tally, point)

    def judges(self, store: SqliteStore, tally: Tally, point: Point) -> None:
        """The same of this store."""
        (told,) = store.reminders(PLAN.label)
        tally.damaged += bool(list(store.problems()))
        tally.kills += 1
        shown = {each.chat: each.message for each in told.deliveries if each.landing is SENT}
        assert (told.stage, set(shown)) == (Stage.SENT, set(CHATS))
        for chat in CHATS:
            there = self.messages(chat)
            tally.lost += shown[chat] not in {message.number for message in there}
            tally.repeats[point] += len(there) - 1
            tally.unmarked += sum(MARK not in message.text for message in there[1:])


SENT = Landing.SENT


@pytest.fixture(scope="module")
def begun_plans(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Matter, Path]:
    """The data of a plan with one question that is due now, in a group and in private."""
    folders = {each: tmp_path_factory.mktemp(each) / "data" for each in MATTERS}
    for matter, folder in folders.items():
        store = open_store(folder)
        asyncio.run(_kept(store, question_of_plan(matter)))
        store.close()
    return folders


def question_of_plan(matter: Matter) -> Reminder:
    alive = live(shipped(), PLAN, TEAM, BERLIN, at(0))
    (question,) = (each for each in wanted(alive) if each.matter is matter)
    return question


async def _kept(store: SqliteStore, question: Reminder) -> None:
    await store.commit(Change(made=PLAN, keeps=(TEAM, OWNER, question), at=at(0)))
    assert question.due
    await store.commit(Change(at=question.due, seen=question.due))


@pytest.mark.waits
@pytest.mark.wide
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_kill_loses_no_reminder_and_repeats_none_unmarked(
    fault: str, begun_plans: Mapping[Matter, Path], tmp_path: Path
) -> None:
    tally = Tally()
    seconds = READ_SECONDS if "timeout" in fault else 30.0
    for place, point in enumerate(FIRST_LIFE_POINTS):
        for turn in range(TIMES):
            matter = MATTERS[(place + turn) % len(MATTERS)]
            due = question_of_plan(matter).due
            assert due
            folder = tmp_path / f"{point.name}{turn}"
            run = Run(Path(shutil.copytree(begun_plans[matter], folder)))
            first = Life(start=due, ends=point, sends=1 + turn % 2, read_seconds=seconds)
            second = Life(
                start=due + timedelta(minutes=2), ends=Point.WHEN_TOLD, read_seconds=seconds
            )
            async with served(run.telegram) as root:
                await run.lived(root, first, run.struck(point, FAULTS[fault], turn))
                await run.lived(root, second)
            run.judged(tally, point)
    print(tally.row(fault))
    assert (tally.kills, tally.lost, tally.unmarked, tally.damaged) == (
        len(FIRST_LIFE_POINTS) * TIMES, 0, 0, 0,
    )  # fmt: skip
    if fault == "none":
        quiet = {Point.BEFORE_CLAIM, Point.AFTER_CLAIM, Point.AFTER_RECORD}
        assert not any(tally.repeats[point] for point in quiet)
