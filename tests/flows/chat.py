"""One prescriber's chat with the dialogue, in private."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flows.talk.records import Membership, Person, PlanRecord, Role
from flows.talk.replies import Ask, Choice, Reply, Review, Toast
from flows.talk.turn import (
    Commanded,
    Context,
    Draft,
    Heard,
    Learnt,
    NoAnswer,
    Pressed,
    Session,
    Turn,
    Typed,
    Unusable,
)
from tests.world.pure import Pure

PARIS = ZoneInfo("Europe/Paris")
MORNING = datetime(2026, 11, 22, 9, 0, tzinfo=PARIS)
ME = 7
PRESCRIBER = Person(who=ME, name="A. Prescriber", memberships=(Membership(role=Role.PRESCRIBER),))
A_MOMENT = timedelta(seconds=5)


@dataclass(slots=True, kw_only=True)
class Chat(Pure):
    """What one chat has come to; every method is one thing heard, and answers with its turn."""

    now: datetime = MORNING
    zone_name: str = "Europe/Paris"
    pause: timedelta = A_MOMENT

    def __post_init__(self) -> None:
        self.people.setdefault(ME, PRESCRIBER)

    @property
    def person(self) -> Person:
        return self.people[ME]

    @person.setter
    def person(self, person: Person) -> None:
        self.put(person)

    @property
    def session(self) -> Session:
        return self.session_of(ME)

    @session.setter
    def session(self, session: Session) -> None:
        self.put_session(ME, session)

    @property
    def learnt(self) -> Learnt:
        return self.desk.trainees.load(ME)

    @property
    def begun(self) -> int:
        """How many labels were given."""
        return len(self.store.rows.given)

    def type(self, text: str, **at: datetime):
        return self.hear(Typed(text=text), **at)

    def send(self, kind: NoAnswer):
        return self.hear(Unusable(kind=kind))

    def command(self, name: str, argument: str = ""):
        return self.hear(Commanded(name=name, argument=argument))

    def press(self, press: str):
        """A press on the open prompt."""
        return self.hear(Pressed(label=self.draft.label, number=self.draft.serial, press=press))

    def press_home(self, press: str):
        return self.hear(Pressed(label="", number=0, press=press))

    def press_plan(self, press: str, record: PlanRecord):
        return self.hear(Pressed(label=record.label, number=record.revision, press=press))

    def make(self):
        """The press that makes the plan."""
        return self.press(next(press for press in self.presses if press.startswith("make.")))

    def hear(self, heard: Heard, **at: datetime) -> Turn:
        return self.take(heard, who=ME, **at)

    def context(self, heard: Heard, **at: datetime) -> Context:
        return self.reads(heard, who=ME, **at)

    def wait(self, **how_long: int) -> None:
        self.now += timedelta(**how_long)

    def answer(self, *steps: str) -> "Chat":
        """Several answers: "[use]" is a press, "/new" a command, anything else is typed."""
        for each in steps:
            if each.startswith("["):
                self.press(each[1:-1])
            elif each.startswith("/"):
                self.command(each[1:])
            else:
                self.type(each)
        return self

    @property
    def draft(self) -> Draft:
        assert self.session.draft is not None
        return self.session.draft

    @property
    def reply(self) -> Reply:
        """The only reply of the last turn."""
        (reply,) = self.turns[-1].replies
        return reply

    @property
    def prompt(self) -> Ask | Review:
        """The last prompt that was shown."""
        return next(
            reply
            for turn in reversed(self.turns)
            for reply in turn.replies
            if isinstance(reply, Ask | Review)
        )

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(choice for row in self.prompt.choices for choice in row)

    @property
    def presses(self) -> tuple[str, ...]:
        return tuple(choice.press for choice in self.choices)

    @property
    def answers(self) -> Mapping[str, object]:
        """The answers of the draft, its region left out."""
        return {key: each for key, each in self.draft.answers.items() if key != "region"}

    @property
    def refused(self) -> str | None:
        """Why the last answer was not taken."""
        return self.prompt.refused

    @property
    def toast(self) -> str:
        """The toast of the last turn; the open prompt may have been shown again with it."""
        toast, *again = self.turns[-1].replies
        assert isinstance(toast, Toast)
        assert all(isinstance(each, Ask | Review) for each in again)
        return toast.says.removeprefix("toast.")


MODERATE = ("/new", "72", "dermatomyositis", "moderate", "no")
SEVERE = ("/new", "69.9", "dermatomyositis", "severe", "unknown")
CHILD = ("/new", "20", "[use]", "juvenile dermatomyositis", "115", "moderate", "no")


def at_review(*steps: str) -> Chat:
    """A chat that answered everything: by default a moderate case with no sign to ask for."""
    chat = Chat().answer(*(steps or MODERATE))
    assert chat.draft.state == "review"
    return chat
