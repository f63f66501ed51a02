"""What cannot be read back, in sentences: what it means, and what truly mends it."""

from collections.abc import Iterable

from flows.talk.known import Unread
from flows.talk.replies import Sentence
from flows.talk.screens import Block, say

KINDS = frozenset(
    {
        "plan", "reminder", "team", "person", "session", "invite", "errand", "erased", "audit",
        "label", "clock", "meta", "file", "inbox", "heard",
    }
)  # fmt: skip
MOST = 12  # that are named at once


def named(found: Iterable[Unread]) -> Block:
    """Each thing with its way out, and how many more there are."""
    each = tuple(dict.fromkeys(found))
    more = len(each) - MOST
    rest = (say("unread.more", number=more),) if more > 0 else ()
    return (*map(_one, each[:MOST]), *rest)


def here(found: Iterable[Unread]) -> Block:
    """The same for those who follow a plan: what it means for them."""
    return tuple(
        say(f"unread.{each.kind}_here", strong=True, name=each.name)
        for each in dict.fromkeys(found)
    )


def _one(unread: Unread) -> Sentence:
    kind = unread.kind if unread.kind in KINDS else "other"
    return say(f"unread.{kind}", name=unread.name or kind)
