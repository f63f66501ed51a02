"""A few people, teams and plans, read for each turn as the desk reads them, and kept after it.

Whatever is answered is written as a page at once: it must fit, and obey the rules of display.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.guideline import shipped
from bot.page import Page
from bot.page.render import Pages, Seat
from bot.words import catalogue
from core.edition import kept_plan
from flows.dialogue import step
from flows.plan.live import live
from flows.reminder.wanted import wanted
from flows.talk.known import NOBODY, Health, Known
from flows.talk.records import (
    Invite,
    Kept,
    Membership,
    Person,
    Place,
    PlanRecord,
    Reminder,
    Role,
    Team,
)
from flows.talk.replies import Note, Reply, Say, Toast
from flows.talk.rights import Action, may
from flows.talk.turn import Commanded, Context, Heard, Pressed, Session, Turn, Typed
from tests.lint.display import hits

ZONE = "Europe/Berlin"
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo(ZONE))
OWNER, COLLEAGUE, NURSE, PHARMACIST, TRAINEE, STRANGER, BOSS, OUTSIDER = range(11, 19)
GROUP, OTHER_GROUP, UNBOUND = -100, -200, -300
OURS, THEIRS = 1, 2
LABEL, ALONE, FOREIGN = "K7Q-2M3", "A45-672", "B45-677"
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
PAGES = Pages(
    words=catalogue(),
    guideline=shipped(),
    key=bytes(32),
    region="us",
    zone=ZoneInfo(ZONE),
    zone_name=ZONE,
    version="0.1.0",
)
WIDEST = {1: 40, 2: 22, 3: 13, 4: 10}  # characters of a button, by the buttons in its row
BUTTON_BYTES = 64
SEES = (Action.OPEN, Action.ACKNOWLEDGE, Action.CHECK, Action.HAND_OVER)


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
    answers = changes.pop("answers", ADULT)
    decided = tuple(each.decision for each in changes.get("decisions", ()))
    made = PlanRecord(
        label=label,
        revision=1,
        owner=OWNER,
        answers=answers,
        entered="",
        entered_on=MORNING.date(),
        made_at=MORNING,
        confirmed=(),
        provisional=False,
        guideline=shipped().stamp,
        shown=kept_plan.made(shipped(), answers, decided),
        team=team,
    )
    return replace(made, **changes)


@dataclass(slots=True)
class World:
    """What is kept, and the clock."""

    now: datetime = MORNING
    people: dict[int, Person] = field(default_factory=dict)
    teams: dict[int, Team] = field(default_factory=dict)
    plans: dict[str, PlanRecord] = field(default_factory=dict)
    reminders: dict[str, Reminder] = field(default_factory=dict)
    invites: dict[str, Invite] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)
    health: Health | None = None
    code: str = CODE
    bot: str = ""
    administrators: tuple[int, ...] = (BOSS,)
    pages: list[Page] = field(default_factory=list)
    last: Turn = field(default_factory=lambda: Turn(session=Session(), replies=()))

    def keep(self, *kept: Kept) -> None:
        """Each is the next of its kind; a change that skips or repeats a serial is refused."""
        seen = set[object]()
        for each in kept:
            there: dict[Any, Any]
            match each:
                case PlanRecord():
                    there, key = self.plans, each.label
                case Reminder():
                    there, key = self.reminders, each.id
                case Team():
                    there, key = self.teams, each.number
                case Person():
                    there, key = self.people, each.who
                case Invite():
                    there, key = self.invites, each.hashed
            before = there[key].serial if key in there else 0
            assert each.serial == before + 1, (before, each)
            assert (type(each), key) not in seen, each
            seen.add((type(each), key))
            there[key] = each

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
        """The turn, kept; in the group of this number, or in private."""
        self.now += timedelta(seconds=5)
        session = self.sessions.get(chat or who, Session())
        turn = step(session, heard, self.context(who, heard, chat))
        self.sessions[chat or who] = turn.session
        self.keep(*((turn.made,) if turn.made else ()), *turn.keeps)
        self.last = turn
        self._write(turn, who, chat)
        return turn

    def context(self, who: int, heard: Heard, chat: int = 0) -> Context:
        """As the desk reads it."""
        by = self.people.get(who, Person(who=who, serial=0))
        plan = self._plan(heard, by, chat)
        team = self._team(heard, plan, chat)
        if isinstance(heard, Commanded) and heard.name == "team" and not chat:
            team = self._only_team(who)
        plans = self._plans(by, team, chat)
        code = heard.argument if isinstance(heard, Commanded) else ""
        invite = self.invites.get(f"hash {code}")
        return Context(
            guideline=shipped(),
            now=self.now.astimezone(UTC),
            sent=self.now,
            arrived=self.now,
            zone=ZoneInfo(ZONE),
            zone_name=ZONE,
            who=who,
            region="us",
            fresh_label="C45-67C",
            plan=plan,
            known=Known(
                place=Place.GROUP if chat else Place.PRIVATE,
                chat=chat or who,
                name=by.name or f"Person {who}",
                person=by,
                team=team,
                people=self._people(team, plan),
                administrators=self.administrators,
                teams=self._teams(by, plans, heard),
                last_team=max(self.teams, default=0),
                reminders=tuple(self.of(plan.label)) if plan else (),
                plans=plans,
                ahead=tuple(
                    each for one in plans for each in self.of(one.label) if each.stage.is_open
                ),
                invite=invite,
                issuer=self.people.get(invite.issuer, NOBODY) if invite else NOBODY,
                bot=self.bot,
                fresh_code=self.code,
                fresh_hash=f"hash {self.code}",
                health=self.health,
            ),
        )

    def of(self, label: str) -> Iterator[Reminder]:
        return (each for each in self.reminders.values() if each.label == label)

    def _plan(self, heard: Heard, by: Person, chat: int) -> PlanRecord | None:
        label = heard.label if isinstance(heard, Pressed) else ""
        if isinstance(heard, Commanded):
            label = heard.argument.partition(" ")[0].upper()
        plan = self.plans.get(label)
        if plan is None:
            return None
        if chat:
            team = self._team(heard, None, chat)
            return plan if team and team.number == plan.team else None
        return plan if any(may(action, by, plan) for action in SEES) else None

    def _team(self, heard: Heard, plan: PlanRecord | None, chat: int) -> Team | None:
        if chat:
            return next((team for team in self.teams.values() if team.chat == chat), None)
        number = plan.team if plan else 0
        if isinstance(heard, Pressed) and not heard.label:
            number = heard.number
        return self.teams.get(number)

    def _only_team(self, who: int) -> Team | None:
        memberships = self.people[who].memberships if who in self.people else ()
        numbers = {each.team for each in memberships} - {0}
        return self.teams[numbers.pop()] if len(numbers) == 1 else None

    def _teams(self, by: Person, plans: tuple[PlanRecord, ...], heard: Heard) -> tuple[Team, ...]:
        numbers = {each.team for each in by.memberships} | {plan.team for plan in plans}
        if isinstance(heard, Commanded) and heard.name == "invite" and by.who == BOSS:
            numbers |= set(self.teams)
        return tuple(self.teams[each] for each in sorted(numbers - {0}))

    def _plans(self, by: Person, team: Team | None, chat: int) -> tuple[PlanRecord, ...]:
        plans = self.plans.values()
        if chat:
            return tuple(each for each in plans if team and each.team == team.number)
        return tuple(each for each in plans if may(Action.OPEN, by, each))

    def _people(self, team: Team | None, plan: PlanRecord | None) -> tuple[Person, ...]:
        return tuple(
            each
            for each in self.people.values()
            if (plan and plan.owner == each.who)
            or (team and any(role.team == team.number for role in each.memberships))
        )

    def _write(self, turn: Turn, who: int, chat: int) -> None:
        """Every reply as a page, which must fit and be written as messages are."""
        seat = Seat(chat=chat or who, who=0 if chat else who, pressed=5, now=self.now, zone=ZONE)
        self.pages = []
        for reply in turn.replies:
            pages = PAGES.pages(reply, seat)
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
        (reply,) = self.last.replies
        return reply

    @property
    def says(self) -> str:
        """The key of a toast or a plain message; of a screen, that of its first sentence."""
        match self.last.replies[0]:
            case Toast(says=says) | Say(says=says):
                return says
            case Note(blocks=blocks):
                return blocks[0][0].says
            case other:
                return type(other).__name__

    @property
    def presses(self) -> tuple[str, ...]:
        """Every button of the first reply."""
        note = self.last.replies[0]
        assert isinstance(note, Note)
        return tuple(choice.press for row in note.choices for choice in row)

    @property
    def deeds(self) -> tuple[str, ...]:
        return tuple(deed.action for deed in self.last.deeds)


def _fits(page: Page, *, phone: bool) -> None:
    assert not hits(page.text, fragment=True), page.text
    for row in page.buttons:
        for button in row:
            assert len(button.data.encode()) <= BUTTON_BYTES
            assert button.text
            assert not phone or len(button.text) <= WIDEST[len(row)], button.text


def world(*plans: PlanRecord, **changes: Any) -> World:
    """Two teams with their people, and these plans with what reminds of them."""
    there = World(
        people={each.who: each for each in PEOPLE},
        teams={each.number: each for each in TEAMS},
        plans={each.label: each for each in plans},
    )
    for each in plans:
        there.keep(*reminders_of(there, each))
    return replace(there, **changes)


def reminders_of(there: World, plan: PlanRecord) -> tuple[Reminder, ...]:
    """Those that a plan has from its beginning."""
    now = live(shipped(), plan, there.teams.get(plan.team), ZONE, there.now)
    return wanted(now) if now else ()
