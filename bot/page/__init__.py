"""What is put on a screen: text and buttons, ready for any transport."""

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a page goes."""

    NEW = "new"  # below everything else
    PROMPT = "prompt"  # in place of the chat's open prompt; new where there is none
    PRESSED = "pressed"  # in place of the message whose button was pressed
    TOAST = "toast"  # the short answer to a press


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button: its text, and the data it sends back (64 bytes at most)."""

    text: str
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One message: HTML text within Telegram's limits, rows of buttons, and where it goes."""

    text: str
    place: Place
    buttons: tuple[tuple[Button, ...], ...] = ()
    prompt: bool = False  # it now shows the chat's open prompt
