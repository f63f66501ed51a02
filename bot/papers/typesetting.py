"""A picture or a page from a template and its data: the same bytes each time, no file touched."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any

import typst

OVERFULL = "more than one page"  # as the templates say it
PICTURES = frozenset({"chart", "trend"})  # whose templates draw days across
ONE_AT_A_TIME = Lock()  # there is one typesetter
STANDARDS = ["ua-1"]
Data = Mapping[str, Any]


class MoreThanOnePage(ValueError):
    """The data does not fit where the template puts it."""


PIXELS_PER_INCH = 203.2  # a picture of 135 mm is 1,080 pixels wide


def pdf(template: str, data: Data, made: datetime) -> bytes:
    """Pages as PDF/UA-1, dated `made`: their structure is there for those who have it read.

    The text is set in the first of the data's sizes at which it fits where the template puts it.
    """
    stamp = made.replace(microsecond=0)  # a page is dated to the second
    how = {"format": "pdf", "timestamp": stamp, "pdf_standards": STANDARDS}
    return _fitted(template, data, how)


def png(template: str, data: Data) -> bytes:
    """One page as a picture."""
    return _fitted(template, data, {"format": "png", "ppi": PIXELS_PER_INCH})


def svg(template: str, data: Data) -> str:
    """One page as lines and areas, to stand on another one."""
    return _fitted(template, data, {"format": "svg"}).decode()


def _fitted(template: str, data: Data, how: Mapping[str, Any]) -> bytes:
    with ONE_AT_A_TIME:
        for size in data["sizes"]:
            try:
                made = _compiler().compile(_files(template, {**data, "size": size}), **how)
            except typst.TypstError as error:
                if OVERFULL not in error.message:
                    raise
            else:
                return made if isinstance(made, bytes) else b""
    raise MoreThanOnePage(template)


@cache
def _compiler() -> typst.Compiler:
    """The typesetter with its own fonts and those kept here: it sets the same everywhere."""
    fonts = str(files(__package__) / "fonts")
    return typst.Compiler(font_paths=[fonts], ignore_system_fonts=True)


def _files(template: str, data: Data) -> dict[str, bytes]:
    """What it is set from, in memory: whatever a user wrote arrives as a string in a file of its
    own, and is never read as markup. What does not change from one paper to the next is set once.
    """
    return {"main.typ": _source(template), "data.json": json.dumps(data).encode()}


@cache
def _source(template: str) -> bytes:
    folder = files(__package__) / "templates"
    shared = ("common", "axis") if template in PICTURES else ("common",)
    return b"\n".join((folder / f"{name}.typ").read_bytes() for name in (*shared, template))
