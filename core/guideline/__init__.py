"""The guideline text, read strictly: every key known, none missing, every number exact."""

import hashlib
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from types import MappingProxyType, NoneType
from typing import Any, get_args, get_origin, get_type_hints

from core.evidence import Fact, Source, Standing
from core.guideline.schema import Guideline

LEAF = ("value", "unit", "statement", "source", "place", "standing", "reason")
HEAD = ("name", "edition", "sources")
NUMBER = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")


class BadGuideline(ValueError):
    """The text is not a guideline; the message begins with the path that is wrong."""


def parse(text: str, loads: Callable[[str], dict[str, Any]]) -> Guideline:
    """The guideline with its stamp, or BadGuideline for the first thing that does not fit.

    `loads` reads TOML, and raises ValueError where a text is none.
    """
    try:
        table = loads(text)
    except ValueError as error:
        message = f"not TOML: {error}"
        raise BadGuideline(message) from error
    head = {key: table.pop(key, None) for key in HEAD}
    name, edition = (_words(head[key], key) for key in ("name", "edition"))
    sources = _sources(_table(head["sources"], "sources"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    shape = {key: hint for key, hint in get_type_hints(Guideline).items() if key not in HEAD}
    del shape["stamp"], shape["earlier"]
    return Guideline(
        name=name,
        edition=edition,
        stamp=f"{name} {edition} sha256:{digest}",
        sources=sources,
        **_parts(shape, table, "", sources),
    )


def _sources(table: Mapping[str, Any]) -> Mapping[str, Source]:
    """Every publication by its key."""
    sources = {}
    for key, given in table.items():
        path = f"sources.{key}"
        words = _exactly(_table(given, path), ("title", "edition"), path)
        title, edition = (_words(words[part], f"{path}.{part}") for part in ("title", "edition"))
        sources[key] = Source(key=key, title=title, edition=edition)
    return MappingProxyType(sources)


def _parts(
    shape: Mapping[str, Any], given: object, path: str, sources: Mapping[str, Source]
) -> dict[str, Any]:
    """A value for each field of the shape, and nothing left over."""
    table = _table({} if given is None else given, path)
    for key in table:
        if key not in shape:
            message = f"{_join(path, key)}: unknown key"
            raise BadGuideline(message)
    return {
        key: _part(hint, table.get(key), _join(path, key), sources) for key, hint in shape.items()
    }


def _part(hint: Any, given: object, path: str, sources: Mapping[str, Source]) -> Any:
    """A fact, an ordered checklist, or a section: whatever the shape says stands here."""
    origin = get_origin(hint)
    if origin is Fact:
        return _fact(get_args(hint)[0], _table(given, path), path, sources)
    if origin is Mapping:
        item = get_args(hint)[1]
        rows = _table(given, path).items()
        return MappingProxyType(
            {key: _part(item, row, _join(path, key), sources) for key, row in rows}
        )
    return hint(**_parts(get_type_hints(hint), given, path, sources))


def _fact(kind: Any, leaf: Mapping[str, Any], path: str, sources: Mapping[str, Source]) -> Any:
    """One statement with its value read exactly, its source known and its standing named."""
    optional = ("unit", "reason") if kind is not NoneType else ("unit", "reason", "value")
    known = tuple(key for key in LEAF if kind is not NoneType or key != "value")
    words = _exactly(leaf, known, path, optional)
    source, standing = (_words(words[key], f"{path}.{key}") for key in ("source", "standing"))
    if source not in sources:
        message = f"{path}.source: no source is called {source}"
        raise BadGuideline(message)
    if standing not in set(Standing):
        message = f"{path}.standing: {standing} is none of {', '.join(Standing)}"
        raise BadGuideline(message)
    return Fact(
        key=path,
        value=READERS[kind](words.get("value"), f"{path}.value"),
        unit=_words(words.get("unit", ""), f"{path}.unit", may_be_empty=True),
        statement=_words(words["statement"], f"{path}.statement"),
        source=sources[source],
        place=_words(words["place"], f"{path}.place"),
        standing=Standing(standing),
        reason=_words(words.get("reason", ""), f"{path}.reason", may_be_empty=True),
    )


def _exactly(
    table: Mapping[str, Any], known: tuple[str, ...], path: str, optional: tuple[str, ...] = ()
) -> Mapping[str, Any]:
    """The table, once it holds every key it must and none it may not."""
    for key in table:
        if key not in known:
            message = f"{_join(path, key)}: unknown key"
            raise BadGuideline(message)
    for key in known:
        if key not in table and key not in optional:
            message = f"{_join(path, key)}: missing"
            raise BadGuideline(message)
    return table


def _table(given: object, path: str) -> Mapping[str, Any]:
    if given is None:
        message = f"{path}: missing"
        raise BadGuideline(message)
    if not isinstance(given, dict):
        message = f"{path}: not a table"
        raise BadGuideline(message)
    return given


def _words(given: object, path: str, *, may_be_empty: bool = False) -> str:
    if not isinstance(given, str) or not (given.strip() or may_be_empty):
        message = f"{path}: {'missing' if given is None else 'not text'}"
        raise BadGuideline(message)
    return given


def _decimal(given: object, path: str) -> Decimal:
    if not isinstance(given, str) or not NUMBER.fullmatch(given):
        message = f"{path}: not a quoted decimal number"
        raise BadGuideline(message)
    return Decimal(given)


def _integer(given: object, path: str) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        message = f"{path}: not a whole number"
        raise BadGuideline(message)
    return given


def _several(read: Callable[[object, str], Any], given: object, path: str) -> tuple[Any, ...]:
    if not isinstance(given, list):
        message = f"{path}: not a list"
        raise BadGuideline(message)
    return tuple(read(one, f"{path}[{place}]") for place, one in enumerate(given))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


READERS: dict[Any, Callable[[object, str], Any]] = {
    NoneType: lambda _given, _path: None,
    int: _integer,
    Decimal: _decimal,
    tuple[int, ...]: partial(_several, _integer),
    tuple[Decimal, ...]: partial(_several, _decimal),
    tuple[str, ...]: partial(_several, _words),
}
