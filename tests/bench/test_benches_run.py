"""Each measurement still measures: a small one of each, for its form and not for its figures."""

import re
from collections.abc import Callable, Sequence

import pytest

from tests.bench import intake_vs_conversationhandler, open_dialogues, store

ROW = re.compile(r"\d/s  cpu +[\d,]+ us  p50 +[\d,]+ us  p99 +[\d,]+ us")


@pytest.mark.parametrize(
    ("main", "arguments", "rows"),
    [
        (store.main, ["--steps", "128"], 2),
        (intake_vs_conversationhandler.main, ["--intakes", "10"], 5),
        (open_dialogues.main, ["--open", "1100", "--sampled", "10"], 1),
    ],
    ids=["store", "intake", "open"],
)
def test_a_measurement_measures(
    main: Callable[[Sequence[str]], None],
    arguments: Sequence[str],
    rows: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(arguments)
    assert len(ROW.findall(capsys.readouterr().out)) == rows
