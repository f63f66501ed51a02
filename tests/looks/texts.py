"""Every text of the product as one document: `python -m tests.looks.texts [--language en]`.

File by file and heading by heading, in the order in which they are written, to be read from top to
bottom. What is filled in later stands in braces.
"""

import argparse
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any


def document(language: str) -> Iterator[str]:
    """A chapter for each file, a heading for each table, a line for each text."""
    folder = files("bot.words") / language
    for part in sorted(folder.iterdir(), key=lambda entry: entry.name):
        written = part.read_text("utf-8")
        yield f"\n# {part.name.removesuffix('.toml')}\n"
        yield from (line.lstrip("# ") for line in written.split("\n\n")[0].splitlines())
        yield from _read("", tomllib.loads(written))


def _read(path: str, table: Mapping[str, Any]) -> Iterator[str]:
    texts = {key: each for key, each in table.items() if isinstance(each, str)}
    if texts:
        yield f"\n## {path}\n"
    for key, text in texts.items():
        yield f"{key}: {text}"
    for key, each in table.items():
        if isinstance(each, Mapping):
            yield from _read(f"{path}.{key}" if path else key, each)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.looks.texts", description=__doc__)
    parser.add_argument("--language", default="en")
    print("\n".join(document(parser.parse_args().language)))
