"""A typed caption of our own buttons is that button, wherever it stands, and nobody's name."""

from collections.abc import Iterator
from dataclasses import replace
from string import Formatter

import pytest

from bot.desk.captions import is_ours
from bot.page.write import Writer
from bot.words import catalogue
from core.amounts import Weekday
from core.course.decisions import Drug, Move, Reason
from core.patient import Route
from flows.talk.privacy import looks_like_identifier
from flows.talk.replies import Ask, Choice, Moment, Note, Review
from flows.talk.turn import Pressed, Session, Typed
from tests.flows.chat import MORNING, Chat

REGION = "us"
WRITER = Writer(catalogue(), REGION)
TYPED = ("72", "170", "45", "20", "65", "90", "23-Nov-2026", "60 mg for 5 weeks", "200")
DRUGS = {key.rpartition(".")[2] for key in catalogue().texts if key.startswith("drugs.")}
LEAST = 60  # keyboards that a draft comes to
CAPTION = ("button.", "choice.", "pick.")  # a key of a caption begins so, or has a part like it
OTHERS_NAME = {"name", "team", "who", "title", "text", "value", "line"}  # not words of ours
SAMPLE = {
    "mg": 20, "next_mg": 15, "weeks": 2, "days": 3, "number": 4, "hour": 8, "count": 2,
    "day": MORNING.date(), "first": MORNING.date(), "date": MORNING.date(), "label": "K7Q-2M3",
    "moment": Moment(MORNING, "Europe/Paris"), "drug": Drug.METHOTREXATE, "kg": 70,
    "weekday": Weekday.MONDAY, "route": Route.SKIN, "reason": Reason.LIVER, "move": Move.SUSPEND,
}  # fmt: skip


def prompt(there: Chat) -> Ask | Review | None:
    """What is open on the screen."""
    shown = [each for each in there.screens.values() if isinstance(each, Ask | Review)]
    return shown[-1] if shown and there.session.draft else None


def said(choice: Choice) -> str:
    return WRITER.say(choice.says, choice.values)


def keyboards() -> Iterator[tuple[Chat, Ask | Review]]:
    """Every kind of keyboard that a draft comes to, by whatever is pressed or typed before."""
    first = Chat()
    first.command("new")
    waiting, seen = [first], set[object]()
    while waiting:
        there = waiting.pop(0)
        shown, draft = prompt(there), there.session.draft
        if shown is None or draft is None:
            continue
        captions = tuple(choice.says for row in shown.choices for choice in row)
        kind = (draft.state, draft.held.get("group"), draft.held.get("detail"), captions)
        if kind in seen:
            continue
        seen.add(kind)
        yield there, shown
        for choice in (each for row in shown.choices for each in row):
            on = there.copy()
            on.take(Pressed(label=shown.label, number=shown.number, press=choice.press), who=7)
            waiting.append(on)
        if any(
            each in draft.state for each in ("weight", "height", "dose", "detail", "day", "earl")
        ):
            for text in TYPED:
                on = there.copy()
                on.type(text)
                waiting.append(on)


def without_time(session: Session) -> Session:
    return replace(session, last_update=0)


@pytest.mark.wide
def test_every_caption_of_every_keyboard_of_a_draft_is_the_press_of_its_button():
    tried, boards = 0, 0
    for there, shown in keyboards():
        boards += 1
        choices = [choice for row in shown.choices for choice in row]
        for choice in choices:
            assert [said(each).casefold() for each in choices].count(said(choice).casefold()) == 1
            pressed, typed = there.copy(), there.copy()
            one = pressed.take(
                Pressed(label=shown.label, number=shown.number, press=choice.press), who=7
            )
            other = typed.type(said(choice).lower() if tried % 2 else said(choice))
            assert without_time(other.session) == without_time(one.session), said(choice)
            assert [type(each) for each in other.replies] == [type(each) for each in one.replies]
            assert (other.made, other.deeds) == (one.made, one.deeds)
            tried += 1
        if boards >= LEAST:
            break
    assert boards >= LEAST
    assert tried > 3 * LEAST


def captions() -> list[str]:
    """Every caption of the catalogue, with values such as it is shown with."""
    found = []
    for key, template in catalogue().texts.items():
        is_caption = key.startswith(CAPTION) or ".button." in key
        if is_caption and not any(f"{{{each}}}" in template for each in OTHERS_NAME):
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


def refusals(there: Chat) -> set[str]:
    """What the last turn said was wrong."""
    replies = there.turn.replies
    found = {each.refused for each in replies if isinstance(each, Ask | Review)}
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


@pytest.mark.parametrize("text", ["Hepatitis B", "hepatitis b", " Hepatitis B "])
def test_hepatitis_b_opens_its_question(text):
    there = Chat()
    for each in ("72", "dm", "severe", "no"):
        there.command("new") if there.session.draft is None else None
        there.type(each)
    for each in ("Add details", "Kidneys, liver"):
        there.type(each)
    there.type(text)
    draft = there.session.draft
    assert draft is not None
    assert (draft.state, draft.held["detail"]) == ("detail", "hbv")


def test_what_is_said_in_a_group_stays_what_it_is():
    there, heard = Chat(), Typed(text="Severe")
    arrival = there.arrival(heard, 7, chat=-5)
    assert there.desk.understood(arrival, heard, Session()) == heard
