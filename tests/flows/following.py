"""Plans that are followed: what is pressed under them, and what each chat shows of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flows.talk.records import Membership, Person, PlanRecord, Reminder, Role, Team
from flows.talk.replies import Choice, Note, Reply, Toast
from flows.talk.turn import Commanded, Pressed, Turn, Typed
from tests.world.plan_record import LABEL, plan_record
from tests.world.pure import BERLIN, Pure

FIRST = date(2026, 11, 23)
OWNER, OTHER, NURSE, STRANGER, ADMIN = 7, 8, 9, 10, 11
GROUP, SECOND_GROUP = -100, -200
TEAM = Team(number=1, zone=BERLIN, chat=GROUP, proved=True)
SECOND_TEAM = Team(number=2, zone=BERLIN, chat=SECOND_GROUP, proved=True)
PEOPLE = tuple(
    Person(who=who, name=name, memberships=tuple(Membership(role=r, team=t) for r, t in roles))
    for who, name, *roles in (
        (OWNER, "Owner", (Role.PRESCRIBER, 0), (Role.CARE_TEAM, 1)),
        (OTHER, "Other", (Role.PRESCRIBER, 2)),
        (NURSE, "Nurse", (Role.CARE_TEAM, 1)),
        (STRANGER, "Stranger"),
        (ADMIN, "Admin", (Role.ADMINISTRATOR, 0)),
    )
)
OTHER_LABEL = "ABC-DE7"
READY = {
    "age": 45, "sex": "M", "height_cm": 178, "egfr": 90, "hbv": "neg", "liver_disease": False,
    "immunosuppressants": {}, "alcohol_excess": False, "cytopenia": False,
    "active_infection": False, "allopurinol": False, "febuxostat": False,
    "tpmt": "normal", "nudt15": "normal", "methotrexate_weekday": "thursday",
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
    answers, decided = changes.pop("answers", MODERATE), changes.pop("decisions", ())
    about = {"label": label, "team": 1, "owner": OWNER, "revision": 1, "entered": "72"} | changes
    return plan_record(answers, *decided, at=at(0, "08:00"), **about)


@dataclass(slots=True, kw_only=True)
class Ward(Pure):
    """Plans that are followed, from the first of them on."""

    pause: timedelta = timedelta(0)
    administrators: tuple[int, ...] = (ADMIN,)

    def plan(self, label: str = LABEL) -> PlanRecord:
        return self.plans[label]

    def open(self, label: str = LABEL) -> list[str]:
        return sorted(each.id for each in self.of(label) if each.stage.is_open)

    def reminder(self, matter: str, label: str = LABEL) -> Reminder:
        """The only one of this matter that is not over, or the last that is."""
        found = [each for each in self.of(label) if each.matter == matter]
        return next((each for each in found if each.stage.is_open), found[-1])

    # ------------------------------------------------------------------ what is heard

    def press(
        self, press: str, *, who: int = OWNER, number: int | None = None, label: str = LABEL,
        **about: int,
    ) -> Turn:  # fmt: skip
        """The plan's present revision is pressed, where no number is named."""
        number = self.plan(label).revision if number is None else number
        return self.take(Pressed(label=label, number=number, press=press), who=who, **about)

    def steps(self, press: str = "step", **about: Any) -> Turn:
        """A step is taken without findings, by the first day that its check names."""
        self.press(press, **about)
        about.pop("message", None)
        if "step.0" in self.presses:
            self.press("step.0", **about)
        confirms = [each for each in self.presses if each.startswith("step.")]
        return self.press(confirms[0], **about) if confirms else self.turn

    def type(self, text: str, *, who: int = OWNER) -> Turn:
        return self.take(Typed(text=text), who=who)

    def command(self, name: str, *, who: int = OWNER) -> Turn:
        return self.take(Commanded(name=name, argument=""), who=who)

    def until(self, day: int | date, clock: str = "09:00") -> "Ward":
        """The clock pushed on, every reminder sent when it is due."""
        self.passes(at(day, clock))
        return self

    # ------------------------------------------------------------------ what is shown

    @property
    def toast(self) -> str:
        """The toast of the last turn, without its table."""
        (toast,) = [each for each in self.turn.replies if isinstance(each, Toast)]
        return toast.says.removeprefix("toast.")

    @property
    def note(self) -> Note:
        """The first note of the last turn: it is for whoever pressed."""
        return next(each for each in self.answers if isinstance(each, Note))

    @property
    def answers(self) -> tuple[Reply, ...]:
        """The replies of the last turn without what nobody took up, which stands above them."""
        heads = [getattr(each, "blocks", None) for each in self.turn.replies]
        return tuple(
            reply
            for reply, blocks in zip(self.turn.replies, heads, strict=True)
            if not (blocks and blocks[0][0].says == "unheeded.head")
        )

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


def ward(*records: PlanRecord, now: datetime | None = None) -> Ward:
    """A ward with these plans, or with the one of a moderate case."""
    there = Ward(now=now or at(0)).put(*PEOPLE, TEAM, SECOND_TEAM)
    for record in records or (planned(),):
        there.add(record)
    return there
