"""Whatever is entered of a visit, whenever and by whom: no dose, no date, no decision changes."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from core.course.decisions import Reason
from flows.talk.records import Matter, PlanRecord
from flows.talk.replies import Note
from flows.talk.turn import Commanded
from tests.campaigns import seed, size
from tests.flows.decision.test_any_undo import CASES, decide, lived, reminded
from tests.flows.following import LABEL, NURSE, OWNER, Ward, planned, ward

OF_A_VISIT = frozenset({"visited", "serial", "tested"})
OF_A_DECISION = frozenset({"revision", "decisions", "before", "shown"})
ASKS = frozenset(
    {
        Matter.INTERIM, Matter.ASKED, Matter.URGENT, Matter.LABORATORY, Matter.OVERDUE,
        Matter.BEFORE_RISE,
    }
)  # fmt: skip
LATE = Reason.TESTS_OVERDUE
VALUES = (
    "CK {} (ULN 200)", "MMT {}/150", "HAQ 1.5", "phys 6", "pat 2.5", "extra 3/10", "FVC {}",
    "WBC 1.1", "WBC 6.4", "neut 0.3", "neut 3.9", "plt 40", "plt 240", "ALT 900 (ULN 45)",
    "ALT 30 (ULN 45)", "egfr 12", "egfr 90", "bp 190/115", "potassium 6.8", "gluc 22",
    "cortisol 90 nmol/L 25 h", "CMAS 30",
)  # fmt: skip
WHOLE = "WBC 6.4 neut 3.9 plt 240 ALT 30 (ULN 45) egfr 90"
ANSWERS = ("b", "s", "w", "-", "f", "l", "r", "0", "k")


def line(chance: Random) -> str:
    """Some values, the whole blood tests now and then; of today or of a day before."""
    chosen = chance.sample(VALUES, chance.randint(1, 6))
    names = {each.split()[0]: each.format(chance.randint(20, 149)) for each in chosen}
    return WHOLE if chance.random() < 0.3 else " ".join(names.values())


def shown(there: Ward) -> list[str]:
    """The keys of the last screen; a toast has none."""
    notes = (each for each in there.answers if isinstance(each, Note))
    return [c.press for note in notes for row in note.choices for c in row]


def enters(there: Ward, chance: Random) -> None:
    """A line of values, the three answers, or an entry that is mended; kept, where it can be."""
    who, way = chance.choice((OWNER, OWNER, NURSE)), chance.choice("vvvwm")
    if way == "w":
        there.press("visit", who=who)
        for _ in range(3):
            keys = [each for each in shown(there) if each.split(".")[-1] in ANSWERS]
            if keys:
                there.press(chance.choice(keys), who=who)
        return
    if way == "m" and there.plan().visited:
        there.press(f"value.mend.{chance.randint(1, len(there.plan().visited))}", who=who)
        there.type(line(chance), who=who)
    else:
        day = there.live().today - timedelta(days=chance.choice((0, 0, 0, 3, 20)))
        said = f"{LABEL} {day:%d-%b-%Y} {line(chance)}"
        there.take(Commanded(name="visit", argument=said), who=who)
    if "value.yes" in shown(there):
        there.press("value.yes", who=who)
    there.press("value.keep", who=who)


def standing(record: PlanRecord, *, but: frozenset[str]) -> dict[str, object]:
    names = PlanRecord.__dataclass_fields__.keys() - but
    return {each: getattr(record, each) for each in names}


def told(there: Ward) -> dict[str, object]:
    """What is still to be told of doses, steps and drugs."""
    found = reminded(there).items()
    return {key: each for key, each in found if key.split("/")[1] not in ASKS}


def unlike(before: Ward, there: Ward) -> Iterator[str]:
    """Whatever an entry has changed that none may."""
    was, now = before.plan(), there.plan()
    late = now.revision > was.revision
    if late:
        last = now.decisions[-1].decision
        if now.decisions[:-1] != was.decisions or last.reason is not LATE:
            yield f"decided: {last}"
    but = OF_A_VISIT | OF_A_DECISION if late else OF_A_VISIT
    if standing(was, but=but) != standing(now, but=but):
        yield "the plan"
    if was.tested and (now.tested is None or now.tested < was.tested):
        yield "blood tests that were done"
    if (before.live().course, lived(before)) != (there.live().course, lived(there)):
        yield "what is taken on some day"
    if not late and told(before) != told(there):
        yield f"what is told: {told(before).items() ^ told(there).items()}"


def course(number: int) -> Ward:
    chance = Random(number)
    there = ward(planned(answers=CASES[number % len(CASES)]))
    entered = 0
    for _ in range(chance.randint(4, 9)):
        there.passes(there.now + timedelta(days=chance.choice((0, 1, 6, 14, 28, 45))))
        if chance.random() < 0.6:
            decide(there, chance)
        before = there.copy()
        enters(there, chance)
        entered += len(there.plan().visited) > len(before.plan().visited)
        found = [*unlike(before, there)]
        assert not found, (number, there.live().today, found, there.plan().visited[-1])
    return there


@pytest.mark.wide
def test_no_visit_changes_a_dose_a_date_or_a_decision() -> None:
    first = seed(1)
    every = [course(first + number) for number in range(size("visits"))]
    assert sum(len(each.plan().visited) for each in every) > len(every)
