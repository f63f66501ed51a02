"""What an installation is made of, as a bill of materials (CycloneDX 1.6) and as a page.

Both follow from the locks, the fonts and `licences.toml` alone, so they are the same wherever they
are made.
"""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.bill.locked import Locked, locked

ROOT = Path(__file__).parents[2]
SERVER, WORK = (ROOT / "deploy/requirements.lock", ROOT / "requirements.lock")
LICENCES: Mapping[str, str] = tomllib.loads(
    Path(__file__).with_name("licences.toml").read_text(encoding="utf-8")
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ITSELF = f"pkg:pypi/{PROJECT['name']}@{PROJECT['version']}"
FONT = {
    "type": "data",
    "bom-ref": "source-sans-pro",
    "name": "Source Sans Pro",
    "description": "the letters of papers, in bot/papers/fonts, unchanged",
    "licenses": [{"license": {"id": "OFL-1.1"}}],
}
ABOUT = """\
# Licences

Made from the locks by `python -m tests.bill`; the same as a bill of materials (CycloneDX 1.6) is
[sbom.cdx.json](sbom.cdx.json). myotaper itself is under {own}.

python-telegram-bot and psycopg are under the LGPL, version 3. They are used as they are published,
as libraries that are installed beside this program and can be exchanged for other versions of
them; nothing of them is copied in here. Whoever hands on an installation hands on their licences
and their source, or says where they are, and does not forbid to take it apart for that exchange.
certifi is under the MPL, which asks for the source of its own files alone. The others ask that
their notices stay with them, as they do in an installation.

## On a server

"""
FOR_WORK = "\n## For work and checks alone\n\n"
HEAD = "| library | version | licence | needed by |\n|---|---|---|---|\n"


def bill() -> str:
    """The bill of materials of a server."""
    libraries = locked(SERVER)
    told = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ITSELF,
                "name": PROJECT["name"],
                "version": PROJECT["version"],
                "licenses": _licences(PROJECT["license"]),
            }
        },
        "components": [*map(_component, libraries), FONT],
        "dependencies": list(_dependencies(libraries)),
    }
    return json.dumps(told, indent=1) + "\n"


def licences() -> str:
    """The page: what a server has, and what only work needs."""
    served = locked(SERVER)
    there = {each.name for each in served}
    beside = [each for each in locked(WORK) if each.name not in there]
    font = "| Source Sans Pro (font) | | OFL-1.1 | papers |\n"
    return "".join(
        (
            ABOUT.format(own=PROJECT["license"]),
            HEAD, *map(_line, served), font,
            FOR_WORK,
            HEAD, *map(_line, beside),
        )
    )  # fmt: skip


MADE: Mapping[str, Callable[[], str]] = {
    "deploy/sbom.cdx.json": bill,
    "deploy/LICENCES.md": licences,
}


def _line(library: Locked) -> str:
    needed_by = ", ".join(library.needed_by)
    licence = LICENCES[library.name]
    return f"| {library.name} | {library.version} | {licence} | {needed_by} |\n"


def _component(library: Locked) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": library.purl,
        "name": library.name,
        "version": library.version,
        "scope": "required" if library.everywhere else "optional",
        "licenses": _licences(LICENCES[library.name]),
        "purl": library.purl,
    }


def _licences(expression: str) -> list[dict[str, Any]]:
    return [{"expression": expression}] if " " in expression else [{"license": {"id": expression}}]


def _dependencies(libraries: tuple[Locked, ...]) -> Iterator[dict[str, Any]]:
    """Of the program and of each library, what it needs."""
    for name, reference in {
        PROJECT["name"]: ITSELF, **{each.name: each.purl for each in libraries}
    }.items():  # fmt: skip
        needs = [each.purl for each in libraries if name in each.needed_by]
        if reference == ITSELF:
            needs.append(FONT["bom-ref"])
        yield {"ref": reference, "dependsOn": needs}
    yield {"ref": FONT["bom-ref"], "dependsOn": []}
