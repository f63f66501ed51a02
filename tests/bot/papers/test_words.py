"""Everything a paper says has its words, and no words are left over."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from bot.page.write import Writer
from bot.papers.drugs import Stands
from bot.papers.visit.trend import MARKED
from bot.words import catalogue
from core.course.decisions import Drug
from core.due import Item
from core.response.direction import Direction
from core.response.score import Category, CoreMeasure
from core.response.visit import EnteredBy, Measure
from flows.talk.records import Stage

ROOT = Path(__file__).parents[3]
CODE = "\n".join(
    path.read_text("utf-8")
    for folder in ("bot", "flows")
    for path in (ROOT / folder).rglob("*.py")
)
PUT_TOGETHER = (
    "paper.stone.", "paper.column.", "paper.head.", "paper.none.", "paper.csv.", "paper.part.",
    "paper.stage.", "paper.fhir.", "paper.state.", "paper.menu.", "paper.drug.", "paper.stock.",
    "paper.decided.", "paper.event.weekly_", "paper.sum.days", "paper.blank.",
    "paper.steroid_card.", "paper.category.", "paper.trend.", "paper.visits.",
    "finding.", "response.",
)  # fmt: skip
SUMS = {"days", "days_earlier", "days_alone"}
FOLLOWED = {
    "second_infusion", "levels", "antiviral", "next_course", "nadir", "before_pulse",
    "calcineurin_tests",
}  # fmt: skip


TERMS = (Measure, CoreMeasure, Direction, Category, EnteredBy)
NAMES = ("HbA1c", "CD19", "MMT8")  # which have a digit
ENDINGS = ("_late", "_baseline", "_before")  # of what is said of a response


def keys(table: object, path: str = "") -> Iterator[str]:
    if isinstance(table, dict):
        for key, value in table.items():
            yield from keys(value, f"{path}.{key}".lstrip("."))
    else:
        yield path


OURS = [
    key
    for name in ("papers", "visit_papers")
    for key in keys(tomllib.loads((ROOT / f"bot/words/en/{name}.toml").read_text("utf-8")))
]


def test_no_words_are_left_over() -> None:
    known = {f"terms.{kind.__name__.lower()}.{each}" for kind in TERMS for each in kind}
    known |= {f"paper.{each}" for each in ("holds", "superseded", "not_known")}
    known |= {f"paper.event.{each}" for each in ("end", "ended", "left")}  # View.end_says
    known |= {f"paper.rx.dispense{each}" for each in ("", "_decided", "_beside")}
    left = [
        key
        for key in OURS
        if f'"{key}"' not in CODE and not put_together(key) and key not in known
    ]
    assert left == []


def put_together(key: str) -> bool:
    """Whether the last part of a key is named where keys are put together."""
    last = key.rpartition(".")[2]
    whole = any(key.startswith(each) for each in PUT_TOGETHER)
    words = {last, *last.split("_")}
    items = {
        *map(str, Item),
        *map(str, Stage),
        *map(str, Stands),
        *map(str, Drug),
        *map(str, MARKED),
        *FOLLOWED,
        *SUMS,
    }
    return whole and (
        words & items != set()
        or last in items
        or last.removeprefix("follow_up_") in items
        or last.endswith(ENDINGS)
        or re.search(rf'"(?:\w+\.)?{last}"', CODE) is not None
    )


def test_no_number_stands_in_the_words() -> None:
    words = catalogue()
    assert [key for key in OURS if re.search(r"\d", re.sub("|".join(NAMES), "", words[key]))] == []


def test_everything_that_can_be_found_or_said_of_it_has_its_name() -> None:
    writer = Writer(catalogue(), "us")
    for kind in TERMS:
        assert all(writer.term(each) for each in kind)


def test_every_sentence_can_be_filled() -> None:
    writer = Writer(catalogue(), "us")
    for key in OURS:
        blanks = re.findall(r"\{(\w+)\}", writer.words[key])
        assert "{" not in writer.say(key, dict.fromkeys(blanks, "x"))
