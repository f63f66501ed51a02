"""A case as JSON text or as flags: everything kept as it was written, every doubt refused."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NoReturn

from core.reading import KEYS, Key, Written
from core.values import Number

LONGEST = 1 << 20  # bytes of one case
LONGEST_SHOWN = 60  # characters of a key in a message
SHORT = {"--weight": "weight_kg", "--start": "start_date"}
FLAGS = {f"--{name.replace('_', '-')}": name for name in KEYS} | SHORT
YES_NO = {"true": True, "false": False}

Given = Mapping[str, object]


class Unusable(ValueError):
    """Input that cannot be a case; the message names the key, or what is wrong with the whole."""

    def __init__(self, said: str, line: int | None = None) -> None:
        super().__init__(said)
        self.line = line


def case_of(data: bytes, known: Collection[str] = KEYS) -> Given:
    """The one case of a JSON text, of these keys; lines are counted from its beginning."""
    text = _text(data)
    try:
        given = DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise Unusable(f"not JSON: {error.msg}", error.lineno) from error
    except RecursionError as error:
        raise Unusable("not a case: nested too deeply", 1) from error
    except _Doubted as doubt:
        raise Unusable(
            f"{doubt.said}: {doubt.word[:LONGEST_SHOWN]!a}", _line_of(doubt.word, text)
        ) from doubt
    if not isinstance(given, dict):
        raise Unusable("not an object", 1)
    for name in given:
        if name not in known:
            raise Unusable(f"unknown key: {name[:LONGEST_SHOWN]!a}", _line_of(name, text))
    return given


def flags(words: Sequence[str]) -> Given:
    """The case of a command line: `--key value` or `--key=value`, each key once."""
    given: dict[str, object] = {}
    rest = iter(words)
    for word in rest:
        flag, equals, value = word.partition("=")
        name = FLAGS.get(flag)
        if name is None:
            raise Unusable(f"unknown flag: {flag[:LONGEST_SHOWN]!a}")
        if name in given:
            raise Unusable(f"given twice: {name}")
        found = value if equals else next(rest, None)
        if found is None:
            raise Unusable(f"{flag} needs a value")
        given[name] = _typed(KEYS[name], found)
    return given


def _typed(key: Key, text: str) -> object:
    match key.kind:
        case Written.NUMBER:
            return Number(text)
        case Written.YES_NO:
            return YES_NO.get(text, text)
        case Written.TEXT:
            return _decoded(text) if text.startswith('"') else text
        case Written.JSON:
            return _decoded(text)


def _decoded(text: str) -> object:
    """The JSON of a flag; the text itself where it is none, which no key takes."""
    try:
        return DECODER.decode(text)
    except (json.JSONDecodeError, RecursionError):
        return text
    except _Doubted as doubt:
        raise Unusable(f"{doubt.said}: {doubt.word[:LONGEST_SHOWN]!a}") from doubt


class _Doubted(Exception):
    """Something in the JSON that could be read in two ways."""

    def __init__(self, said: str, word: str) -> None:
        super().__init__(said)
        self.said, self.word = said, word


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object, if no key stands in it twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Doubted("key given twice", twice)
    return found


def _no_number(word: str) -> NoReturn:
    raise _Doubted("not JSON: no number", word)


def _text(data: bytes) -> str:
    if len(data) > LONGEST:
        raise Unusable(f"longer than {LONGEST} bytes", 1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable("not UTF-8", data.count(b"\n", 0, error.start) + 1) from error


def _line_of(word: str, text: str) -> int:
    """The line on which the word stands last, counted from 1."""
    return text.count("\n", 0, max(0, text.rfind(word))) + 1


DECODER = json.JSONDecoder(
    parse_float=Number, parse_int=Number, parse_constant=_no_number, object_pairs_hook=_once
)
