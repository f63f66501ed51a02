"""What conversations show, one thing a line, and how each screen differs from one before it.

`python -m tests.flows.telling` writes `tests/flows/told/` anew. Its diff is what people will read
and press otherwise, to be looked through line by line.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from difflib import unified_diff
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import Any

from flows.decision.button_code import wish
from flows.talk.replies import Note, Reply
from flows.talk.turn import Turn
from tests.flows.chat import MODERATE, at_review
from tests.flows.decision.drug.life import METHOTREXATE, decide, of
from tests.flows.decision.drug.test_any_decision import TAKING
from tests.flows.following import CHILD, Ward, planned, ward
from tests.flows.intake.walk import TYPED, prompts

FOLDER = Path(__file__).with_name("told")
ALIKE = 12  # screens before, of which each is told beside the one that it is most like
BY_LINE = frozenset({"blocks", "choices", "answers"})
LEFT_OUT = BY_LINE | {"plan", "made"}  # what a plan says is told where the core is tested
DECISIONS = ("decide", "drugs", "visit", "history")
MOST = 100  # screens of a plan
DAYS = (0, 1, 3, 8, 25, 28, 29, 31, 35, 42, 56, 70, 84, 98, 140, 190)
Screens = Iterator[tuple[str, list[str]]]


def of_intake() -> Screens:
    """Each prompt of the walk, with what is kept of the draft."""
    for seen in prompts():
        heard = getattr(seen.heard, "press", None) or getattr(seen.heard, "text", "")
        draft = seen.draft
        answers = (f"kept {key}: {_written(each)}" for key, each in draft.answers.items())
        state = f"at {draft.state} {'.'.join(draft.trail)} {_written(draft.held)}".rstrip()
        yield f"{_pressed(heard)}", [state, *answers, *_turn(seen.turn)]


def of_revision(steps: tuple[str, ...]) -> Screens:
    """What is answered anew of a plan that is live, one button of each kind followed."""
    there = at_review(*steps)
    there.make()
    (record,) = there.plans.values()
    there.press_plan("answer", record)
    seen, waiting, count = set[object](), deque([("", there)]), 0
    while waiting and count < MOST:
        press, before = waiting.popleft()
        at = before.copy()
        if press:
            at.answer(press)
        count += 1
        decided = "" if at.session.draft else f"made {at.plans[record.label].revision}"
        yield press, [*decided.splitlines(), *_turn(at.turns[-1])]
        if not at.session.draft:
            continue
        state = at.draft.state
        for each in (*(f"[{x}]" for x in at.presses), *TYPED.get(state, ())):
            kind = (state, each.split(".")[0] if "make" in each else each)
            if kind not in seen:
                seen.add(kind)
                waiting.append((each, at))


def of_decisions(there: Ward) -> Screens:
    """The screens that lead to decisions about this plan, one button of each kind followed."""
    seen, waiting = set[object](), deque((each, there) for each in DECISIONS)
    count, undone = 0, False
    while waiting and count < MOST:
        press, before = waiting.popleft()
        at = before.copy()
        at.press(press)
        count += 1
        yield press, _after(at)
        if at.plan().revision > before.plan().revision:
            undo = f"undo.{before.plan().revision}"
            waiting += [] if undone else [(undo, at), (f"{undo}.y", at), ("decide", at)]
            undone = True
        if asked := at.turn.session.question:
            typed = at.copy()
            typed.type("26-Nov-2026" if "day" in _written(asked) else "22.5")
            yield f"{press}, typed", _after(typed)
        for each in at.presses if any(isinstance(e, Note) for e in at.answers) else ():
            kind = _kind(each)
            if kind not in seen:
                seen.add(kind)
                waiting.append((each, at))


def _kind(press: str) -> object:
    found = wish(press)
    return (found.verb, found.drug, found.chosen[:1], len(found.chosen))


def of_reminders(there: Ward) -> Screens:
    """What each chat is shown as the plan goes on, and what each kind of button answers."""
    shown, pressed, told = dict[tuple[int, int], Reply](), set[object](), list[list[str]]()
    for day in DAYS:
        there.until(day, "11:00")
        for place, reply in there.screens.items():
            if shown.get(place) == reply:
                continue
            shown[place] = reply
            said = list(_reply(reply))
            if said[1:] not in told:  # but for the number of the message
                told.append(said[1:])
                yield f"day {day}, chat {place[0]}", said
            for choice in chain.from_iterable(getattr(reply, "choices", ())):
                kind = (choice.press.partition(".")[0], choice.says, place[0] < 0)
                if kind not in pressed:
                    pressed.add(kind)
                    at = there.copy()
                    number = at.plan().revision if choice.number is None else choice.number
                    at.press(choice.press, number=number, chat=place[0], message=place[1])
                    yield f"day {day}, chat {place[0]}, {_pressed(choice.press)}", _after(at)


def _after(there: Ward) -> list[str]:
    """What the last press has shown, and led to."""
    question = there.turn.session.question
    decided = [each.decision for each in there.plan().decisions]
    return [
        *(f"asks {_written(each)}" for each in (question,) if each),
        *(f"decided {_written(each)}" for each in decided),
        *_turn(there.turn),
    ]


def _turn(turn: Turn) -> Iterator[str]:
    yield from (f"deed {each.action} {each.reason}" for each in turn.deeds)
    for each in turn.replies:
        yield from _reply(each)


def _reply(reply: Reply) -> Iterator[str]:
    """Its sentences, its buttons row by row, and whatever else is not as usual."""
    said = (
        f"{each.name}={_written(value)}"
        for each in fields(reply)
        if each.name not in LEFT_OUT and not _is_usual(each, value := getattr(reply, each.name))
    )
    yield f"{type(reply).__name__} {' '.join(said)}"
    for name, value in getattr(reply, "answers", ()):
        yield f"  {name}: {_written(value)}"
    for block in getattr(reply, "blocks", ()):
        for each in block:
            strong = "!" if each.strong else ""
            yield f"  {each.says}{strong} | {_written(each.values)}".rstrip(" |-")
    for row in getattr(reply, "choices", ()):
        pressed = (f"[{_pressed(each.press)} {each.says} {_written(each.values)}]" for each in row)
        yield f"  {' '.join(pressed)}"


def _is_usual(of: Any, value: object) -> bool:
    if of.default is not MISSING:
        return bool(value == of.default)
    return of.default_factory is not MISSING and value == of.default_factory()


def _pressed(press: str) -> str:
    """Without the sum of the rules, which an edition alters."""
    return "make.*" if press.startswith("make.") else press


def _written(value: Any) -> str:
    match value:
        case datetime():
            return value.isoformat()
        case Enum():
            return str(value.value)
        case date():
            return str(value)
        case Mapping():
            return "; ".join(f"{key}: {_written(each)}" for key, each in value.items()) or "-"
        case tuple() | list():
            return ",".join(map(_written, value)) or "-"
        case _ if is_dataclass(value):
            said = ((each, getattr(value, each.name)) for each in fields(value))
            shown = (f"{of.name}={_written(x)}" for of, x in said if not _is_usual(of, x))
            return f"({' '.join(shown)})"
        case _:
            return f"{value}"


def page(screens: Screens) -> str:
    """The first in full; each other beside one shortly before that it is most like."""
    last = deque[tuple[int, list[str]]](maxlen=ALIKE)
    parts = []
    for number, (title, whole) in enumerate(screens):
        lines = set(whole)
        like = min(last, key=lambda each: len(lines.symmetric_difference(each[1])), default=None)
        head = f"== {number} {title}" + (f"; beside {like[0]}" if like else "")
        parts.append("\n".join((head, *(_changed(like[1], whole) if like else whole))))
        last.append((number, whole))
    return "\n".join(parts) + "\n"


def _changed(before: list[str], after: list[str]) -> Iterator[str]:
    """What is new, and of what is gone how it began."""
    _, _, *found = (*unified_diff(before, after, n=0, lineterm=""), "", "")
    for each in found:
        if each[:1] == "+":
            yield f"+ {each[1:].strip()}"
        elif each[:1] == "-":
            yield f"- {' '.join(each[1:].split()[:2])}"


PLANS = {
    "moderate": lambda: ward().until(27),
    "methotrexate": lambda: of(METHOTREXATE).until(31),
    "taking": lambda: decide(of(TAKING), "since.a", "01-Sep-2026", "100").until(2),
}
FOLLOWED = {
    "methotrexate": lambda: of(METHOTREXATE),
    "child": lambda: ward(planned(answers=CHILD)),
}
TOLD = {
    "intake": of_intake,
    "revision": lambda: of_revision(MODERATE),
    **{f"decisions_{name}": lambda of=of: of_decisions(of()) for name, of in PLANS.items()},
    **{f"reminders_{name}": lambda of=of: of_reminders(of()) for name, of in FOLLOWED.items()},
}


if __name__ == "__main__":
    for name, screens in TOLD.items():
        (FOLDER / f"{name}.txt").write_text(page(screens()), encoding="utf-8")
