"""Learning on the working planner: predict, reveal, find the error; a whole course to play.

Nothing here makes a plan, a reminder, a label or a deed, or touches what is kept of the chat: a
turn changes what was learnt, or nothing at all.
"""

from dataclasses import replace
from types import MappingProxyType

from flows.talk.handlers import Dialogue
from flows.talk.machine import NoWay
from flows.talk.replies import Note, Quiz
from flows.talk.screens import pressed_in_private, toast
from flows.talk.turn import Commanded, Context, Learnt, Pressed, Session, Turn
from flows.training.scenes import SCENES, frame
from flows.training.screens import asked, cases, debrief, played, quiz, revealed, topics
from flows.training.table import LEARN, TRAINING_STEPS, Study, read


def learn(session: Session, _heard: Commanded, context: Context) -> Turn:
    """The list of cases, posted below."""
    return _shown(session, replace(cases(_study(context)), anew=True))


def pressed(session: Session, heard: Pressed, context: Context) -> Turn:
    """The screen that the press leads to; an answer is kept with the others."""
    try:
        study = read(heard.press, _study(context))
        state = TRAINING_STEPS.move(study.state, study.trigger, study)
    except NoWay:
        return toast(session, "not_now")
    if study.trigger == "quiz":
        return _shown(session, quiz(study))
    match state:
        case "asked":
            return _shown(session, asked(_asked(study)))
        case "topics":
            return _shown(session, topics(study))
        case "revealed":
            after = study.after()
            shown = _shown(session, revealed(replace(study, learnt=after)))
            return replace(shown, learnt=Learnt(chosen=after, at=context.now))
        case "debrief":
            return _shown(session, debrief(study))
        case "playing":
            seen = frame(context.guideline, context.zone_name, context.region, study.number)
            return _shown(session, played(seen, study))
        case _:
            return _shown(session, cases(study))


def _asked(study: Study) -> Study:
    """The exercise that is asked now."""
    if study.trigger == "next":
        return study.onward
    if study.trigger == "topic":
        name, number = study.places[0]
        return replace(study, name=name, number=number)
    return study


def _study(context: Context) -> Study:
    return Study(lessons=context.lessons, learnt=context.learnt.chosen, frames=len(SCENES))


def _shown(session: Session, reply: Note | Quiz) -> Turn:
    return Turn(session=session, replies=(reply,))


TRAINING = Dialogue(
    commands=MappingProxyType({LEARN: learn}),
    presses=MappingProxyType({LEARN: pressed_in_private(pressed)}),
)
