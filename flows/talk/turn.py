"""What is heard, what is answered, and what a turn leaves behind: values only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum

from core.exercise import Lesson
from core.guideline.schema import Guideline
from flows.talk.erasure import Erasure
from flows.talk.known import NOTHING_KNOWN, Known
from flows.talk.records import Answer, Kept, PlanRecord
from flows.talk.replies import Choice, Reply


class NoAnswer(StrEnum):
    """Messages that are never an answer, each with its own reason."""

    EDITED = "edited"
    FORWARDED = "forwarded"
    VIA_BOT = "via_bot"
    STICKER = "sticker"
    VOICE = "voice"
    PICTURE = "picture"
    DOCUMENT = "document"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A text message; `ours` where it is a text of this program, word for word."""

    text: str
    ours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button of this bot's own making, whose seal was right.

    `number` is the number of the prompt, or the revision of the plan, it was made for.
    """

    label: str
    number: int
    press: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commanded:
    """A slash command, its name in lower case, with what followed it."""

    name: str
    argument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A message that cannot be an answer."""

    kind: NoAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The group has another number now: Telegram made a supergroup of it."""

    chat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """Whether the bot can write in this chat from now on: blocked, removed, or let in again."""

    writable: bool
    added: bool = False  # it was not there before


Heard = Typed | Pressed | Commanded | Unusable | Moved | Reachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan in the making: its answers under the planner's input keys, and where it stands."""

    label: str
    state: str
    trail: tuple[str, ...]  # the states that Back returns to, last one nearest
    answers: Mapping[str, Answer]
    serial: int  # number of the prompt now open; a button of another number is stale
    asked_at: datetime  # when the open prompt was made
    entered: str = ""  # how the weight was typed, where it was converted ("154 lb")
    entered_on: date | None = None
    held: Mapping[str, Answer] = field(default_factory=dict)  # an answer that waits for its check
    revises: int = 0  # the revision of the plan that it changes; 0 where it begins one
    parked: bool = False  # left alone, or answered too late: waits for Resume or Discard
    edition: str = ""  # of the rules that the plan goes by, where those of today would differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question outside of a draft that waits for a typed answer, in a private chat."""

    asks: str  # names the reader of the answer
    label: str
    serial: int  # of the plan when it was asked; where the plan has moved on, it is not taken
    asked_at: datetime  # aware
    held: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What is kept of one chat: at most one unfinished draft."""

    draft: Draft | None = None
    prompt: int | None = None  # id of the message that shows the open prompt, set by the shell
    last_update: int = 0  # the transport's number of the last update taken in
    question: Question | None = None  # open beside no draft
    unheeded: tuple[str, ...] = ()  # ids of what nobody took up and this person was told of


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What is kept of a chat where fictional cases are worked through."""

    chosen: Mapping[str, str] = field(default_factory=dict)  # by case, "2..0"
    at: datetime | None = None  # when the last was; None: nobody knows


NOTHING_LEARNT = Learnt()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What the audit keeps of a turn: codes only, never text."""

    action: str
    label: str
    reason: str = ""
    since: datetime | None = None  # kept only where the same was not kept since then; None: always


def no_caption(_choice: Choice) -> str:
    """Where no screen is written, no button is named by its words."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything a turn may know beside the session; time is an argument."""

    guideline: Guideline
    now: datetime  # aware
    sent: datetime  # when the user sent it, by the transport's clock
    arrived: datetime  # when it reached this machine
    zone: tzinfo
    zone_name: str
    who: int
    region: str
    fresh_label: str  # never given before
    plan: PlanRecord | None = None  # the plan that was pressed or named, where `who` may see it
    known: Known = NOTHING_KNOWN
    lessons: tuple[Lesson, ...] = ()
    learnt: Learnt = NOTHING_LEARNT
    caption: Callable[[Choice], str] = no_caption  # the words that a button shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The whole outcome of one thing heard; the shell commits it, then sends the replies."""

    session: Session
    replies: tuple[Reply, ...]
    made: PlanRecord | None = None
    deeds: tuple[Deed, ...] = ()
    keeps: tuple[Kept, ...] = ()  # each with the serial after the one that was read
    seen: datetime | None = None  # a time that a person has said to be right
    erases: Erasure | None = None
    learnt: Learnt | None = None  # in place of what was; None: as it is
