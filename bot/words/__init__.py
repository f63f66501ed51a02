"""Every sentence the product can say, by dotted key; one folder for each language.

`{name}` is filled with a value; `{name:day|days}` with the first word where that value is 1, else
with the second; `{name_any_of}` with a list whose last word is joined by "or".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.toml import loads

OF_ONE_OR_MORE = re.compile(r"\{\w+:([^{}|]*)\|([^{}|]*)\}")


class NoWords(KeyError):
    """The catalogue has no such sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The sentences of one language; a key that is missing raises NoWords."""

    texts: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        try:
            return self.texts[key]
        except KeyError:
            raise NoWords(key) from None

    def __contains__(self, key: str) -> bool:
        return key in self.texts


@cache
def catalogue(language: str = "en") -> Catalogue:
    """The shipped catalogue of a language."""
    folder = files(__name__) / language
    texts = dict[str, str]()
    for part in sorted(folder.iterdir(), key=lambda entry: entry.name):
        texts |= _leaves(loads(part.read_text("utf-8")))
    return Catalogue(texts)


def of_one_and_of_more(text: str) -> tuple[str, str]:
    """The sentence as it is of one, and as it is of more; alike where it makes no difference."""
    return OF_ONE_OR_MORE.sub(r"\1", text), OF_ONE_OR_MORE.sub(r"\2", text)


def _leaves(table: Mapping[str, object]) -> dict[str, str]:
    return dict(_walk("", table))


def _walk(path: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _walk(f"{path}{key}.", value)
        else:
            yield f"{path}{key}", str(value)
