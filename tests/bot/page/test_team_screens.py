"""Every screen of teams and lists is written, fits a phone, and says only what its words hold."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from bot.page.limits import LIMITS
from bot.words import catalogue
from flows.talk.known import Health
from flows.talk.records import Matter, Role, Stage
from flows.talk.replies import Choice, Note, Sentence
from tests.flows.world import (
    ALONE,
    BOSS,
    CHILD,
    CODE,
    COLLEAGUE,
    GROUP,
    LABEL,
    MORNING,
    NURSE,
    OURS,
    OWNER,
    STRANGER,
    World,
    record,
    world,
)

ROOT = Path(__file__).parents[3]
FILES = [ROOT / "bot/words/en" / name for name in ("team.toml", "lists.toml")]
SOURCES = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "flows").rglob("*.py")))
HEALTH = Health(
    pending=1,
    next_due=MORNING,
    late=1,
    stuck=(),
    last_sent=MORNING,
    version="0.1.0",
)
PUT_TOGETHER = ("terms.", "pick.check_", "check.no_", "list.plans_", "pick.plans_", "team.set_")


def keys() -> Iterator[str]:
    for path in FILES:
        yield from _leaves("", tomllib.loads(path.read_text("utf-8")))


def _leaves(path: str, table: dict[str, object]) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(f"{path}{key}.", value)
        else:
            yield f"{path}{key}"


def test_every_sentence_of_teams_and_lists_is_said_somewhere() -> None:
    left = [
        key
        for key in keys()
        if not key.startswith(PUT_TOGETHER)
        and not re.search(rf'["._]{re.escape(key.rpartition(".")[2])}["_]', SOURCES)
        and not re.search(rf'["_]{re.escape(key.rpartition("_")[2])}"', SOURCES)
    ]
    assert left == []


def test_no_sentence_stands_in_two_files() -> None:
    """The catalogue is flat: of two the later one would win without a word."""
    everywhere = [
        key
        for path in sorted((ROOT / "bot/words/en").glob("*.toml"))
        for key in _leaves("", tomllib.loads(path.read_text("utf-8")))
    ]
    assert sorted(everywhere) == sorted(set(everywhere))


def test_every_matter_and_role_has_its_term() -> None:
    assert {f"terms.matter.{each}" for each in Matter} <= set(keys())
    assert {f"terms.role.{each}" for each in Role} <= set(keys())


# Each is pressed or typed by its person; what it shows is written and checked on the way.
Step = Callable[[World], object]
STEPS: dict[str, Step] = {
    "team": lambda there: there.command(OWNER, "team"),
    "people": lambda there: there.press(OWNER, "team.members", number=OURS),
    "remove": lambda there: there.press(OWNER, f"team.remove.{NURSE}", number=OURS),
    "removed": lambda there: there.press(OWNER, f"team.removed.{NURSE}", number=OURS),
    "repeat": lambda there: there.press(OWNER, "team.repeat", number=OURS),
    "from": lambda there: there.press(OWNER, "team.from", number=OURS),
    "to": lambda there: there.press(OWNER, "team.to", number=OURS),
    "second check": lambda there: there.press(OWNER, "team.check", number=OURS),
    "stop": lambda there: there.command(OWNER, "stop"),
    "leave": lambda there: there.press(OWNER, "team.leave", number=OURS),
    "left": lambda there: there.press(OWNER, "team.left", number=OURS),
    "zone": lambda there: there.press(OWNER, "zone", number=OURS),
    "zone moves": lambda there: there.press(OWNER, "zone.0.Asia/Tokyo", number=OURS),
    "zone moved": lambda there: there.press(OWNER, "zone.yes.Asia/Tokyo", number=OURS),
    "bind": lambda there: there.press(OWNER, "bind", number=OURS),
    "whom": lambda there: there.command(BOSS, "invite"),
    "invite": lambda there: there.press(OWNER, "invite.care_team", number=OURS),
    "share": lambda there: there.press(OWNER, "share", label=LABEL),
    "alone": lambda there: there.press(OWNER, "share.0", label=LABEL),
    "hand": lambda there: there.press(OWNER, "hand", label=LABEL),
    "hand to": lambda there: there.press(OWNER, f"hand.{COLLEAGUE}", label=LABEL),
    "handed": lambda there: there.press(OWNER, f"hand.{COLLEAGUE}.{OWNER}", label=LABEL),
    "summary": lambda there: there.press(OWNER, "hand"),
    "close": lambda there: there.press(OWNER, "close", label=LABEL),
    "closed": lambda there: there.press(OWNER, "close.yes", label=LABEL),
    "today": lambda there: there.command(NURSE, "today", chat=GROUP),
    "upcoming": lambda there: there.command(NURSE, "upcoming", chat=GROUP),
    "dose": lambda there: there.command(NURSE, "dose", "12-Jan-2027", chat=GROUP),
    "plans": lambda there: there.command(OWNER, "plans"),
    "status": lambda there: there.command(BOSS, "status"),
    "clock": lambda there: there.press(BOSS, "clock.right"),
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_every_screen_is_written_as_messages_are(step: Step) -> None:
    there = world(record(), record(ALONE, answers=CHILD), health=HEALTH)
    there.now = MORNING.replace(month=12, day=23)
    step(there)
    assert there.pages
    assert all(page.text for page in there.pages)


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_every_value_of_a_screen_is_used_by_its_sentence_or_is_there_for_another(
    step: Step,
) -> None:
    """A blank that no value fills would be taken for a drug, and raise."""
    there = world(record(), record(ALONE, answers=CHILD), health=HEALTH)
    step(there)
    for reply in there.turn.replies:
        assert isinstance(reply, Note)
        for said in _said(reply):
            names = {name for _, name, _, _ in Formatter().parse(_words(said)) if name}
            assert names <= {*said.values, *LIMITS, "prednisone", "methotrexate"}, said.says


def _said(note: Note) -> Iterator[Sentence | Choice]:
    for block in note.blocks:
        yield from block
    for row in note.choices:
        yield from row


def _words(said: Sentence | Choice) -> str:
    return catalogue()[said.says]


def test_a_screen_of_a_group_shows_the_label_first_and_the_dose_below() -> None:
    there = world(record())
    for command in ("today", "dose"):
        there.command(NURSE, command, chat=GROUP)
        first, second, *_ = there.text.split("\n")
        assert first == "<b>K7Q-2M3, Monday 23-Nov-2026</b>"
        assert "50 mg" in second


def test_the_code_of_an_invitation_is_shown_in_private_only() -> None:
    there = world()
    there.press(OWNER, "bind", number=OURS)
    there.command(OWNER, "link", CODE, chat=GROUP)
    assert CODE not in there.text
    there.code = "another"
    there.press(OWNER, "invite.care_team", number=OURS)
    there.command(STRANGER, "start", "another")
    assert "another" not in there.text.split()


@pytest.mark.parametrize("hour", [0, 9, 13])
def test_the_card_shows_the_dose_that_was_decided_until_a_prescriber_decides(hour: int) -> None:
    """Silence never means a step, not even in the morning on which it could still be confirmed."""
    there = world(record())
    there.now = MORNING.replace(month=12, day=23, hour=hour)
    gate = next(each for each in there.of(LABEL) if each.matter is Matter.GATE)
    there.put(replace(gate, stage=Stage.SENT, serial=2))
    there.press(OWNER, "show", label=LABEL)
    assert "<b>predniSONE</b> DOSE <b>50 mg</b>" in there.text
    assert "from Monday 23-Nov-2026, until a prescriber decides" in there.text
    assert "once a prescriber confirms it; due since Monday 21-Dec-2026" in there.text
    assert "up to and including" not in there.text
    assert "DOSE <b>40 mg</b>" not in there.text
