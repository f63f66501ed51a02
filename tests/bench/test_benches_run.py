"""Each measurement still measures: a small one of each, for its form and not for its figures."""

import re
from collections.abc import Callable, Sequence

import pytest

from bot.papers import PaperKind
from tests.bench import (
    alarm,
    intake_vs_conversationhandler,
    open_dialogues,
    over_http,
    papers,
    store,
)
from tests.bench.rivals.ptb_process import SAME_REQUEST

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


def test_the_time_of_every_paper_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    papers.main(["--papers", "1"])
    rows = re.findall(
        r"process +\d+ ms +one of many +[\d.]+ ms +quickest", capsys.readouterr().out
    )
    assert len(rows) == len(PaperKind)
