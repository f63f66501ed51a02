"""Chats with their messages, as the people in them see them."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.fake_telegram.answers import BLOCKED, MOVED, WRITING, Refused
from tests.fake_telegram.markup import Entity, Marked, read_html, units

CAPTION_LIMIT = 1_024
TEXT_LIMIT, ENTITY_LIMIT, DATA_LIMIT_BYTES = 4_096, 100, 64
QUESTION_LIMIT, OPTIONS_LIMIT, OPTION_LIMIT, WHY_LIMIT = 300, 12, 100, 200
ROW_LIMIT, BUTTON_LIMIT = 8, 100
NO_FORMAT = ()


@dataclass(frozen=True, slots=True)
class Key:
    """A button under a message."""

    text: str
    data: str


Keyboard = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """A poll with one right answer."""

    question: str
    options: tuple[str, ...]
    right: int
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it reads now."""

    number: int
    chat: int
    sender: int
    date: datetime
    text: str
    entities: tuple[Entity, ...] = NO_FORMAT
    keyboard: Keyboard = ()
    edits: int = 0
    protected: bool = False
    thread: int = 0  # the topic it was sent to
    file: tuple[str, bytes] = ("", b"")  # its name and what is in it; the text stands under it
    quiz: Quiz | None = None

    def buttons(self) -> tuple[Key, ...]:
        """Every button, row by row."""
        return tuple(key for row in self.keyboard for key in row)


@dataclass(slots=True, kw_only=True)
class Chat:
    """A private chat with a person, or a group."""

    id: int
    kind: str
    title: str
    first_message: int
    blocked: bool = False
    messages: list[Message] = field(default_factory=list)
    given: int = 0  # the last number: none is given twice, whatever was deleted
    bot: str = "member"  # what the bot is in a group
    members: set[int] = field(default_factory=set)
    topics: set[int] = field(default_factory=set)
    username: str = ""  # of a public group
    moved_to: int = 0  # the number of the supergroup it has become

    @property
    def refusal(self) -> Refused | None:
        """Why a bot may not write here."""
        if self.moved_to:
            return Refused(400, MOVED, migrate_to_chat_id=self.moved_to)
        if self.blocked:
            return Refused(403, BLOCKED)
        return WRITING.get(self.bot)

    def add(self, **values: Any) -> Message:
        """A new message at the end."""
        self.given = max(self.given + 1, self.first_message)
        message = Message(number=self.given, chat=self.id, **values)
        self.messages.append(message)
        return message

    def find(self, number: int) -> Message | None:
        """The message of this number, unless it was deleted."""
        return next((message for message in self.messages if message.number == number), None)

    def put(self, message: Message) -> Message:
        """The message reads like this from now on."""
        place = next(i for i, old in enumerate(self.messages) if old.number == message.number)
        self.messages[place] = replace(message, edits=message.edits + 1)
        return self.messages[place]


def read_text(text: str, parse_mode: str | None) -> Marked:
    """The text as people see it; raises Refused."""
    if parse_mode not in (None, "HTML"):
        raise Refused(400, f"Bad Request: only HTML is written here, not {parse_mode}")
    marked = read_html(text) if parse_mode else Marked(text, NO_FORMAT)
    if not marked.text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if units(marked.text) > TEXT_LIMIT:
        raise Refused(400, "Bad Request: message is too long")
    if len(marked.entities) > ENTITY_LIMIT:
        raise Refused(400, "Bad Request: too many entities")
    return marked


def read_caption(text: str, parse_mode: str | None) -> Marked:
    """The text under a file, which may be none; raises Refused."""
    marked = read_text(text, parse_mode) if text else Marked("", NO_FORMAT)
    if units(marked.text) > CAPTION_LIMIT:
        raise Refused(400, "Bad Request: message caption is too long")
    return marked


def read_quiz(
    question: str, options: list[dict[str, str]], kind: str, right: list[int] | None, why: str
) -> Quiz:
    """A quiz within the limits of the Bot API; raises Refused."""
    if kind != "quiz":
        raise Refused(400, f"Bad Request: only a quiz is sent here, not {kind}")
    texts = tuple(option["text"] for option in options)
    if any(set(option) != {"text"} for option in options):
        raise Refused(400, "Bad Request: can't parse poll option")
    if not 1 <= units(question) <= QUESTION_LIMIT:
        raise Refused(400, "Bad Request: poll question length must not exceed 300")
    if not 2 <= len(texts) <= OPTIONS_LIMIT:
        raise Refused(400, "Bad Request: poll must have from 2 to 12 options")
    if not all(1 <= units(text) <= OPTION_LIMIT for text in texts) or len({*texts}) < len(texts):
        raise Refused(400, "Bad Request: poll options length must not exceed 100")
    if right is None or len(right) != 1 or not 0 <= right[0] < len(texts):
        raise Refused(400, "Bad Request: wrong correct option ID specified")
    if units(why) > WHY_LIMIT or why.count("\n") > 2:
        raise Refused(400, "Bad Request: explanation is too long")
    return Quiz(question=question, options=texts, right=right[0], explanation=why)


def read_keyboard(markup: dict[str, Any] | None) -> Keyboard:
    """The rows of an inline keyboard; raises Refused."""
    if markup is None:
        return ()
    if set(markup) != {"inline_keyboard"}:
        raise Refused(400, f"Bad Request: unknown reply markup {sorted(markup)}")
    rows = tuple(tuple(_key(button) for button in row) for row in markup["inline_keyboard"])
    if any(not 0 < len(row) <= ROW_LIMIT for row in rows):
        raise Refused(400, "Bad Request: a row of no button or of too many")
    if sum(map(len, rows)) > BUTTON_LIMIT:
        raise Refused(400, "Bad Request: reply markup is too long")
    return rows


def _key(button: dict[str, Any]) -> Key:
    if set(button) != {"text", "callback_data"} or not button["text"].strip():
        raise Refused(400, f"Bad Request: can't parse inline keyboard button {sorted(button)}")
    if not 0 < len(button["callback_data"].encode()) <= DATA_LIMIT_BYTES:
        raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return Key(button["text"], button["callback_data"])
