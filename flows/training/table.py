"""The steps of learning as a table, and what the press of a button says about where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.exercise import Exercise, Lesson
from flows.talk.machine import NoWay, Table, Transition

LEARN = "learn"
LIST, TOPICS = "cases", "topics"
BLANK = ("", "0", "0", "")  # the case, its exercise, the answer, the topic it is asked by


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What was pressed, beside the cases there are; every guard of the table asks this."""

    lessons: tuple[Lesson, ...]
    learnt: Mapping[str, str]  # by case the options that were chosen, "2..0"
    frames: int  # of the course that can be played
    state: str = LIST
    trigger: str = LIST
    name: str = ""
    number: int = 0  # of the exercise in its case, or the frame of the course
    chosen: int = 0
    topic: str = ""  # by which it is asked; none: case by case

    @property
    def topics(self) -> tuple[str, ...]:
        """Every topic that is asked of some case, in the order of the cases."""
        each = (one.topic for lesson in self.lessons for one in lesson.exercises)
        return tuple(dict.fromkeys(each))

    @property
    def topic_number(self) -> str:
        """The topic as a button carries it, by its place among all; none: empty."""
        return str(self.topics.index(self.topic)) if self.topic else ""

    def topic_of(self, number: str) -> str:
        """The topic that a button carries; raises NoWay where there is none of this number."""
        if not number:
            return ""
        if not number.isdecimal() or int(number) >= len(self.topics):
            raise NoWay(self.state, number)
        return self.topics[int(number)]

    @property
    def places(self) -> tuple[tuple[str, int], ...]:
        """What is gone through: the exercises of the case, or those of the topic in every case."""
        lessons = self.lessons if self.topic else (self.lesson,)
        return tuple(
            (each.name, number)
            for each in lessons
            for number, one in enumerate(each.exercises)
            if not self.topic or one.topic == self.topic
        )

    @property
    def here(self) -> tuple[str, int]:
        """The exercise that is asked, by its case and its place in it."""
        return self.name, self.number

    @property
    def onward(self) -> "Study":
        """The exercise after this one; raises NoWay after the last, or where this is none."""
        if not more_to_ask(self):
            raise NoWay(self.state, self.trigger)
        name, number = self.places[self.places.index(self.here) + 1]
        return replace(self, name=name, number=number)

    @property
    def lesson(self) -> Lesson:
        """The case that is open; raises NoWay where there is none of this name."""
        for each in self.lessons:
            if each.name == self.name:
                return each
        raise NoWay(self.state, self.name)

    @property
    def exercise(self) -> Exercise:
        """The exercise that is open; raises NoWay where the case has fewer."""
        if self.number >= len(self.lesson.exercises):
            raise NoWay(self.state, self.trigger)
        return self.lesson.exercises[self.number]

    @property
    def following(self) -> Lesson:
        """The case after this one; after the last the first."""
        place = self.lessons.index(self.lesson)
        return self.lessons[(place + 1) % len(self.lessons)]

    def given(self, lesson: Lesson) -> tuple[int | None, ...]:
        """What was chosen at each exercise of a case; None where nothing was yet."""
        kept = self.learnt.get(lesson.name, "").split(".")
        each = (*kept, *[""] * len(lesson.exercises))[: len(lesson.exercises)]
        return tuple(int(one) if one else None for one in each)

    def after(self) -> Mapping[str, str]:
        """What is learnt once this answer is kept, in place of an earlier one."""
        given = list(self.given(self.lesson))
        given[self.number] = self.chosen
        kept = ".".join("" if one is None else str(one) for one in given)
        return {**self.learnt, self.name: kept}


def is_there(study: Study) -> bool:
    """The case, and the exercise of this number in it."""
    return study.number < len(study.lesson.exercises)


def is_offered(study: Study) -> bool:
    """The answer is one of those to choose from."""
    return study.chosen < len(study.exercise.options)


def more_to_ask(study: Study) -> bool:
    """There is an exercise after this one, of the case or on the topic."""
    return study.here in study.places[:-1]


def all_asked(study: Study) -> bool:
    """This was the last exercise of the case."""
    return not study.topic and not more_to_ask(study)


def all_on_the_topic(study: Study) -> bool:
    """This was the last exercise on the topic."""
    return bool(study.topic) and not more_to_ask(study)


def is_asked(study: Study) -> bool:
    """There is a topic."""
    return bool(study.topic)


def is_played(study: Study) -> bool:
    """The course has a frame of this number."""
    return study.number < study.frames


STATES = (LIST, TOPICS, "asked", "revealed", "debrief", "playing")
TRAINING_STEPS = Table(
    name="training",
    states=STATES,
    rows=(
        Transition("open", LIST, "asked", is_there),
        Transition("answer", "asked", "revealed", is_offered),
        Transition("next", "revealed", "asked", more_to_ask),
        Transition("next", "revealed", "debrief", all_asked),
        Transition("next", "revealed", TOPICS, all_on_the_topic),
        Transition("topic", TOPICS, "asked", is_asked),
        Transition("quiz", "debrief", "debrief", is_there),
        Transition("open", "debrief", "asked", is_there),
        Transition("play", LIST, "playing", is_played),
        Transition("play", "playing", "playing", is_played),
        *(Transition(LIST, state, LIST) for state in STATES),
        *(Transition(TOPICS, state, TOPICS) for state in (LIST, "asked", "revealed")),
    ),
)


def press(state: str, trigger: str, *rest: object) -> str:
    """As a button carries it: learn.asked.answer.02_mild.1.3.0"""
    return ".".join((LEARN, state, trigger, *map(str, rest))).rstrip(".")


def read(text: str, study: Study) -> Study:
    """The study with what the button says; raises NoWay where it says nothing."""
    match text.split("."):
        case [_]:
            return study
        case [_, state, "play", number] if number.isdecimal():
            return replace(study, state=state, trigger="play", number=int(number))
        case [_, state, trigger, *rest]:
            name, number, chosen, topic, *_ = (*rest, *BLANK[len(rest) :])
            if number.isdecimal() and chosen.isdecimal():
                return replace(
                    study,
                    state=state,
                    trigger=trigger,
                    name=name,
                    number=int(number),
                    chosen=int(chosen),
                    topic=study.topic_of(topic),
                )
    raise NoWay(study.state, text)
