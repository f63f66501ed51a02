"""An answer taken: kept or held for its check, and the draft moved to where that leads."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from itertools import takewhile
from typing import TypeVar

from core.patient import Antibody, Experience, Immunosuppressant
from flows.intake.consistency import made_consistent, sound, with_answers
from flows.intake.details import AFFIRMED, DETAILS, GROUPS, WAITED_FOR, affirmed, may_recover
from flows.intake.reading.one_line import Line
from flows.intake.reading.readers import NONE, read_pressed, read_typed, unasked
from flows.intake.reading.taken import Check, Taken
from flows.intake.subject import (
    SIGNS,
    URGENT,
    Subject,
    lower_dose,
    mda5_is_answered_twice,
    page,
)
from flows.intake.table import CHECK_OF, INTAKE, KEYS, NEXT, PREVIOUS, QUESTIONS
from flows.talk.machine import NoWay
from flows.talk.records import Answer
from flows.talk.turn import Draft
from flows.talk.typed.text import Unreadable

Term = TypeVar("Term", bound=StrEnum)
PAGE = ("group", "detail", "lost")
HOLDS: Mapping[str, tuple[str, ...]] = {
    "weight_check": ("answer", "check", "entered", "in_pounds_kg"),
    "height_check": ("answer", "check", "entered"),
    "start_dose_check": ("answer", "check"),
    "first_day_check": ("answer", "check"),
    "start_dose": ("lost", "reason"),
    "group": ("group",),
    "detail": ("group", "detail", "lost", "reason"),
    "detail_check": ("group", "detail", "lost", "answer", "check", "entered"),
    "earlier_check": ("answer", "check", "entered"),
}  # what a state may hold beside the answers
LEADS_BACK = (*QUESTIONS, "change", "age_check")
WITH_PLAN = ("review", "change", "start_dose")


def opened(subject: Subject) -> tuple[Subject, bool]:
    """The subject ready for its next answer, and whether it was led elsewhere for that.

    It is led there where its answers or its state no longer stand as they were shown: a first day
    that went by, a guideline or a program that changed.
    """
    shown = subject.draft
    subject = sound(subject)
    if shown.state in INTAKE.states and subject.draft.answers == shown.answers:
        if shown.state not in WITH_PLAN:
            return subject, False
        stands = made_consistent(subject)
        if stands.draft.answers == shown.answers:
            return stands, False
    return _passed(subject, NEXT), True


def typed(subject: Subject, text: str) -> Subject:
    """The subject after a typed answer; raises Unreadable."""
    key = asked_key(subject)
    if key is None:
        raise unasked(text)
    return _agreeing(subject, _answered(subject, key, read_typed(key, text, subject)))


def reviewed(subject: Subject, answer: Mapping[str, Answer]) -> Subject:
    """A draft of a live plan with this answer given anew, at its review."""
    subject = made_consistent(with_answers(subject, {**subject.answers, **answer}))
    return replace(subject, draft=replace(subject.draft, state="review", trail=("change",)))


def at_once(subject: Subject, line: Line) -> tuple[Subject, Unreadable | None]:
    """The new draft with what is clear of one line, and why not all of it was taken.

    Only the weight can wait for one more look: of the rest, what would is left to be asked for.
    """
    fault = None if line.whole else Unreadable("one_line_part" if line.says_any else "one_line")
    subject, weight = with_answers(subject, {**subject.answers, **line.answers}), None
    for key, text in line.typed.items():
        try:
            taken = read_typed(key, text, subject)
        except Unreadable as wrong:
            fault = wrong
            continue
        if key == "weight_kg":
            weight = taken
        elif taken.check:
            fault = Unreadable("one_line_part")
        else:
            subject = with_answers(subject, {**subject.answers, key: taken.answer})
    if weight is None:
        return subject, fault
    subject = _answered(subject, "weight_kg", weight)
    before = takewhile(lambda each: each != subject.draft.state, QUESTIONS)
    trail = tuple(each for each in before if KEYS[each] in subject.answers)
    return replace(subject, draft=replace(subject.draft, trail=trail)), fault


def pressed(subject: Subject, press: str) -> Subject:
    """The subject after a press; raises NoWay where the state does not know it."""
    return _agreeing(subject, _pressed(subject, press))


def _agreeing(before: Subject, after: Subject) -> Subject:
    """The subject, unless the answer just given says the contrary of another one."""
    if mda5_is_answered_twice(after.answers) and not mda5_is_answered_twice(before.answers):
        raise Unreadable("mda5_twice")
    return after


def _pressed(subject: Subject, press: str) -> Subject:
    verb, _, value = press.partition(".")
    if (answers := _at_once(subject, verb, value)) is not None:
        return _passed(_kept(subject, answers), _leads(subject, verb))
    match verb:
        case "set":
            return _set(subject, value)
        case "use":
            return _used(subject, value)
        case "clear":
            return _move(_cleared(subject), verb)
        case "toggle":
            return _move(_toggled(subject, value), verb)
        case "open":
            return _move(subject, f"open_{value}")
        case "group" if value in {*GROUPS, WAITED_FOR}:
            return _move(_holding(subject, {"group": value}), verb)
        case "key" if value in DETAILS:
            return _move(_holding(subject, {**subject.draft.held, "detail": value}), verb)
        case _:
            return _move(subject, verb)


def _at_once(subject: Subject, verb: str, value: str) -> Mapping[str, Answer] | None:
    """What a press answers that asks for nothing more; None where it is no such press."""
    match verb:
        case "none":
            return dict.fromkeys(SIGNS, False)
        case "affirm":
            return dict.fromkeys(affirmed(page(subject, WAITED_FOR), subject.answers), False)
        case "never":
            return {"immunosuppressants": NONE["immunosuppressants"]}
        case "lower":
            return {"start_mg": str(lower_dose(subject))}
        case "recovered" if value in may_recover(subject.answers):
            return {value: False}
    return None


def asked_key(subject: Subject) -> str | None:
    """The planner's key that the open prompt asks for, where it asks for one."""
    draft = subject.draft
    of_a_page = draft.state in {"detail", "detail_check"}
    key = draft.held.get("detail") if of_a_page else KEYS.get(draft.state)
    return None if key is None else str(key)


def _set(subject: Subject, value: str) -> Subject:
    key = asked_key(subject)
    if key is None:
        raise NoWay(subject.draft.state, "set")
    return _answered(subject, key, read_pressed(key, value, subject))


def _answered(subject: Subject, key: str, taken: Taken) -> Subject:
    """The answer kept, or held where it must be asked about once more."""
    opened_from = {each: subject.draft.held[each] for each in PAGE if each in subject.draft.held}
    if taken.check is None:
        return _move(_kept(_holding(subject, opened_from), {key: taken.answer}), "answered")
    held = {
        **opened_from,
        "answer": taken.answer,
        "check": taken.check.value,
        "entered": taken.entered,
        "in_pounds_kg": taken.in_pounds_kg,
    }
    return _move(_holding(subject, held), "answered")


def _used(subject: Subject, value: str) -> Subject:
    """The held answer kept as it was read, or as it would be if it was in pounds."""
    held, key = subject.draft.held, asked_key(subject)
    if "answer" not in held or key is None:
        return _move(subject, "use")
    in_pounds = value == "pounds"
    answer = held["in_pounds_kg" if in_pounds else "answer"]
    other_unit = key == "weight_kg" and (in_pounds or held["check"] == Check.CONVERTED)
    entered = str(held["entered"]) if other_unit else ""
    return _move(_kept(subject, {key: answer}, entered), "use")


def _cleared(subject: Subject) -> Subject:
    key = asked_key(subject)
    return with_answers(subject, {k: v for k, v in subject.answers.items() if k != key})


def _toggled(subject: Subject, name: str) -> Subject:
    """What was pressed of the page that is open, in its next state."""
    key = asked_key(subject)
    if key == "immunosuppressants":
        return with_answers(subject, _experienced(subject.answers, name))
    if key == "antibodies":
        return with_answers(subject, _found(subject.answers, name))
    return _present(subject, name)


def _experienced(answers: Mapping[str, Answer], name: str) -> Mapping[str, Answer]:
    """The drug taken, failed, not tolerated and again none of these; what is taken is planned for.

    Cyclophosphamide that is taken needs the same protection as one that is planned.
    """
    drug, given = _term(Immunosuppressant, name), answers.get("immunosuppressants")
    known = dict(given) if isinstance(given, dict) else {}
    steps = (None, *Experience, None)
    following = steps[steps.index(known.get(drug)) + 1]
    others = {each: how for each, how in known.items() if each != drug}
    after = {**others, str(drug): str(following)} if following else others
    kept = {key: each for key, each in answers.items() if key != "immunosuppressants"}
    if drug is Immunosuppressant.CYCLOPHOSPHAMIDE:
        kept = {key: each for key, each in kept.items() if key != drug}
        kept |= {str(drug): True} if following is Experience.TAKING else {}
    return {**kept, "immunosuppressants": after} if after else kept


def _found(answers: Mapping[str, Answer], name: str) -> Mapping[str, Answer]:
    """The antibody found, or no longer answered."""
    antibody, given = _term(Antibody, name), answers.get("antibodies")
    known = list(given) if isinstance(given, list) else []
    after = [str(each) for each in Antibody if (each in known) is not (each is antibody)]
    kept = {key: each for key, each in answers.items() if key != "antibodies"}
    return {**kept, "antibodies": after} if after else kept


def _term(terms: type[Term], name: str) -> Term:
    if name not in set(terms):
        raise NoWay(name)
    return terms(name)


def _present(subject: Subject, sign: str) -> Subject:
    """The sign or condition present, or no longer answered."""
    on_page = subject.draft.state == "group" and sign in AFFIRMED
    if sign not in URGENT and not on_page:
        raise NoWay(subject.draft.state, sign)
    present = subject.answers.get(sign) is True
    others = {key: answer for key, answer in subject.answers.items() if key != sign}
    return with_answers(subject, others if present else {**others, sign: True})


def _kept(subject: Subject, answers: Mapping[str, Answer], entered: str = "") -> Subject:
    """The answers among the others; an empty one takes its key away."""
    merged = {**subject.answers, **answers}
    kept = {key: answer for key, answer in merged.items() if answer != ""}
    subject = with_answers(subject, kept)
    if "weight_kg" not in answers:
        return subject
    draft = replace(subject.draft, entered=entered, entered_on=subject.today)
    return replace(subject, draft=draft)


def _holding(subject: Subject, held: Mapping[str, Answer]) -> Subject:
    return replace(subject, draft=replace(subject.draft, held=held))


def _move(subject: Subject, trigger: str) -> Subject:
    return _passed(subject, _leads(subject, trigger))


def _leads(subject: Subject, trigger: str) -> str:
    return INTAKE.move(subject.draft.state, trigger, subject)


def _passed(subject: Subject, state: str) -> Subject:
    """The draft in the state, or where the states that are only passed through lead."""
    back = state == PREVIOUS
    while state in (NEXT, PREVIOUS):
        if state == NEXT:
            subject = made_consistent(_holding(subject, {}))
        state = INTAKE.move(state, "go", subject)
    draft = subject.draft
    trail = draft.trail[:-1] if back else _trail(draft, state)
    held = {key: draft.held[key] for key in HOLDS.get(state, ()) if key in draft.held}
    return replace(subject, draft=replace(draft, state=state, trail=trail, held=held))


def _trail(draft: Draft, state: str) -> tuple[str, ...]:
    """The way back from this state; at the review only the questions in their order are left."""
    source = CHECK_OF.get(draft.state, draft.state)
    questions = tuple(takewhile(lambda each: each in QUESTIONS, draft.trail))
    if state == "review" and (len(questions) < len(draft.trail) or source not in QUESTIONS):
        return questions
    came = state in (*QUESTIONS, "review") and source in LEADS_BACK and source != state
    return (*draft.trail, source) if came else draft.trail
