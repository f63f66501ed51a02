"""Each measurement still measures: a small one of each, for its form and not for its figures."""

import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from bot.papers import PaperKind
from bot.store.sqlite import open_store
from tests.bench import (
    __main__ as table,
)
from tests.bench import (
    alarm,
    intake_vs_conversationhandler,
    open_dialogues,
    over_http,
    papers,
    store,
)
from tests.bench.crowd import at_once, hour
from tests.bench.database import engines
from tests.bench.database.claiming import carried
from tests.bench.database.places import InDatabase, InFolder
from tests.bench.figures import Row
from tests.bench.growth import large_folder, million
from tests.bench.million_reminders import pending, texts_of
from tests.bench.rivals.ptb_process import SAME_REQUEST
from tests.bot.store.examples import NOON, reminder
from tests.world.postgres import server

pytestmark = pytest.mark.bench

HTTP = ["--chats", "2", "--rounds", "1", "--intakes", "4"]
ROW = re.compile(r"\d/s  cpu +[\d,]+ us  p50 +[\d,]+ us  p99 +[\d,]+ us")


@pytest.mark.parametrize(
    ("main", "arguments", "rows"),
    [
        (store.main, ["--steps", "128"], 2),
        (intake_vs_conversationhandler.main, ["--intakes", "10"], 5),
        (open_dialogues.main, ["--open", "1100", "--sampled", "10"], 1),
        (alarm.main, ["--pending", "1000"], 2),
        (over_http.main, [*HTTP, "--against", SAME_REQUEST], 2),
    ],
    ids=["store", "intake", "open", "alarm", "HTTP"],
)
def test_a_measurement_measures(
    main: Callable[[Sequence[str]], None],
    arguments: Sequence[str],
    rows: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(arguments)
    assert len(ROW.findall(capsys.readouterr().out)) == rows


def test_the_time_of_a_paper_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    kinds = (PaperKind.CHART, PaperKind.CALENDAR)
    papers.main(["--papers", "1", "--of", *kinds])
    rows = re.findall(
        r"process +\d+ ms +one of many +[\d.]+ ms +quickest", capsys.readouterr().out
    )
    assert len(rows) == len(kinds)


@pytest.mark.parametrize("row", ["plan_turn", "encryption", "lists"])
def test_the_table_says_of_each_figure_whether_it_is_reached(
    row: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table.main(["--quick", row])
    said = capsys.readouterr().out
    rows = re.findall(r"^\| .+ \| at (?:most|least) .+ \| .+ \| (reached|missed) \|$", said, re.M)
    assert f"{rows.count('reached')} of {len(rows)} reached" in said
    assert rows


async def test_what_is_due_in_a_database_is_claimed_and_settled(tmp_path: Path) -> None:
    place = InDatabase(server().address(str(tmp_path)), tmp_path)
    there = [pending(1), *(reminder(detail=str(number)) for number in range(5))]
    place.holds(text for each in there for text in texts_of(each))
    with closing(place.opened()) as store:
        assert list(store.problems()) == []
        assert await carried(store, at_once=2) == 5
        assert store.due(NOON, 1) == store.sending() == ()
        assert store.next_due() == pending(1).due


async def test_a_turn_asks_a_database_no_more_often_than_it_did(tmp_path: Path) -> None:
    asked = await engines.questions(InDatabase(server().address(f"{tmp_path} asked"), tmp_path))
    assert asked.keys() == engines.MOST_ASKED.keys()
    assert all(0 < often <= engines.MOST_ASKED[name] for name, often in asked.items()), asked


def test_a_start_with_a_large_folder_finds_it_sound(tmp_path: Path) -> None:
    assert large_folder.fill(InFolder(tmp_path / "kept"), 40) > 400
    with closing(open_store(tmp_path / "kept")) as store:
        assert len(set(store.labels())) == 40
        assert list(store.problems()) == []


def test_everything_is_done_beside_what_is_stored(tmp_path: Path) -> None:
    place = InFolder(tmp_path)
    large_folder.fill(place, 31, million.NOW)
    taken, _ = asyncio.run(million.measured(place, 1))
    assert {len(each) for name, each in taken.items() if name.startswith("/")} == {1}
    assert taken.keys() > {million.PLAN, million.NOTHING_DUE, million.A_HUNDRED_DUE}


def test_reminders_that_are_due_at_once_leave_within_the_limits(tmp_path: Path) -> None:
    rows = list(at_once.rows_of(InFolder(tmp_path), 62, 1))
    assert "none lost, none twice, no limit passed" in rows[0].beside
    assert rows[1].reached


def test_everybody_is_answered_within_their_hour(tmp_path: Path) -> None:
    about = {"chats": 10, "minutes": 2, "reminders": 31}
    latency, _ = hour.rows_of(InFolder(tmp_path / "kept"), tmp_path, **about)
    assert "25 steps" in latency.beside
    assert latency.reached


def test_a_figure_is_held_to_its_goal() -> None:
    about = {"figure": "steps", "seen": [3.0, 1.0, 2.0]}
    assert Row(**about, goal=2, at_least=True).line().endswith("| 2 (1 to 3) | reached |")
    assert Row(**about, goal=1.9, unit="s").line().endswith("| 2 (1 to 3) s | missed |")
