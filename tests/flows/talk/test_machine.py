"""A table moves by its rows and by nothing else."""

import logging

import pytest

from flows.talk.machine import NoWay, Table, Transition, UnknownState


def is_open(subject: object) -> bool:
    return subject == "open"


@pytest.fixture
def door() -> Table:
    rows = (
        Transition("push", "outside", "inside", is_open),
        Transition("leave", "inside", "outside"),
    )
    return Table("door", ("outside", "inside"), rows)


def test_a_row_leads_to_its_destination(door):
    assert door.move("inside", "leave", None) == "outside"


def test_an_open_guard_lets_through(door):
    assert door.move("outside", "push", "open") == "inside"


def test_a_shut_guard_is_no_way(door):
    with pytest.raises(NoWay):
        door.move("outside", "push", "shut")


@pytest.mark.parametrize(
    ("state", "trigger"),
    [("inside", "push"), ("inside", "to_outside"), ("inside", "fly"), ("cellar", "push")],
)
def test_what_the_table_does_not_name_is_no_way(door, state, trigger):
    with pytest.raises(NoWay):
        door.move(state, trigger, "open")


@pytest.mark.parametrize(
    "row", [Transition("push", "inside", "attic"), Transition("push", "attic", "inside")]
)
def test_a_table_that_names_an_unknown_state_cannot_be_made(row):
    with pytest.raises(UnknownState, match="door: attic"):
        Table("door", ("inside",), (row,))


def test_a_move_keeps_nothing(door):
    door.move("outside", "push", "open")
    assert door._machine.models == []


def test_the_open_rows_are_those_whose_guard_holds(door):
    assert door.open_rows("outside", "push", "shut") == ()
    assert [row.dest for row in door.open_rows("outside", "push", "open")] == ["inside"]
    assert door.open_rows("outside", "fly", "open") == ()


def test_the_library_does_not_tell_every_step(door, caplog):
    with caplog.at_level(logging.DEBUG, logger="root"):
        door.move("outside", "push", "open")
    assert caplog.records == []
