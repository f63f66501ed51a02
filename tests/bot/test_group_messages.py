"""Thirty weeks as a team's group reads them: few messages, and from them the dose of each day."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.page import Page
from bot.page.plain import plain
from bot.page.seal import unseal
from bot.transport.played import GROUP
from bot.transport.terminal import Terminal
from core.course.course import in_force
from core.course.decisions import Move
from flows.reminder.stages import by_handle
from flows.talk.records import Matter, Stage
from flows.talk.turn import Pressed
from tests.bot.playing import BERLIN, MONDAY, Play, playing

WEEKS = 30
MOST = 40
HOLD_AT, FLARE_AT = 3, 5  # which question is answered so
MADE = (
    "/new", "72", "Dermatomyositis", "Severe", "No", "No emergency sign",
    "Confirm 2 points and make the plan", "More", "Share with a team", "Team 1",
)  # fmt: skip
FOUND = ("Better", "Falling", "No warning sign")
ENDS = re.compile(r"(.*: )?(seen|done)|not examined", re.IGNORECASE)
DAY = r"\w+ (\d{2}-\w{3}-\d{4})"
FROM_A_DAY = re.compile(rf"(?:From|from) {DAY} the daily dose is predniSONE ([\d.]+) mg")
IN_FORCE = re.compile(r"daily dose (?:in force is|stays|is) predniSONE ([\d.]+) mg")
NONE_FROM = re.compile(rf"From {DAY} no predniSONE")


@dataclass(slots=True, kw_only=True)
class Watched(Terminal):
    """The terminal, which keeps what the group was shown and when."""

    now: Callable[[], datetime] = lambda: MONDAY
    came: list[tuple[datetime, int, Page]] = field(default_factory=list)  # to the group, in order

    def show(self, chat: int, message: int, page: Page) -> None:
        """It stands in the group from now on."""
        if chat == GROUP:
            self.came.append((self.now(), message, page))
        Terminal.show(self, chat, message, page)

    @property
    def standing(self) -> dict[int, Page]:
        """What each message of the group reads now."""
        return {message: page for _, message, page in self.came}


async def lived(play: Play, shown: Watched) -> str:
    """The course, day by day: every question is answered on its day, and an hour later the team
    has seen or done what it was told."""
    for line in MADE:
        await play.course.take(line)
    label = play.desk.store.plans_of(1)[0].label
    questions = 0
    for _ in range(WEEKS * 7):
        await play.course.take("+1d")
        said = answers(play, label, questions)
        questions += bool(said)
        for line in said:
            await play.course.take(line)
        await acknowledged(play, shown)
    return label


def answers(play: Play, label: str, questions: int) -> tuple[str, ...]:
    """What the prescriber says today."""
    for each in play.desk.store.reminders(label):
        if each.matter is Matter.GATE and each.stage is Stage.SENT:
            if questions == HOLD_AT:
                return ("Hold 2 weeks", "creatine kinase rising")
            if questions == FLARE_AT:
                return ("Flare", "40 mg", "2 weeks", "Confirm")
            step, today = f"Step to {each.detail} mg", play.desk.clock().astimezone(BERLIN)
            return (step, *FOUND, f"{step} from {today:%A %d-%b-%Y}")
    return ()


async def acknowledged(play: Play, shown: Watched) -> None:
    """The team presses whatever ends a reminder in its group."""
    for _ in range(9):
        keys = (
            (message, button)
            for message, page in shown.standing.items()
            for row in page.buttons
            for button in row
            if ENDS.fullmatch(button.text)
        )
        found = next(keys, None)
        if found is None:
            return
        await play.course.practice.played.presses(2, GROUP, found[0], found[1].data)


def keys_of_what_is_over(play: Play, shown: Watched, label: str) -> Iterator[str]:
    """Whatever the group could still press under a message, of a reminder that has ended."""
    reminders = play.desk.store.reminders(label)
    for page in shown.standing.values():
        for button in (each for row in page.buttons for each in row):
            heard = unseal(play.desk.store.key(), GROUP, 0, button.data)
            assert isinstance(heard, Pressed)
            reminder = by_handle(reminders, heard.press.partition(".")[2])
            if reminder and not reminder.stage.is_open:
                yield heard.press


def day(text: str) -> date:
    return datetime.strptime(text, "%d-%b-%Y").date()  # noqa: DTZ007


def read(text: str, today: date) -> dict[date, Decimal]:
    """The doses that a message names, by the day from which they hold."""
    found = {day(of): Decimal(mg) for of, mg in FROM_A_DAY.findall(text)}
    found |= {day(of): Decimal(0) for of in NONE_FROM.findall(text)}
    for mg in IN_FORCE.findall(text):
        found.setdefault(today, Decimal(mg))
    return found


@pytest.mark.wide
async def test_a_group_reads_few_messages_and_from_them_the_dose_of_every_day(
    tmp_path: Path,
) -> None:
    made: list[Watched] = []

    def watched(**how: object) -> Watched:
        made.append(Watched(**how))  # type: ignore[arg-type]
        return made[0]

    async with playing(tmp_path / "data", at=watched) as play:  # type: ignore[arg-type]
        (shown,) = made
        shown.now = play.desk.clock
        label = await lived(play, shown)
        record = play.desk.store.plan(label)
        assert record
        moves = [each.decision.move for each in record.decisions]
        assert (moves.count(Move.HOLD), moves.count(Move.FLARE)) == (1, 1)
        assert not list(keys_of_what_is_over(play, shown, label))
        course = play.desk.as_of_now(record).course
        assert course
    first = {message: plain(page.text) for _, message, page in reversed(shown.came)}
    assert len(first) <= MOST, [text.split("\n")[0] for text in first.values()]
    coming, told = list(shown.came), dict[date, Decimal]()
    for number in range(WEEKS * 7):
        today = MONDAY.date() + timedelta(days=number)
        while coming and coming[0][0].astimezone(MONDAY.tzinfo).date() <= today:
            told |= read(" ".join(plain(coming.pop(0)[2].text).split()), today)
        period = in_force(course, today)
        assert told[max(each for each in told if each <= today)] == (period.mg if period else 0)
