"""Three people, two groups, several plans, whatever is pressed in whatever order: what holds."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.page.seal import seal
from bot.page.write import Writer
from bot.store.record.chain import joined
from bot.store.record.codec import Form
from bot.store.record.forms import REMINDER, REVISION, SESSION
from bot.store.record.keys import key_of
from bot.store.record.revisions import row_of
from bot.words import catalogue
from core.course.decisions import BY_ITSELF, Move
from flows.reminder.wanted.wanted import replanned
from flows.talk.records import Matter, Membership, PlanRecord, Role, Stage
from flows.talk.replies import Note, ShowPlan
from flows.talk.turn import Pressed, Turn, Typed
from tests.campaigns import size
from tests.flows.following import (
    GROUP,
    LABEL,
    MODERATE,
    NURSE,
    OTHER,
    OTHER_LABEL,
    OWNER,
    READY,
    SECOND_GROUP,
    Ward,
    planned,
    ward,
)

ALONE_LABEL = "XYZ-234"
PEOPLE = (OWNER, OTHER, NURSE)
TEXTS = ("40", "17.5 mg", "12,5", "0", "80", "forty", "5.55", "John Smith", "no", "x" * 201)
WAITS = (1, 15, 120, 60 * 12, 60 * 24, 60 * 24 * 5, 60 * 24 * 14)  # minutes
FINAL = frozenset({Stage.ACKNOWLEDGED, Stage.ANSWERED})
WRITER = Writer(catalogue(), "us")
CARE = Membership(role=Role.CARE_TEAM, team=1)
PRESCRIBER = Membership(role=Role.PRESCRIBER, team=1)


@dataclass(frozen=True, slots=True)
class Button:
    """One that was shown once; it may be pressed for ever after."""

    chat: int
    message: int
    label: str
    number: int
    press: str


def prescribes_for(there: Ward, who: int, record: PlanRecord) -> bool:
    """By the table of roles, written here once more."""
    roles = {(each.role, each.team) for each in there.people[who].memberships}
    owns = who == record.owner and any(role is Role.PRESCRIBER for role, _ in roles)
    return owns or (record.team > 0 and (Role.PRESCRIBER, record.team) in roles)


def cares_for(there: Ward, who: int, record: PlanRecord) -> bool:
    roles = {(each.role, each.team) for each in there.people[who].memberships}
    return record.team > 0 and (Role.CARE_TEAM, record.team) in roles


class TwoTeams(RuleBasedStateMachine):
    """The owner has a plan in the first team and one alone; another leads the second team."""

    def __init__(self) -> None:
        super().__init__()
        self.there = ward(
            planned(answers=MODERATE | READY),
            planned(OTHER_LABEL, owner=OTHER, team=2),
            planned(ALONE_LABEL, team=0),
        )
        self.buttons = [
            Button(OWNER, 1, LABEL, 1, "decide"),
            Button(OTHER, 1, OTHER_LABEL, 1, "decide"),
            Button(OWNER, 2, ALONE_LABEL, 1, "decide"),
        ]
        self.seen: set[Button] = set(self.buttons)
        self.facts: dict[str, tuple[object, ...]] = {}

    # ------------------------------------------------------------------ what happens

    @rule(back=st.integers(0, 400), who=st.sampled_from(PEOPLE))
    def press(self, back: int, who: int) -> None:
        """Any button ever shown: in a group by anybody, in private by whom it is sealed for."""
        button = self.buttons[-1 - back % len(self.buttons)]
        self.hear(button, who if button.chat < 0 else button.chat)

    @rule(
        label=st.sampled_from((LABEL, OTHER_LABEL, ALONE_LABEL)),
        verb=st.sampled_from(("step", "hold", "flare", "off", "stop")),
        picks=st.lists(st.integers(0, 6), max_size=5),
        typed=st.sampled_from(("40", "12.5", "2.5")),
        grouped=st.booleans(),
    )
    def decide(self, label: str, verb: str, picks: list[int], typed: str, grouped: bool) -> None:
        """From the plan's card some way into a decision, to its end if there are picks enough."""
        record = self.there.plan(label)
        who, group = record.owner, {1: GROUP, 2: SECOND_GROUP}.get(record.team)
        chat = group if grouped and group else who
        self.hear(Button(chat, 3, label, record.revision, "decide"), who)
        self.hear(Button(chat, 3, label, record.revision, verb), who)
        for pick in picks:
            if self.there.plan(label) != record:
                return
            if self.there.session_of(chat).question:
                self.say(typed, who)
            else:
                self.go_on(chat, who, pick)

    def go_on(self, chat: int, who: int, pick: int) -> None:
        """One of the choices of the screen that was shown last, but for the way back."""
        for reply in self.there.turn.replies:
            if isinstance(reply, Note) and reply.chat is None and reply.label:
                on = [each for row in reply.choices for each in row if "." in each.press]
                if on:
                    press = on[pick % len(on)].press
                    self.hear(Button(chat, 3, reply.label, reply.number, press), who)
                return

    @rule(
        label=st.sampled_from((LABEL, OTHER_LABEL, ALONE_LABEL)),
        who=st.sampled_from(PEOPLE),
        sure=st.booleans(),
    )
    def undo(self, label: str, who: int, sure: bool) -> None:
        """What was decided last, as far as that may be; it is looked at first, or not."""
        number = self.there.plan(label).revision
        for press in (f"undo.{number - 1}", *([f"undo.{number - 1}.y"] if sure else [])):
            self.hear(Button(who, 3, label, number, press), who)

    @rule(text=st.sampled_from(TEXTS), who=st.sampled_from(PEOPLE))
    def type(self, text: str, who: int) -> None:
        self.say(text, who)

    def say(self, text: str, who: int) -> None:
        """Whatever is typed, it only leads on to a screen."""
        before = self.kept()
        turn = self.there.take(Typed(text=text), who=who)
        assert (turn.made, turn.keeps, self.kept()) == (None, (), before)
        self.read(turn)

    @rule(name=st.sampled_from(("cancel", "help", "start")), who=st.sampled_from(PEOPLE))
    def command(self, name: str, who: int) -> None:
        before = self.kept()
        self.read(self.there.command(name, who=who))
        assert self.kept() == before

    @rule(minutes=st.sampled_from(WAITS), in_time=st.booleans())
    def wait(self, minutes: int, in_time: bool) -> None:
        """The clock goes on; what is due is sent in time, or all at once after an outage."""
        then = self.there.now + timedelta(minutes=minutes)
        while in_time and (due := self.there.store.next_due()) is not None and due <= then:
            self.there.now = max(self.there.now, due)
            self.there.tick()
        self.there.now = then
        self.there.tick()

    @rule()
    def restart(self) -> None:
        """All that is kept is read back from its text; nothing else is left."""
        rows = self.there.store.rows
        for chat, each in rows.sessions.items():
            session = back(SESSION, each.session, f"session/{chat}")
            rows.sessions[chat] = replace(each, session=session)
        for name, each in rows.reminders.items():
            rows.reminders[name] = back(REMINDER, each, key_of(each))
        for label, revisions in rows.plans.items():
            rows.plans[label] = chain(revisions)

    @rule(who=st.sampled_from((OTHER, NURSE)))
    def role(self, who: int) -> None:
        """A role in the first team is given, or taken away."""
        person = self.there.people[who]
        role = CARE if who == NURSE else PRESCRIBER
        there = role in person.memberships
        rest = tuple(each for each in person.memberships if each != role)
        self.there.people[who] = replace(
            person, memberships=rest if there else (*rest, role), serial=person.serial + 1
        )

    # ------------------------------------------------------------------ what holds of a step

    def hear(self, button: Button, who: int) -> None:
        there, before = self.there, self.kept()
        record = there.plan(button.label)
        heard = Pressed(label=button.label, number=button.number, press=button.press)
        turn = there.take(heard, who=who, chat=button.chat, message=button.message)
        changed = {name for name, each in self.kept().items() if before.get(name) != each}
        assert {name[:7] for name in changed} <= {button.label}, "another plan has changed"
        if button.number != record.revision:
            assert not changed, "a stale button acted"
        if turn.made:
            new = turn.made.decisions[len(record.decisions) :]
            held = all(each.decision.move is Move.SUSPEND and each.decision.drug for each in new)
            may = prescribes_for(there, who, record) or (held and cares_for(there, who, record))
            assert may, "decided without the role"
            assert turn.made.revision == there.plan(button.label).revision == record.revision + 1
            chosen = [each for each in new if each.decision.reason not in BY_ITSELF]
            assert new, "a revision of no decision"
            assert held or len(chosen) == 1, "two at one press"
            self.forget_what_was_undone(turn.made)
            again = replanned(there.of(button.label), there.live(button.label), there.now)
            assert again == (), "a reminder is open that is not wanted, or a wanted one is not"
        if changed:
            assert prescribes_for(there, who, record) or cares_for(there, who, record)
        self.read(turn)

    def forget_what_was_undone(self, made: PlanRecord) -> None:
        """Whatever a decision had answered may be asked again once that is undone."""
        if made.decisions[-1].decision.move is not Move.UNDO:
            return
        ended = {each.at for each in made.decisions if each.revision == made.revision - 1}
        self.facts = {name: fact for name, fact in self.facts.items() if fact[3] not in ended}

    @property
    def revisions(self) -> dict[str, tuple[PlanRecord, ...]]:
        return self.there.store.rows.plans

    def kept(self) -> dict[str, tuple[int, int]]:
        """How often everything was written."""
        there = self.there
        plans = {
            f"{label}/plan": (len(each), each[-1].serial) for label, each in self.revisions.items()
        }
        return plans | {name: (0, each.serial) for name, each in there.reminders.items()}

    def read(self, turn: Turn) -> None:
        """Everything that is shown can be written, and its buttons can be pressed from now on."""
        for reply in turn.replies:
            if isinstance(reply, Note):
                write(reply)
            elif not isinstance(reply, ShowPlan) and hasattr(reply, "says"):
                WRITER.say(reply.says, reply.values)

    # ------------------------------------------------------------------ what holds always

    @invariant()
    def buttons_stay(self) -> None:
        for chat, message, choice, label, number in self.there.buttons():
            button = Button(chat, message, label, number, choice.press)
            if label and button not in self.seen:
                self.seen.add(button)
                self.buttons.append(button)

    @invariant()
    def every_open_reminder_is_of_the_current_revision(self) -> None:
        for each in self.there.reminders.values():
            if each.stage.is_open:
                assert each.revision == self.there.plan(each.label).revision

    @invariant()
    def what_was_answered_stays_answered(self) -> None:
        for name, each in self.there.reminders.items():
            if each.stage in FINAL:
                fact = (each.stage, each.by, each.name, each.at)
                if each.matter is Matter.METHOTREXATE:  # what was said of a dose may be corrected
                    continue
                assert self.facts.setdefault(name, fact) == fact
            else:
                assert name not in self.facts

    @invariant()
    def every_revision_was_decided_by_somebody(self) -> None:
        for revisions in self.revisions.values():
            assert [each.revision for each in revisions] == list(range(1, len(revisions) + 1))
            led_to = dict.fromkeys(each.revision for each in revisions[-1].decisions)
            assert list(led_to) == list(range(2, len(revisions) + 1))


def chain(revisions: tuple[PlanRecord, ...]) -> tuple[PlanRecord, ...]:
    """The plan as it is read back after each of its revisions."""
    rows = [
        back(REVISION, row_of(each, before), key_of(each))
        for before, each in zip([None, *revisions], revisions, strict=False)
    ]
    found = tuple(joined(rows[:number]) for number in range(1, len(rows) + 1))
    assert found == revisions
    return found


def back(form: Form, value, key: str):
    """The value as it is read back from what was written of it."""
    read, _ = form.read(form.write(value, key=key), key=key)
    assert read == value
    return read


def write(note: Note) -> None:
    for block in note.blocks:
        for each in block:
            WRITER.say(each.says, each.values)
    for row in note.choices:
        for each in row:
            WRITER.say(each.says, each.values)
            label = note.label if each.label is None else each.label
            number = note.number if each.number is None else each.number
            seal(b"key", -1001234567890, 0, label=label, number=number, press=each.press)


TestTwoTeams = pytest.mark.wide(TwoTeams.TestCase)
TestTwoTeams.settings = settings(
    max_examples=size("sequences"),
    stateful_step_count=50,
    suppress_health_check=list(HealthCheck),
)
