"""The list of the tests that need not measure: each is there, and nothing less is covered."""

import re

import pytest

from tests.gate.checks import MEASURED
from tests.gate.unmeasured import (
    DEAR_SECONDS,
    apart,
    forks,
    is_measured,
    listed,
    told,
    unmeasured,
    written,
)

DEAR, DEARER, CHEAP = DEAR_SECONDS, 10 * DEAR_SECONDS, DEAR_SECONDS / 2
A, B, C = (("core/plan.py", line, 0) for line in (1, 2, 3))


def test_each_is_a_test_of_a_package(root):
    names = [each.split("::") for each in sorted(listed())]
    texts = {path: (root / path).read_text(encoding="utf-8") for path, *_ in names}
    gone = [each for each in names if not re.search(rf"def {each[-1]}\b", texts[each[0]])]
    assert gone == []
    assert all(path.startswith(tuple(f"{each}/" for each in MEASURED)) for path in texts)


def test_of_a_listed_test_no_case_is_measured_but_those_below_it(monkeypatch, tmp_path):
    names = {"a.py::wide", "a.py::wide[1]", "a.py::wide[ 2]", "a.py::long", "a.py::many[x]"}
    text = written(names, {"a.py::wide[3]", "a.py::wide[]", "a.py::other[3]"})
    assert text == "a.py::long\na.py::many\na.py::wide\n  [3]\n  []\n"
    (tmp_path / "list.txt").write_text(text, encoding="utf-8")
    monkeypatch.setattr("tests.gate.unmeasured.LIST", tmp_path / "list.txt")
    listed.cache_clear()
    try:
        every = {*names, "a.py::wide[3]", "a.py::wide[]", "a.py::other[3]", "a.py::other"}
        assert {each for each in every if is_measured(each)} == every - names
    finally:
        listed.cache_clear()


@pytest.mark.parametrize(
    ("covers", "seconds", "not_measured"),
    [
        ({"one": {A}}, {"one": CHEAP}, set()),
        ({"one": {A}}, {"one": DEARER}, set()),
        ({"one": {A}, "cheap": {A}}, {"one": DEAR, "cheap": CHEAP}, {"one"}),
        ({"one": {A}, "": {A}}, {"one": DEAR}, {"one"}),
        ({"one": {A, B}, "cheap": {A}}, {"one": DEAR, "cheap": CHEAP}, set()),
        ({"one": {A}, "two": {A}}, {"one": DEAR, "two": DEARER}, {"two"}),
        ({"one": {A}, "two": {A, B, C}}, {"one": DEAR, "two": DEARER}, {"one"}),
        ({"one": {A}}, {"one": DEAR, "two": DEAR}, {"two"}),
        ({"a[1]": {A}, "a[2]": {A, B}}, {"a[1]": CHEAP, "a[2]": CHEAP}, {"a[1]"}),
        ({"a[1]": {A}, "a[2]": {A, B}}, {"a[1]": DEAR, "a[2]": 0}, {"a[1]"}),
        ({"a[1]": {A}, "b[2]": {A}}, {"a[1]": CHEAP, "b[2]": CHEAP}, set()),
    ],
)
def test_without_those_that_are_left_out_the_same_is_covered(covers, seconds, not_measured):
    found = unmeasured({name: frozenset(each) for name, each in covers.items()}, seconds)
    assert found == not_measured
    left = [each for name, each in covers.items() if name not in found]
    assert set().union(*left) == set().union(*covers.values())


@pytest.mark.parametrize(
    ("package", "many", "not_measured"),
    [("core", 400, set()), ("bot", 99, set()), ("bot", 100, {"dearer"}), ("flows", 100, set())],
)
def test_a_hundredth_of_bot_may_be_lost_and_the_dearest_part_of_it(package, many, not_measured):
    lines = [(f"{package}/plan.py", line, 0) for line in range(many)]
    covers = {"dear": frozenset(lines[1:]), "dearer": frozenset(lines[:1])}
    assert unmeasured(covers, {"dear": DEAR, "dearer": DEARER}) == not_measured


def test_what_only_a_conversation_reaches_of_flows_is_measured_in_it():
    seconds = {"tests/core/a": DEAR, "tests/bot/a": DEAR, "tests/bot/b": DEARER}
    covers = {"tests/core/a": {A, B}, "tests/bot/a": {A, C}, "tests/bot/b": {A, B}, "": set()}
    assert apart({name: frozenset(each) for name, each in covers.items()}, seconds) == {
        "tests/bot/b"
    }


def test_a_line_counts_and_a_way_on_from_it_where_there_are_several():
    steps = [{("a.py", -1, 1), ("a.py", 1, 2)}, {("a.py", 2, 3)}, {("a.py", 2, 4)}]
    to = forks(steps)
    assert told(steps[0], to) == {("a.py", 1, 0), ("a.py", 2, 0)}
    assert told(steps[1], to) == {("a.py", 3, 0), ("a.py", 2, 3)}
    assert told(steps[2], to) == {("a.py", 4, 0), ("a.py", 2, 4)}
