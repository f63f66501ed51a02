"""A table of states laid out in columns: where each stands, and the way of each arrow."""

from dataclasses import dataclass
from typing import Any

from flows.talk.machine import Table, Transition

BETWEEN_COLUMNS, BETWEEN_ROWS, HIGH = 42, 12, 30
CHARACTER, PADDING, MARGIN = 7, 22, 10
COUNT_CHARACTERS = 4  # beside the name, where several things stand there
SWEEPS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One state, by its upper left corner."""

    name: str
    column: int
    x: float
    y: float
    wide: float


def drawing(table: Table) -> dict[str, Any]:
    """The table with a place for every state and a way for every pair that a row joins."""
    nodes = _placed(table)
    pairs = dict.fromkeys((row.source, row.dest) for row in table.rows)
    return {
        "name": table.name,
        "wide": max(node.x + node.wide for node in nodes.values()) + MARGIN,
        "high": max(node.y for node in nodes.values()) + HIGH + MARGIN * 3,
        "nodes": [
            {
                "name": n.name,
                "says": plain(n.name),
                "x": n.x,
                "y": n.y,
                "wide": n.wide,
                "high": HIGH,
            }
            for n in nodes.values()
        ],
        "arrows": [{"from": a, "to": b, "way": _way(nodes[a], nodes[b])} for a, b in pairs],
        "ways": [_said(row) for row in table.rows],
    }


def plain(name: str) -> str:
    """A name of the tables as it is read."""
    return name.replace("_", " ")


def _said(row: Transition) -> dict[str, str]:
    guard = plain(row.only_when.__name__) if row.only_when else ""
    return {"from": row.source, "to": row.dest, "trigger": plain(row.trigger), "guard": guard}


def _columns(table: Table) -> list[list[str]]:
    """Each state as far from the first one as its shortest way; those that end it stand last."""
    leads: dict[str, list[str]] = {}
    for row in table.rows:
        if row.source != row.dest:
            leads.setdefault(row.source, []).append(row.dest)
    seen, waits = {table.states[0]: 0}, [table.states[0]]
    while waits:
        here = waits.pop(0)
        for there in leads.get(here, ()):
            if there not in seen:
                seen[there] = seen[here] + 1
                waits.append(there)
    ends = [state for state in table.states if state not in leads]
    last = max((seen.get(state, 0) for state in table.states if state in leads), default=0) + 1
    seen |= dict.fromkeys(ends, last)
    columns: list[list[str]] = [[] for _ in range(last + 1)]
    for state in table.states:
        columns[seen.get(state, 0)].append(state)
    return [column for column in columns if column]


def _ordered(table: Table) -> list[list[str]]:
    """The columns, each state near the middle of those that it is joined to."""
    columns = _columns(table)
    joined: dict[str, set[str]] = {}
    for row in table.rows:
        joined.setdefault(row.source, set()).add(row.dest)
        joined.setdefault(row.dest, set()).add(row.source)
    place = {state: float(at) for column in columns for at, state in enumerate(column)}

    def middle(state: str) -> float:
        near = [place[each] for each in joined.get(state, ()) if each != state]
        return sum(near) / len(near) if near else place[state]

    for _ in range(SWEEPS):
        for column in columns:
            column.sort(key=middle)
            for at, state in enumerate(column):
                place[state] = at - len(column) / 2
    return columns


def _placed(table: Table) -> dict[str, Node]:
    columns = _ordered(table)
    tallest = max(len(column) for column in columns) * (HIGH + BETWEEN_ROWS)
    nodes, x = dict[str, Node](), float(MARGIN)
    for at, column in enumerate(columns):
        longest = max(len(state) for state in column) + COUNT_CHARACTERS
        wide = longest * CHARACTER + PADDING
        y = MARGIN * 2 + (tallest - len(column) * (HIGH + BETWEEN_ROWS)) / 2
        for state in column:
            nodes[state] = Node(name=state, column=at, x=x, y=y, wide=wide)
            y += HIGH + BETWEEN_ROWS
        x += wide + BETWEEN_COLUMNS
    return nodes


def _way(a: Node, b: Node) -> str:
    """A curve from one state to the other, as a path of SVG."""
    ay, by = a.y + HIGH / 2, b.y + HIGH / 2
    if a.name == b.name:
        x = a.x + a.wide - PADDING
        return f"M{x} {a.y} c4 -16 18 -16 {PADDING - 6} 0"
    if a.column == b.column:
        x, out = a.x + a.wide, BETWEEN_COLUMNS * 0.6
        return f"M{x} {ay} C{x + out} {ay} {x + out} {by} {x} {by}"
    if a.column < b.column:
        from_x, to_x, bend = a.x + a.wide, b.x, BETWEEN_COLUMNS * 0.7
        return f"M{from_x} {ay} C{from_x + bend} {ay} {to_x - bend} {by} {to_x} {by}"
    from_x, to_x, bend = a.x, b.x + b.wide, BETWEEN_COLUMNS * 0.9
    return f"M{from_x} {ay + 6} C{from_x - bend} {ay + 6} {to_x + bend} {by + 6} {to_x} {by + 6}"
