"""Every clinical number stands in the guideline's file, with its source; none in the code."""

import ast
import re

import pytest

ALLOWED = {0, 1, 7, 100}  # nothing, one, the days of a week, percent
NAMED = {
    "SURFACE",  # a thousandth of a square metre: how finely body surface is written
    "MG_PER_G",
}
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def units(tree: ast.Module) -> set[ast.AST]:
    """Every node of a module-level assignment to a unit of measurement that is named here."""
    return {
        node
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in (
            statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        )
        if isinstance(target, ast.Name) and target.id in NAMED
        for node in ast.walk(statement)
    }


def value_of(node: ast.AST) -> float | None:
    """The number that a literal is, or spells: Decimal("2.5") hides one in a string."""
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return None
    if isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node.value, str) and NUMBER.fullmatch(node.value.strip()):
        return float(node.value)
    return None


def numbers(tree: ast.Module) -> list[str]:
    named = units(tree)
    found = [(node, value_of(node)) for node in ast.walk(tree) if node not in named]
    return [
        f"line {node.lineno}: {value:g}"
        for node, value in found
        if value is not None and value not in ALLOWED and isinstance(node, ast.Constant)
    ]


def test_no_clinical_number_is_written_in_the_core(modules):
    offenders = {path: numbers(tree) for path, tree in modules("core")}
    assert {path: found for path, found in offenders.items() if found} == {}


@pytest.mark.parametrize(
    "code",
    ["dose = 60", 'step = Decimal("2.5")', "x = -20", "x = 0.5", "def f(days=28): ...", "1e3"],
)
def test_a_number_is_found_however_it_is_written(code):
    assert numbers(ast.parse(code)) != []


@pytest.mark.parametrize(
    "code", ["week = 7", 'whole = Decimal("100")', "SURFACE = 0.001", "on = True", 'a = "x2"']
)
def test_counting_and_units_are_no_clinical_numbers(code):
    assert numbers(ast.parse(code)) == []


def test_a_unit_counts_only_under_its_own_name_at_the_top_of_a_module():
    assert numbers(ast.parse("STARTING_DOSE = 0.001")) == ["line 1: 0.001"]
    assert numbers(ast.parse("def f():\n    SURFACE = 0.001")) == ["line 2: 0.001"]


def test_every_named_unit_is_still_used(modules):
    named = {
        target.id
        for _, tree in modules("core")
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    assert named >= NAMED
