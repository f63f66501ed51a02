"""Every text of learning: headed as training, written as display rules want it, within limits."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.guideline import shipped
from bot.page import Page
from bot.page.parts import TELEGRAM_LIMIT, units
from bot.page.plain import plain
from bot.page.render import Pages, Seat
from bot.page.write import Writer
from bot.words import catalogue
from core.topics import TOPICS
from core.visit_topics import VISIT_TOPICS
from flows.talk.replies import Note, Quiz, Sentence, Wording
from flows.training.scenes import SCENES, frame
from flows.training.screens import played
from flows.training.table import Study
from tests.bot.page.screens import PAGES
from tests.flows.training.learning import buttons, everything
from tests.lint.display import hits

HEAD = "TRAINING, not a real patient"
REGIONS = ("us", "uk", "eu")
WIDEST = {1: 40, 2: 22, 3: 13, 4: 9}
SEAT = Seat(chat=4_000_000_001, who=4_000_000_001, pressed=5)
ASKED = (*TOPICS, *VISIT_TOPICS)
STUDY = Study(lessons=(), learnt={}, frames=len(SCENES))
METHOTREXATE_OVER_25 = re.compile(r"methotrexate\D{0,40}(?:2[6-9]|[3-9]\d|\d{3}) mg", re.I)


@pytest.fixture(scope="module")
def shown() -> list[Note | Quiz]:
    return list(everything())


def pages(shown: list[Note | Quiz], region: str) -> list[Page]:
    there: Pages = replace(PAGES, region=region)
    return [page for each in shown for page in there.pages(each, SEAT)]


def test_every_text_is_headed_as_training(shown):
    for page in pages(shown, "us"):
        assert plain(page.text, colours=False).startswith(HEAD)
        assert page.poll is None or page.poll.question.startswith(HEAD)


def test_the_head_is_one_sentence_of_the_catalogue():
    assert catalogue()["learn.head"] == HEAD
    assert catalogue()["learn.quiz"].startswith(HEAD)


@pytest.mark.parametrize("region", REGIONS)
def test_no_text_of_training_breaks_a_display_rule(shown, region):
    for page in pages(shown, region):
        assert not hits(page.text, region=region, fragment=True), page.text
        assert units(page.text) <= TELEGRAM_LIMIT
        for row in page.buttons:
            for each in row:
                assert not hits(each.text, region=region, fragment=True), each.text
                assert len(each.data.encode()) <= 64


def test_every_button_fits_its_row(shown):
    for page in pages([each for each in shown if isinstance(each, Note)], "us"):
        for row in page.buttons:
            for each in row:
                assert len(each.text) <= WIDEST[len(row)], each.text


@pytest.mark.parametrize("region", REGIONS)
def test_every_quiz_is_a_poll_within_telegrams_limits(shown, region):
    polls = [page.poll for page in pages(shown, region) if page.poll]
    assert len(polls) == len([each for each in shown if isinstance(each, Quiz)])
    for each in polls:
        assert each.fits
        assert 2 <= len(each.options) == len(set(each.options))
        assert 0 <= each.right < len(each.options)
        for text in (each.question, each.explanation, *each.options):
            assert not hits(text, region=region, fragment=True), text


def test_a_quiz_explains_with_the_rule_that_decides(shown):
    for page in pages([each for each in shown if isinstance(each, Quiz)], "us"):
        sources = [each.title for each in shipped().sources.values()]
        assert any(title in page.poll.explanation for title in sources)


def test_a_quiz_that_is_too_long_for_a_poll_goes_as_buttons(shown):
    quiz = next(each for each in shown if isinstance(each, Quiz))
    values = {"claim": "very " * 60, "source": "a", "place": "b"}
    longer = replace(quiz, explanation=Sentence(says="learn.quiz_because", values=values))
    (page,) = PAGES.pages(longer, SEAT)
    assert page.poll is None
    assert len(page.buttons) == len(quiz.options)


def test_nothing_says_more_than_25_mg_of_methotrexate(shown):
    for page in pages(shown, "us"):
        assert not METHOTREXATE_OVER_25.search(page.text)


@pytest.mark.parametrize("region", REGIONS)
def test_the_course_can_be_read_in_every_region_and_zone(region):
    there: Pages = replace(PAGES, region=region)
    for number in range(len(SCENES)):
        seen = frame(shipped(), "America/New_York", region, number)
        (page,) = there.pages(played(seen, STUDY), SEAT)
        assert not hits(page.text, region=region), page.text
        assert plain(page.text, colours=False).startswith(HEAD)


@pytest.mark.parametrize("table", ["ask", "claim", "topic"])
def test_every_topic_that_a_teacher_can_choose_has_its_words(table):
    there = {key for key in catalogue().texts if key.startswith(f"learn.{table}.")}
    assert there == {f"learn.{table}.{topic}" for topic in ASKED}


@pytest.mark.parametrize("topic", ASKED)
@pytest.mark.parametrize("region", REGIONS)
def test_every_topic_can_be_said(topic, region):
    writer = Writer(catalogue(), region)
    for name, values in (("ask", {}), ("claim", {"value": "17.5"}), ("topic", {})):
        assert not hits(writer.say(f"learn.{name}.{topic}", values), region=region, fragment=True)


def test_every_other_sentence_of_learning_is_said(shown):
    said = set[str]()
    for each in shown:
        said |= set(keys(each))
    ours = {key for key in catalogue().texts if key.startswith("learn.")}
    by_topic = ("learn.ask.", "learn.claim.", "learn.topic.")
    ours -= {
        "learn.our_reading"
    }  # of a quiz on what only machine-written pages say: none is there
    assert {key for key in ours - said if not key.startswith(by_topic)} == set()


def keys(shown: Note | Quiz) -> Iterator[str]:
    """Every key that it says, those within others with them."""
    if isinstance(shown, Note):
        sentences = [each for block in shown.blocks for each in block]
        choices = buttons(shown)
    else:
        sentences, choices = [shown.question, shown.explanation], shown.options
    for each in (*sentences, *choices):
        yield each.says
        yield from (value.says for value in each.values.values() if isinstance(value, Wording))
