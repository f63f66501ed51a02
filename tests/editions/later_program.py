"""A copy of the program as a later one: every value class of `core` has another name, and its
guideline files are the next edition, every number changed, with today's as an earlier one."""

import ast
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.guideline import PARTS, shipped
from core.evidence import Fact
from tests.editions.changed import LATER, changed, facts

ROOT = Path(__file__).parents[2]
FOLDERS = ("core", "flows", "bot", "tests")
TABLE = re.compile(r"\[([a-z0-9_.]+)\]")


def written(into: Path) -> Path:
    """The copy, ready to run with this folder as its place."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, into / name, ignore=shutil.ignore_patterns("__pycache__"))
    renamed(into, sorted(value_classes(into / "core")))
    guideline = into / "core/guideline"
    today = guideline / "earlier" / shipped().edition
    today.mkdir(parents=True)
    numbers = {fact.key: fact for fact in facts(changed())}
    for part in PARTS:
        text = (guideline / part).read_text("utf-8")
        (today / part).write_text(text, "utf-8")
        was, now = (f'edition = "{each}"' for each in (shipped().edition, LATER))
        later = "\n".join(_lines(text, numbers)).replace(was, now, 1)
        (guideline / part).write_text(later, "utf-8")
    return into


def value_classes(folder: Path) -> Iterator[str]:
    """The name of every dataclass below the folder."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                "dataclass" in ast.dump(each) for each in node.decorator_list
            ):
                yield node.name


def renamed(folder: Path, names: list[str]) -> None:
    """Every one of these is called otherwise, wherever it is named."""
    word = re.compile(rf"(?<![\w.\"'-])({'|'.join(names)})(?![\w\"'-])")
    quoted = re.compile(rf'(?<=, )"({"|".join(names)})"(?=])')  # as a type that comes later
    for path in folder.rglob("*.py"):
        text = quoted.sub(r'"\1OfLater"', word.sub(r"\1OfLater", path.read_text("utf-8")))
        path.write_text(text, "utf-8")


def _lines(text: str, numbers: dict[str, Fact[Any]]) -> Iterator[str]:
    """The lines of a guideline file, each value as the later edition has it."""
    table = ""
    for line in text.splitlines():
        if found := TABLE.fullmatch(line):
            table = found[1]
        if line.startswith("value = ") and table in numbers:
            yield f"value = {_toml(numbers[table].value)}"
        else:
            yield line


def _toml(value: Any) -> str:
    match value:
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case Decimal():
            return f'"{value:f}"'
        case str():
            return f'"{value}"'
    return str(value)
