"""Any change of answers, at any time of a plan: its screens, its message, and what is kept."""

from dataclasses import replace
from random import Random

import pytest

from bot.page.render import Seat
from core.course.decisions import Drug
from tests.campaigns import seed, size
from tests.core.edition.any_life import BASE, CHILD, VALUES, merged
from tests.flows.intake.test_anew import Anew, at
from tests.flows.world import GROUP, OWNER
from tests.lint.display import hits
from tests.world.plan_record import LABEL

LONGEST = 4_096  # characters of a message
BATCHES = 8
EACH = size("changes") // BATCHES


def chosen(chance: Random) -> dict[str, object]:
    """Some answers, each another one or none."""
    keys = chance.sample(sorted(VALUES), chance.randint(1, 3))
    return {key: chance.choice(_values(key)) for key in keys}


def _values(key: str) -> list[object]:
    return list(VALUES[key].elements) if hasattr(VALUES[key], "elements") else []


def anew(chance: Random) -> Anew:
    base = chance.choice((BASE, CHILD))
    return at(chance.randint(0, 90), base=merged(base, chosen(chance)))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_any_change_has_screens_that_fit_and_a_message_that_obeys(batch: int) -> None:
    chance = Random(seed(batch))
    for _ in range(EACH):
        it = anew(chance).open()
        there = it.there
        draft = there.session_of(OWNER).draft
        if draft is None:
            continue
        told = merged(dict(draft.answers), chosen(chance))
        changed = replace(draft, answers=told, state="review")
        there.put_session(OWNER, replace(there.session_of(OWNER), draft=changed))
        it.press("why")
        assert max(len(page.text) for page in there.pages) <= LONGEST, told
        if it.there.session_of(OWNER).draft.state != "review":
            continue
        if "none" in [choice.press for row in it.review.choices for choice in row]:
            it.press("none")
        if it.makes is None:
            continue
        before = there.live()
        it.confirm()
        after = there.live()
        assert after.record.revision == 2
        if before.course and after.course:
            assert after.course.progress.doses == before.course.progress.doses
        for drug in Drug:
            assert amounts(after, drug) <= amounts(before, drug)
        there.tick()
        _message_obeys(it)


def amounts(live, drug):
    return {s.mg for r in live.plan.regimens if r.drug is drug for s in r.stretches}


def _message_obeys(it: Anew) -> None:
    there = it.there
    for (chat, _), reply in there.screens.items():
        if getattr(reply, "label", "") != LABEL or chat not in (GROUP, OWNER):
            continue
        blocks = getattr(reply, "blocks", ((),))
        if not blocks[0] or blocks[0][0].says != "reminder.head.revised":
            continue
        for page in there.desk.pages.pages(reply, Seat(chat=chat, who=0, now=there.now)):
            assert len(page.text) <= LONGEST
            assert not hits(page.text, fragment=True), page.text
