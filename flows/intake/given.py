"""Answers as they are read back, each as the words it stands for."""

from core.evidence import Value
from flows.intake.readers import NONE
from flows.intake.subject import Subject, shown
from flows.talk.replies import Wording, Words


def given(subject: Subject, keys: tuple[str, ...]) -> tuple[tuple[str, Words], ...]:
    """The answers to these keys, where there are any."""
    known = {key: subject.answers[key] for key in keys if subject.answers.get(key) is not None}
    return tuple(
        (key, several(key, shown(key, answer, subject.guideline))) for key, answer in known.items()
    )


def several(key: str, value: Value) -> Words:
    """An answer that holds several values, each in words; any other one as it is."""
    if key not in NONE or not isinstance(value, tuple):
        return value
    if not value:
        return Wording(f"given.none.{key}", {})
    if key == "antibodies":
        return value
    names = ("mg", "days") if key == "earlier_steroid" else ("drug", "how")
    return tuple(
        Wording(
            "given.pause" if pair[0] == 0 else f"given.{key}", dict(zip(names, pair, strict=True))
        )
        for pair in value
        if isinstance(pair, tuple)
    )
