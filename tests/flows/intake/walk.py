"""Every way through the intake, as far as ways differ: each prompt with all its buttons."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from flows.dialogue import step
from flows.intake import answers, screens
from flows.intake.subject import URGENT, Subject
from flows.talk.turn import Draft, Heard, Pressed, Session, Turn, Typed
from tests.flows.chat import CHILD, MODERATE, MORNING, SEVERE, Chat

TYPED = {
    "weight": ("72", "20", "31", "154 lb"),
    "weight_check": ("72",),
    "height": ("115", "3 ft 9"),
    "height_check": ("115", "45 in"),
    "start_dose": ("50", "20"),
    "start_dose_check": ("20", "50"),
    "first_day": ("20-Nov-2026", "monday", "27-Nov-2026"),
    "agent": ("07-Dec-2026", "01-Jan-2030"),
    "first_day_check": ("27-Nov-2026", "21-Nov-2026"),
    "age_check": ("40", "9"),
    "earlier": ("60 mg for 5 weeks", "48 mg methylprednisolone for 2 weeks"),
    "earlier_check": ("90 mg for 3 days", "40 mg for 2 weeks"),
    "detail_check": ("100", "900"),
    "detail": ("12", "50", "100"),
}
# Of answers that open the same ways, one stands for all.
SAME = frozenset(
    f"set.{value}"
    for value in (
        "polymyositis", "antisynthetase", "overlap", "amyopathic", "checkpoint_inhibitor",
        "moderate", "unknown", "1", "2", "4", "5",
    )
) | {"cancel"}  # fmt: skip
TOGGLES = frozenset({"toggle.methotrexate", "toggle.mda5", "toggle.cytopenia"})
ONE_WAY = frozenset({"tail", "hold_weeks", "start_date", "agent_start"})
PAGES = frozenset({"group.person", "group.treatment"})
DETAILS = frozenset({"key.age", "key.pulse_days", "key.pulse_mg"})
PULSE = (
    "[open.details]", "[group.treatment]", "[key.pulse_days]", "[set.3]", "[key.pulse_mg]", "1000",
    "[back]", "[back]",
)  # fmt: skip
LOSES_BOTH = (
    *MODERATE, "[open.start_dose]", "60", *PULSE, "[open.change]", "[open.weight]", "31", "[use]",
)  # fmt: skip
OLDER = (
    *SEVERE,
    "[none]",
    "[open.details]",
    "[group.person]",
    "[key.age]",
    "70",
    "[back]",
    "[back]",
)
WAITING = (*MODERATE, "[open.details]", "[group.waited_for]")
READY = (
    *MODERATE,
    "[open.details]", "[group.person]", "[key.age]", "45", "[key.sex]", "[set.M]", "[back]",
    "[group.organs]", "[key.egfr]", "90", "[key.hbv]", "[set.neg]", "[back]",
    "[group.waited_for]", "[affirm]", "[never]", "[back]",
)  # fmt: skip
ROOTS = (
    (*READY, "[open.agent]"),
    (*MODERATE, *PULSE[:-3], "1"),
    OLDER,
    WAITING,
    (*MODERATE, "[open.details]", "[group.before]", "[key.immunosuppressants]"),
    (*MODERATE, "[open.details]", "[group.before]", "[key.earlier_steroid]"),
    (*MODERATE, "[open.details]", "[group.disease]", "[key.antibodies]"),
    ("/new",),
    MODERATE,
    SEVERE,
    CHILD,
    (*MODERATE, *PULSE, "[open.change]", "[open.weight]", "31", "[use]"),
    LOSES_BOTH,
    (*LOSES_BOTH, "900"),
    (*MODERATE, "[open.details]", "[group.person]", "[key.age]", "12"),
    (*CHILD, "[open.details]", "[group.person]", "[key.age]", "40"),
)
MOST = 540  # prompts
SOON = Chat(now=MORNING + timedelta(minutes=1))  # the time of every step


@dataclass(frozen=True, slots=True)
class Seen:
    """A prompt that was reached, and what was heard at the one before."""

    session: Session
    heard: Heard
    turn: Turn

    @property
    def draft(self) -> Draft:
        assert self.session.draft is not None
        return self.session.draft

    @property
    def subject(self) -> Subject:
        """The draft as it is taken up again."""
        subject, moved = answers.opened(screens.subject_of(self.draft, SOON.context(self.heard)))
        assert not moved
        return subject


@cache
def walk() -> tuple[Seen, ...]:
    """Every prompt that differs, breadth first from each root; then every end."""
    roots = [_root(*steps) for steps in ROOTS]
    seen, waiting, ends = {_ways(root.draft): root for root in roots}, deque(roots), []
    while waiting and len(seen) < MOST:
        for after in _after(waiting.popleft()):
            if after.session.draft is None:
                ends.append(after)
            elif _ways(after.draft) not in seen:
                seen[_ways(after.draft)] = after
                waiting.append(after)
    return (*seen.values(), *ends)


def _root(*steps: str) -> Seen:
    chat = Chat().answer(*steps)
    return Seen(chat.session, Typed(text=""), chat.turns[-1])


@cache
def subjects() -> tuple[tuple[Seen, Subject], ...]:
    """Every prompt with its draft as it is taken up again."""
    return tuple((seen, seen.subject) for seen in prompts())


def prompts() -> tuple[Seen, ...]:
    return tuple(seen for seen in walk() if seen.session.draft is not None)


def _after(seen: Seen) -> Iterator[Seen]:
    for heard in heard_at(seen):
        turn = taken(seen, heard)
        yield Seen(turn.session, heard, turn)


def taken(seen: Seen, heard: Heard) -> Turn:
    return step(seen.session, heard, SOON.context(heard))


def heard_at(seen: Seen) -> Iterator[Heard]:
    """The presses of a prompt, and what can be typed at it."""
    draft = seen.draft
    for press in presses(seen):
        if press not in SAME and _is_walked(press):
            yield Pressed(label=draft.label, number=draft.serial, press=press)
    for text in TYPED.get(draft.state, ()):
        yield Typed(text=text)


def _is_walked(press: str) -> bool:
    """Whether it is one of the details, and of their pages, that stand for the others."""
    if press.startswith("toggle.") and press.removeprefix("toggle.") not in URGENT:
        return press in TOGGLES
    return not press.startswith(("key.", "group.")) or press in PAGES | DETAILS


def presses(seen: Seen) -> tuple[str, ...]:
    rows = [row for reply in seen.turn.replies for row in getattr(reply, "choices", ())]
    return tuple(choice.press for row in rows for choice in row)


def _ways(draft: Draft) -> object:
    """What the further ways depend on: of signs only how many, of days and endings nothing."""
    given = {key: str(value) for key, value in draft.answers.items() if key not in ONE_WAY}
    signs = sorted(given.pop(sign, "") for sign in URGENT)
    return (draft.state, draft.trail[-1:], *sorted(given.items()), *signs, str(draft.held))
