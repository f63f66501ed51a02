"""Answers as they are read back, each as the words it stands for."""

from flows.intake.details import idle
from flows.intake.subject import Subject, shown
from flows.plan.answered import several
from flows.talk.replies import Words


def given(subject: Subject, keys: tuple[str, ...]) -> tuple[tuple[str, Words], ...]:
    """The answers to these keys, where there are any; none that means nothing beside others."""
    answers, gone = subject.answers, idle(subject.answers)
    kept = (key for key in keys if key not in gone and answers.get(key) is not None)
    known = {key: answers[key] for key in kept}
    return tuple(
        (key, several(key, shown(key, answer, subject.guideline))) for key, answer in known.items()
    )
