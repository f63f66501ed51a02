"""Whatever is killed, lost or late: no reminder is, and none says what does not hold."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.delivery.campaign import main, played
from tests.delivery.world import Script, World

PARTS, EACH = 8, 250


@pytest.mark.wide
@pytest.mark.parametrize("part", range(PARTS))
def test_every_promise_is_kept(part: int) -> None:
    total = played(part * EACH, EACH)
    assert total.examples == []
    assert total.seeds == EACH
    assert total.crashes.keys() == {"before commit", "after commit", "before send", "after send"}
    assert min(total.crashes.values()) > EACH // 4
    assert total.counts["repeats"] > EACH
    assert total.counts["late"] > EACH
    assert total.counts["digests"] > EACH // 4


@pytest.mark.wide
def test_wherever_the_process_is_killed_once_nothing_is_lost(tmp_path: Path) -> None:
    """One calm story is told again for each of its first points, and killed there."""
    for point in range(1, 120):
        world = World(
            seed=3, folder=tmp_path / f"{point}", script=Script(days=3, plans=1, crash_every=0)
        )
        world.hooks.ends = lambda passed, point=point: passed == point + BEGINNING  # type: ignore[misc]
        played = world.played()
        assert played.crashes.total() == 1


BEGINNING = 4  # points of the commits that set the scene


def test_the_table_says_what_was_played(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seeds", "3", "--first", "1"]) == 0
    out = capsys.readouterr().out
    assert "seeds                                               3\n" in out
    assert "broken: lost                                        0\n" in out
