"""What each section opens with along lives of plans with drugs: one look on every day, no amount
that was not confirmed, and what is held or was stopped told so.

More of them: `python -m tests.campaigns opened`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from core.course.decisions import Drug
from core.evidence import Section
from tests.bot.page.screens import LIMITS, SEAT, is_within, opening_of, unfolded
from tests.bot.papers.outputs import amounts_in, plain
from tests.oracle.life import AGENTS
from tests.oracle.lives import PARTS, first_of
from tests.oracle.printed import confirmed, rests, seen
from tests.oracle.witness import Witness

OF_DRUGS = (Section.AGENT, Section.START)  # name amounts of drugs, and how each of them stands


@pytest.mark.wide
@pytest.mark.parametrize("part", range(PARTS))
def test_what_a_section_opens_with_is_one_look_and_true_on_every_day(part: int) -> None:
    first = first_of("opened", 7000, part, opened)
    assert first is None, first


def opened(witness: Witness) -> Iterator[str]:
    """Every difference on what is read this morning."""
    life, view = witness.life, seen(witness)
    assert view.record is not None
    assert view.today is not None
    now = datetime.combine(view.today, time(8), UTC)
    for name, page in opening_of(view.record, replace(SEAT, now=now, zone=view.zone)):
        if not is_within(page, LIMITS[name]):
            yield f"(l) {name}: {unfolded(page)} characters, {page.text}"
        if name not in OF_DRUGS:
            continue
        for drug in AGENTS:
            named = view.writer.term(Drug(drug))
            if wrong := amounts_in(plain(page.text), named) - confirmed(life, drug, past=False):
                yield f"(a) {drug} {sorted(wrong)} on {name}"
        if name == Section.AGENT:
            yield from rests(life, view, name, plain(page.text))
