"""The fictional cases as shipped with the product; a teacher adds one by adding a file."""

from functools import cache
from importlib.resources import files

from bot.guideline import shipped
from bot.toml import loads
from core.exercise import Lesson, parse


@cache
def lessons() -> tuple[Lesson, ...]:
    """Every case by the name of its file, checked against the guideline; raises BadLesson."""
    folder = files("core") / "exercises"
    cases = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".toml")),
        key=lambda each: each.name,
    )
    return tuple(
        parse(each.name.removesuffix(".toml"), each.read_text("utf-8"), shipped(), loads)
        for each in cases
    )
