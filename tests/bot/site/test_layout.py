"""The drawn tables are the tables: every state has a place, every row an arrow."""

import pytest

from bot.site.inspector import TABLES
from bot.site.layout import HIGH, drawing
from flows.talk.machine import Table


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_state_and_every_row_is_drawn(table: Table) -> None:
    drawn = drawing(table)
    assert {node["name"] for node in drawn["nodes"]} == set(table.states)
    assert {(arrow["from"], arrow["to"]) for arrow in drawn["arrows"]} == {
        (row.source, row.dest) for row in table.rows
    }
    assert [(way["from"], way["to"]) for way in drawn["ways"]] == [
        (row.source, row.dest) for row in table.rows
    ]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_two_states_lie_on_each_other_and_all_are_on_the_picture(table: Table) -> None:
    drawn = drawing(table)
    boxes = [(n["x"], n["y"], n["x"] + n["wide"], n["y"] + HIGH) for n in drawn["nodes"]]
    for place, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert top >= 0
        assert right <= drawn["wide"]
        assert bottom <= drawn["high"]
        for other in boxes[place + 1 :]:
            apart = right < other[0] or other[2] < left or bottom < other[1] or other[3] < top
            assert apart, (place, other)
