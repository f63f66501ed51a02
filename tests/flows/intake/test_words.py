"""Everything the intake can say has its words, and no words are left over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.guideline import shipped
from bot.page.write import Writer
from bot.words import catalogue
from core.patient import Experience
from core.reading import KEYS, OF_THE_AGENT
from flows.intake.details import AFFIRMED, DETAILS, GROUPS
from flows.intake.life import OF_A_CHANGE
from flows.intake.reading.choices import is_closed, rows
from flows.intake.reading.earlier import WHY
from flows.intake.reading.readers import ASKED_ONCE, NONE, pressed_as
from flows.intake.reading.taken import Check
from flows.intake.subject import URGENT
from flows.intake.table import CHECKS, CHOICES, PAGES, QUESTIONS
from flows.talk.replies import Ask, Review
from flows.talk.turn import NoAnswer
from tests.flows.intake.walk import heard_at, prompts, taken

WRITER = Writer(catalogue(), "us")
SOURCES = [path.read_text("utf-8") for path in (Path(__file__).parents[3] / "flows").rglob("*.py")]
UNUSUAL = (Check.CONVERTED, Check.UNUSUAL)
WIDEST = {1: 40, 2: 22, 3: 13}  # characters of a button, by the buttons in its row
TABLES = (
    "home", "parked", "ended", "intake", "why_asked", "choice", "answers", "refused", "given",
)  # fmt: skip


def shown() -> Iterator[Ask | Review]:
    for seen in prompts():
        yield from (reply for reply in seen.turn.replies if isinstance(reply, Ask | Review))


def test_every_prompt_of_the_walk_can_be_written():
    for reply in shown():
        if isinstance(reply, Ask):
            WRITER.say(reply.says, reply.values)
        if reply.why:
            WRITER.say(reply.why)
        if reply.refused:
            WRITER.say(f"refused.{reply.refused}", reply.refused_values)
        for name, _ in reply.answers:
            assert f"answers.{name}" in WRITER.words


def test_every_button_of_the_walk_fits_a_phone():
    too_wide = {
        text
        for reply in shown()
        for row in reply.choices
        for text in (WRITER.say(choice.says, choice.values) for choice in row)
        if len(text) > WIDEST[len(row)]
    }
    assert too_wide == set()


def test_every_reason_of_a_refused_text_has_its_words():
    texts = ("", "x" * 999, "\u200b", "John Smith", "<b>", "0", "999", "1.5", "fifty", "70-80")
    for seen in prompts()[::7]:
        for text in texts:
            (heard,) = [each for each in heard_at(seen) if each][:1]
            turn = taken(
                seen, type(seen.heard)(text=text) if hasattr(seen.heard, "text") else heard
            )
            for reply in turn.replies:
                if isinstance(reply, Ask | Review) and reply.refused:
                    WRITER.say(f"refused.{reply.refused}", reply.refused_values)


@pytest.mark.parametrize("kind", NoAnswer)
def test_every_kind_of_message_that_is_no_answer_has_its_reason(kind):
    assert f"refused.{kind}" in WRITER.words


def needed() -> set[str]:
    """The keys that are built from names."""
    keys = [*DETAILS, "subtype", "severity", "ild"]
    closed = [key for key in keys if is_closed(key) and pressed_as(rows(key)[0][0]) != "true"]
    return {
        *(f"intake.{state}.question" for state in (*QUESTIONS, *CHOICES, "change", "details")),
        *(f"intake.group.{group}" for group in GROUPS),
        *(f"intake.detail.{key}" for key in DETAILS),
        *(f"why_asked.{state}" for state in (*QUESTIONS, *CHOICES, *CHECKS)),
        *(f"why_asked.{page}" for page in PAGES if page not in {"group", "detail"}),
        *(f"why_asked.{each}" for each in (*GROUPS, *DETAILS)),
        *(f"answers.{key}" for key in (*DETAILS, "weight_kg", "subtype", "severity", "ild")),
        *(f"choice.group.{group}" for group in GROUPS),
        *(f"choice.key.{key}" for key in DETAILS),
        *(f"choice.sign.{sign}" for sign in URGENT),
        *(f"choice.sign_present.{sign}" for sign in URGENT),
        *(f"choice.{key}.{value}" for key in closed for row in rows(key) for value in row),
        *(f"choice.open.{question}" for question in QUESTIONS),
        *(f"choice.use_day_{check}" for check in ("meant", "taken", "course")),
        *(f"refused.{kind}" for kind in NoAnswer),
        *(f"choice.{pressed_as(answer)}" for answer in (True, False)),
        *(f"choice.none_of.{key}" for key in NONE),
        *(f"given.{key}" for key in NONE if key != "antibodies"),
        *(f"given.none.{key}" for key in NONE),
        "given.pause",
        "why_asked.signs_change",
        *(f"parked.{each}" for each in OF_A_CHANGE.values()),
        *(f"intake.steroid.{each}" for each in shipped().steroid.equivalents),
        "intake.group.waited_for_open",
        *(f"refused.earlier_steroid_{why}" for why in WHY),
        *(f"choice.{how}" for how in (*Experience, "found", "thing", "affirm")),
        *(f"choice.{what}.{key}" for what in ("condition", "present") for key in AFFIRMED),
        *(f"intake.earlier_check.{check}" for check in UNUSUAL),
        *(f"intake.detail_check.earlier_steroid_{check}" for check in UNUSUAL),
        "intake.detail_check.pulse_mg_unusual",
        *(f"intake.detail_check.{key}_meant" for key in ASKED_ONCE - {"weight_kg", "start_mg"}),
        *(f"intake.detail_check.height_cm_{check}" for check in UNUSUAL),
        *(f"intake.height_check.{check}" for check in (*UNUSUAL, Check.MEANT)),
        "intake.earlier.question",
    }


def test_every_name_that_words_are_looked_up_by_has_them():
    assert {key for key in needed() if key not in WRITER.words} == set()


def test_no_words_are_left_over():
    """Each key is built from a name, or its last part stands in the code."""
    code = "\n".join(SOURCES)
    ours = [key for key in WRITER.words.texts if key.partition(".")[0] in TABLES]
    planner = {f"refused.{key}_{end}" for key in KEYS for end in ("limits", "invalid", "choice")}
    planner |= {f"answers.{key.name}" for key in OF_THE_AGENT}  # read back of a case, not asked
    planner |= {key for key in ours if key.startswith("refused.start_mg")}
    left = [
        key
        for key in ours
        if key not in needed() | planner and f'{key.rpartition(".")[2]}"' not in code
    ]
    assert left == []
