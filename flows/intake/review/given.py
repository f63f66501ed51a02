"""Answers as they are read back, each as the words it stands for."""

from flows.intake.subject import Subject, shown
from flows.plan.answered import several
from flows.talk.replies import Words


def given(subject: Subject, keys: tuple[str, ...]) -> tuple[tuple[str, Words], ...]:
    """The answers to these keys, where there are any."""
    known = {key: subject.answers[key] for key in keys if subject.answers.get(key) is not None}
    return tuple(
        (key, several(key, shown(key, answer, subject.guideline))) for key, answer in known.items()
    )
