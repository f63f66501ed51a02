"""What the code may not do, read from the code itself."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from itertools import chain

import pytest

PURE = {
    "__future__", "bisect", "collections", "dataclasses", "datetime", "decimal", "enum",
    "fractions", "functools", "hashlib", "itertools", "json", "math", "operator", "re", "tomllib",
    "types", "typing", "zlib",
}  # fmt: skip
RUNS_CODE_WHEN_READ = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
SHAPELESS = {"utils", "util", "helpers", "helper", "base", "common", "misc", "manager"}
DISTRIBUTION = {"telegram": "python-telegram-bot", "prometheus_client": "prometheus-client"}
LONGEST_FILE = 300


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def first_names(tree: ast.Module) -> set[str]:
    return {name.split(".")[0] for name in imported(tree)}


def calls(tree: ast.Module) -> Iterator[str]:
    return (named(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))


def named(node: ast.expr) -> str:
    """The dotted name that is called; nothing for what has none."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{named(value)}.{name}"
    return ""


def test_the_core_imports_only_what_can_compute_and_nothing_that_can_act(modules):
    offenders = {path: first_names(tree) - PURE - {"core"} for path, tree in modules("core")}
    assert {path: names for path, names in offenders.items() if names} == {}


def test_no_module_can_read_a_format_that_runs_code(modules):
    offenders = {
        path: first_names(tree) & RUNS_CODE_WHEN_READ
        for path, tree in modules("core", "flows", "bot")
    }
    assert {path: names for path, names in offenders.items() if names} == {}


def test_no_dose_ever_becomes_a_binary_number(modules):
    """17.5 has an exact half and 0.1 has none: amounts are Decimal from text to text."""
    offenders = [
        f"{path}:{node.lineno}"
        for path, tree in modules("core", "flows")
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and named(node.func) == "float")
    ]
    assert offenders == []


def test_every_library_that_is_imported_is_declared(modules, root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = chain.from_iterable(project["optional-dependencies"].values())
    requirements = (*project["dependencies"], *optional)
    declared = {re.split(r"[\[<>=]", requirement)[0] for requirement in requirements}
    ours = {"core", "flows", "bot"} | sys.stdlib_module_names
    foreign = {
        name for _, tree in modules("core", "flows", "bot") for name in first_names(tree) - ours
    }
    assert {name for name in foreign if DISTRIBUTION.get(name, name) not in declared} == set()


def test_no_import_is_only_for_the_type_checker(modules):
    """A cycle means that a module is missing underneath."""
    assert [
        path
        for path, tree in modules("core", "flows", "bot")
        if any(
            isinstance(node, ast.Name) and node.id == "TYPE_CHECKING" for node in ast.walk(tree)
        )
    ] == []


def test_every_module_has_a_subject(modules):
    names = [path for path, _ in modules("core", "flows", "bot")]
    parts = {path: set(path.removesuffix(".py").split("/")) for path in names}
    assert [path for path, words in parts.items() if words & SHAPELESS] == []


def test_no_file_is_two_rooms(root):
    sizes = {
        path.relative_to(root).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in ("core", "flows", "bot")
        for path in (root / folder).rglob("*.py")
    }
    assert {path: lines for path, lines in sizes.items() if lines > LONGEST_FILE} == {}


def test_no_test_sleeps(modules):
    offenders = [
        f"{path}: {call}"
        for path, tree in modules("tests")
        for call in calls(tree)
        if call in {"sleep", "time.sleep"}
    ]
    assert offenders == []


def test_no_test_waits_by_the_clock(modules):
    """asyncio.sleep(0) hands the loop over and is no wait; a measurement may need one."""
    offenders = [
        f"{path}:{node.lineno}"
        for path, tree in modules("tests")
        if not path.startswith("tests/bench/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and named(node.func) == "asyncio.sleep"
        and ast.unparse(node.args[0]) != "0"
    ]
    assert offenders == []


def test_the_tests_are_no_package(root):
    assert list((root / "tests").rglob("__init__.py")) == []


@pytest.mark.parametrize(
    ("code", "name"),
    [("time.sleep(1)", "time.sleep"), ("sleep(1)", "sleep"), ("a().b()", ".b"), ("a[0]()", "")],
)
def test_a_call_is_known_by_its_name(code, name):
    assert name in calls(ast.parse(code))


@pytest.mark.parametrize(
    "code", ["import pickle", "from shelve import open", "def f():\n    import marshal"]
)
def test_an_import_is_found_wherever_it_stands(code):
    assert first_names(ast.parse(code)) & RUNS_CODE_WHEN_READ
