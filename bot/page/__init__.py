"""What is put on a screen: text and buttons, ready for any transport."""

from dataclasses import dataclass, field
from enum import StrEnum

QUESTION, OPTIONS, OPTION, EXPLANATION = 300, 12, 100, 200  # of a quiz, in characters


class Placed(StrEnum):
    """Where a page goes."""

    NEW = "new"  # below everything else
    EDIT = "edit"  # in place of the message `edits`
    TOAST = "toast"  # the short answer to a press


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button: its text, and the data it sends back (64 bytes at most)."""

    text: str
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file: its plain name, what it is, and its bytes."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A question with one right answer, within Telegram's limits for a quiz; plain text."""

    question: str
    options: tuple[str, ...]
    right: int
    explanation: str

    @property
    def fits(self) -> bool:
        """Whether it is within the limits."""
        return (
            len(self.question) <= QUESTION
            and len(self.options) <= OPTIONS
            and all(len(each) <= OPTION for each in self.options)
            and len(self.explanation) <= EXPLANATION
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One message: HTML text within Telegram's limits, rows of buttons, and where it goes.

    An edit with no text leaves the message as it reads and takes its buttons away. A page
    marked `prompt` shows the chat's open prompt from then on. Where a transport has polls it shows
    the `poll` instead of text and buttons, which are the same question.
    """

    text: str
    place: Placed
    buttons: tuple[tuple[Button, ...], ...] = ()
    edits: int | None = None  # the message that an EDIT replaces
    removes: bool = False  # that message goes, as far as a transport can; nothing is shown
    prompt: bool = False
    chat: int | None = None  # another chat than the one that was heard
    protected: bool = False  # not to be forwarded or saved
    pin: bool = False  # to be pinned in its chat too; it is shown where it cannot be
    document: Document | None = None  # the text stands under it then
    poll: Poll | None = None
