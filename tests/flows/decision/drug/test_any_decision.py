"""Whatever is pressed or typed about a drug: no amount is taken that was not on the check."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.page.write import Writer
from bot.words import catalogue
from core.course.decisions import OF_A_DRUG, Decision
from core.course.regimen.regimen import State
from flows.decision.button_code import ASKED, kind_of, wish
from flows.decision.drug.rows import STATES
from flows.talk.replies import Note, Sentence
from tests.campaigns import size
from tests.flows.decision.drug.life import (
    IN_UK,
    METHOTREXATE,
    NOT_YET,
    WOMAN,
    decide,
    of,
    unrecorded,
)
from tests.flows.following import CHILD, GROUP, Ward
from tests.lint.display import hits

TAKING = {**METHOTREXATE, "immunosuppressants": {"azathioprine": "taking"}}
SEVERE = {**METHOTREXATE, "severity": "severe"}
CASES = (METHOTREXATE, NOT_YET, WOMAN, IN_UK, TAKING, SEVERE, CHILD)
TYPED = ("12.5", "100", "7.5 mg", "1000", "2 g", "01-Dec-2026", "20-Nov-2026", "0", "no idea")
ENTRIES = ("decide", "drugs", "drug.m", "drug.a", "drug.i")


def on_screen(there: Ward) -> tuple[Sentence, ...]:
    """Every sentence of the screen that is pressed."""
    if not there.turns or not _note(there):
        return ()
    return tuple(each for block in there.note.blocks for each in block)


def moved(there: Ward, number: int) -> None:
    """One of the things that can be pressed, typed or waited for."""
    offered = there.presses if on_screen(there) else []
    ways = [*offered, *offered, *ENTRIES, *TYPED, "wait", "group"]
    way = ways[number % len(ways)]
    if way == "wait":
        there.now += timedelta(days=number % 40, hours=number % 23)
    elif way == "group":
        there.press(ENTRIES[number % len(ENTRIES)], chat=GROUP)
    elif way in TYPED:
        there.type(way)
    elif way.partition(".")[0] in {*ASKED, "decide", "drugs"} and ".open." not in way:
        there.press(way)


def _note(there: Ward) -> bool:
    return any(isinstance(each, Note) for each in there.turn.replies)


def confirmed(decision: Decision, seen: tuple[Sentence, ...]) -> bool:
    """Whether it was confirmed on a check, and the amount that it brings stood there."""
    amounts = {each.values.get("mg") for each in seen}
    checked = any(each.says == "decision.check" for each in seen)
    return checked and (decision.mg is None or decision.mg in amounts)


@settings(max_examples=size("presses"), deadline=None)
@given(
    case=st.sampled_from([*range(len(CASES)), -1]),
    numbers=st.lists(st.integers(0, 100_000), min_size=10, max_size=45),
)
def test_no_amount_is_taken_that_was_not_confirmed(case, numbers):
    there = unrecorded() if case < 0 else of(CASES[case])
    begun = {(each.drug, each.last.mg) for each in there.live().plan.regimens}
    known = {*begun}
    for number in numbers:
        seen, revision = on_screen(there), there.plan().revision
        moved(there, number)
        if there.plan().revision > revision:
            decision = there.plan().decisions[-1].decision
            if decision.move in OF_A_DRUG:
                assert confirmed(decision, seen), (decision, seen)
                known.add((decision.drug, decision.mg))
        for regimen in there.live().plan.regimens:
            for each in regimen.stretches:
                if each.state is State.TAKEN and each.mg is not None:
                    assert (regimen.drug, each.mg) in known


LETTERS = "mafcpriso"
WIDTHS = {1: 40, 2: 22, 3: 13, 4: 10, 5: 8}  # characters of each button in a row of so many


def walked():
    """Each screen that differs, from each of some plans, one button of each kind followed."""
    plans = (METHOTREXATE, NOT_YET, TAKING, SEVERE, IN_UK, CHILD)
    days = [(answers, day) for day in (31, 0) for answers in plans]
    for answers, day in days[: size("steps")]:
        yield from _walked(of(answers).until(day))
    held = of(METHOTREXATE).until(8)
    for press in ("halt.m.liver.0", "halt.m.liver.0.261201"):
        held.press(press)
    yield from _walked(held.until(12))
    infused = decide(of(SEVERE).until(8), "rescue.i", "rescue.i.261125", "rescue.i.261125.0.2")
    yield from _walked(infused.until(36))
    ended = decide(of(METHOTREXATE).until(8), "end.m", "end.m.low_counts")
    yield from _walked(ended.until(12))
    yield from _walked(decide(of(TAKING), "since.a", "01-Sep-2026", "100"))


def _walked(there: Ward):
    seen, waiting = set(), ["decide", "drugs", *(f"drug.{letter}" for letter in LETTERS)]
    while waiting:
        at = there.copy()
        at.press(waiting.pop())
        after = [at]
        if asked := at.turn.session.question:
            after = [at, at.copy()]
            day = kind_of(_state(wish(asked.held["press"]))) in {"day", "until"}
            after[1].type("26-Nov-2026" if day else "22.5")
        for each in filter(_note, after):
            yield each
            for press in each.presses:
                following = wish(press)
                kind = (following.verb, following.drug, len(following.chosen))
                if following.drug and kind not in seen:
                    seen.add(kind)
                    waiting.append(press)


def _state(wanted) -> str:
    """The state that a wish has come to; none on the screens where nothing is chosen yet."""
    return "".join(ASKED.get(wanted.verb, ())[len(wanted.chosen) :][:1])


def states(there: Ward):
    """The states whose questions a screen asks, by its buttons and by what can be typed."""
    for each in map(wish, there.presses):
        if each.drug and each.chosen:
            yield each.state
    if asked := there.turn.session.question:
        yield _state(wish(asked.held["press"]))


@pytest.mark.wide
def test_every_state_of_a_decision_about_a_drug_is_reached_and_written_right():
    reached, wrong = {"drugs", "moves"}, set()
    for there in walked():
        reached |= {*states(there)}
        wrong |= {*_faults(there)}
    assert reached >= {*STATES}
    assert wrong == set()


def _faults(there: Ward):
    """Hits of the display rules, and buttons that are too wide for a phone."""
    region = there.live().plan.case.region
    writer = Writer(catalogue(), region)
    note = there.note
    text = "\n".join(writer.say(each.says, each.values) for block in note.blocks for each in block)
    yield from (str(hit) for hit in hits(text, region=region, fragment=True))
    for row in note.choices:
        wide = [writer.say(each.says, each.values) for each in row]
        yield from (each for each in wide if len(each) > WIDTHS[len(row)])
