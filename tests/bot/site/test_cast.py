"""A course that plays by itself: everything that can happen is said, and nothing too early."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from bot.site.inspector import latest
from bot.site.visit import BEAT_SECONDS, Visit, visit
from core.course.decisions import Decision, Move, Reason
from flows.talk.records import PlanRecord
from tests.bot.playing import MONDAY
from tests.bot.site.plain_client import ME, TEAM, flat

pytestmark = pytest.mark.wide
SETTINGS = Settings(timezone="Europe/Berlin")
MOST_BEATS = 500
AMOUNT = re.compile(r"methotrexate (?P<mg>\d+(?:\.\d+)?) mg")
AN_AMOUNT = re.compile(r"methotrexate[^\n]*? mg\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """What was new after a beat, and what had been decided by then."""

    team: str
    private: str
    facts: str
    lit: frozenset[str]  # the steps of a decision
    decisions: tuple[Decision, ...]

    @property
    def of_a_drug(self) -> tuple[Decision, ...]:
        return tuple(each for each in self.decisions if each.drug)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """All of it, how long it took, and the stages of its reminders at the end."""

    beats: tuple[Beat, ...]
    ends: datetime
    stages: frozenset[str]

    @property
    def team(self) -> str:
        return "\n".join(each.team for each in self.beats if each.team)

    @property
    def private(self) -> str:
        return "\n".join(each.private for each in self.beats if each.private)

    def after(self, move: Move) -> Beat:
        """The beat in which this was decided about a drug."""
        return next(
            each for each in self.beats if each.of_a_drug and each.of_a_drug[-1].move is move
        )

    def while_none_is_taken(self) -> Iterator[Beat]:
        """The beats before it is begun, while it is held, and once it was stopped."""
        for each in self.beats:
            if not each.of_a_drug or each.of_a_drug[-1].move in {Move.SUSPEND, Move.END}:
                yield each


@pytest.fixture
async def one(tmp_path: Path) -> AsyncIterator[Visit]:
    here = await visit(1, SETTINGS, tmp_path / "1", clock=lambda: MONDAY)
    yield here
    await here.leave()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """It plays the same each time: once is enough for every look at it."""
    return asyncio.run(played(tmp_path_factory.mktemp("course")))


async def played(folder: Path) -> Course:
    """Every beat, to the last one."""
    one = await visit(1, SETTINGS, folder / "1", clock=lambda: MONDAY)
    beats, news, going = list[Beat](), one.scene.board.news, True
    while going:
        going = await one.cast.beat()
        seen, news = one.seen(news), one.scene.board.news
        beats.append(beat(seen, latest(one.scene.practice.desk)))
        assert len(beats) < MOST_BEATS
    stages, ends = one.seen(-1)["states"]["reminder"], one.scene.practice.time()
    await one.leave()
    return Course(beats=tuple(beats), ends=ends, stages=frozenset(stages))


def beat(seen: dict[str, Any], record: PlanRecord | None) -> Beat:
    def said(chat: int) -> str:
        texts = (flat(each["text"]) for each in seen["bubbles"] if each["chat"] == chat)
        return "\n".join(filter(None, texts))

    decided = record.decisions if record else ()
    facts = dict(seen["plan"]["facts"]) if seen["plan"] else {}
    return Beat(
        team=said(TEAM),
        private=said(ME),
        facts=facts.get("Drugs", ""),
        lit=frozenset(seen["states"]["decision"]),
        decisions=tuple(each.decision for each in decided),
    )


def test_a_whole_course_plays_with_everything_that_can_happen(course: Course) -> None:
    assert 150 < len(course.beats) * BEAT_SECONDS < 220  # three minutes and a half
    weeks = (course.ends - MONDAY).days / 7
    assert 29 <= weeks <= 31
    team = course.team
    private = course.private
    assert "hold, creatine kinase rising" in private
    assert re.search(r"Late reminders: \d", team)
    assert "flare, active disease" in private
    assert re.search(r"daily dose is predniSONE 12\.5 mg \([^)]*\), was 7\.5 mg", team)
    assert "Acknowledged by Prescriber" in team
    assert "no predniSONE" in team
    assert course.stages <= {"acknowledged", "answered", "withdrawn"}


def test_what_was_measured_is_entered_at_some_questions_and_says_what_it_suggests(
    course: Course,
) -> None:
    private = course.private
    said = (
        "This is the baseline of the response.",
        "Kept for Monday 21-Dec-2026: creatine kinase 900 units per L (upper limit 200)",
        "Suggested: step. All that this step asks for was found.",
        "Consider: Creatine kinase up while strength is stable",
        "Suggested: hold, the dose stays as it is. Creatine kinase rising while",
        "hold, creatine kinase rising",
        "Total Improvement Score 72.5 since Monday 23-Nov-2026: major improvement.",
        "Suggested: flare, if you judge it to be the disease.",
        "flare, active disease",
    )
    places = [private.find(each) for each in said]
    assert -1 not in places
    assert places == sorted(places)
    assert private.count("This is the baseline") == 1


def test_an_agent_is_begun_late_raised_held_resumed_and_stopped_in_the_chats(
    course: Course,
) -> None:
    decisions = course.beats[-1].of_a_drug
    begun, raised, held, resumed, stopped = decisions
    assert [(each.move, each.mg) for each in decisions] == [
        (Move.BEGIN, Decimal(15)),
        (Move.RISE, Decimal(20)),
        (Move.SUSPEND, None),
        (Move.RESUME, Decimal(20)),
        (Move.END, None),
    ]
    assert (begun.on - MONDAY.date()).days == 7
    assert (held.reason, resumed.reason) == (Reason.INTERACTING_DRUG, Reason.RESULTS_GOOD)
    assert held.on < resumed.on < stopped.on
    assert raised.tested == raised.on
    for move, said in (
        (Move.BEGIN, "methotrexate begun (as named in the plan)"),
        (Move.RISE, "methotrexate raised (blood tests acceptable)"),
        (Move.SUSPEND, "methotrexate held (a new interacting drug)"),
        (Move.RESUME, "methotrexate resumed (blood tests acceptable)"),
        (Move.END, "methotrexate stopped (mouth ulcers)"),
    ):
        assert said in course.after(move).private, move
        assert said in course.after(move).team, move
    team = course.team
    assert "methotrexate is ready, and nobody has begun it." in team
    assert "The dose of Monday 07-Dec-2026 was taken." in team
    assert "may methotrexate rise?" in team
    assert "Resume methotrexate, or stop it?" in team
    assert "Blood was taken on" in team


def test_in_the_group_no_amount_stands_before_it_was_confirmed(course: Course) -> None:
    for each in course.beats:
        lines = (line for line in each.team.splitlines() if not line.startswith("Next amount of"))
        named = {Decimal(found["mg"]) for line in lines for found in AMOUNT.finditer(line)}
        assert named <= {decided.mg for decided in each.of_a_drug}, each.team


def test_while_none_is_taken_no_amount_is_named_in_the_group_or_by_the_inspector(
    course: Course,
) -> None:
    silent = list(course.while_none_is_taken())
    assert len(silent) > 50
    for each in silent:
        assert not AN_AMOUNT.search(each.team), each.team
        assert not AN_AMOUNT.search(each.facts), each.facts


def test_the_inspector_says_how_the_agent_stands(course: Course) -> None:
    before = next(each for each in course.beats if each.facts)
    assert before.facts == "Agent: methotrexate, nothing waits and it is not begun"
    weekly = "Agent: methotrexate {} mg once a week on Monday, never daily, from Monday {}"
    assert weekly.format(15, "30-Nov-2026") in course.after(Move.BEGIN).facts
    assert weekly.format(20, "04-Jan-2027") in course.after(Move.RISE).facts
    assert "methotrexate is held from Monday 01-Feb-2027" in course.after(Move.SUSPEND).facts
    assert "methotrexate stopped on" in course.after(Move.END).facts


def test_the_step_of_a_decision_about_a_drug_is_lit(course: Course) -> None:
    steps = {"begin_day", "rise_check", "halt_reason", "halt_until", "retake_mg", "end_check"}
    assert steps <= {step for each in course.beats for step in each.lit}


def test_no_message_of_the_course_has_a_gap(course: Course) -> None:
    assert "\n\n\n" not in course.team
    assert "\n\n\n" not in course.private


async def test_the_cast_goes_on_from_where_a_visitor_has_left_off(one: Visit) -> None:
    for text in ("/new", "154 lb"):
        await one.says(ME, ME, text)
    await until_there_is_a_plan(one)
    assert one.seen(-1)["plan"]["facts"][0][1].startswith("predniSONE 35 mg")


async def test_a_plan_is_made_too_where_its_agent_waits_for_something_else(one: Visit) -> None:
    await one.says(ME, ME, "/new")
    await one.says(ME, ME, "72")
    await press(one, "set.antisynthetase")
    await press(one, "set.severe")
    await press(one, "set.yes")
    await until_there_is_a_plan(one)
    assert "methotrexate" not in dict(one.seen(-1)["plan"]["facts"])["Drugs"]


async def until_there_is_a_plan(one: Visit) -> None:
    for _ in range(MOST_BEATS):
        if one.seen(-1)["plan"]:
            return
        assert await one.cast.beat()
    pytest.fail("there is no plan")


async def press(one: Visit, word: str) -> None:
    """The lowest button that presses this."""
    for bubble in one.scene.board.rows(ME):
        for _, data in (button for row in bubble.rows for button in row):
            if f"|{word}|" in data:
                await one.presses(ME, ME, bubble.number, data)
                return
    pytest.fail(f"there is no {word}")
