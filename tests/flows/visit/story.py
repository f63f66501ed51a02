"""A plan that is followed as a file has it: days go by, lines are typed, keys pressed by words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.page.plain import bare
from bot.page.render import Seat
from core.course.course import in_force
from flows.reminder.stages import acknowledged
from flows.talk.records import Matter
from flows.talk.replies import Choice, Note, Reply, Toast
from flows.talk.turn import Commanded, Pressed, Typed
from tests.flows.world import GROUP, LABEL, MORNING, NURSE, OWNER, World, record, world

INFORMS = frozenset(
    {
        Matter.HEADS_UP, Matter.DOSE, Matter.REVISED, Matter.PNEUMOCYSTIS, Matter.VACCINES,
        Matter.BONE, Matter.GLUCOSE, Matter.EYES, Matter.REVIEW, Matter.ADRENAL,
        Matter.METHOTREXATE,
    }
)  # fmt: skip
WHO = {"": OWNER, "nurse": NURSE, "group": NURSE}


@dataclass(slots=True)
class Story:
    """The plan of the file, and everybody who follows it."""

    there: World
    told: list[tuple[int, Reply]] = field(default_factory=list)  # of the last turn, by its chat

    @classmethod
    def of(cls, answers: Mapping[str, Any]) -> "Story":
        """A plan that was made on the first morning, with what reminds of it."""
        first = {"start_date": MORNING.date().isoformat()}
        return cls(world(record(answers=first | answers)))

    def turn(self, turn: Mapping[str, Any]) -> None:
        """Time goes on, a section of the plan is opened, something is typed, keys are pressed by
        their words, the values of a gate are entered; in this order."""
        self.told.clear()
        who = WHO[turn.get("who", "")]
        chat = GROUP if turn.get("who") == "group" else who
        if "day" in turn:
            self._waits(turn["day"])
        if "opens" in turn:
            self.there.press(who, turn["opens"], label=LABEL)
            self._hears(who)
        if "says" in turn:
            self._says(who, turn["says"])
        for words in _several(turn.get("presses", ())):
            self._presses(who, chat, words)
        if "gate" in turn:
            self._gate(who, turn["gate"])

    @property
    def heard(self) -> str:
        """All of it as one text."""
        return "\n\n".join(self._written(reply, chat) for chat, reply in self.told)

    @property
    def mg(self) -> Decimal:
        """The daily dose in force by the plan as it stands."""
        live = self.there.live()
        period = in_force(live.course, live.today) if live.course else None
        return period.mg if period else Decimal(0)

    def _waits(self, day: int) -> None:
        before, until = dict(self.there.screens), MORNING + timedelta(days=day)
        while self.there.now < until:
            self.there.passes(min(until, self.there.now + timedelta(days=1)))
            self._seen()
        told = (
            (place, reply)
            for place, reply in self.there.screens.items()
            if before.get(place) is not reply
        )
        self.told += [(chat, reply) for (chat, _), reply in told]

    def _seen(self) -> None:
        """What only informs is acknowledged on its day, as a team would; what asks stays open."""
        there, about = self.there, {"by": NURSE, "name": "Nurse", "now": self.there.utc()}
        told = (each for each in there.of() if each.matter in INFORMS and each.stage.is_told)
        there.put(*(acknowledged(each, **about) for each in told))

    def _says(self, who: int, text: str) -> None:
        text = text.replace("LABEL", LABEL)
        name, _, argument = text.removeprefix("/").partition(" ")
        heard = Commanded(name=name, argument=argument) if text[0] == "/" else Typed(text=text)
        self.there.hear(who, heard)
        self._hears(who)

    def _gate(self, who: int, values: str) -> None:
        """The values of a day on which a step is due, and no warning sign: it is suggested and
        taken with the first key."""
        self._says(who, f"/visit LABEL {values}")
        for words in ("Keep", "Decide"):
            self._presses(who, who, words)
        self._presses(who, who, self._captions()[0])
        for words in ("Enter findings again", "Not examined", "Not done", "No warning sign"):
            self._presses(who, who, words)
        assert "Suggested: step." in self._written(self.there.turn.replies[0], who)
        self._presses(who, who, self._captions()[0])

    def _captions(self) -> list[str]:
        """The keys of what was shown last to whoever pressed."""
        note = self.there.turn.replies[0]
        assert isinstance(note, Note)
        return [self.there.desk.pages.caption(each) for row in note.choices for each in row]

    def _presses(self, who: int, chat: int, words: str) -> None:
        """The newest key of these words in this chat."""
        message, note, choice = self._key(chat, words)
        label = note.label if choice.label is None else choice.label
        number = note.number if choice.number is None else choice.number
        pressed = Pressed(label=label, number=number, press=choice.press)
        place = GROUP if chat == GROUP else 0
        self.there.take(pressed, who=who, chat=place, message=message)
        self._hears(chat)

    def _key(self, chat: int, words: str) -> tuple[int, Note, Choice]:
        caption = self.there.desk.pages.caption
        keys = [
            (message, reply, choice)
            for (where, message), reply in sorted(self.there.screens.items(), key=_number)
            if where == chat and isinstance(reply, Note)
            for row in reply.choices
            for choice in row
        ]
        found = [each for each in keys if caption(each[2]) == words]
        assert found, (words, [caption(each[2]) for each in keys][-15:])
        return found[-1]

    def _hears(self, chat: int) -> None:
        self.told += [(chat, each) for each in self.there.turn.replies]

    def _written(self, reply: Reply, chat: int) -> str:
        """What is read of it, then its keys."""
        if isinstance(reply, Toast):
            return f"{reply.says}"
        there = getattr(reply, "chat", None) or chat
        seat = Seat(chat=there, who=max(there, 0), now=self.there.now, zone=self.there.zone_name)
        pages = self.there.desk.pages.pages(reply, seat)
        return "\n".join(
            f"{bare(page.text)}\n{[key.text for row in page.buttons for key in row]}"
            for page in pages
        )


def _number(screen: tuple[tuple[int, int], Reply]) -> int:
    return screen[0][1]


def _several(words: str | Sequence[str]) -> Sequence[str]:
    return (words,) if isinstance(words, str) else words
