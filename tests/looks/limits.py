"""How long the screens are that are read between two patients: `python -m tests.looks.limits`.

A table of characters as Telegram counts them and of keys, over plans of every stratum, and of how
many phone screens that is; `--pictures FOLDER` keeps each screen of one plan as a picture.
"""

import argparse
from collections import defaultdict
from itertools import islice
from pathlib import Path

from bot.page import Page
from bot.page.plain import bare
from tests.bot.page.screens import LIMITS, QUOTE, first_screens, unfolded
from tests.looks.phone import message, picture
from tests.oracle.strata import stratified

ONE_IN = 20  # of the plans of every stratum
A_LINE, LINES = 38, 36  # characters and lines of a phone of 390 by 844 points
ONE = {
    "weight_kg": "69.9", "subtype": "dermatomyositis", "severity": "severe", "ild": "unknown",
    "start_date": "2026-11-23",
}  # fmt: skip
# As they were when what each section says was one text in parts, of the same plan: characters,
# screens of a phone, keys.
BEFORE = {
    "review": (652, 1.5, 11), "card": (819, 1.6, 12), "more": (87, 0.4, 10),
    "why": (9_229, 8.5, 2), "papers": (90, 0.4, 8), "start": (819, 0.9, 2),
    "schedule": (3_017, 3.2, 3), "agent": (362, 0.6, 4), "severe": (2_495, 2.9, 3),
    "prevention": (6_878, 6.9, 3), "monitoring": (3_917, 4.0, 3), "tablets": (594, 0.8, 2),
}  # fmt: skip


def lines(page: Page) -> int:
    """How many lines it takes on a phone, keys with it."""
    text = bare(QUOTE.sub("", page.text))
    return 2 * len(page.buttons) + sum(1 + len(each) // A_LINE for each in text.split("\n"))


def table() -> str:
    """A row for each screen: before, in the middle, at most, and the limit."""
    sizes, keys, tall = defaultdict[str, list[int]](list), defaultdict[str, int](int), {}
    for case in islice(stratified(), 0, None, ONE_IN):
        for name, page in first_screens(case):
            sizes[name].append(unfolded(page))
            keys[name] = max(keys[name], sum(map(len, page.buttons)))
            tall[name] = max(tall.get(name, 0), lines(page))
    rows = [
        "            before: characters, screens, keys   now: half of the plans, at most, limit,"
        " screens, keys"
    ]
    for name, found in sizes.items():
        characters, screens, were = BEFORE[name]
        rows.append(
            f"{name:<12}{characters:>19,}{screens:>9}{were:>6}"
            f"{sorted(found)[len(found) // 2]:>26}{max(found):>9}{LIMITS[name].characters:>7}"
            f"{tall[name] / LINES:>9.1f}{keys[name]:>6}"
        )
    return "\n".join(rows)


def pictures(folder: Path) -> None:
    """Each screen of one plan, as on a phone."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, (name, page) in enumerate(first_screens(ONE)):
        rows = tuple(tuple(button.text for button in row) for row in page.buttons)
        picture([message(page.text, rows)], folder / f"{place}_{name}.png")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--pictures", type=Path)
    given = parser.parse_args()
    print(table())
    if given.pictures:
        pictures(given.pictures)
