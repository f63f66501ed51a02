"""The answers of a draft brought in line with each other, and what they come to then."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from core.amounts import A_DAY
from core.reading import KEYS, Refused
from core.values import Invalid
from flows.intake.details import idle
from flows.intake.needs import ANSWERS, first_missing
from flows.intake.review.agent_begins import KEY as AGENT_START
from flows.intake.review.agent_begins import is_gone
from flows.intake.subject import DAYS_BACK, Subject
from flows.plan.live import soonest
from flows.talk.records import Answer

OF_A_TAPER = frozenset({"start_mg", "hold_weeks", "tail"})  # juvenile disease has none
ASKED_AGAIN = ("start_mg", "pulse_mg")  # all else is refused when it is read


def made_consistent(subject: Subject) -> Subject:
    """Nothing is left that means nothing or no longer fits; with what is missing, and the plan.

    `held["lost"]` names the one dose that has to be asked for again, with the reason.
    """
    subject = with_answers(subject, _meaningful(subject))
    missing = first_missing(subject)
    if missing < len(ANSWERS):
        return replace(subject, missing=missing)
    day = first_day(subject)
    subject = with_answers(subject, {**subject.answers, "start_date": day.isoformat()})
    if is_gone(subject, day):
        kept = {key: answer for key, answer in subject.answers.items() if key != AGENT_START}
        subject = with_answers(subject, kept)
    plan = subject.comes_to()
    if isinstance(plan, Refused):
        return _lost(subject, plan.reason)
    return replace(subject, plan=plan, missing=first_missing(subject))


def suggested_days(subject: Subject) -> tuple[date, date]:
    """The two first days to offer: this day before noon, else the next, and the one after."""
    first = soonest(subject.local)
    return first, first + A_DAY


def first_day(subject: Subject) -> date:
    """The first day as chosen, or the suggested one where there is none that still holds."""
    suggested, _ = suggested_days(subject)
    given = subject.answers.get("start_date")
    if given is None:
        return suggested
    day = date.fromisoformat(str(given))
    kept = not subject.begins or not _is_over(day, subject)
    return day if kept else suggested


def _is_over(day: date, subject: Subject) -> bool:
    """Whether the day went by since the last prompt, or lies too far back by now.

    A day that was over when it was chosen was confirmed: as the day of the first dose, or, far
    back, as the day since when the start dose has been taken.
    """
    asked = subject.draft.asked_at.astimezone(subject.local.tzinfo).date()
    far_back = (asked - day).days > DAYS_BACK
    return asked <= day < subject.today or (
        (subject.today - day).days > DAYS_BACK and not far_back
    )


def sound(subject: Subject) -> Subject:
    """Answers that the planner's keys no longer take are gone: an older version kept them."""
    answers = {
        key: answer for key, answer in subject.answers.items() if _readable(key, answer, subject)
    }
    return subject if answers == subject.answers else with_answers(subject, answers)


def _readable(key: str, answer: Answer, subject: Subject) -> bool:
    """Whether the key is known and takes the answer; a pulse dose is judged with the weight."""
    if key not in KEYS or key == "pulse_mg":
        return key in KEYS
    if key == AGENT_START:
        return True  # judged with the first day, once that is known
    try:
        KEYS[key].read(answer, {}, subject.guideline)
    except Invalid:
        return False
    return True


def with_answers(subject: Subject, answers: Mapping[str, Answer]) -> Subject:
    """The subject with these answers instead; what they come to is open again."""
    return replace(subject, draft=replace(subject.draft, answers=answers), plan=None, missing=None)


def _meaningful(subject: Subject) -> Mapping[str, Answer]:
    gone = idle(subject.answers) | (OF_A_TAPER if subject.juvenile else frozenset())
    return {key: answer for key, answer in subject.answers.items() if key not in gone}


def _lost(subject: Subject, reason: str) -> Subject:
    """The dose that the planner refuses is gone, and is asked for again with its reason."""
    key = next(key for key in ASKED_AGAIN if reason.startswith(key))
    subject = with_answers(subject, {k: v for k, v in subject.answers.items() if k != key})
    held: Mapping[str, Answer] = {"lost": key, "reason": reason}
    if key == "pulse_mg":
        held = {**held, "detail": key, "group": "treatment"}
    subject = replace(subject, draft=replace(subject.draft, held=held))
    plan = subject.comes_to()
    known = None if isinstance(plan, Refused) else plan
    return replace(subject, plan=known, missing=first_missing(subject))
