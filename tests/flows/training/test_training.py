"""Learning: played by its own buttons, kept as progress, and never anything but learning."""

from collections import Counter
from dataclasses import replace

import pytest

from bot.lessons import lessons
from flows.talk.machine import NoWay
from flows.talk.records import Person, Place
from flows.talk.replies import Note, Quiz, Sentence, Toast, Wording
from flows.talk.turn import Session
from flows.training.presses import TRAINING
from flows.training.table import STATES, TRAINING_STEPS, Study
from tests.flows.chat import Chat, at_review
from tests.flows.training.learning import (
    buttons,
    by_topic,
    course,
    everything,
    open_case,
    press,
    turn,
    work_through,
)

FIRST, LAST = lessons()[0], lessons()[-1]
HEAD = Sentence(says="learn.head", strong=True)


def says(note: Note) -> list[str]:
    return [each.says for block in note.blocks for each in block]


@pytest.mark.parametrize("lesson", lessons(), ids=lambda each: each.name)
def test_a_case_that_is_answered_by_the_planner_is_all_right(lesson):
    chat = Chat()
    shown = list(work_through(chat, lesson))
    count = len(lesson.exercises)
    assert len(shown) == 2 * count + 2
    assert sum("learn.right" in says(each) for each in shown if isinstance(each, Note)) == count
    assert "learn.none_missed" in says(shown[-2])
    assert chat.learnt.chosen == {
        lesson.name: ".".join(str(each.right) for each in lesson.exercises)
    }


@pytest.mark.parametrize("lesson", lessons(), ids=lambda each: each.name)
def test_what_was_missed_is_named_at_the_end(lesson):
    *screens, debrief, _ = work_through(Chat(), lesson, wrong=True)
    assert sum("learn.wrong" in says(each) for each in screens) == len(lesson.exercises)
    missed = [each.values["about"] for each in debrief.blocks[-1][1:]]
    assert {each.says for each in missed} == {f"learn.topic.{e.topic}" for e in lesson.exercises}
    assert "learn.missed" in says(debrief)
    assert says(debrief).count("learn.step_wrong") == len(lesson.exercises)


def test_what_was_asked_and_is_not_there_is_said_in_words():
    for lesson in lessons():
        shown = open_case(Chat(), lesson)
        for each in shown.blocks[3]:
            assert each.values.get("value") != (), each


def test_every_explanation_names_its_source_and_how_far_it_holds():
    for each in everything():
        if isinstance(each, Note) and {"learn.right", "learn.wrong"} & set(says(each)):
            assert {"why.stated", "why.ours"} & set(says(each))


def test_a_debrief_gives_every_step_with_its_rule():
    *_, debrief, _ = work_through(Chat(), FIRST)
    _, _, *steps, _ = debrief.blocks
    assert [block[0].says for block in steps] == ["learn.step_right"] * len(FIRST.exercises)
    assert all(block[2].says in {"why.stated", "why.ours"} for block in steps)


def test_every_screen_says_first_that_it_is_training():
    shown = list(everything())
    assert len(shown) > 250
    for each in shown:
        if isinstance(each, Note):
            assert each.blocks[0] == (HEAD,)
        else:
            assert each.question.says == "learn.quiz"


def test_learning_never_makes_a_plan_a_reminder_a_label_or_a_deed():
    chat = Chat()
    chat.person = Person(who=7)
    for lesson in lessons():
        list(work_through(chat, lesson, wrong=True))
    list(course(chat))
    assert len(chat.turns) > 150
    for each in chat.turns:
        assert (each.made, each.keeps, each.deeds, each.seen) == (None, (), (), None)
        assert all(getattr(reply, "chat", None) is None for reply in each.replies)
    assert chat.plans == {}
    assert (chat.session.draft, chat.session.question) == (None, None)


def test_no_button_of_learning_belongs_to_a_plan():
    for each in everything():
        choices = buttons(each) if isinstance(each, Note) else each.options
        assert all(one.press.startswith("learn.") for one in choices)
        assert all((one.label, one.number) == (None, None) for one in choices)
        if isinstance(each, Note):
            assert (each.label, each.number) == ("", 0)


def test_the_last_answer_counts_and_the_list_shows_it():
    chat = Chat()
    list(work_through(chat, FIRST, wrong=True))
    list(work_through(chat, FIRST))
    listed = chat.command("learn").replies[0]
    (case,) = [each for each in buttons(listed) if each.press.endswith(FIRST.name)]
    assert (case.says, case.values["right"]) == ("learn.button.case_begun", len(FIRST.exercises))
    assert Sentence(says="learn.progress", values={"done": 1, "count": len(lessons())}) in [
        each for block in listed.blocks for each in block
    ]


def test_when_the_last_answer_was_given_is_kept_with_it():
    chat = Chat()
    open_case(chat, FIRST)
    assert chat.learnt.at is None
    press(chat, f"learn.asked.answer.{FIRST.name}.2.0")
    assert chat.learnt.at == chat.utc()


def test_a_case_left_in_the_middle_is_begun_and_not_done():
    chat = Chat()
    open_case(chat, FIRST)
    press(chat, f"learn.asked.answer.{FIRST.name}.2.0")
    assert chat.learnt.chosen == {FIRST.name: "..0."}
    assert "learn.step_open" in says(press(chat, f"learn.revealed.next.{FIRST.name}.3"))
    listed = chat.command("learn").replies[0]
    assert listed.blocks[1][1].values["done"] == 0


def test_after_the_last_case_comes_the_first():
    *_, debrief, _ = work_through(Chat(), LAST)
    assert buttons(debrief)[1].press == f"learn.debrief.open.{FIRST.name}"
    assert "learn.place" in says(press(Chat(), f"learn.debrief.open.{FIRST.name}"))


def test_a_quiz_asks_what_was_missed_or_else_the_first():
    chat = Chat()
    *_, quiz = work_through(chat, FIRST)
    assert quiz.question.values["ask"] == Wording("learn.ask.agent")
    press(chat, f"learn.asked.answer.{FIRST.name}.2.0")
    (again,) = turn(chat, f"learn.debrief.quiz.{FIRST.name}").replies
    assert isinstance(again, Quiz)
    assert again.question.values["ask"] == Wording("learn.ask.start")
    exercise = FIRST.exercises[2]
    assert (again.right, len(again.options)) == (exercise.right, len(exercise.options))
    assert again.options[0].press == f"learn.asked.answer.{FIRST.name}.2.0"


@pytest.mark.parametrize(
    "text",
    [
        "learn.cases.open.no_such_case",
        "learn.cases.open",
        "learn.asked.answer.01_weekly_drug.9.0",
        "learn.asked.answer.01_weekly_drug.0.99",
        "learn.asked.answer.01_weekly_drug.x.0",
        "learn.asked.answer.01_weekly_drug.0.x",
        "learn.asked.next.01_weekly_drug.0",
        "learn.revealed.answer.01_weekly_drug.0.0",
        "learn.cases.play.99",
        "learn.asked.play.0",
        "learn.nowhere.cases",
        "learn.cases",
    ],
)
def test_a_button_that_leads_nowhere_says_so_and_changes_nothing(text):
    chat = Chat()
    answer = turn(chat, text)
    assert answer.replies == (Toast(says="toast.not_now"),)
    assert answer.session == Session()


def test_learning_leaves_an_unfinished_draft_alone():
    chat = at_review()
    before = chat.draft
    list(work_through(chat, FIRST))
    assert chat.draft == before


def test_nothing_is_learnt_in_a_group():
    chat = Chat()
    context = chat.context(heard=None)
    there = replace(context, known=replace(context.known, place=Place.GROUP))
    answer = TRAINING.presses["learn"](Session(), None, there)
    assert answer.replies == (Toast(says="toast.not_here"),)


def test_a_bare_press_shows_the_list():
    assert "learn.list" in says(press(Chat(), "learn"))


def test_every_row_of_the_table_is_taken_by_some_button():
    chat, taken = Chat(), set[tuple[str, str]]()
    for each in everything():
        choices = buttons(each) if isinstance(each, Note) else each.options
        taken |= {tuple(one.press.split(".")[1:3]) for one in choices}
    del chat
    rows = {(row.source, row.trigger) for row in TRAINING_STEPS.rows}
    assert rows - taken == {("cases", "cases")}
    assert {row.source for row in TRAINING_STEPS.rows} == set(STATES)


def test_exactly_one_way_is_open_after_an_answer():
    for number, lesson in ((n, each) for each in lessons() for n in range(len(each.exercises))):
        study = Study(lessons=lessons(), learnt={}, frames=1, name=lesson.name, number=number)
        assert len(TRAINING_STEPS.open_rows("revealed", "next", study)) == 1


def test_by_topic_every_exercise_of_every_case_is_asked_once_and_by_its_topic_alone():
    asked = [
        (chosen.press, each.blocks[1][0].values["count"])
        for each in by_topic(Chat())
        if (chosen := buttons(each)[0]).press.startswith("learn.asked.answer.")
    ]
    places = Counter(tuple(each.split(".")[3:5]) for each, _ in asked)
    assert places == {
        (lesson.name, str(number)): 1
        for lesson in lessons()
        for number in range(len(lesson.exercises))
    }
    topics = list(dict.fromkeys(one.topic for each in lessons() for one in each.exercises))
    of = {lesson.name: lesson.exercises for lesson in lessons()}
    sizes = Counter(each.topic for exercises in of.values() for each in exercises)
    for answer, count in asked:
        *_, name, number, _, by = answer.split(".")
        topic = of[name][int(number)].topic
        assert topics[int(by)] == topic
        assert count == sizes[topic]


def test_a_topic_that_no_case_asks_about_opens_nothing():
    chat = Chat()
    chat.command("learn")
    for number in ("99", "x"):
        chat.press_home(f"learn.topics.topic..0.0.{number}")
        assert chat.toast == "not_now"


def test_every_answer_of_a_prediction_is_marked_right_or_chosen():
    lesson = lessons()[0]
    exercise = lesson.exercises[0]
    for chosen in range(len(exercise.options)):
        chat = Chat()
        open_case(chat, lesson)
        shown = press(chat, f"learn.asked.answer.{lesson.name}.0.{chosen}")
        marks = [each.says for each in shown.blocks[2] if each.says.startswith("learn.mark.")]
        right = "right_chosen" if chosen == exercise.right else "right"
        wanted = {exercise.right: right} | (
            {} if chosen == exercise.right else {chosen: "wrong_chosen"}
        )
        assert marks == [
            f"learn.mark.{wanted.get(place, 'other')}" for place in range(len(exercise.options))
        ]


def test_after_the_last_exercise_there_is_none():
    *_, last = lessons()
    number = len(last.exercises) - 1
    study = Study(lessons=lessons(), learnt={}, frames=1, name=last.name, number=number)
    with pytest.raises(NoWay):
        _ = study.onward
