"""A clinician who goes on planning whatever happens: reads the screen, and does the next thing."""

import re
from dataclasses import dataclass, field
from random import Random

from flows.talk.turn import Session
from tests.fake_telegram.messages import Message
from tests.fake_telegram.people import Person

HEAD = re.compile(r"(New plan|Review|Confirmed:|Plan) ([A-Z0-9]{3}-[A-Z0-9]{3})")
ANSWERS = {"Weight": "weight_kg", "Subtype": "subtype", "Severity": "severity", "Lung": "ild"}
ALWAYS = ("Go on", "No emergency sign")
CHOICES = (("Dermatomyositis", "Polymyositis"), ("Moderate", "Severe"), ("Yes", "No", "Not known"))
MAKES = ("Confirm ", "Make the plan")


@dataclass(slots=True)
class Clinician:
    """One person with a chance of their own."""

    person: Person
    chance: Random
    seen: tuple[int, int] = (0, 0)
    plans: set[str] = field(default_factory=set)

    def news(self) -> bool:
        """Whether the last message asks for something that they have not done yet."""
        heard = self.person.heard()
        return self._last() != self.seen and bool(heard) and bool(heard[-1].keyboard)

    def act(self) -> None:
        """Does what the last message asks for, or begins a plan where it is one."""
        self.seen = self._last()
        if label := self.shown()[0]:
            self.plans.add(label)
        message = self.person.heard()[-1]
        if button := self._button(message):
            self.person.taps(button)
        elif "weigh" in message.text:
            self.person.says(str(self.chance.randint(60, 99)))
        else:
            self.person.says("/new")

    def recover(self) -> None:
        """What a person does before a screen that does not move, or is still empty."""
        self.seen = self._last()
        self.person.says("/new")

    def shown(self) -> tuple[str, str, dict[str, str]]:
        """Plan on the screen, label of the draft on the screen, and the answers shown there."""
        for message in reversed(self.person.heard()):
            if found := HEAD.search(message.text):
                plan = found[2] if found[1] in {"Plan", "Confirmed:"} else ""
                return plan, found[2], _answers(message.text)
        return "", "", {}

    def _button(self, message: Message) -> str | None:
        texts = [key.text for key in message.buttons()]
        certain = [text for text in texts if text in ALWAYS or text.startswith(MAKES)]
        open_ = [text for choice in CHOICES for text in choice if text in texts]
        return certain[0] if certain else self.chance.choice(open_) if open_ else None

    def _last(self) -> tuple[int, int]:
        heard = self.person.heard()
        return (len(heard), sum(message.edits for message in heard))


def kept(session: Session) -> tuple[str, dict[str, str]]:
    """Label and answers of the draft as the store has them."""
    draft = session.draft
    if draft is None:
        return "", {}
    return draft.label, {key: str(draft.answers[key]) for key in draft.answers}


def _answers(text: str) -> dict[str, str]:
    lines = (line.split(" ", 1) for line in text.splitlines() if " " in line)
    named = {name.rstrip(":"): rest for name, rest in lines if name.rstrip(":") in ANSWERS}
    return {ANSWERS[name]: rest.split()[0] for name, rest in named.items()}
