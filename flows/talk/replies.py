"""What is answered, as values: a page makes text and buttons of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from core.evidence import Section, Value
from core.plan import Plan
from core.steroid.tablets import Tablets
from flows.talk.records import PlanRecord


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant to be written as a place reads its clock."""

    at: datetime  # aware
    zone: str  # IANA name


@dataclass(frozen=True, slots=True)
class MadeOf:
    """The tablets of one dose, to be written in words."""

    tablets: Tablets


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of the guideline or of a case, to be written with the drug names of the place."""

    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence of the catalogue within another."""

    says: str
    values: "Mapping[str, Words]" = field(default_factory=dict)


# What a sentence can have written into it.
Words = Value | Moment | MadeOf | Quoted | Wording | tuple[Wording, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button: what it presses, and the words it shows.

    Where a message has buttons of several plans, each names its own label and number.
    """

    press: str
    says: str
    values: Mapping[str, Words] = field(default_factory=dict)
    label: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of the catalogue; a strong one stands out."""

    says: str
    values: Mapping[str, Words] = field(default_factory=dict)
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A message of sentences in blocks, with buttons that belong to no open prompt.

    `anew` posts it below; otherwise it replaces the message whose button was pressed. With a
    `chat` it goes there instead, in place of `message` where one is named: what is shown
    elsewhere is made true again as far as Telegram lets us.
    """

    label: str
    number: int  # the revision of the plan, or the number of the team
    blocks: tuple[tuple[Sentence, ...], ...]
    choices: tuple[tuple[Choice, ...], ...] = ()
    anew: bool = False
    chat: int | None = None
    message: int | None = None
    pin: bool = False  # pinned in its chat too, where the transport may
    above: str = ""  # the only sentence of it that a locked screen shows; none: as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """A question whose answer everybody in the chat can try, posted below.

    Where the transport has polls it is one, and Telegram itself says what was right; elsewhere
    the options are the buttons that they are in the question it repeats.
    """

    question: Sentence
    options: tuple[Choice, ...]
    right: int
    explanation: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The open prompt of a draft: question, progress, answers so far, choices.

    `anew` posts it below; otherwise it replaces the prompt on the screen. `refused` is the
    reason why the last answer was not taken. With no label it belongs to no draft: the way in.
    """

    label: str
    number: int
    says: str
    values: Mapping[str, Words] = field(default_factory=dict)
    why: str | None = None  # words key of why it is asked, shown below the question
    answers: tuple[tuple[str, Words], ...] = ()  # (words key of the answer's name, value)
    choices: tuple[tuple[Choice, ...], ...] = ()
    step: tuple[int, int] | None = None  # 2 of 4
    revises: int = 0  # the revision of the plan that is changed; 0 for a new one
    refused: str | None = None
    refused_values: Mapping[str, Value] = field(default_factory=dict)
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """An answer that is given anew: as it was, and as it is; None: not answered."""

    key: str
    was: Words | None
    now: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersChange:
    """What is answered otherwise of a live plan, and what that does to it."""

    told: tuple[Changed, ...]
    blocks: tuple[tuple[Sentence, ...], ...]


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
    answers: tuple[tuple[str, Words], ...]
    entered: str
    entered_on: date
    points: tuple[str, ...]
    signs: Signs
    agent: Sentence | None = None  # when an agent that is ready begins, or that it does not yet
    lower_for: tuple[str, ...] = ()  # the answers for which a lower start dose is offered
    revises: int = 0
    choices: tuple[tuple[Choice, ...], ...] = ()
    why: str | None = None
    refused: str | None = None
    refused_values: Mapping[str, Value] = field(default_factory=dict)
    anew: bool = False
    made: PlanRecord | None = None
    change: AnswersChange | None = None  # of a live plan; None where the draft makes one


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPlan:
    """The explained no of a subtype without a plan, in place of the prompt or, `anew`, below it;
    the draft is gone."""

    label: str
    plan: Plan
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A message with no buttons."""

    says: str
    values: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """The prompt on the screen becomes this text, without buttons; `anew` it stands below."""

    says: str
    values: Mapping[str, Value] = field(default_factory=dict)
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    """A short answer to a press that changes nothing on the screen."""

    says: str
    values: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPlan:
    """The plan's card (no section), one of its sections, or the reasons of a section.

    `anew` posts it below; otherwise it replaces the message whose button was pressed.
    """

    record: PlanRecord
    section: Section | None = None
    why: bool = False
    topic: str = ""  # one part of it, by its name: what its first screen leaves out
    line: int = 0  # of the topic, counted from 1: the reasons of this one alone
    replaced_by: int = 0  # an older revision: the one in force now, its only button
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMenu:
    """The papers that the plan has, each a button; in place of what was pressed."""

    record: PlanRecord
    stock: str = ""  # the tablets that they are counted in, as a press carries them


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPaper:
    """One paper of the plan, posted below: a file, or messages to copy."""

    record: PlanRecord
    kind: str
    stock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowOwnData:
    """All that is kept of the person who asks, posted below as a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """A message of whoever presses goes, as far as the transport can."""

    message: int


Reply = (
    Ask
    | Review
    | NoPlan
    | Say
    | Close
    | Toast
    | ShowPlan
    | Note
    | PaperMenu
    | ShowPaper
    | ShowOwnData
    | Quiz
    | Remove
)
