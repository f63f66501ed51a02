"""A page's HTML as values that a browser puts together: only what is on the list is markup.

The page never takes HTML in. It is given pieces of text and named pieces with pieces inside, so
that nothing a person typed can become an element.
"""

from collections.abc import Mapping
from html.parser import HTMLParser
from types import MappingProxyType

ALLOWED: Mapping[str, str] = MappingProxyType(
    {
        "b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "s": "s", "code": "code",
        "pre": "pre", "blockquote": "quote", "tg-spoiler": "i",
    }
)  # fmt: skip
FOLDED = "folded"  # a quote that opens when it is pressed
Piece = str | list["Piece"]  # text, or a name with what is inside: ["b", "16 mg"]


def pieces(html: str) -> list[Piece]:
    """The text as pieces; a tag that is not on the list reads as it was written."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.open[0][1:]


def bare(text: str) -> list[Piece]:
    """The text as it is."""
    return [text]


class _Reader(HTMLParser):
    """Puts pieces together; an end without a beginning is text, an open one ends at the end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[list[Piece]] = [["page"]]

    def handle_data(self, data: str) -> None:
        self.open[-1].append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = ALLOWED.get(tag)
        if name is None:
            self.handle_data(self.get_starttag_text() or "")
            return
        if name == "quote" and any(key == "expandable" for key, _ in attrs):
            name = FOLDED
        piece: list[Piece] = [name]
        self.open[-1].append(piece)
        self.open.append(piece)

    def handle_endtag(self, tag: str) -> None:
        name = ALLOWED.get(tag)
        if len(self.open) == 1 or name is None or not self._ends(name):
            self.handle_data(f"</{tag}>")
            return
        self.open.pop()

    def _ends(self, name: str) -> bool:
        here = self.open[-1][0]
        return here == name or (here == FOLDED and name == "quote")

    def handle_comment(self, data: str) -> None:
        self.handle_data(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.handle_data(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.handle_data(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.handle_data(f"<![{data}]>")
