"""What became of each alteration, kept line by line, so that nothing is asked twice."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

SEEN = "killed"


@dataclass(frozen=True, slots=True)
class Became:
    """What became of an alteration of a function whose text was this."""

    name: str
    made_of: str
    became: str  # killed, survived, timeout, crashed, no tests
    by: str  # the test that saw it
    took: float


class Kept:
    """What became of every alteration of a part so far; the last that was kept counts."""

    def __init__(self, place: Path) -> None:
        self.path = place / "became.jsonl"
        lines = self.path.read_text("utf-8").splitlines() if self.path.exists() else ()
        self.last = {each.name: each for line in lines for each in [Became(**json.loads(line))]}

    def add(self, became: Became) -> None:
        self.last[became.name] = became
        with self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(asdict(became)) + "\n")

    def of(self, name: str, made_of: str) -> Became | None:
        """None where it was never asked, or its function has another text now."""
        last = self.last.get(name)
        return last if last and last.made_of == made_of else None
