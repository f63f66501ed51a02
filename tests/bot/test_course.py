"""Thirty weeks lived at the terminal: the clock is pushed, and everybody does their part."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from flows.talk.records import Matter, Stage
from tests.bot.playing import Play, playing

MADE = (
    "/new", "72", "Dermatomyositis", "Severe", "No", "No emergency sign",
    "Confirm 2 points and make the plan", "More", "Share with a team", "Team 1",
)  # fmt: skip


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    async with playing(tmp_path / "data") as made:
        await made.says(*MADE)
        yield made


async def steps(play: Play, *doses: str) -> str:
    """Two weeks, the step, and the nurse who has seen it, for each dose; the last of it."""
    said = ""
    for mg in doses:
        step = (f"Step to {mg} mg", "Skip findings", "a")
        said = await play.says("+2w", *step, "team: Seen")
    return said


STEP_BY = ("Step to 60 mg", "Skip findings", "Step to 60 mg from Monday 21-Dec-2026")


async def test_a_course_goes_by_its_gates_and_the_team_hears_each_dose(play: Play) -> None:
    made = play.out.getvalue()
    assert "From Monday 23-Nov-2026 the daily dose is predniSONE 70 mg" in made
    due = await play.says("+1h", "team: Seen", "+4w")
    assert "dose change due Monday 21-Dec-2026, not yet confirmed" in due
    assert "The daily dose stays predniSONE 70 mg until a prescriber confirms 60 mg" in due
    found = await play.says("Step to 60 mg", "Better", "Falling", "No warning sign")
    assert "Suggested: step." in found
    stepped = await play.says("Step to 60 mg from Monday 21-Dec-2026")
    assert "--- The team's group" in stepped
    assert "From Monday 21-Dec-2026 the daily dose is predniSONE 60 mg" in stepped
    assert "was 70 mg" in stepped
    assert "Acknowledged by Nurse" in await play.says("team: Seen")


async def test_a_hold_moves_every_date_and_void_is_what_was_before(play: Play) -> None:
    await play.says("+1h", "team: Seen", "+4w", *STEP_BY, "team: Seen", "+2w")
    held = await play.says("Hold 2 weeks", "creatine kinase rising")
    assert "The daily dose stays predniSONE 60 mg" in held
    assert "moved 14 days later" in held
    assert "Step to 50 mg" in await play.says("+2w")
    label = play.desk.store.plans_of(1)[0].label
    assert [
        play.desk.store.plan(label, each).decisions[-1].decision.move  # type: ignore[union-attr]
        for each in (2, 3)
    ] == ["step", "hold"]


async def test_with_nobody_to_answer_the_dose_stays_and_a_human_is_called_for(play: Play) -> None:
    said = await play.says("+1h", "team: Seen", "+5w")
    assert said.count("dose change due Monday 21-Dec-2026, not yet confirmed") >= 4
    label = play.desk.store.plans_of(1)[0].label
    card = await play.says("/plans", label)
    assert "Next: 60 mg a day, once a prescriber confirms it; due" in card
    (gate,) = (r for r in play.desk.store.reminders(label) if r.matter is Matter.GATE)
    assert gate.stage is Stage.NEEDS_HUMAN
    assert label in await play.says("/status")
    open_ = "Not answered: decision on the next step"
    assert open_ in await play.says("/today")
    assert open_ in await play.says("/plans", "Hand-over summary")


async def test_after_an_outage_one_message_tells_the_team_what_is_late(play: Play) -> None:
    await play.says("+1h", "team: Seen", "+13d")
    back = await play.says("+4d off")
    assert "Late reminders: 3" in back
    assert "the daily dose in force is predniSONE 70 mg" in back


async def test_a_flare_goes_back_to_a_dose_that_worked_and_the_course_falls_again(
    play: Play,
) -> None:
    await play.says("+1h", "team: Seen", "+4w", *STEP_BY, "team: Seen")
    await steps(play, "50", "40", "30", "25", "20", "17.5", "15", "12.5")
    asked = await play.says("+2w", "Flare")
    assert "Ask first" in asked
    assert "For how many weeks" in await play.says("25 mg")
    assert "1,260 mg more in all" in await play.says("2 weeks")
    assert "From Monday 26-Apr-2027 the daily dose is predniSONE 25 mg" in await play.says(
        "Confirm"
    )
    await play.says("team: Seen")
    await steps(play, "20", "17.5", "15", "12.5", "10", "7.5", "5", "2.5")
    last = await play.says("+2w")
    assert "until a prescriber confirms that the\ncourse ends" in last
    assert " 0 mg" not in last
    label = play.desk.store.plans_of(1)[0].label
    ended = await play.says("Confirm the end", "Skip findings", "a", "/plans", label)
    assert "From Monday 30-Aug-2027 no predniSONE" in ended
    assert "the last dose was on Sunday 29-Aug-2027" in ended


async def test_what_was_sent_before_the_terminal_was_closed_is_not_sent_again(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "again"
    async with playing(folder) as made:
        await made.says(*MADE, "+1h", "team: Seen")
    async with playing(folder) as again:
        assert "the daily dose is" not in again.out.getvalue()


async def test_with_nothing_due_the_clock_stays_where_it_is(tmp_path: Path) -> None:
    async with playing(tmp_path / "data") as empty:
        assert "(nothing is due)" in await empty.says("+next")
