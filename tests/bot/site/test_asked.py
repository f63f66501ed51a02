"""What the page may ask for; anything else is nothing."""

import json

import pytest

from bot.practice.pushed_clock import Push
from bot.site.asked import LONGEST_TEXT, NotAsked, Plays, Press, Pushed, Say, asked


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"do": "say", "who": 1, "chat": 1, "text": " 72 "}, Say(who=1, chat=1, text="72")),
        (
            {"do": "press", "who": 2, "chat": -1, "message": 3, "data": "1|A|1|x|t"},
            Press(who=2, chat=-1, message=3, data="1|A|1|x|t"),
        ),
        ({"do": "push", "by": "+next"}, Pushed(push=Push(by=None))),
        ({"do": "play"}, Plays(on=True)),
        ({"do": "pause"}, Plays(on=False)),
    ],
)
def test_what_the_page_asks_is_read(said: object, expected: object) -> None:
    assert asked(json.dumps(said).encode()) == expected


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        "say",
        {},
        {"do": "leave"},
        {"do": []},
        {"do": "say", "who": 1, "chat": 1},
        {"do": "say", "who": 2, "chat": 1, "text": "of another"},
        {"do": "say", "who": True, "chat": 1, "text": "x"},
        {"do": "say", "who": 7, "chat": 7, "text": "x"},
        {"do": "say", "who": 1, "chat": 1, "text": " "},
        {"do": "say", "who": 1, "chat": 1, "text": "x" * (LONGEST_TEXT + 1)},
        {"do": "say", "who": 1, "chat": 1, "text": 72},
        {"do": "press", "who": 1, "chat": 1, "message": "1", "data": "x"},
        {"do": "press", "who": 1, "chat": 1, "message": 1, "data": "x" * 65},
        {"do": "push", "by": "tomorrow"},
    ],
)
def test_anything_else_is_nothing(said: object) -> None:
    with pytest.raises(NotAsked):
        asked(json.dumps(said).encode())


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 4_000])
def test_what_is_not_json_is_nothing(body: bytes) -> None:
    with pytest.raises(NotAsked):
        asked(body)
