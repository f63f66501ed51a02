"""Tablets: how many of each strength, for the first dose and for the whole course."""

from bot.page.first.fitting import ROOM, head
from bot.page.first.schedule import beside
from bot.page.parts import seen
from bot.page.sections import counts, tablets_head
from bot.page.view import View
from bot.page.write import bold


def tablets(view: View) -> str:
    """The counts, and beside them what stands beside every dose, shortly."""
    text = ""
    for brief in (False, True):
        title = f"{head(view)}\n{bold(view.say('section.tablets'))}\n{tablets_head(view)}"
        blocks = [title, *counts(view), "\n".join(beside(view, brief=brief))]
        text = "\n\n".join(each for each in blocks if each)
        if seen(text) <= ROOM:
            break
    return text
