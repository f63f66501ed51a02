"""Whatever is killed, lost or late: no reminder is, and none says what does not hold."""

import json
from pathlib import Path

import pytest

from tests.campaigns import seed, size
from tests.delivery import campaign
from tests.delivery.campaign import main, played, scratch
from tests.delivery.world import Script, World

PARTS = 2
EACH = size("delivery") // PARTS


@pytest.mark.wide
@pytest.mark.parametrize("part", range(PARTS))
def test_every_promise_is_kept(part: int) -> None:
    total = played(seed(part * EACH), EACH)
    assert total.examples == []
    assert total.seeds == EACH
    assert total.crashes.keys() == {"before commit", "after commit", "before send", "after send"}
    assert min(total.crashes.values()) > EACH // 4
    assert total.counts["repeats"] > EACH // 2
    assert total.counts["late"] > EACH
    assert total.counts["outages"] > EACH // 4
    assert total.counts["damaged rows"] > EACH // 40
    assert total.counts["digests"] > EACH // 10


@pytest.mark.wide
@pytest.mark.parametrize("number", range(size("stories")))
def test_every_promise_is_kept_where_everything_lies_in_a_database(number: int) -> None:
    """The same stories."""
    total = played(seed(number), 1, on="database")
    assert total.examples == []
    assert total.points > 20


@pytest.mark.wide
@pytest.mark.parametrize("number", range(size("machines")))
def test_every_promise_is_kept_by_two_machines_on_one_database(number: int) -> None:
    """Both send, either is killed or cut off, and nothing overtakes anything in a chat."""
    total = played(seed(2 + number), 1, on="machines")
    assert total.examples == []
    assert total.points > 20
    assert total.counts["began to lead"] > 1


@pytest.mark.wide
def test_wherever_the_process_is_killed_once_nothing_is_lost() -> None:
    """One story without another fault is told again for each of its first points, or for all."""
    calm = Script(days=2, plans=1, crash_every=0, faulty=0)
    killed, points = 0, size("points")
    for point in range(FIRST_POINT, FIRST_POINT + points):
        with scratch() as folder:
            world = World(seed=seed(3), folder=folder, script=calm)
            world.hooks.ends = point.__eq__
            played = world.played()
        killed += played.crashes.total()
        if played.points <= point:  # the story has no further point
            break
    assert killed == min(points, played.points - FIRST_POINT + 1)
    assert killed > points // 4


FIRST_POINT = 5  # after the commits that set the scene


def test_the_table_says_what_was_played(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seeds", "3", "--first", "1"]) == 0
    out = capsys.readouterr().out
    assert "seeds                                               3\n" in out
    assert "broken: lost                                        0\n" in out


def test_a_run_that_was_stopped_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where it was stopped in the middle of a line; no portion is played or counted twice."""
    monkeypatch.setattr(campaign, "PORTION", 1)
    kept = tmp_path / "seeds.jsonl"
    words = ["--first", "1", "--kept", str(kept)]
    assert main(["--seeds", "2", *words]) == 0
    written = kept.read_text(encoding="utf-8")
    kept.write_text(written + written[:50], encoding="utf-8")
    capsys.readouterr()
    assert main(["--seeds", "3", *words]) == 0
    third = capsys.readouterr().out
    assert third.count("marked repeats,") == 1
    kept_lines = kept.read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(line)["first"] for line in kept_lines) == [1, 2, 3]
    assert main(["--seeds", "3", "--first", "1"]) == 0
    at_once = capsys.readouterr().out
    assert table(third) == table(at_once)


def table(out: str) -> list[str]:
    """Its lines but the last, which is the time it took."""
    return out[out.index("seeds   ") :].splitlines()[:-1]
