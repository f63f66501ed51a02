"""Two teams with their people, and plans: what each of them hears and sees.

Whatever is answered is written as a page at once: it must fit, and obey the rules of display.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.page import Page
from bot.page.render import Seat
from flows.talk.records import Membership, Person, PlanRecord, Role, Team
from flows.talk.replies import Note, Reply, Say, Toast
from flows.talk.turn import Commanded, Context, Heard, Pressed, Turn, Typed
from tests.lint.display import hits
from tests.world.plan_record import LABEL, plan_record
from tests.world.pure import BERLIN as ZONE
from tests.world.pure import Pure

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo(ZONE))
OWNER, COLLEAGUE, NURSE, PHARMACIST, TRAINEE, STRANGER, BOSS, OUTSIDER = range(11, 19)
GROUP, OTHER_GROUP, UNBOUND = -100, -200, -300
OURS, THEIRS = 1, 2
ALONE, FOREIGN = "A45-672", "B45-677"
CODE = "Yh3kQxVb_t0sLw-PzRmNdg"
ADULT = {
    "region": "us",
    "weight_kg": "69.9",
    "subtype": "dermatomyositis",
    "severity": "moderate",
    "ild": "no",
    "start_date": "2026-11-23",
}
CHILD = {**ADULT, "subtype": "juvenile", "weight_kg": "25", "height_cm": 125}
WIDEST = {1: 40, 2: 22, 3: 13, 4: 10, 7: 3}  # characters of a button, by the buttons in its row
BUTTON_BYTES = 64


def person(who: int, name: str, *roles: tuple[Role, int]) -> Person:
    held = tuple(Membership(role=role, team=team) for role, team in roles)
    return Person(who=who, name=name, memberships=held)


PEOPLE = (
    person(OWNER, "Dr Owner", (Role.PRESCRIBER, OURS)),
    person(COLLEAGUE, "Dr Colleague", (Role.PRESCRIBER, OURS)),
    person(NURSE, "Nurse", (Role.CARE_TEAM, OURS)),
    person(PHARMACIST, "Pharmacist", (Role.CARE_TEAM, OURS)),
    person(TRAINEE, "Trainee", (Role.TRAINEE, OURS)),
    person(BOSS, "Boss", (Role.ADMINISTRATOR, 0)),
    person(OUTSIDER, "Dr Outsider", (Role.PRESCRIBER, THEIRS)),
)
TEAMS = (
    Team(number=OURS, zone=ZONE, chat=GROUP, proved=True),
    Team(number=THEIRS, zone="America/New_York", chat=OTHER_GROUP, proved=True),
)


def record(label: str = LABEL, *, team: int = OURS, **changes: Any) -> PlanRecord:
    answers, decided = changes.pop("answers", ADULT), changes.pop("decisions", ())
    about = {"label": label, "team": team, "owner": OWNER, "revision": 1} | changes
    return plan_record(answers, *decided, at=MORNING, **about)


@dataclass(slots=True, kw_only=True)
class World(Pure):
    """What is said by these people, and what they are shown."""

    now: datetime = MORNING
    code: str = CODE
    administrators: tuple[int, ...] = (BOSS,)
    pages: list[Page] = field(default_factory=list)

    def command(self, who: int, name: str, argument: str = "", chat: int = 0) -> Turn:
        return self.hear(who, Commanded(name=name, argument=argument), chat)

    def press(
        self, who: int, press: str, *, label: str = "", number: int | None = None, chat: int = 0
    ) -> Turn:
        """The plan's present revision is pressed, where no number is named."""
        if number is None:
            number = self.plans[label].revision if label in self.plans else 0
        return self.hear(who, Pressed(label=label, number=number, press=press), chat)

    def types(self, who: int, text: str) -> Turn:
        return self.hear(who, Typed(text=text), 0)

    def hear(self, who: int, heard: Heard, chat: int = 0) -> Turn:
        turn = self.take(heard, who=who, chat=chat)
        self._write(turn, who, chat)
        return turn

    def context(self, who: int, heard: Heard, chat: int = 0) -> Context:
        return self.reads(heard, who=who, chat=chat)

    def _write(self, turn: Turn, who: int, chat: int) -> None:
        """Every reply as a page, which must fit and be written as messages are."""
        seat = Seat(chat=chat or who, who=0 if chat else who, pressed=5, now=self.now, zone=ZONE)
        self.pages = []
        for reply in turn.replies:
            pages = self.desk.pages.pages(reply, seat)
            for page in pages:
                _fits(page, phone=isinstance(reply, Note))
            self.pages += pages

    @property
    def text(self) -> str:
        """Every page of the last turn, tags and all."""
        return "\n\n".join(page.text for page in self.pages)

    @property
    def reply(self) -> Reply:
        """The only reply of the last turn."""
        (reply,) = self.turn.replies
        return reply

    @property
    def says(self) -> str:
        """The key of a toast or a plain message; of a screen, that of its first sentence."""
        match self.turn.replies[0]:
            case Toast(says=says) | Say(says=says):
                return says
            case Note(blocks=blocks):
                return blocks[0][0].says
            case other:
                return type(other).__name__

    @property
    def presses(self) -> tuple[str, ...]:
        """Every button of the first reply."""
        note = self.turn.replies[0]
        assert isinstance(note, Note)
        return tuple(choice.press for row in note.choices for choice in row)

    @property
    def deeds(self) -> tuple[str, ...]:
        return tuple(deed.action for deed in self.turn.deeds)


def _fits(page: Page, *, phone: bool) -> None:
    assert not hits(page.text, fragment=True), page.text
    for row in page.buttons:
        for button in row:
            assert len(button.data.encode()) <= BUTTON_BYTES
            assert button.text
            assert not phone or len(button.text) <= WIDEST[len(row)], button.text


def world(*plans: PlanRecord, **changes: Any) -> World:
    """Two teams with their people, and these plans with what reminds of them."""
    there = World(**changes).put(*PEOPLE, *TEAMS)
    for each in plans:
        there.add(each)
    return there
