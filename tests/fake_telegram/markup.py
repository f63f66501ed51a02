"""Reads HTML as the Bot API does, and refuses what the Bot API refuses or would show raw."""

import html
import re
from dataclasses import dataclass

from tests.fake_telegram.answers import Refused

KINDS = {
    "b": "bold", "strong": "bold",
    "i": "italic", "em": "italic",
    "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code", "pre": "pre",
    "blockquote": "blockquote",
    "tg-time": "date_time",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "blockquote": {"expandable"}, "tg-time": {"unix", "format"}}
HOLDS_NO_TAG = {"code", "pre"}
TAG = re.compile(r'<(/?)([a-z-]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>')
ATTRIBUTE = re.compile(r'([a-z-]+)(?:="[^"]*")?')
ESCAPED = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
PIECE = re.compile(r"<[^>]*>?|[^<]+")

Entity = tuple[str, int, int]  # kind, offset and length in UTF-16 units


@dataclass(frozen=True, slots=True)
class Marked:
    """A text as it is read, and what stands out in it."""

    text: str
    entities: tuple[Entity, ...]


def units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def read_html(source: str) -> Marked:
    """The text with its entities; raises Refused where a tag or an escape is not right."""
    text, entities, is_open = "", [], []
    for piece in PIECE.findall(source):
        if not piece.startswith("<"):
            text += _unescaped(piece)
            continue
        closes, name = _tag(piece)
        if closes:
            begun, at = _closed(is_open, name)
            entities.append((KINDS[begun], at, units(text) - at))
        elif is_open and is_open[-1][0] in HOLDS_NO_TAG:
            raise _cannot_parse(f'a tag inside "{is_open[-1][0]}"')
        else:
            is_open.append((name, units(text)))
    if is_open:
        raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{is_open[-1][0]}"')
    entities.sort(key=lambda entity: (entity[1], -entity[2], entity[0]))
    return Marked(text, tuple(entity for entity in entities if entity[2]))


def _tag(piece: str) -> tuple[bool, str]:
    found = TAG.fullmatch(piece)
    if not found or found[2] not in KINDS:
        raise _cannot_parse(f'Unsupported start tag "{piece.strip("</>")}"')
    named = set(ATTRIBUTE.findall(found[3]))
    if named - ATTRIBUTES.get(found[2], set()):
        raise _cannot_parse(f'attributes {sorted(named)} of tag "{found[2]}"')
    return bool(found[1]), found[2]


def _closed(is_open: list[tuple[str, int]], name: str) -> tuple[str, int]:
    if not is_open or is_open[-1][0] != name:
        expected = is_open[-1][0] if is_open else "nothing"
        raise _cannot_parse(f'Unmatched end tag, expected "{expected}", found "{name}"')
    return is_open.pop()


def _unescaped(piece: str) -> str:
    if "&" in ESCAPED.sub("", piece):
        raise _cannot_parse("an ampersand that is not escaped")
    return html.unescape(piece)


def _cannot_parse(why: str) -> Refused:
    return Refused(400, f"Bad Request: can't parse entities: {why}")
