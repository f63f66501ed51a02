"""Plans that are followed: people, teams, chats and reminders around them, time by hand."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.guideline import shipped
from core.edition import kept_plan
from core.guideline.schema import Guideline
from flows.dialogue import step
from flows.plan.live import Live, live
from flows.reminder.escalation import Landed, claimed, outstanding, settled
from flows.reminder.message import told
from flows.reminder.recipients import Recipients, recipients_of
from flows.reminder.wanted import drifted, replanned, wanted
from flows.talk.known import Known
from flows.talk.records import (
    Kept,
    Landing,
    Membership,
    Person,
    Place,
    PlanRecord,
    Reminder,
    Role,
    Stage,
    Team,
)
from flows.talk.replies import Choice, Note, Reply, Say, ShowPlan, Toast
from flows.talk.rights import Action, may
from flows.talk.turn import Commanded, Context, Heard, Pressed, Session, Turn, Typed

BERLIN = "Europe/Berlin"
FIRST = date(2026, 11, 23)
OWNER, OTHER, NURSE, STRANGER, ADMIN = 7, 8, 9, 10, 11
GROUP, SECOND_GROUP = -100, -200
TEAM = Team(number=1, zone=BERLIN, chat=GROUP, proved=True)
SECOND_TEAM = Team(number=2, zone=BERLIN, chat=SECOND_GROUP, proved=True)
PEOPLE = {
    OWNER: ("Owner", (Membership(role=Role.PRESCRIBER), Membership(role=Role.CARE_TEAM, team=1))),
    OTHER: ("Other", (Membership(role=Role.PRESCRIBER, team=2),)),
    NURSE: ("Nurse", (Membership(role=Role.CARE_TEAM, team=1),)),
    STRANGER: ("Stranger", ()),
    ADMIN: ("Admin", (Membership(role=Role.ADMINISTRATOR),)),
}
LABEL, OTHER_LABEL = "K7Q-2M3", "ABC-DE7"
READY = {
    "age": 45, "sex": "M", "height_cm": 178, "egfr": 90, "hbv": "neg", "liver_disease": False,
    "alcohol_excess": False, "cytopenia": False, "active_infection": False,
    "allopurinol": False, "febuxostat": False, "tpmt": "normal", "nudt15": "normal",
    "methotrexate_weekday": "thursday",
}  # fmt: skip
MODERATE = {
    "region": "us", "weight_kg": "72", "subtype": "dermatomyositis", "severity": "moderate",
    "ild": "no", "start_date": FIRST.isoformat(), "hold_weeks": 4, "tail": "standard",
}  # fmt: skip
CHILD = {
    "region": "us", "weight_kg": "20", "subtype": "juvenile", "height_cm": 115,
    "severity": "moderate", "ild": "no", "start_date": FIRST.isoformat(),
}  # fmt: skip


def at(day: int | date, clock: str = "09:00") -> datetime:
    """The instant at which Berlin reads this; a day counts from the first dose, as day 0."""
    on = FIRST + timedelta(days=day) if isinstance(day, int) else day
    return datetime.combine(on, time.fromisoformat(clock), ZoneInfo(BERLIN)).astimezone(UTC)


def planned(label: str = LABEL, **changes: Any) -> PlanRecord:
    """A plan as it is kept on the day it was made; its first dose is on 23-Nov-2026."""
    answers = changes.pop("answers", MODERATE)
    decided = tuple(each.decision for each in changes.get("decisions", ()))
    record = PlanRecord(
        label=label,
        revision=1,
        owner=OWNER,
        answers=answers,
        entered="72",
        entered_on=FIRST,
        made_at=at(0, "08:00"),
        confirmed=(),
        provisional=False,
        guideline=shipped().stamp,
        shown=kept_plan.made(shipped(), answers, decided),
        team=1,
    )
    return replace(record, **changes)


@dataclass(slots=True)
class Ward:
    """All that is kept, and what every chat shows; serials are checked as the store does."""

    now: datetime = field(default_factory=lambda: at(0))
    rules: Guideline = field(default_factory=shipped)  # of today
    plans: dict[str, list[PlanRecord]] = field(default_factory=dict)
    reminders: dict[str, Reminder] = field(default_factory=dict)
    teams: dict[int, Team] = field(default_factory=lambda: {1: TEAM, 2: SECOND_TEAM})
    people: dict[int, Person] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)
    screens: dict[tuple[int, int], Reply] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    last_message: int = 100

    def __post_init__(self) -> None:
        for who, (name, memberships) in PEOPLE.items():
            self.people[who] = Person(who=who, name=name, memberships=memberships)

    # ------------------------------------------------------------------ what is kept

    def add(self, record: PlanRecord) -> "Ward":
        """A plan with every reminder that follows from it."""
        self.plans[record.label] = [record]
        followed = self.live(record.label)
        for each in wanted(followed):
            self.reminders[each.id] = each
        return self

    def plan(self, label: str = LABEL) -> PlanRecord:
        return self.plans[label][-1]

    def of(self, label: str = LABEL) -> tuple[Reminder, ...]:
        return tuple(each for each in self.reminders.values() if each.label == label)

    def open(self, label: str = LABEL) -> list[str]:
        return sorted(each.id for each in self.of(label) if each.stage.is_open)

    def live(self, label: str = LABEL) -> Live:
        record = self.plan(label)
        return live(self.rules, record, self.teams.get(record.team), BERLIN, self.now)

    def around(self, label: str = LABEL) -> Recipients:
        record = self.plan(label)
        team = self.teams.get(record.team)
        return recipients_of(record, team, self.of_team(record), (ADMIN,))

    def of_team(self, record: PlanRecord) -> tuple[Person, ...]:
        return tuple(
            person
            for person in self.people.values()
            if person.who == record.owner
            or any(each.team == record.team > 0 for each in person.memberships)
        )

    def reminder(self, matter: str, label: str = LABEL) -> Reminder:
        """The only one of this matter that is not over, or the last that is."""
        found = [each for each in self.of(label) if each.matter == matter]
        return next((each for each in found if each.stage.is_open), found[-1])

    def keep(self, kept: Kept) -> None:
        """As the store keeps it: only what is based on what is there."""
        match kept:
            case Reminder():
                before = self.reminders.get(kept.id)
                self.reminders[kept.id] = kept
            case Person():
                before = self.people.get(kept.who)
                self.people[kept.who] = kept
            case Team():
                before = self.teams.get(kept.number)
                self.teams[kept.number] = kept
            case _:
                raise NotImplementedError(kept)
        assert kept.serial == (before.serial + 1 if before else 1), kept

    def make(self, record: PlanRecord) -> None:
        before = self.plan(record.label)
        assert (record.revision, record.serial) == (before.revision + 1, before.serial + 1)
        self.plans[record.label].append(record)

    # ------------------------------------------------------------------ what is heard

    def press(
        self, press: str, *, who: int = OWNER, chat: int | None = None, number: int | None = None,
        label: str = LABEL, message: int = 0,
    ) -> Turn:  # fmt: skip
        number = self.plan(label).revision if number is None else number
        heard = Pressed(label=label, number=number, press=press)
        return self.hear(heard, who=who, chat=chat, message=message)

    def type(self, text: str, *, who: int = OWNER, chat: int | None = None) -> Turn:
        return self.hear(Typed(text=text), who=who, chat=chat)

    def command(self, name: str, argument: str = "", *, who: int = OWNER, chat: int | None = None):
        return self.hear(Commanded(name=name, argument=argument), who=who, chat=chat)

    def hear(self, heard: Heard, *, who: int, chat: int | None = None, message: int = 0) -> Turn:
        """The turn, kept and shown as the desk does."""
        chat = who if chat is None else chat
        session = self.sessions.get(chat, Session())
        turn = step(session, heard, self.context(heard, session, who=who, chat=chat))
        self.sessions[chat] = turn.session
        if turn.made:
            self.make(turn.made)
        for kept in turn.keeps:
            self.keep(kept)
        for reply in turn.replies:
            self.show(reply, chat, message)
        self.turns.append(turn)
        return turn

    def show(self, reply: Reply, chat: int, pressed: int) -> None:
        """What the message shows from now on; a new one where none is replaced."""
        if isinstance(reply, Toast):
            return
        if isinstance(reply, Note) and reply.chat is not None:
            chat, pressed = reply.chat, reply.message or 0
        anew = isinstance(reply, Say) or getattr(reply, "anew", False)
        self.screens[chat, self._message(pressed if not anew else 0)] = reply

    def _message(self, shown: int) -> int:
        if shown:
            return shown
        self.last_message += 1
        return self.last_message

    def context(self, heard: Heard, session: Session, *, who: int, chat: int) -> Context:
        place = Place.GROUP if chat < 0 else Place.PRIVATE
        bound = next((each for each in self.teams.values() if each.chat == chat), None)
        person = self.people.get(who, Person(who=who))
        record = self._named(heard, session)
        if record and place is Place.GROUP and (bound is None or record.team != bound.number):
            record = None
        if record and place is Place.PRIVATE and not self._sees(person, record):
            record = None
        team = bound if place is Place.GROUP else self.teams.get(record.team) if record else None
        return Context(
            guideline=self.rules,
            now=self.now,
            sent=self.now,
            arrived=self.now,
            zone=ZoneInfo(BERLIN),
            zone_name=BERLIN,
            who=who,
            region="us",
            fresh_label="",
            plan=record,
            known=Known(
                place=place,
                chat=chat,
                name=person.name,
                person=person,
                team=team,
                people=self.of_team(record) if record else (),
                administrators=(ADMIN,),
                older=self._older(heard, record),
                reminders=self.of(record.label) if record else (),
            ),
        )

    def _named(self, heard: Heard, session: Session) -> PlanRecord | None:
        if isinstance(heard, Pressed):
            label = heard.label
        elif isinstance(heard, Typed) and session.question:
            label = session.question.label
        else:
            return None
        return self.plan(label) if label in self.plans else None

    def _sees(self, person: Person, record: PlanRecord) -> bool:
        seen_by = (Action.OPEN, Action.ACKNOWLEDGE, Action.CHECK, Action.HAND_OVER)
        return any(may(action, person, record) for action in seen_by)

    def _older(self, heard: Heard, record: PlanRecord | None) -> PlanRecord | None:
        if record is None or not isinstance(heard, Pressed):
            return None
        number = heard.press.removeprefix("decide.open.")
        if number == heard.press or not number.isdecimal():
            return None
        revisions = self.plans[record.label]
        return next((each for each in revisions if each.revision == int(number)), None)

    # ------------------------------------------------------------------ what is sent unasked

    def tick(self) -> None:
        """What the alarm does now: every due reminder claimed, sent to all its chats, settled."""
        for each in list(self.reminders.values()):
            if each.stage.is_open and each.due is not None and each.due <= self.now:
                self._alarm(each)

    def until(self, day: int | date, clock: str = "09:00") -> "Ward":
        """The clock pushed on, every reminder sent when it is due."""
        then = at(day, clock)
        while (due := self.next_due()) is not None and due <= then:
            self.now = max(self.now, due)
            self.tick()
        self.now = then
        return self

    def next_due(self) -> datetime | None:
        dues = (each.due for each in self.reminders.values() if each.stage.is_open)
        return min((due for due in dues if due), default=None)

    def _alarm(self, reminder: Reminder) -> None:
        label = reminder.label
        followed = self.live(label)
        if drifted(reminder, followed):
            for kept in replanned(self.of(label), followed, self.now):
                self.keep(kept)
            return
        around, record = self.around(label), self.plan(label)
        team = self.teams.get(record.team)
        sending = claimed(reminder, around, self.now)
        self.keep(sending)
        if sending.stage is not Stage.SENDING:
            return
        landed = dict[int, Landed]()
        for delivery in outstanding(sending):
            note = told(sending, record, followed, around, chat=delivery.chat, now=self.now)
            message = self._message(0)
            self.screens[delivery.chat, message] = note
            landed[delivery.chat] = Landed(landing=Landing.SENT, message=message)
        self.keep(settled(sending, landed, team, self.now))

    # ------------------------------------------------------------------ what is shown

    @property
    def turn(self) -> Turn:
        return self.turns[-1]

    @property
    def toast(self) -> str:
        """The toast of the last turn, without its table."""
        (toast,) = [each for each in self.turn.replies if isinstance(each, Toast)]
        return toast.says.removeprefix("toast.")

    @property
    def note(self) -> Note:
        """The first note of the last turn: it is for whoever pressed."""
        return next(each for each in self.turn.replies if isinstance(each, Note))

    @property
    def said(self) -> list[str]:
        """The keys of every sentence of that note."""
        return [each.says for block in self.note.blocks for each in block]

    def values(self, says: str) -> dict[str, Any]:
        """What is written into that sentence of the note."""
        found = (each for block in self.note.blocks for each in block if each.says == says)
        return dict(next(found).values)

    @property
    def presses(self) -> list[str]:
        return [choice.press for row in self.note.choices for choice in row]

    def about(self, matter: str) -> set[tuple[int, int]]:
        """Every message that ever told of the matter, by chat and number."""
        return {
            place
            for place, note in self.screens.items()
            if isinstance(note, Note) and note.blocks[0][0].says == f"reminder.head.{matter}"
        }

    def buttons(self) -> Iterator[tuple[int, int, Choice, str, int]]:
        """Every button that stands on a screen: chat, message, choice, label and number."""
        for (chat, message), reply in self.screens.items():
            for row in getattr(reply, "choices", ()):
                for choice in row:
                    label = choice.label if choice.label is not None else reply.label
                    number = choice.number if choice.number is not None else reply.number
                    yield chat, message, choice, label, number


def ward(
    *records: PlanRecord, now: datetime | None = None, rules: Guideline | None = None
) -> Ward:
    """A ward with these plans, or with the one of a moderate case."""
    there = Ward(now=now or at(0), rules=rules or shipped())
    for record in records or (planned(),):
        there.add(record)
    return there


__all__ = [
    "ADMIN", "CHILD", "FIRST", "GROUP", "LABEL", "MODERATE", "NURSE", "OTHER", "OTHER_LABEL",
    "OWNER", "READY", "SECOND_GROUP", "STRANGER", "ShowPlan", "Ward", "at", "planned", "ward",
]  # fmt: skip
