"""What the README shows, made anew: `python -m tests.looks.of_readme [--check]`.

The transcript is what the terminal writes where its sample makes the plan; the two pictures are
the card of that plan and its dose curve; all of one fixed evening, under a label of its own.
"""

import argparse
import asyncio
import html
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import wrap

from bot.commands.chat import SAMPLE
from bot.page import Page
from bot.page.plain import bare
from bot.page.render import Seat
from bot.papers import Order, PaperKind, made
from bot.transport.played import ME
from flows.talk.replies import ShowPlan
from tests.bot.playing import MONDAY, Play, playing

ROOT = Path(__file__).parents[2]
README, CARD, CURVE = "README.md", "tests/looks/readme/card.svg", "tests/looks/readme/curve.png"
LABEL = "K7Q-2M3"
EVENING = MONDAY.replace(day=22, hour=18)  # so that nothing is due yet
BEGIN, END = "<!-- transcript: begin -->\n", "<!-- transcript: end -->"
MAKES = next(line for line in SAMPLE if line.startswith("Confirm"))
BLOCK = re.compile(f"{re.escape(BEGIN)}(.*?){re.escape(END)}", re.DOTALL)
# Of the picture, in points.
WIDE, SIZE, LINE, EDGE, KEY, A_LINE = 400, 14, 20, 14, 34, 48


async def shown() -> dict[str, bytes]:
    """The README with its transcript, and the pictures, by their place in the checkout."""
    with tempfile.TemporaryDirectory() as folder:
        async with playing(Path(folder, "data"), EVENING) as play:
            said = await play.says(*SAMPLE[: SAMPLE.index(MAKES) + 1])
            card, curve = _pictures(play)
    readme = (ROOT / README).read_text("utf-8")
    written = BLOCK.sub(lambda _: f"{BEGIN}{_transcript(said)}{END}", readme)
    return {README: written.encode(), CARD: card.encode(), CURVE: curve}


def _transcript(said: str) -> str:
    """The press that makes the plan, and its card."""
    _, _, last = said.rpartition(f"\n> {MAKES}")
    _, _, card = last.partition("predniSONE DOSE")
    (label,) = set(re.findall(r"Plan ([A-Z0-9]{3}-[A-Z0-9]{3}),", card))
    text = f"> {MAKES}\n\npredniSONE DOSE{card}".replace(label, LABEL).strip()
    return f"```\n{text}\n```\n"


def _pictures(play: Play) -> tuple[str, bytes]:
    desk = play.desk
    (record,) = desk.store.plans_of(ME)
    seat = Seat(chat=ME, who=ME, now=desk.clock(), zone=desk.zone_name)
    record = replace(record, label=LABEL)
    (card,) = desk.pages.pages(ShowPlan(record=record, anew=True), seat)
    curve = made(Order(kind=PaperKind.CHART, view=desk.pages.seen(record, seat)))
    return "\n".join(_drawn(card)) + "\n", curve.data


def _drawn(page: Page) -> Iterator[str]:
    """The message as a phone shows it, as SVG: its lines in a bubble, its keys below."""
    text = bare(page.text).split("\n")
    lines = [part for line in text for part in wrap(line, A_LINE) or [""]]
    bubble = 2 * EDGE + LINE * len(lines)
    high = bubble + KEY * len(page.buttons) + 2 * EDGE
    style = f'font-family="Liberation Sans, Arial, sans-serif" font-size="{SIZE}"'
    box = f'viewBox="0 0 {WIDE} {high}" width="{WIDE}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {box} {style}>'
    yield f'<rect width="{WIDE}" height="{high}" rx="14" fill="#d7e4d3"/>'
    yield f'<rect x="8" y="8" width="{WIDE - 16}" height="{bubble - 8}" rx="12" fill="#ffffff"/>'
    for at, line in enumerate(lines):
        weight = ' font-weight="bold"' if not at else ""
        y = EDGE + SIZE + LINE * at
        yield f'<text x="20" y="{y}" fill="#15202b"{weight}>{html.escape(line)}</text>'
    for row, keys in enumerate(page.buttons):
        yield from _keys([key.text for key in keys], bubble + EDGE // 2 + KEY * row)
    yield "</svg>"


def _keys(texts: list[str], top: int) -> Iterator[str]:
    wide = (WIDE - 16 - 4 * (len(texts) - 1)) // len(texts)
    for at, text in enumerate(texts):
        left = 8 + (wide + 4) * at
        yield (
            f'<rect x="{left}" y="{top}" width="{wide}" height="{KEY - 4}" rx="8" '
            'fill="#ffffff" stroke="#8fa9bb"/>'
        )
        middle = f'x="{left + wide // 2}" y="{top + KEY // 2 + 3}" text-anchor="middle"'
        yield f'<text {middle} fill="#0b5a8a">{html.escape(text)}</text>'


def outdated() -> list[str]:
    """The files that are not as they would be made now."""
    wanted = asyncio.run(shown())
    there = {name: ROOT / name for name in wanted}
    return [
        name
        for name, path in there.items()
        if not path.is_file() or path.read_bytes() != wanted[name]
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.looks.of_readme", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say what is out of date")
    if parser.parse_args().check:
        late = outdated()
        print("\n".join(f"{name}: run python -m tests.looks.of_readme" for name in late))
        return bool(late)
    for name, data in asyncio.run(shown()).items():
        path = ROOT / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
