"""Which tests a change touches: its own, those of the same place, those that import it."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

CODE = ("core", "flows", "bot", "tests")


def changed(root: Path) -> list[str]:
    """What differs from the last commit, files that git does not know yet among it."""
    said = [
        subprocess.run(
            ("git", *words),  # noqa: S607 - the git of the PATH
            cwd=root,
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for words in (
            ("diff", "--name-only", "--relative", "HEAD"),
            ("ls-files", "--others", "--exclude-standard"),
        )
    ]
    return sorted({line for text in said for line in text.splitlines()})


def module_of(path: str) -> str:
    """The name it is imported by."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(text: str) -> Iterator[str]:
    """Every name that may be a module which the text imports."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def is_test(path: str) -> bool:
    """Whether pytest reads it."""
    return path.startswith("tests/") and Path(path).name.startswith("test_")


def touched(root: Path, paths: Iterable[str]) -> list[str]:
    """The files with tests of these paths, nearest first: own, mirrored, importing, beyond."""
    files = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for folder in CODE
        for path in sorted((root / folder).rglob("*.py"))
    }
    knows = {path: set(imports(text)) for path, text in files.items()}
    tests, of = [path for path in files if is_test(path)], list(paths)
    found = [path for path in of if path in tests]
    found += [test for path in of for test in mirrored(path, tests)]
    near = set(of)
    for _ in ("importing", "importing what imports"):
        modules = {module_of(path) for path in near if path.endswith(".py")}
        near |= {path for path, names in knows.items() if names & modules}
        found += [path for path in tests if path in near]
    return list(dict.fromkeys(found))


def mirrored(path: str, tests: list[str]) -> list[str]:
    """The tests of a module by their name, of any other file by the folder they stand in."""
    place = Path(path)
    folder = place.parent if path.startswith("tests/") else "tests" / place.parent
    if place.suffix == ".py" and place.name != "conftest.py":
        name = (folder / f"test_{place.stem}").as_posix()
        return [test for test in tests if test == f"{name}.py" or test.startswith(f"{name}_")]
    if place.parent == Path():
        folder = Path("tests/project")  # the documents and settings of the whole
    while not any(test.startswith(f"{folder.as_posix()}/") for test in tests):
        folder = folder.parent
    return [test for test in tests if test.startswith(f"{folder.as_posix()}/")]
