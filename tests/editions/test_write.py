"""The folder of an edition can be recorded by today's program, on the day that it is released."""

import json
import lzma
from collections import Counter
from pathlib import Path

import pytest

from tests.editions import golden, write
from tests.editions.asked import plans

pytestmark = pytest.mark.wide
KINDS = ("fresh", "answered", "checked")


def test_a_part_of_the_story_is_written_and_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole of it takes minutes: it is written where an edition is released."""
    monkeypatch.setattr(
        "sys.argv", ["write", "--edition", "9", "--into", str(tmp_path / "9"), "--kinds", *KINDS]
    )
    assert write.main() == 0
    monkeypatch.setattr(golden, "HERE", tmp_path)
    told = golden.told(9)
    assert told["edition"] == 9
    assert Counter(each["kind"] for each in told["plans"].values()) == Counter(KINDS)
    with plans(golden.folder(9, tmp_path)) as there:
        assert {label: plan.kept for label, plan in there.items()} == {
            label: each["kept"] for label, each in told["plans"].items()
        }
    lives = json.loads(lzma.decompress((tmp_path / "9/lived.json.xz").read_bytes()))["lives"]
    assert lives
    assert lives.keys() <= told["plans"].keys()
