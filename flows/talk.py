"""What is heard, what is answered, and what a turn leaves behind: values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum

from core.evidence import Section, Value
from core.guideline.schema import Guideline
from core.plan import Plan

Answer = str | int | bool  # as the planner's input writes it


class Kind(StrEnum):
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
    """A text message."""

    text: str


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

    kind: Kind


Heard = Typed | Pressed | Commanded | Unusable


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What is kept of one chat: at most one unfinished draft."""

    draft: Draft | None = None
    prompt: int | None = None  # id of the message that shows the open prompt, set by the shell
    last_update: int = 0  # the transport's number of the last update taken in


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRecord:
    """A plan as it is kept: who made it from which answers, and what was answered to them."""

    label: str
    revision: int
    owner: int
    answers: Mapping[str, Answer]
    entered: str
    entered_on: date
    made_at: datetime
    confirmed: tuple[str, ...]  # codes of the points confirmed, all by the owner at `made_at`
    provisional: bool  # admission first: a draft that nobody can activate
    guideline: str  # the stamp it was made under
    digest: str  # of the planner's whole answer, to notice that it would now be another


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What the audit keeps of a turn: codes only, never text."""

    action: str
    label: str
    reason: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button: what it presses, and the words it shows."""

    press: str
    says: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The open prompt of a draft: question, progress, answers so far, choices.

    `anew` posts it below; otherwise it replaces the prompt on the screen. `refused` is the
    reason why the last answer was not taken. With no label it belongs to no draft: the way in.
    """

    label: str
    number: int
    says: str
    values: Mapping[str, Value] = field(default_factory=dict)
    why: str | None = None  # words key of why it is asked, shown below the question
    answers: tuple[tuple[str, Value], ...] = ()  # (words key of the answer's name, value)
    choices: tuple[tuple[Choice, ...], ...] = ()
    step: tuple[int, int] | None = None  # 2 of 4
    revises: int = 0  # the revision of the plan that is changed; 0 for a new one
    refused: str | None = None
    refused_values: Mapping[str, Value] = field(default_factory=dict)
    anew: bool = False


class Signs(StrEnum):
    """Where the question for emergency signs stands."""

    NOT_ASKED = "not_asked"
    OPEN = "open"  # asked, and nothing is made before it is answered
    ABSENT = "absent"
    PRESENT = "present"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Every answer read back with what would be made of it; takes the place of the prompt.

    `points` are the codes that one press confirms, numbered from 1. Where `made` is filled it
    is the last look of the review: nothing to press, above the plan that came of it.
    """

    label: str
    number: int
    plan: Plan
    answers: tuple[tuple[str, Value], ...]
    entered: str
    entered_on: date
    points: tuple[str, ...]
    signs: Signs
    revises: int = 0
    choices: tuple[tuple[Choice, ...], ...] = ()
    why: str | None = None
    refused: str | None = None
    refused_values: Mapping[str, Value] = field(default_factory=dict)
    anew: bool = False
    made: PlanRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPlan:
    """The explained no of a subtype without a plan, in place of the prompt; the draft is gone."""

    label: str
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A message with no buttons."""

    says: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """The prompt on the screen becomes this text, without buttons."""

    says: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    """A short answer to a press that changes nothing on the screen."""

    says: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPlan:
    """The plan's card (no section), one of its sections, or the reasons of a section.

    `anew` posts it below; otherwise it replaces the message whose button was pressed.
    """

    record: PlanRecord
    section: Section | None = None
    why: bool = False
    part: int = 0  # of a section that needs more than one screen
    anew: bool = False


Reply = Ask | Review | NoPlan | Say | Close | Toast | ShowPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The whole outcome of one thing heard; the shell commits it, then sends the replies."""

    session: Session
    replies: tuple[Reply, ...]
    made: PlanRecord | None = None
    deeds: tuple[Deed, ...] = ()
