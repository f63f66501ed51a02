"""How doses, dates and drugs are written: every text that leaves the product is checked here.

`hits(text)` lists each place where a text breaks a rule, and an empty list means that it may be
sent. Give it the text as it goes to Telegram (with its tags, which it takes off), or a line of a
paper or of the terminal. Say the region whose drug names the text uses. `limit=None` is for
papers, which may be longer than a message; `fragment=True` for a part of a message, which need
hold neither the second line of a dose nor the folic acid that methotrexate wants beside it.

    assert not hits(page.text, region="uk")
    assert dose_line_ok(two_lines_of_html)      # a dose that stands alone
    assert schedule_ok(rows)                    # the rows of a taper

Not for typed commands, JSON, or what a user wrote. Each check names in `needs` the characters and
words (of two letters or more) without which it cannot hit, so that most of them cost nothing; all
expressions take time in proportion to the text.
"""

import re

from tests.lint.dose_lines import ScheduleRow, dose_line_ok, schedule_ok
from tests.lint.drug_names import REGIONS
from tests.lint.message import Hit, Lines, Whole, lines_of, shortened, units, visible
from tests.lint.rules import RULES, Check, WholeCheck

__all__ = ["RULES", "Hit", "ScheduleRow", "dose_line_ok", "hits", "schedule_ok", "too_long"]

LIMIT = 4096

EACH_LINE = [(n, *c) for n, checks in RULES.items() for c in checks if isinstance(c, Check)]
_WHOLE = [(n, c.test) for n, checks in RULES.items() for c in checks if isinstance(c, WholeCheck)]

_clean: dict[str, set[str]] = {region: set() for region in REGIONS}
_CLEAN_LINES = 200_000


def hits(
    text: str, *, region: str = "us", limit: int | None = LIMIT, fragment: bool = False
) -> list[Hit]:
    """Every place where the text breaks a rule, none where it may be sent.

    A line that broke no rule is remembered for its region and not read again.
    """
    shown = visible(text)
    clean = _clean[region]
    fresh = [line for line in shown.split("\n") if line not in clean]
    found = _hits_of_lines(lines_of("\n".join(fresh), region=region)) if fresh else []
    if not found:
        if len(clean) > _CLEAN_LINES:
            clean.clear()
        clean.update(fresh)
    message = Whole(
        html=text,
        text=shown,
        low=shown.lower(),
        region=region,
        limit=limit,
        fragment=fragment,
    )
    return found + [Hit(rule, shortened(what)) for rule, test in _WHOLE for what in test(message)]


def _hits_of_lines(lines: Lines) -> list[Hit]:
    found = []
    for rule, test, needs in EACH_LINE:
        if needs and needs.isdisjoint(lines.seen):
            continue
        if isinstance(test, re.Pattern):
            found += [_hit(rule, each) for each in test.finditer(lines.text)]
        else:
            found += [Hit(rule, shortened(what)) for what in test(lines)]
    return found


def too_long(text: str, limit: int = LIMIT) -> bool:
    """Whether Telegram refuses the text: it counts UTF-16 units of what is read, tags apart."""
    return units(visible(text)) > limit


def _hit(rule: str, found: re.Match[str]) -> Hit:
    """The broken place with the words around it."""
    start = max(0, found.start() - 20)
    return Hit(rule, shortened(found.string[start : found.end() + 20]))
