"""A caption of our own buttons that is typed is nobody's name, wherever it is typed."""

from collections.abc import Callable
from string import Formatter

import pytest

from bot.desk.captions import LONGEST, _compiled, is_ours
from bot.page.write import Writer
from bot.words import catalogue
from core.amounts import Weekday
from core.course.decisions import Drug, Move, Reason
from core.patient import Route
from flows.talk.replies import Ask, Moment, Note, Review
from flows.talk.turn import Typed
from flows.talk.typed.privacy import looks_like_identifier
from tests.flows.chat import MORNING, Chat

REGION = "us"
WRITER = Writer(catalogue(), REGION)
DRUGS = {key.rpartition(".")[2] for key in catalogue().texts if key.startswith("drugs.")}
CAPTION = ("button.", "choice.", "pick.")  # a key of a caption begins so, or has a part like it
OTHERS_NAME = {"name", "team", "who", "title", "text", "value", "line"}  # not words of ours
SAMPLE = {
    "mg": 20, "next_mg": 15, "weeks": 2, "days": 3, "number": 4, "hour": 8, "count": 2,
    "day": MORNING.date(), "first": MORNING.date(), "date": MORNING.date(), "label": "K7Q-2M3",
    "moment": Moment(MORNING, "Europe/Paris"), "drug": Drug.METHOTREXATE, "kg": 70,
    "weekday": Weekday.MONDAY, "route": Route.SKIN, "reason": Reason.LIVER, "move": Move.SUSPEND,
}  # fmt: skip


def captions() -> list[str]:
    """Every caption of the catalogue, with values such as it is shown with."""
    return texts(lambda key: key.startswith(CAPTION) or ".button." in key)


def texts(wanted: Callable[[str], bool]) -> list[str]:
    """Every text of these keys that is of our own words alone, with values."""
    found = []
    for key, template in catalogue().texts.items():
        if wanted(key) and not any(f"{{{each}" in template for each in OTHERS_NAME):
            drugs = {each for each in DRUGS if f"{{{each}}}" in template}
            names = {name for _, name, *_ in Formatter().parse(template) if name} - drugs
            found.append(WRITER.fill(template, {each: SAMPLE.get(each, 7) for each in names}))
    return found


def test_no_caption_is_taken_for_an_identifier_wherever_it_is_typed():
    parked = Chat()
    parked.command("new")
    assert len(captions()) > 300
    assert any(map(looks_like_identifier, captions()))
    for there in (Chat(), parked):
        for each in captions():
            if not any(letter.isalpha() for letter in each):
                continue
            assert is_ours(catalogue(), REGION, each) or not looks_like_identifier(each), each
            here = there.copy()
            here.type(each)
            assert "refused.identifier" not in refusals(here), each


def test_no_short_text_of_ours_is_taken_for_an_identifier() -> None:
    """Not captions alone: whatever stands on a screen may be typed as it was read."""
    short = texts(lambda key: len(catalogue().texts[key]) <= LONGEST)
    assert len(short) > 2_000
    for each in (each for each in short if len(each) <= LONGEST):
        assert not looks_like_identifier(each) or is_ours(catalogue(), REGION, each), each


def refusals(there: Chat) -> set[str]:
    """What the last turn said was wrong."""
    replies = there.turn.replies
    asked = (each.refused for each in replies if isinstance(each, Ask | Review))
    found = {f"refused.{each}" for each in asked if each}
    for each in replies:
        found |= {getattr(each, "says", "")}
        if isinstance(each, Note):
            found |= {sentence.says for block in each.blocks for sentence in block}
    return {str(getattr(each, "reason", each)) for each in found if each}


@pytest.mark.parametrize(
    "text",
    [
        "John Smith", "Hepatitis Smith", "Mary B", "Hepatitis B 1957", "Patient Smith",
        "Acknowledged by John Smith, 12-Dec-2026 10:00 UTC", "Hand over to John Smith",
        "Done John Smith",
    ],
)  # fmt: skip
def test_a_name_is_a_name_whatever_stands_beside_it(text):
    there = Chat()
    there.type(text)
    assert "refused.identifier" in refusals(there)


def test_what_is_said_in_a_group_stays_what_it_is():
    there, heard = Chat(), Typed(text="Severe")
    arrival = there.arrival(heard, 7, chat=-5)
    assert there.desk.understood(arrival, heard) == heard


def test_a_typed_answer_is_held_to_few_forms() -> None:
    """All of them together take seconds to compile, and the loop waits for that."""
    _compiled.cache_clear()
    assert not is_ours(catalogue(), "us", "72.5")
    assert _compiled.cache_info().currsize < 3
