"""What the review of a live plan's answers shows: what is answered otherwise, and what it does."""

from collections.abc import Mapping

from flows.intake.subject import Subject, shown
from flows.plan.answer_changes import answer_changes
from flows.plan.answered import several
from flows.reminder.wanted.wanted import replanned
from flows.talk.records import Answer, Matter
from flows.talk.replies import AnswersChange, Changed, Words


def change(subject: Subject) -> AnswersChange | None:
    """The change of a live plan; None where the draft makes a plan."""
    before, after = subject.before, subject.after
    if before is None or after is None:
        return None
    was, now = before.record.answers, subject.answers
    told = (each for each in subject.reminders if each.matter is not Matter.REVISED)
    reminders = replanned(tuple(told), after, before.now)
    return AnswersChange(
        told=tuple(
            Changed(key=key, was=_words(subject, key, was), now=_words(subject, key, now))
            for key in subject.changed
        ),
        blocks=answer_changes(before, after, reminders) if subject.changed else (),
    )


def _words(subject: Subject, key: str, answers: Mapping[str, Answer]) -> Words | None:
    if answers.get(key) is None:
        return None
    return several(key, shown(key, answers[key], subject.guideline))
