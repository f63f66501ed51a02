"""Only listed users are answered, and nobody can flood the desk."""

import pytest

from bot.desk.access import (
    BURST,
    HEARD_AGAIN,
    LEARNS,
    LEARNS_AGAIN_SECONDS,
    REFILL_SECONDS,
    REMEMBERED,
    Gate,
    Verdict,
)
from flows.talk.limits import PAUSE_SECONDS

NOON, AN_HOUR = 5_000.0, 3_600.0  # seconds


def test_a_stranger_gets_one_line_an_hour() -> None:
    gate = Gate(frozenset({7}))
    minutes = (0, 1, 59, 60, 61)
    assert [gate.judge(8, NOON + 60 * m) for m in minutes] == [
        Verdict.STRANGER,
        Verdict.SILENCE,
        Verdict.SILENCE,
        Verdict.STRANGER,
        Verdict.SILENCE,
    ]


def test_strangers_beyond_memory_push_out_the_oldest() -> None:
    gate = Gate(frozenset())
    for who in range(REMEMBERED + 1):
        gate.judge(who, NOON)
    assert gate.judge(0, NOON) is Verdict.STRANGER
    assert gate.judge(REMEMBERED, NOON) is Verdict.SILENCE


def test_a_prescriber_who_floods_gets_one_notice_then_silence_then_is_heard_again() -> None:
    gate = Gate(frozenset({7}))
    assert {gate.judge(7, NOON) for _ in range(BURST)} == {Verdict.WELCOME}
    assert gate.judge(7, NOON) is Verdict.TOO_FAST
    assert gate.judge(7, NOON) is Verdict.SILENCE
    over = NOON + HEARD_AGAIN * REFILL_SECONDS
    assert gate.judge(7, over - 0.01) is Verdict.SILENCE
    assert gate.judge(7, over) is Verdict.WELCOME


def test_twenty_a_minute_are_answered_however_long_somebody_goes_on() -> None:
    """As fast as one can press for an hour: the first ones, and twenty of each minute since."""
    gate = Gate(frozenset({7}))
    heard = [gate.judge(7, NOON + tenth / 10) for tenth in range(36_000)]
    assert heard.count(Verdict.WELCOME) in range(20 * 60, 20 * 61 + 1)
    assert heard.count(Verdict.TOO_FAST) <= heard.count(Verdict.WELCOME) / HEARD_AGAIN + 1


def test_one_who_answers_every_three_seconds_is_never_too_fast() -> None:
    gate = Gate(frozenset({7}))
    assert {gate.judge(7, NOON + 3 * each) for each in range(1_000)} == {Verdict.WELCOME}


def test_a_flood_is_over_within_the_time_that_its_notice_names() -> None:
    assert HEARD_AGAIN * max(REFILL_SECONDS, LEARNS_AGAIN_SECONDS) <= PAUSE_SECONDS


def test_what_is_spared_is_answered_in_a_flood_and_takes_nothing_from_the_rest() -> None:
    gate = Gate(frozenset({7}))
    assert {gate.judge(7, NOON, spared=True) for _ in range(BURST)} == {Verdict.WELCOME}
    assert {gate.judge(7, NOON) for _ in range(BURST)} == {Verdict.WELCOME}
    assert gate.judge(7, NOON) is Verdict.TOO_FAST
    assert gate.judge(7, NOON, spared=True) is Verdict.WELCOME
    assert gate.judge(8, NOON, spared=True) is Verdict.STRANGER


def test_whoever_sits_at_this_machine_may_be_fast() -> None:
    gate = Gate(frozenset({7}), limited=False)
    assert {gate.judge(7, NOON) for _ in range(BURST * 5)} == {Verdict.WELCOME}
    assert gate.judge(8, NOON) is Verdict.STRANGER


def test_one_prescriber_does_not_use_up_the_bucket_of_another() -> None:
    gate = Gate(frozenset({7, 8}))
    for _ in range(BURST + 1):
        gate.judge(7, NOON)
    assert gate.judge(8, NOON) is Verdict.WELCOME


def test_somebody_who_was_invited_is_welcome():
    assert Gate(prescribers=frozenset()).judge(5, NOON, known=True) is Verdict.WELCOME


def test_after_five_wrong_codes_in_an_hour_there_is_silence_for_a_right_one_too():
    gate = Gate(prescribers=frozenset())
    wrong = [gate.tried(5, NOON, right=False) for _ in range(6)]
    assert wrong == [Verdict.STRANGER] * 5 + [Verdict.SILENCE]
    assert gate.tried(5, NOON, right=True) is Verdict.SILENCE
    assert gate.tried(6, NOON, right=True) is Verdict.WELCOME
    assert gate.tried(5, NOON + AN_HOUR, right=True) is Verdict.WELCOME


def test_after_fifty_wrong_codes_of_anybody_there_is_silence_for_everybody():
    gate = Gate(prescribers=frozenset())
    for who in range(50):
        gate.tried(who, NOON, right=False)
    assert gate.tried(99, NOON, right=True) is Verdict.SILENCE


def test_a_stranger_may_learn_but_more_slowly_than_a_prescriber():
    gate = Gate(prescribers=frozenset({7}))
    assert {gate.learns(8, NOON, known=False) for _ in range(LEARNS)} == {Verdict.WELCOME}
    assert gate.learns(8, NOON, known=False) is Verdict.TOO_FAST
    assert gate.learns(8, NOON, known=False) is Verdict.SILENCE
    over = NOON + HEARD_AGAIN * LEARNS_AGAIN_SECONDS
    assert gate.learns(8, over, known=False) is Verdict.WELCOME
    assert gate.learns(9, NOON, known=False) is Verdict.WELCOME
    assert {gate.learns(7, NOON, known=False) for _ in range(BURST)} == {Verdict.WELCOME}
    assert {gate.learns(5, NOON, known=True) for _ in range(BURST)} == {Verdict.WELCOME}


@pytest.mark.parametrize(
    ("who", "known", "refill"),
    [
        (7, False, REFILL_SECONDS),  # a prescriber of the settings
        (7, True, REFILL_SECONDS),
        (8, True, REFILL_SECONDS),  # somebody who was invited
        (8, False, LEARNS_AGAIN_SECONDS),
    ],
)
def test_only_a_stranger_learns_more_slowly(who: int, known: bool, refill: float) -> None:
    gate = Gate(frozenset({7}))
    while gate.learns(who, NOON, known=known) is Verdict.WELCOME:
        pass
    over = NOON + HEARD_AGAIN * refill
    assert gate.learns(who, over - 0.01, known=known) is Verdict.SILENCE
    assert gate.learns(who, over, known=known) is Verdict.WELCOME


def test_learning_does_not_use_up_the_line_that_a_stranger_gets():
    gate = Gate(prescribers=frozenset())
    gate.learns(8, NOON, known=False)
    assert gate.judge(8, NOON) is Verdict.STRANGER


def test_who_was_heard_longest_ago_is_forgotten_first_and_not_whoever_came_first() -> None:
    gate = Gate(prescribers=frozenset())
    for who in (0, 1):
        for _ in range(BURST + 1):
            gate.paced(who, NOON)
    for who in range(2, REMEMBERED):
        gate.paced(who, NOON)
    assert gate.paced(0, NOON) is Verdict.SILENCE
    gate.paced(REMEMBERED, NOON)
    assert gate.paced(0, NOON) is Verdict.SILENCE
    assert gate.paced(1, NOON) is Verdict.WELCOME


def test_a_stranger_who_was_told_again_is_not_the_first_to_be_forgotten() -> None:
    gate = Gate(prescribers=frozenset())
    for who in range(REMEMBERED):
        gate.judge(who, NOON)
    assert gate.judge(0, NOON) is Verdict.SILENCE
    later = NOON + AN_HOUR
    assert gate.judge(0, later) is Verdict.STRANGER
    gate.judge(REMEMBERED, later)
    assert gate.judge(0, later) is Verdict.SILENCE


def test_whoever_is_heard_again_and_floods_again_gets_the_notice_again() -> None:
    gate = Gate(frozenset({7}))
    for _ in range(BURST):
        gate.judge(7, NOON)
    flood = [gate.judge(7, NOON), gate.judge(7, NOON)]
    soon = NOON + HEARD_AGAIN * REFILL_SECONDS
    assert flood == [Verdict.TOO_FAST, Verdict.SILENCE]
    again = [gate.judge(7, soon) for _ in range(HEARD_AGAIN + 2)]
    assert again == [*[Verdict.WELCOME] * HEARD_AGAIN, *flood]
