"""The screens of learning: the list, a question, its answer, the look back, a frame."""

from collections.abc import Iterator

from core.evidence import Source, Value
from core.exercise import Claim, Exercise, Lesson
from core.topics import Instead
from flows.plan.spoken import standing
from flows.plan.visit.found import findings
from flows.talk.replies import Choice, Moment, Note, Quiz, Quoted, Sentence, Wording, Words
from flows.talk.screens import Block, Rows, button, in_rows, say
from flows.training.reasons import explained, line_of, quoted
from flows.training.scenes import Seen
from flows.training.table import LIST, TOPICS, Study, press

MOST_LINES = 4  # of an explanation: the first ones carry it
WITH_UNIT = frozenset({"weight_kg", "height_cm", "age", "hold_weeks", "egfr"})
NUMBERS_A_ROW = 4


def cases(study: Study) -> Note:
    """Every case with what was made of it, and the course to play."""
    done = sum(1 for each in study.lessons if None not in study.given(each))
    rows = tuple((_case(number, each, study),) for number, each in enumerate(study.lessons, 1))
    others = (
        button(press(LIST, "play", 0), "learn.button.play"),
        button(press(LIST, TOPICS), "learn.button.topics"),
    )
    return _note(
        (say("learn.list"), say("learn.progress", done=done, count=len(study.lessons))),
        rows=(*rows, others),
    )


def topics(study: Study) -> Note:
    """Every topic, each with its exercises in all of the cases."""
    rows = tuple(
        (button(press(TOPICS, "topic", "", 0, 0, number), f"learn.topic.{each}"),)
        for number, each in enumerate(study.topics)
    )
    return _note((say("learn.topics"),), rows=(*rows, (_to_the_cases(TOPICS),)))


def _case(number: int, lesson: Lesson, study: Study) -> Choice:
    given = study.given(lesson)
    chosen = [each for each in given if each is not None]
    says = "case_begun" if chosen else "case"
    return button(
        press(LIST, "open", lesson.name),
        f"learn.button.{says}",
        number=number,
        title=Quoted(lesson.title),
        right=len(_right(lesson, given)),
        count=len(given),
    )


def _right(lesson: Lesson, given: tuple[int | None, ...]) -> list[Exercise]:
    return [each for each, one in zip(lesson.exercises, given, strict=True) if each.right == one]


def asked(study: Study) -> Note:
    """The patient and one question, or statements of which one is wrong."""
    lesson, exercise = study.lesson, study.exercise
    return _note(
        _place(study),
        (quoted(lesson.story),),
        tuple(_patient(lesson)),
        tuple(_visits(lesson)),
        (
            say("learn.spot" if exercise.spot else f"learn.ask.{exercise.topic}"),
            *_statements(exercise),
        ),
        rows=(*_options(study), _away("asked", study)),
    )


def _place(study: Study) -> Block:
    places, title = study.places, Quoted(study.lesson.title)
    here = study.here
    number = places.index(here) + 1 if here in places else study.number + 1
    return (say("learn.place", title=title, number=number, count=len(places)),)


def _patient(lesson: Lesson) -> Iterator[Sentence]:
    """What the planner was told, and the dose now where decisions have led to it."""
    for key, value in lesson.answers:
        name = Wording(f"answers.{key}")
        yield Sentence(says="why.answer", values={"name": name, "value": _answer(key, value)})
    course = lesson.plan.course
    if course and course.decided:
        yield say("learn.present", day=course.present.first, mg=course.present.mg)


def _visits(lesson: Lesson) -> Iterator[Sentence]:
    """What was found on each day, the last of them the one that is asked about."""
    for each in lesson.seen.visits:
        yield say("learn.visit", day=each.day, findings=tuple(findings(each)))


def _answer(key: str, value: Value) -> Words:
    if isinstance(value, bool):
        return Wording("why.yes" if value else "why.no")
    if value == ():
        return Wording(f"given.none.{key}")
    return Wording(f"units.{key}", {"value": value}) if key in WITH_UNIT else value


def _statements(exercise: Exercise) -> Iterator[Sentence]:
    if exercise.spot:
        for number, each in enumerate(exercise.options, start=1):
            yield say("learn.statement", number=number, claim=_claim(each))


def _options(study: Study) -> Rows:
    """One row for each answer; statements are chosen by their number, several in a row."""
    choices = (_option(study, place) for place in range(len(study.exercise.options)))
    return in_rows(choices, NUMBERS_A_ROW if study.exercise.spot else 1)


def _option(study: Study, place: int) -> Choice:
    exercise = study.exercise
    press_ = press("asked", "answer", study.name, study.number, place, study.topic_number)
    if exercise.spot:
        return button(press_, "learn.button.number", number=place + 1)
    wording = _value(exercise.options[place])
    return Choice(press=press_, says=wording.says, values=wording.values)


def _value(claim: Claim) -> Wording:
    """An answer by itself: "65 mg", a date, a drug."""
    amount = claim.topic in {"start", "next"} and not isinstance(claim.value, Instead)
    return Wording(f"learn.option.{'mg' if amount else 'value'}", {"value": claim.value})


def _claim(claim: Claim) -> Wording:
    """An answer as a statement about the case."""
    if isinstance(claim.value, Instead):
        return Wording("learn.instead", {"about": _about(claim.topic), "value": claim.value})
    return Wording(f"learn.claim.{claim.topic}", {"value": claim.value})


def _about(topic: str) -> Wording:
    return Wording(f"learn.topic.{topic}")


def revealed(study: Study) -> Note:
    """Whether it was right, what the planner says, and by which rule of which source."""
    exercise = study.exercise
    right = study.chosen == exercise.right
    next_ = press("revealed", "next", study.name, study.number, 0, study.topic_number)
    onward = button(next_, "learn.button.next")
    return _note(
        _place(study),
        (
            say("learn.right" if right else "learn.wrong", strong=True),
            *_told(exercise, study.chosen),
        ),
        *explained(exercise.because[:MOST_LINES]),
        rows=((onward,), _away("revealed", study)),
    )


def _told(exercise: Exercise, chosen: int) -> Iterator[Sentence]:
    """Every answer, marked; of statements what was chosen, where it was wrong, and the planted
    error; what the planner says."""
    if not exercise.spot:
        for place, each in enumerate(exercise.options):
            yield say(f"learn.mark.{_mark(exercise, chosen, place)}", value=_value(each))
    elif chosen != exercise.right:
        yield say("learn.chosen", claim=_claim(exercise.options[chosen]))
    if exercise.spot:
        yield say("learn.planted", claim=_claim(exercise.options[exercise.right]))
    yield say("learn.planner", claim=_claim(exercise.truth))


def _mark(exercise: Exercise, chosen: int, place: int) -> str:
    """Which of them was right, and which was chosen."""
    if place == exercise.right:
        return "right_chosen" if place == chosen else "right"
    return "wrong_chosen" if place == chosen else "other"


def debrief(study: Study) -> Note:
    """Every step of the case with its rule, and what was missed."""
    lesson, given = study.lesson, study.given(study.lesson)
    right = _right(lesson, given)
    steps = (
        (_step(number, exercise, chosen), line_of(exercise.because[0]), _standing_of(exercise))
        for number, (exercise, chosen) in enumerate(
            zip(lesson.exercises, given, strict=True), start=1
        )
    )
    missed = tuple(each for each in lesson.exercises if each not in right)
    says = "none_missed" if not missed else "missed"
    topics = dict.fromkeys(each.topic for each in missed)
    following = study.following
    return _note(
        (say("learn.debrief", title=Quoted(lesson.title), right=len(right), count=len(given)),),
        *steps,
        (say(f"learn.{says}"), *(say("learn.missed_one", about=_about(each)) for each in topics)),
        rows=(
            (button(press("debrief", "quiz", lesson.name), "learn.button.quiz"),),
            (button(press("debrief", "open", following.name), "learn.button.next_case"),),
            _away("debrief", study),
        ),
    )


def _step(number: int, exercise: Exercise, chosen: int | None) -> Sentence:
    mark = "open" if chosen is None else "right" if chosen == exercise.right else "wrong"
    return say(f"learn.step_{mark}", number=number, claim=_claim(exercise.truth))


def _standing_of(exercise: Exercise) -> Sentence:
    return standing(exercise.because[0].because[0])


def quiz(study: Study) -> Quiz:
    """One question of the case for everybody in the chat: what was missed, else the first."""
    lesson, given = study.lesson, study.given(study.lesson)
    right = _right(lesson, given)
    there = [place for place, each in enumerate(lesson.exercises) if not each.spot]
    place = next((one for one in there if lesson.exercises[one] not in right), there[0])
    exercise = lesson.exercises[place]
    fact = exercise.because[0].because[0]
    at = Study(
        lessons=study.lessons, learnt=study.learnt, frames=0, name=lesson.name, number=place
    )
    return Quiz(
        question=say(
            "learn.quiz", title=Quoted(lesson.title), ask=Wording(f"learn.ask.{exercise.topic}")
        ),
        options=tuple(_option(at, each) for each in range(len(exercise.options))),
        right=exercise.right,
        explanation=say(
            "learn.quiz_because",
            claim=_claim(exercise.truth),
            source=_named(fact.source),
            place=Quoted(fact.place),
        ),
    )


def _named(source: Source) -> Words:
    """The source in a word or two; what only a trace says is our reading."""
    return Wording("learn.our_reading") if source.is_trace else Quoted(source.title)


def played(seen: Seen, study: Study) -> Note:
    """One frame of the course, with the way to the one after it."""
    number, last = study.number + 1, study.frames
    onward = (
        (button(press("playing", "play", number), "learn.button.next"),) if number < last else ()
    )
    stop = (button(press("playing", LIST), "learn.button.stop"),)
    where = say("learn.frame", number=number, count=last, moment=Moment(seen.now, seen.zone))
    return _note((where, seen.says), *seen.blocks, rows=((*onward, *stop),))


def _note(*blocks: Block, rows: Rows = ()) -> Note:
    """The screen under the line that says that this is no real patient."""
    head = (say("learn.head", strong=True),)
    shown = tuple(block for block in (head, *blocks) if block)
    return Note(label="", number=0, blocks=shown, choices=rows)


def _away(state: str, study: Study) -> tuple[Choice, ...]:
    """The way back to the list, of the topics where it is asked by one."""
    if study.topic:
        return (button(press(state, TOPICS), "learn.button.topics"),)
    return (_to_the_cases(state),)


def _to_the_cases(state: str) -> Choice:
    return button(press(state, LIST), "learn.button.cases")
