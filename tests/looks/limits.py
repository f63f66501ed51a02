"""How long the screens are that are read between two patients: `python -m tests.looks.limits`.

A table of characters as Telegram counts them and of keys, over plans of every stratum, and of how
many phone screens that is; `--pictures FOLDER` keeps each screen of one plan as a picture.
"""

import argparse
import html
from collections import defaultdict
from itertools import islice
from pathlib import Path

from bot.page import Page
from bot.page.parts import seen
from bot.page.plain import TAG
from tests.bot.page.screens import LIMITS, first_screens
from tests.looks.phone import message, picture
from tests.oracle.strata import stratified

ONE_IN = 20  # of the plans of every stratum
A_LINE, LINES = 38, 36  # characters and lines of a phone of 390 by 844 points
ONE = {
    "weight_kg": "69.9", "subtype": "dermatomyositis", "severity": "severe", "ild": "unknown",
    "start_date": "2026-11-23",
}  # fmt: skip
# As the screens were when they were written for completeness, of the same plan.
BEFORE = {"review": (652, 11), "card": (819, 13), "prevention": (6_878, 3)}


def lines(page: Page) -> int:
    """How many lines it takes on a phone, keys with it."""
    text = html.unescape(TAG.sub("", page.text))
    return 2 * len(page.buttons) + sum(1 + len(each) // A_LINE for each in text.split("\n"))


def table() -> str:
    """A row for each screen: before, in the middle, at most, and the limit."""
    sizes, keys, tall = defaultdict[str, list[int]](list), defaultdict[str, int](int), {}
    for case in islice(stratified(), 0, None, ONE_IN):
        for name, page in first_screens(case):
            sizes[name].append(seen(page.text))
            keys[name] = max(keys[name], sum(map(len, page.buttons)))
            tall[name] = max(tall.get(name, 0), lines(page))
    rows = ["screen      before (keys)   now, half   at most   limit   keys   screens at most"]
    for name, found in sizes.items():
        was = "{:,} ({})".format(*BEFORE[name]) if name in BEFORE else "-"
        rows.append(
            f"{name:<12}{was:<16}{sorted(found)[len(found) // 2]:>9}{max(found):>10}"
            f"{LIMITS[name].characters:>8}{keys[name]:>7}{tall[name] / LINES:>18.1f}"
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
