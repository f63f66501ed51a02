"""A page's HTML as plain lines, for a screen without markup."""

import html
import re
import textwrap

WIDTH = 78
BOLD, NORMAL = "\x1b[1m", "\x1b[0m"
TAG = re.compile(r"</?[a-z]+[^>]*>")
STRONG = re.compile(r"<b>(.*?)</b>", re.DOTALL)
LEADING = " •!"  # what a wrapped line is set in by


def plain(text: str, *, colours: bool = False) -> str:
    """The text without tags, its lines wrapped; bold stands out where there are colours."""
    text = STRONG.sub(rf"{BOLD}\1{NORMAL}", text) if colours else text
    return "\n".join(map(_wrapped, bare(text).split("\n")))


def bare(text: str) -> str:
    """What is read of this HTML: its tags are left out, its entities are characters."""
    return html.unescape(TAG.sub("", text))


def _wrapped(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip(LEADING)))
    return textwrap.fill(line, WIDTH, subsequent_indent=indent, break_on_hyphens=False)
