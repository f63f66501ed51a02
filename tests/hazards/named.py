"""Tests by their names, found by reading their files: nothing is collected or run for it."""

import ast
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
NEVER_RUN = {"skip", "skipif", "xfail", "importorskip"}
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign


def wrong(name: str) -> str:
    """Why it is no test that runs wherever the checks run; empty where it is one."""
    path, _, test = name.partition("::")
    if not (TESTS / path).is_file() or not Path(path).name.startswith("test_"):
        return f"{name}: there is no such file of tests"
    found = _defined(path).get(test)
    if found is None or not test.startswith(("test_", "Test")):
        return f"{name}: there is no such test"
    if NEVER_RUN & (_words(found) | _words(_marks(path))):
        return f"{name}: it may be skipped"
    return ""


@cache
def _defined(path: str) -> dict[str, Definition]:
    """What a file of tests defines, by name."""
    return {
        name: node
        for node in ast.parse((TESTS / path).read_text(encoding="utf-8")).body
        for name in _names(node)
        if isinstance(node, Definition)
    }


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return [node.name] if isinstance(node, Definition) else []


def _marks(path: str) -> Definition | None:
    """What marks all tests of a file."""
    return _defined(path).get("pytestmark")


def _words(node: ast.AST | None) -> set[str]:
    """Every attribute that is read in it."""
    inside = ast.walk(node) if node else ()
    return {each.attr for each in inside if isinstance(each, ast.Attribute)}
